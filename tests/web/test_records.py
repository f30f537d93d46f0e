"""What feeds figures beside payments: entered once, every problem at once, and counted from then on."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.models.activities import Activity, Expense, Remittance
from caseapp.models.projects import ProjectBudget, TypedFigure
from caseapp.models.surveys import Survey
from caseapp.services.figures import one_figure
from tests.factories.books import load_book_2025
from tests.factories.records import make_activity, make_expense, make_remittance, make_survey
from tests.factories.units import make_unit

END = date(2025, 12, 31)
ENTRIES = ("activity", "expense", "remittance", "satisfaction", "improvement", "typed")


class Scene:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.city = make_unit(session, name="唐山市总工会", code="408001")
        self.county = make_unit(session, parent=self.city)
        self.projects = load_book_2025(session)
        session.commit()

    def rows(self, model: type) -> list:
        """As they stand; the reading ends at once, since SQLite has one writer at a time."""
        found = list(self.session.scalars(select(model).execution_options(populate_existing=True)))
        self.session.commit()
        return found

    def actual(self, number: int, row: int) -> object:
        figure = one_figure(self.session, 2025, self.projects[number].code, row, as_of=END)
        self.session.commit()
        return figure.actual

    def activity(self, number: int = 1, **changes: object) -> dict[str, object]:
        given = {"project_id": self.projects[number].id, "kind": "campaign", "title": "安全生产月宣传"}
        return {**given, "planned_on": "2025-06-01", "held_on": "2025-06-05", "materials": "1,050", **changes}

    def expense(self, **changes: object) -> dict[str, object]:
        given = {"project_id": self.projects[1].id, "source": "fiscal", "amount_fen": "２000.50"}
        rest = {"paid_on": "2025-06-09", "voucher_no": "PZ-1", "subject": "宣传品", "activity_id": ""}
        return {**given, **rest, **changes}


@pytest.fixture
def scene(world: Session) -> Scene:
    return Scene(world)


def test_an_activity_entered_moves_the_figure(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    assert client.send("/records/new/activity?year=2025", scene.activity()).status_code == 302
    assert scene.actual(1, 1) == 1050
    (activity,) = scene.rows(Activity)
    changed = scene.activity(materials="2000")
    assert client.send(f"/records/activities/{activity.id}/edit", changed).status_code == 302
    assert scene.actual(1, 1) == 2000


def test_every_problem_comes_at_once_and_what_was_typed_is_kept(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    wrong = scene.activity(title="", planned_on="2025-02-30", materials="many", place="文化广场")
    answer = client.send("/records/new/activity?year=2025", wrong)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count('class="field-error"') == 3
    assert 'value="文化广场"' in page and 'value="many"' in page
    assert scene.rows(Activity) == []


def test_what_the_service_finds_stands_beside_its_field(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    answer = client.send("/records/new/activity?year=2025", scene.activity(participants="3", examined="5", passed="9"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="passed-error"' in page and 'id="examined-error"' in page


def test_an_expense_spends_the_budget_and_never_passes_it(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    assert client.send("/records/new/expense?year=2025", scene.expense()).status_code == 302
    (expense,) = scene.rows(Expense)
    assert expense.amount_fen == 200_050
    answer = client.send("/records/new/expense?year=2025", scene.expense(voucher_no="PZ-2"))
    assert answer.status_code == 422
    assert re.search(r'role="alert"[^§]*999\.50', answer.get_data(as_text=True))
    assert len(scene.rows(Expense)) == 1
    budget = next(b for b in scene.rows(ProjectBudget) if b.project_id == scene.projects[1].id)
    assert budget.spent_fen == 200_050


def test_the_same_expense_sent_twice_counts_once(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    body = {**scene.expense(amount_fen="100"), "request_key": "k" * 32}
    url = "/records/new/expense?year=2025"
    assert [client.send(url, body).status_code for _ in range(2)] == [302, 302]
    assert len(scene.rows(Expense)) == 1
    assert client.send(url, {**body, "amount_fen": "200"}).status_code == 409


def test_a_remittance_again_for_its_quarter_brings_it_up_to_date(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    given = {"project_id": scene.projects[2].id, "source": "fiscal", "quarter": 1, "due_on": "2025-03-20"}
    url = "/records/new/remittance?year=2025"
    assert client.send(url, {**given, "due_fen": "20000", "received_fen": "20000"}).status_code == 302
    passed = {"due_fen": "20000", "received_fen": "20000", "passed_fen": "20000", "passed_on": "2025-03-19"}
    assert client.send(url, {**given, **passed}).status_code == 422  # no voucher
    passed["voucher_no"] = "PZ-9"
    assert client.send(url, {**given, **passed}).status_code == 302
    (remittance,) = scene.rows(Remittance)
    assert remittance.passed_fen == 2_000_000
    assert scene.actual(2, 1) == 2


def test_survey_totals_give_the_rate(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    given = {"project_id": scene.projects[5].id, "title": "受助职工问卷", "held_on": "2025-10-01"}
    numbers = {"issued_forms": 120, "returned_forms": 100, "tallies-better": 90, "tallies-same": 10}
    assert client.send("/records/new/improvement?year=2025", {**given, **numbers}).status_code == 302
    assert scene.actual(5, 5) == 90
    too_many = {**given, **numbers, "tallies-better": 99}
    assert client.send("/records/new/improvement?year=2025", too_many).status_code == 422
    assert len(scene.rows(Survey)) == 1


def test_a_typed_figure_needs_its_evidence(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    row = next(row for row in scene.projects[2].indicators if row.measure == "typed")
    url = f"/records/new/typed?year=2025&indicator={row.id}"
    given = {"indicator_id": row.id, "words": "有效保障", "attained": "yes"}
    assert client.send(url, given).status_code == 422
    assert client.send(url, {**given, "evidence": "年度总结第 3 页"}).status_code == 302
    assert [figure.words for figure in scene.rows(TypedFigure)] == ["有效保障"]


def test_a_county_may_not_enter_records_of_the_city(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=scene.county)
    page = client.get("/records/new/activity?year=2025").get_data(as_text=True)
    assert scene.projects[1].name not in page
    assert client.send("/records/new/activity?year=2025", scene.activity()).status_code == 422
    assert scene.rows(Activity) == []


def test_who_only_reads_is_offered_no_form(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.AUDITOR, unit=scene.city)
    assert "/records/new/" not in client.get("/records?year=2025").get_data(as_text=True)
    for entry in ENTRIES:
        assert client.get(f"/records/new/{entry}").status_code == 403
    assert sign_in(Role.ADMINISTRATOR, unit=scene.city).get("/records").status_code == 403


def test_every_list_takes_few_statements_however_long(scene: Scene, sign_in: Callable, statements: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    for section in ("activities", "expenses", "remittances", "surveys", "typed"):
        seen = []
        for _ in range(2):
            with statements() as counter:
                assert client.get(f"/records?year=2025&section={section}").status_code == 200
            seen.append(len(counter.statements))
            for quarter in range(1, 5):
                make_activity(scene.session, scene.projects[1])
                make_expense(scene.session, scene.projects[1], amount_fen=100)
                make_survey(scene.session, scene.projects[5])
                if not scene.session.query(Remittance).filter_by(quarter=quarter).count():
                    make_remittance(scene.session, scene.projects[2], quarter=quarter)
            scene.session.commit()
        assert max(seen) <= 8, (section, seen)


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_form_opens_for_every_year(scene: Scene, sign_in: Callable, entry: str) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    assert client.get(f"/records/new/{entry}?year=2025").status_code == 200
    assert client.get(f"/records/new/{entry}?year=2019").status_code == 200
    assert client.get("/records/new/nothing").status_code == 404


@pytest.mark.parametrize("year", [-1, 10_000, 10**20])
def test_a_year_that_no_calendar_has_is_the_running_one(scene: Scene, sign_in: Callable, year: int) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    for page in ("/records?year=", "/records/new/remittance?year="):
        assert client.get(f"{page}{year}").status_code == 200
