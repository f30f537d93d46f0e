"""Logging aid in the browser's words: find, see, save, undo; refused with everything typed kept."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.payments.codes import AidKind, LineState
from caseapp.models.households import Household
from caseapp.models.payments import Payment
from caseapp.models.projects import Project, ProjectBudget
from caseapp.models.units import Unit
from caseapp.web.support.clock import today
from tests.factories.households import make_household
from tests.factories.listings import make_listing
from tests.factories.model_workers import make_model_worker
from tests.factories.payments import make_payment, make_standard
from tests.factories.people import make_person
from tests.factories.projects import make_project
from tests.factories.units import make_unit


class Scene:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.city = make_unit(session, name="唐山市总工会")
        self.county: Unit = make_unit(session, parent=self.city)
        self.other = make_unit(session, parent=self.city, name="丰南区总工会")
        self.project: Project = make_project(session, self.city, year=today().year)
        head = make_person(session, name="王桂兰", account="6222020000000001", phone="13811112222")
        self.household: Household = make_household(session, self.county, head=head)
        make_standard(session, amount_fen=240_000)
        make_standard(session, AidKind.MEDICAL, amount_fen=None, share_percent=50, cap_fen=600_000)
        budget = select(ProjectBudget.id).where(ProjectBudget.project_id == self.project.id)
        self.fund = session.scalars(budget).one()
        self.url = f"/aid/log/household/{self.household.id}"
        session.commit()

    def lines(self) -> list[Payment]:
        """Every line; the session is free again at once, so that the app can write."""
        self.session.expire_all()
        lines = list(self.session.scalars(select(Payment).order_by(Payment.id)))
        self.session.commit()
        return lines


@pytest.fixture
def scene(world: Session) -> Scene:
    return Scene(world)


def test_a_household_is_found_by_everything_people_remember(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=scene.county)
    tail = scene.household.head.id_number[-4:]
    for q in ("王桂兰", "桂兰", "wgl", "wanggui", scene.household.file_no, tail, "13811112222"):
        for url in ("/aid/log", "/aid/log/suggest"):
            assert scene.url in client.get(url, query_string={"q": q}).get_data(as_text=True), (q, url)


def test_the_finder_reaches_all_three_registers_but_no_other_unit(scene: Scene, sign_in: Callable) -> None:
    session = scene.session
    worker = make_model_worker(session, scene.county, person=make_person(session, name="王桂花"))
    listing = make_listing(session, scene.county, person=make_person(session, name="王桂英"), year=today().year)
    away = make_household(session, scene.other, head=make_person(session, name="王桂芳"))
    page = sign_in(Role.CASEWORKER, unit=scene.county).get("/aid/log?q=wg").get_data(as_text=True)
    for url in (scene.url, f"/aid/log/model-worker/{worker.id}", f"/aid/log/special-group/{listing.id}"):
        assert url in page
    assert "王桂芳" not in page
    client = sign_in(Role.CASEWORKER, unit=scene.county)
    assert client.get(f"/aid/log/household/{away.id}").status_code == 404


def test_one_payment_is_logged_and_the_next_is_opened(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=scene.county)
    page = client.get(scene.url).get_data(as_text=True)
    assert 'value="2400.00"' in page
    answer = client.send(scene.url, {"project": scene.fund, "kind": "living", "amount": "2400", "then": "next"})
    assert (answer.status_code, answer.location) == (302, "/aid/log")
    (line,) = scene.lines()
    assert (line.amount_fen, line.proposed_fen, line.logged_by) == (240_000, 240_000, client.user_id)
    assert "2,400.00" in client.get("/aid/log").get_data(as_text=True)


def test_logging_reads_nothing_that_only_its_page_shows(scene: Scene, sign_in: Callable, statements: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=scene.county)
    data = {"project": scene.fund, "kind": "living", "amount": "2400", "reason": "二次", "then": "next"}
    client.send(scene.url, data)
    with statements() as shown:
        client.get(scene.url)
    with statements() as shown_and_sent:
        client.send(scene.url, data)
    assert len(scene.lines()) == 2
    assert len(shown_and_sent.statements) - len(shown.statements) <= 16, "\n".join(shown_and_sent.statements)


def test_a_double_click_logs_once(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=scene.county)
    data = {"project": scene.fund, "kind": "living", "amount": "2400", "request_key": "k" * 32}
    assert client.send(scene.url, data).status_code == 302
    assert client.send(scene.url, data).status_code == 302
    assert len(scene.lines()) == 1
    assert client.send(scene.url, data | {"amount": "2500"}).status_code == 409


def test_every_problem_stands_on_the_page_and_nothing_typed_is_lost(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=scene.county)
    data = {"project": scene.fund, "kind": "medical", "medical_total": "48260", "medical_reimbursed": "99999"}
    answer = client.send(scene.url, data | {"amount": "6000", "reason": "二次住院"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "What was reimbursed lies between" in page
    assert all(f'value="{typed}"' in page for typed in ("48260", "99999", "6000", "二次住院"))
    answer = client.send(scene.url, {"project": scene.fund, "kind": "living", "amount": "2,4a"})
    assert answer.status_code == 422
    assert scene.lines() == []


def test_a_second_one_in_the_period_asks_for_a_reason(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=scene.county)
    data = {"project": scene.fund, "kind": "living", "amount": "2400"}
    client.send(scene.url, data)
    assert "Another one in the period" in client.get(scene.url).get_data(as_text=True)
    refused = client.send(scene.url, data)
    assert refused.status_code == 422
    assert "already given" in refused.get_data(as_text=True)
    assert client.send(scene.url, data | {"reason": "二次住院"}).status_code == 302
    assert len(scene.lines()) == 2


def test_the_proposal_follows_the_medical_cost(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=scene.county)
    asked = {"project": scene.fund, "kind": "medical", "medical_total": "48260", "medical_reimbursed": "31900"}
    part = client.get(f"{scene.url}/proposal", query_string=asked).get_data(as_text=True)
    assert 'value="6000.00"' in part
    assert "16,360.00 × 50% = 8,180.00" in part


def test_the_last_logged_are_undone_while_unsigned(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=scene.county)
    client.send(scene.url, {"project": scene.fund, "kind": "living", "amount": "2400"})
    (line,) = scene.lines()
    assert client.send(f"/aid/payments/{line.id}/undo", form_at="/aid/log").status_code == 302
    assert scene.lines()[0].state is LineState.CANCELLED


def test_only_those_who_log_aid_see_the_screen(scene: Scene, sign_in: Callable) -> None:
    assert sign_in(Role.REVIEWER, unit=scene.city).get("/aid/log").status_code == 403


@pytest.mark.parametrize("many", [1, 30])
def test_the_screen_takes_eight_statements_at_most(
    scene: Scene, sign_in: Callable, statements: Callable, many: int
) -> None:
    for _ in range(many):
        make_payment(scene.session, scene.project, scene.county, household=scene.household)
        make_household(scene.session, scene.county)
    client = sign_in(Role.CASEWORKER, unit=scene.county)
    for url in ("/aid/log?q=wang", scene.url):
        with statements() as counter:
            assert client.get(url).status_code == 200
        assert len(counter.statements) <= 8, counter.statements


def test_the_screen_is_chinese_by_default_too(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=scene.county, locale="zh")
    assert "生活救助" in client.get(scene.url).get_data(as_text=True)
