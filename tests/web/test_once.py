"""The same money form sent many times at the same moment: one payment, one answer for everybody."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.models.payments import Payment
from caseapp.models.projects import ProjectBudget
from caseapp.models.requests import AnsweredRequest
from caseapp.web.support.clock import today
from tests.factories.cookies import signed_in
from tests.factories.households import make_household
from tests.factories.payments import make_standard
from tests.factories.projects import make_project
from tests.factories.units import make_unit
from tests.factories.users import make_staff

AT_ONCE = 8


@pytest.mark.parametrize("amount", ["2400", "0"])
def test_a_form_sent_many_times_at_once_is_answered_alike_and_counts_once(
    either_app: Flask, either_world: Session, amount: str
) -> None:
    session, app = either_world, either_app
    app.config["WTF_CSRF_ENABLED"] = False
    unit = make_unit(session)
    project = make_project(session, unit, year=today().year)
    url = f"/aid/log/household/{make_household(session, unit).id}"
    make_standard(session, amount_fen=240_000)
    user = make_staff(session, Role.CASEWORKER, unit)
    fund = session.scalars(select(ProjectBudget.id).where(ProjectBudget.project_id == project.id)).one()
    session.commit()
    start = Barrier(AT_ONCE)
    body = {"project": fund, "kind": "living", "amount": amount, "then": "stay", "request_key": "k" * 32}

    def send(client: FlaskClient) -> tuple[int, str | None]:
        start.wait()
        answer = client.post(url, data=body)
        return answer.status_code, answer.location

    clients = [app.test_client() for _ in range(AT_ONCE)]
    for client in clients:
        signed_in(client, user)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = Counter(pool.map(send, clients))
    good = amount == "2400"
    assert answers == ({(302, url): AT_ONCE} if good else {(422, None): AT_ONCE})
    assert session.scalar(select(func.count(Payment.id))) == int(good)
    assert session.scalars(select(AnsweredRequest.location)).all() == ([url] if good else [])
    said = [client.get(url).get_data(as_text=True).count("Logged for") for client in clients]
    assert sum(said) == int(good), "only what came of it is said, and once"
