"""The same money form sent many times at the same moment: one payment, one answer for everybody."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.extensions import db
from caseapp.models.engine import open_engine
from caseapp.models.payments import Payment
from caseapp.models.projects import ProjectBudget
from caseapp.models.requests import AnsweredRequest
from caseapp.web.support.clock import now, today
from tests.factories.households import make_household
from tests.factories.payments import make_standard
from tests.factories.projects import make_project
from tests.factories.units import make_unit
from tests.factories.users import make_staff

AT_ONCE = 8


@pytest.fixture(params=["app", "postgres_app"])
def either(request: pytest.FixtureRequest) -> Flask:
    """The app, once on each database."""
    app: Flask = request.getfixturevalue(request.param)
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.mark.parametrize("amount", ["2400", "0"])
def test_a_form_sent_many_times_at_once_is_answered_alike_and_counts_once(either: Flask, amount: str) -> None:
    with either.app_context():
        engine = open_engine(db.engine.url.render_as_string(hide_password=False))
    with Session(engine.execution_options(write=True)) as session:
        unit = make_unit(session)
        project = make_project(session, unit, year=today().year)
        household = make_household(session, unit)
        make_standard(session, amount_fen=240_000)
        user = make_staff(session, Role.CASEWORKER, unit)
        fund = session.scalars(select(ProjectBudget.id).where(ProjectBudget.project_id == project.id)).one()
        session.commit()
        url, who = f"/aid/log/household/{household.id}", f"{user.id}:{user.stamp}"
    moment = int(now().timestamp())
    start = Barrier(AT_ONCE)

    def send(_number: int) -> tuple[int, str | None]:
        client = either.test_client()
        with client.session_transaction() as cookie:
            cookie.update(_user_id=who, _fresh=True, signed_at=moment, seen_at=moment)
        body = {"project": fund, "kind": "living", "amount": amount, "then": "stay", "request_key": "k" * 32}
        start.wait()
        answer = client.post(url, data=body)
        return answer.status_code, answer.location

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = Counter(pool.map(send, range(AT_ONCE)))
    good = amount == "2400"
    assert answers == ({(302, url): AT_ONCE} if good else {(422, None): AT_ONCE})
    with Session(engine) as session:
        assert session.scalar(select(func.count(Payment.id))) == int(good)
        kept = session.scalars(select(AnsweredRequest.location)).all()
        assert kept == ([url] if good else [])
    engine.dispose()
