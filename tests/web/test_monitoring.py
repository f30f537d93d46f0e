"""双监控 on the page: money against plan, what is said of each row, alerts, dated rules, the printed form."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.payments.codes import BatchState, LineState
from caseapp.models.monitoring import MonitorNote, MonitorRule
from caseapp.models.payments import Batch
from caseapp.models.projects import Indicator, PlanPoint, Project
from caseapp.models.units import Unit
from tests.factories.clock import NOW
from tests.factories.households import make_household
from tests.factories.payments import make_batch, make_payment
from tests.factories.projects import make_project
from tests.factories.units import make_unit
from tests.factories.users import make_user

JUNE = "2025-06-30"
ROWS = (
    ("产出指标", "数量指标", "受助户数", "≥10户", "count.households.any"),
    ("产出指标", "成本指标", "资金总量", "≤300元", "money.paid"),
)
RULE = {
    "valid_from": "2025-01-01", "document_no": "唐财绩〔2025〕2号", "indicator_good": "80", "indicator_warn": "60",
    "money_good": "70", "money_warn": "50", "ceiling_near": "90", "over_from": "120", "pacing": "plan",
    "period_months": "6、9",
}  # fmt: skip


class Desk:
    """A project of 2025: 40 % planned by June, 300 of 1,000 yuan paid to one of ten households, 100 approved."""

    def __init__(self, session: Session, sign_in: Callable) -> None:
        self.session = session
        self.city: Unit = make_unit(session, name="唐山市总工会")
        self.project: Project = make_project(session, self.city, year=2025, budget_fen=100_000)
        self.project.plan = [PlanPoint(month=m, percent=Decimal(p)) for m, p in ((3, 20), (6, 40), (10, 70), (12, 100))]
        for number, (level1, level2, name, target, measure) in enumerate(ROWS, 1):
            made = {"level1": level1, "level2": level2, "name": name, "target": target, "measure": measure}
            session.add(Indicator(project=self.project, row=number, description="", basis="", **made))
        maker, other, third = (make_user(session, login=login) for login in ("maker", "other", "third"))
        batch = make_batch(session, self.project, self.city, maker)
        family = make_household(session, self.city)
        self.payment = {"household": family, "batch": batch}
        paid = {"amount_fen": 30_000, "state": LineState.PAID, "paid_on": date(2025, 6, 2)}
        make_payment(session, self.project, self.city, **self.payment, **paid)
        make_payment(session, self.project, self.city, amount_fen=10_000, **self.payment)
        self._sign(batch, other.id, third.id)
        session.commit()
        self.url = f"/projects/2025/{self.project.code}/monitoring"
        self.officer = sign_in(Role.PERFORMANCE, unit=self.city)

    def _sign(self, batch: Batch, approver: int, releaser: int) -> None:
        batch.submitted_by, batch.approved_by, batch.released_by = batch.prepared_by, approver, releaser
        batch.submitted_digest = batch.approved_digest = batch.released_digest = "d" * 64
        batch.submitted_at = batch.approved_at = batch.released_at = NOW.replace(year=2025, month=6, day=1)
        batch.state = BatchState.RELEASED

    def typed(self, **changes: object) -> dict[str, object]:
        page = self.officer.get(f"{self.url}?as_of={JUNE}").get_data(as_text=True)
        return {**dict(re.findall(r'name="(rows-\d-seen)"[^>]*value="(\d*)"', page)), **changes}

    def send(self, **changes: object) -> str:
        url = f"{self.url}?as_of={JUNE}"
        answer = self.officer.send(url, self.typed(**changes))
        self.status = answer.status_code
        return str(answer.get_data(as_text=True))

    def notes(self) -> list[MonitorNote]:
        found = list(self.session.scalars(select(MonitorNote).order_by(MonitorNote.id)))
        self.session.commit()
        return found


@pytest.fixture
def desk(world: Session, sign_in: Callable) -> Desk:
    return Desk(world, sign_in)


def test_the_page_holds_paid_approved_and_expected_against_the_plan(desk: Desk) -> None:
    page = desk.officer.get(f"{desk.url}?as_of={JUNE}").get_data(as_text=True)
    assert "30.00%, below the plan of 40.0%" in page
    assert re.search(r"<td>40.00</td>\s*<td>30.00</td>\s*<td>40.00</td>", page)
    assert "2户" in page and "near the ceiling" in page


def test_before_the_approval_nothing_is_bound(desk: Desk) -> None:
    page = desk.officer.get(f"{desk.url}?as_of=2025-05-31").get_data(as_text=True)
    assert re.search(r"<td>—</td>\s*<td>0.00</td>\s*<td>0.00</td>", page)
    assert "30.00%" not in page


def test_a_row_that_is_behind_is_saved_only_with_cause_reason_and_chance(desk: Desk) -> None:
    page = desk.send(**{"rows-0-explanation": "摸底未完成"})
    assert desk.status == 422 and desk.notes() == []
    assert "Choose at least one cause of the deviation." in page and "摸底未完成" in page
    desk.send(
        **{"rows-0-explanation": "摸底未完成", "rows-0-causes": ["staff", "other"], "rows-0-likelihood": "possible"}
    )
    assert desk.status == 302
    [note] = desk.notes()
    assert (note.causes, note.period_end) == ("other,staff", date(2025, 6, 30))
    assert note.entered_by is not None


def test_a_change_is_a_new_note_and_the_first_one_stays(desk: Desk) -> None:
    desk.send(**{"rows-1-likelihood": "certain", "rows-1-remark": "一"})
    desk.send(**{"rows-1-likelihood": "certain", "rows-1-remark": "二"})
    assert [note.remark for note in desk.notes()] == ["一", "二"]
    said = desk.officer.get(f"{desk.url}/history?as_of={JUNE}").get_data(as_text=True)
    assert said.index("二") < said.index("一</td>")


def test_a_second_tab_is_told_instead_of_overwriting(desk: Desk) -> None:
    first = desk.typed(**{"rows-1-remark": "旧页"})
    desk.send(**{"rows-1-remark": "新页"})
    answer = desk.officer.send(f"{desk.url}?as_of={JUNE}", first)
    assert answer.status_code == 409 and "旧页" in answer.get_data(as_text=True)
    assert [note.remark for note in desk.notes()] == ["新页"]


def test_notes_belong_to_a_period_end_that_has_passed(desk: Desk) -> None:
    page = desk.officer.get(f"{desk.url}?as_of=2025-07-15").get_data(as_text=True)
    assert "rows-0-explanation" not in page and "stands for the period to 2025-06-30" in page
    answer = desk.officer.send(f"{desk.url}?as_of=2025-07-15", {"rows-0-seen": "", "rows-1-seen": ""})
    assert answer.status_code == 422 and "ends no monitoring period" in answer.get_data(as_text=True)
    assert desk.notes() == []


def test_the_year_tells_what_calls_for_a_look(desk: Desk) -> None:
    page = desk.officer.get(f"/projects/2025/monitoring?as_of={JUNE}").get_data(as_text=True)
    assert "Spending behind the plan" in page and "Near or above a ceiling" in page
    assert desk.city.name in page and "Money by kind and month" in page
    assert desk.officer.get("/projects/2031/monitoring").status_code == 404


def test_the_form_prints_marks_reasons_and_the_rules_it_went_by(desk: Desk) -> None:
    desk.send(**{"rows-0-explanation": "摸底未完成", "rows-0-causes": ["staff"], "rows-0-likelihood": "possible"})
    text = desk.officer.get(f"{desk.url}/print?as_of={JUNE}").get_data(as_text=True)
    assert all(word in text for word in ("1—6月", "摸底未完成", "√", "硬件条件保障", "完全不可能", "30.00%"))
    first = desk.officer.get(f"{desk.url}.docx?as_of={JUNE}").data
    table = docx.Document(BytesIO(first)).tables[-1]
    assert [cell.text for cell in table.rows[-2].cells][-8:] == ["√", "", "", "摸底未完成", "", "√", "", ""]
    assert desk.officer.get(f"{desk.url}.docx?as_of={JUNE}").data == first
    assert desk.officer.get(f"{desk.url}.xlsx?as_of={JUNE}").data[:2] == b"PK"


def test_a_dated_rule_changes_lights_and_periods_and_is_printed(desk: Desk) -> None:
    wrong = {**RULE, "money_warn": "75", "period_months": "六月", "document_no": ""}
    answer = desk.officer.send("/monitoring-rules", wrong)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and desk.session.scalar(select(MonitorRule.id)) is None
    assert "Amber begins above 0 and below green." in page and "Write the months as numbers" in page and "六月" in page
    desk.session.commit()
    assert desk.officer.send("/monitoring-rules", RULE).status_code == 302
    page = desk.officer.get(f"{desk.url}?as_of={JUNE}").get_data(as_text=True)
    assert "30.00%, up to the plan of 40.0%" in page and "唐财绩〔2025〕2号" in page
    assert "Period to 2025-09-30" in page and "Period to 2025-03-31" not in page
    again = desk.officer.send("/monitoring-rules", RULE)
    assert again.status_code == 422 and "Another rule begins on this day." in again.get_data(as_text=True)


def test_others_read_and_only_who_keeps_projects_writes(desk: Desk, sign_in: Callable) -> None:
    auditor = sign_in(Role.AUDITOR, unit=desk.city)
    page = auditor.get(f"{desk.url}?as_of={JUNE}")
    assert page.status_code == 200 and 'name="rows-0-explanation"' not in page.get_data(as_text=True)
    assert auditor.send(f"{desk.url}?as_of={JUNE}").status_code == 403
    stranger = sign_in(Role.PERFORMANCE, unit=make_unit(desk.session, name="别处"))
    desk.session.commit()
    assert stranger.get(desk.url).status_code == 404


def test_the_pages_take_few_statements(desk: Desk, statements: Callable) -> None:
    for url, ceiling in ((f"{desk.url}?as_of={JUNE}", 17), (f"/projects/2025/monitoring?as_of={JUNE}", 16)):
        with statements() as counted:
            desk.officer.get(url)
        assert len(counted.statements) <= ceiling, (url, len(counted.statements))


def test_home_says_what_is_behind_and_what_calls_for_a_look(desk: Desk, sign_in: Callable) -> None:
    page = desk.officer.get("/").get_data(as_text=True)
    assert re.search(r'tone-bad" href="/projects/2025/monitoring"><span class="tile-count">1<', page)
    pictures = desk.officer.get("/projects-in-pictures").get_data(as_text=True)
    assert re.search(r'id="alerts-tile" hx-swap-oob="true">\s*<a class="tile tone-bad".*>2<', pictures)
    assert "Money by kind and month" in pictures and 'class="curve-table"' in pictures
    auditor = sign_in(Role.AUDITOR, unit=desk.city)
    assert "alerts-tile" not in auditor.get("/").get_data(as_text=True)
    assert "tile tone" not in auditor.get("/projects-in-pictures").get_data(as_text=True)
