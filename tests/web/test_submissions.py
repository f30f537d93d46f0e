"""报送 on the page: handed in by one, decided by another, reprinted byte for byte, with what changed since."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.payments.codes import BatchState, LineState
from caseapp.models.payments import Payment
from caseapp.models.projects import Indicator, Project
from caseapp.models.submissions import Submission
from caseapp.models.units import Unit
from caseapp.services import settlement
from tests.factories.clock import NOW
from tests.factories.households import make_household
from tests.factories.payments import make_batch, make_payment
from tests.factories.projects import make_project
from tests.factories.units import make_unit
from tests.factories.users import make_actor, make_user


class Desk:
    """A project of 2025 that paid two households of two counties; the city's performance officer and reviewer."""

    def __init__(self, session: Session, sign_in: Callable) -> None:
        self.session = session
        self.city: Unit = make_unit(session, name="唐山市总工会")
        self.counties = [make_unit(session, parent=self.city) for _ in range(2)]
        self.project: Project = make_project(session, self.city, year=2025, budget_fen=100_000)
        for number, measure in enumerate(("count.households.any", "money.paid"), 1):
            made = {"level1": "产出指标", "level2": "数量指标", "name": f"指标{number}", "target": "≥2户"}
            session.add(Indicator(project=self.project, row=number, description="", basis="", measure=measure, **made))
        maker = make_user(session, login="maker")
        batch = make_batch(session, self.project, self.city, maker)
        paid = {"state": LineState.PAID, "paid_on": date(2025, 6, 2), "batch": batch, "amount_fen": 30_000}
        for county in self.counties:
            make_payment(session, self.project, county, household=make_household(session, county), **paid)
        session.commit()
        self.officer = sign_in(Role.PERFORMANCE, unit=self.city)
        self.reviewer = sign_in(Role.REVIEWER, unit=self.city)

    def opened(self, form: str = "targets") -> str:
        told = {"form": form, "of": self.project.code, "as_of": "2025-06-30"}
        answer = self.officer.send("/submissions/2025", told, form_at="/submissions?year=2025")
        assert answer.status_code == 302
        return str(answer.location).removesuffix("/table")

    def step(self, client: "Callable", url: str, act: str, **told: str) -> int:  # type: ignore[valid-type]
        page = client.get(f"{url}/table").get_data(as_text=True)  # type: ignore[attr-defined]
        version = re.search(r'name="version" value="(\d+)"', page)
        told["version"] = version.group(1) if version else "1"
        return int(client.send(f"{url}/{act}", told, form_at=f"{url}/table").status_code)  # type: ignore[attr-defined]


@pytest.fixture
def desk(world: Session, sign_in: Callable) -> Desk:
    return Desk(world, sign_in)


def test_one_hands_in_another_accepts_and_the_reprint_is_the_same_after_a_late_payment(desk: Desk) -> None:
    url = desk.opened()
    assert desk.step(desk.officer, url, "submit") == 302
    first = {kind: desk.officer.get(f"{url}/1/table.{kind}").data for kind in ("docx", "xlsx")}
    paper = desk.officer.get(f"{url}/1/table/print").data
    assert desk.step(desk.officer, url, "accept") == 403
    line = desk.session.scalars(select(Payment).order_by(Payment.id)).first()
    assert line is not None
    line.state, line.returned_on = LineState.RETURNED, date(2025, 6, 20)
    desk.session.commit()
    assert desk.step(desk.reviewer, url, "accept") == 302
    page = desk.reviewer.get(f"{url}/table").get_data(as_text=True)
    assert "Accepted" in page and "as it was handed in" in page and "not what was handed in" not in page
    assert {kind: desk.officer.get(f"{url}/1/table.{kind}").data for kind in first} == first
    assert re.sub(rb"<nav.*", b"", paper) == re.sub(rb"<nav.*", b"", desk.officer.get(f"{url}/1/table/print").data)
    changes = desk.officer.get(f"{url}/1/changes").get_data(as_text=True)
    assert "−300.00" in changes and "−1" in changes and "handed in 2户, now 1户" in changes


def test_who_sent_the_money_back_stands_beside_the_difference(desk: Desk) -> None:
    url = desk.opened()
    desk.step(desk.officer, url, "submit")
    cashier = make_actor(desk.session, Role.CASHIER, desk.city, name="韩秀云")
    line = desk.session.scalars(select(Payment).order_by(Payment.id)).first()
    assert line is not None
    desk.project.budgets[0].spent_fen = 60_000
    known = {"line_id": line.id, "returned_on": date(2025, 6, 20), "today": date(2025, 7, 1)}
    _signed(line, desk.session)
    settlement.record_return(desk.session, cashier, now=NOW.replace(year=2027), **known)
    desk.session.commit()
    changes = desk.officer.get(f"{url}/1/changes").get_data(as_text=True)
    assert "Money recorded as returned" in changes and "韩秀云" in changes


def _signed(line: Payment, session: Session) -> None:
    """Signed by three, so that its money may come back."""
    batch = line.batch
    assert batch is not None
    others = [make_user(session) for _ in range(2)]
    batch.submitted_by, batch.approved_by, batch.released_by = batch.prepared_by, others[0].id, others[1].id
    batch.submitted_digest = batch.approved_digest = batch.released_digest = "d" * 64
    batch.state = BatchState.SETTLED


def test_a_return_needs_a_reason_and_opens_the_table_again(desk: Desk) -> None:
    url = desk.opened()
    desk.step(desk.officer, url, "submit")
    assert desk.step(desk.reviewer, url, "return", reason="") == 422
    assert desk.step(desk.reviewer, url, "return", reason="指标值有误") == 302
    assert "指标值有误" in desk.officer.get(f"{url}/table").get_data(as_text=True)
    assert desk.step(desk.officer, url, "submit") == 302
    assert desk.officer.get(f"{url}/2/table.docx").status_code == 200


def test_what_is_lacking_keeps_a_table_from_being_handed_in(desk: Desk) -> None:
    url = desk.opened("evaluation")
    page = desk.officer.get(f"{url}/table").get_data(as_text=True)
    assert "Before it can be handed in" in page and 'id="submit"' not in page
    assert desk.step(desk.officer, url, "submit") == 409
    assert desk.session.scalar(select(Submission.state)) == "draft"


def test_the_frozen_list_opens_within_reach_and_masked(desk: Desk, sign_in: Callable) -> None:
    url = desk.opened()
    desk.step(desk.officer, url, "submit")
    page = desk.officer.get(f"{url}/table").get_data(as_text=True)
    figure = re.findall(rf'href="({re.escape(url)}/1/figures/\d+)"', page)[1]
    whole = desk.officer.get(figure).get_data(as_text=True)
    assert whole.count('data-label="Name"') == 2 and "*" in whole
    local = sign_in(Role.CASEWORKER, unit=desk.counties[0])
    part = local.get(figure).get_data(as_text=True)
    assert part.count('data-label="Name"') == 1 and "1 more belong to units outside your reach" in part


def test_strangers_do_not_see_it_and_the_same_table_is_not_opened_twice(desk: Desk, sign_in: Callable) -> None:
    url = desk.opened()
    told = {"form": "targets", "of": desk.project.code, "as_of": "2025-06-30"}
    again = desk.officer.send("/submissions/2025", told, form_at="/submissions?year=2025")
    assert again.status_code == 422 and "opened for that day already" in again.get_data(as_text=True)
    stranger = sign_in(Role.PERFORMANCE, unit=make_unit(desk.session, name="别处"))
    desk.session.commit()
    for page in ("/table", "/1/changes", "/1/table.docx"):
        assert stranger.get(f"{url}{page}").status_code == 404


def test_a_table_waits_on_the_home_page_of_who_may_decide_and_then_of_who_handed_it_in(desk: Desk) -> None:
    url = desk.opened()
    desk.step(desk.officer, url, "submit")
    assert "Tables to accept" in desk.reviewer.get("/").get_data(as_text=True)
    assert "Tables to accept" not in desk.officer.get("/").get_data(as_text=True)
    desk.step(desk.reviewer, url, "return", reason="指标值有误")
    assert "Tables to accept" not in desk.reviewer.get("/").get_data(as_text=True)
    assert "Tables sent back to me" in desk.officer.get("/").get_data(as_text=True)
