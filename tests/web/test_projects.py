"""Project pages: the numbers are the figures, each opens the list that makes it, and the table can be taken away."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import docx
import html5lib
import openpyxl
import pytest
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.payments.codes import AidKind, LineState
from caseapp.domain.surveys.codes import Answer, SurveyPurpose
from caseapp.models.audit import AuditEvent
from caseapp.models.payments import Payment
from caseapp.models.projects import Indicator, Project
from caseapp.readers.targets import read_targets
from caseapp.services.figures import IndicatorFigure, figures_of, members_of
from caseapp.services.projects import project_table
from caseapp.web.projects.rows import shown_of
from tests.factories.books import load_book_2025
from tests.factories.households import make_household
from tests.factories.listings import make_listing
from tests.factories.model_workers import make_model_worker
from tests.factories.payments import make_batch, make_payment
from tests.factories.records import make_activity, make_expense, make_remittance, make_survey, make_typed_figure
from tests.factories.units import make_unit
from tests.factories.users import make_user

AS_OF = date(2025, 10, 31)
DATED = f"?as_of={AS_OF}"
PAGE_CEILING = 15
"""The project page: the frame 2, the project with plan and goals 3, its figures up to 6, its cards 4; any rows."""


class Scene:
    """The 2025 book with some of each record; households in two counties, one person without a file."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.city = make_unit(session, name="唐山市总工会", code="408001")
        self.county = make_unit(session, parent=self.city)
        self.other = make_unit(session, parent=self.city, name="丰南区总工会")
        self.projects = load_book_2025(session)
        maker = make_user(session, login="maker")
        aid = self.projects[5]
        self.batch = make_batch(session, aid, self.county, maker)
        self.mine = make_household(session, self.county)
        self.theirs = make_household(session, self.other)
        for day in (date(2025, 2, 3), date(2025, 5, 6), date(2025, 8, 7)):
            self.paid(aid, self.county, day, household=self.mine)
        self.paid(aid, self.other, date(2025, 9, 1), household=self.theirs, kind=AidKind.CONSOLATION)
        listed = make_listing(session, self.county, year=2025)
        self.paid(aid, self.county, date(2025, 9, 2), person=listed.person, kind=AidKind.CONSOLATION)
        worker = make_model_worker(session, self.county)
        self.paid(self.projects[7], self.county, date(2025, 9, 3), person=worker.person, kind=AidKind.HONOUR)
        make_survey(session, aid, held_on=date(2025, 10, 1))
        make_survey(
            session,
            aid,
            purpose=SurveyPurpose.IMPROVEMENT,
            tallies={Answer.BETTER: 8, Answer.SAME: 2},
            held_on=date(2025, 10, 1),
        )
        make_activity(session, self.projects[1], reach=1200)
        make_expense(session, self.projects[1], amount_fen=200_000)
        make_remittance(session, self.projects[2])
        typed = next(row for row in self.projects[2].indicators if row.measure == "typed")
        make_typed_figure(session, typed)
        session.commit()

    def paid(self, project: Project, unit: Any, day: date, **whom: Any) -> None:
        make_payment(
            self.session, project, unit, batch=self.batch, state=LineState.PAID, paid_on=day, amount_fen=123_400, **whom
        )

    def url(self, number: int) -> str:
        return f"/projects/2025/{self.projects[number].code}"

    def figures(self, number: int) -> list[IndicatorFigure]:
        """Of one project; the reading transaction is ended, since SQLite has one writer at a time."""
        found = figures_of(self.session, 2025, as_of=AS_OF, project_code=self.projects[number].code)
        self.session.commit()
        return found


@pytest.fixture
def scene(world: Session) -> Scene:
    return Scene(world)


def text_of(page: Any) -> str:
    tree = html5lib.parse(page.get_data(as_text=True), treebuilder="etree", namespaceHTMLElements=False)
    return re.sub(r"\s+", " ", "".join(tree.find(".//main").itertext()))


def rows_in(page: Any, caption: str) -> list[list[str]]:
    """The cells of the table with that caption."""
    tree = html5lib.parse(page.get_data(as_text=True), treebuilder="etree", namespaceHTMLElements=False)
    table = next(t for t in tree.iter("table") if "".join(t.find("caption").itertext()) == caption)
    return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in table.find("tbody")]


@pytest.mark.parametrize("number", range(1, 8))
def test_the_page_shows_every_figure_as_computed(scene: Scene, sign_in: Callable, number: int) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    rows = rows_in(client.get(scene.url(number) + DATED), "Target table")
    figures = scene.figures(number)
    assert len(rows) == len(figures)
    for cells, figure in zip(rows, figures, strict=True):
        assert figure.target in cells
        assert any(shown_of(figure) in cell for cell in cells)


@pytest.mark.parametrize("number", [1, 2, 5, 7])
def test_each_list_is_as_long_as_its_figure(scene: Scene, sign_in: Callable, number: int) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    for figure in scene.figures(number):
        page = client.get(f"{scene.url(number)}/rows/{figure.row}{DATED}")
        assert page.status_code == 200
        found = members_of(scene.session, 2025, scene.projects[number].code, figure.row, as_of=AS_OF)
        scene.session.commit()
        listed = rows_in(page, "List behind the figure") if found.entries else []
        assert len(listed) == len(found.entries)
        if figure.measure and figure.measure.startswith("count."):
            assert len(listed) == figure.actual


def test_every_total_of_the_cards_opens_its_list(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    for key, length in (
        ("count.households.any", 2),
        ("count.persons.any", 3),
        ("count.times.any", 5),
        ("money.spent", 5),
    ):
        page = client.get(f"{scene.url(5)}/measures/{key}{DATED}")
        assert len(rows_in(page, "List behind the figure")) == length
    assert "add up to 6,170.00 yuan" in text_of(page)


def test_a_county_sees_its_own_entries_and_is_told_of_the_others(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=scene.county)
    page = client.get(f"{scene.url(5)}/measures/count.times.any{DATED}")
    assert len(rows_in(page, "List behind the figure")) == 4
    assert "1 more belong to units outside your reach" in text_of(page)
    assert scene.theirs.file_no not in text_of(page)
    assert scene.theirs.file_no not in text_of(client.get(scene.url(5) + DATED))


def test_no_link_leads_to_a_batch_above_ones_reach(scene: Scene, sign_in: Callable) -> None:
    batch = scene.session.merge(scene.batch)
    batch.unit_id = scene.city.id
    scene.session.commit()
    line = scene.session.query(Payment).filter_by(household_id=scene.mine.id).first()
    scene.session.commit()
    pages = (scene.url(5), f"{scene.url(5)}/measures/money.spent", f"/payments/{line.id}")
    for unit, led in ((scene.county, 0), (scene.city, 3)):
        client = sign_in(Role.CASEWORKER, unit=unit)
        shown = [client.get(url).get_data(as_text=True) for url in pages]
        assert all(batch.number in page for page in shown)
        assert sum(f"/batches/{batch.id}" in page for page in shown) == led


def test_a_figure_as_of_an_earlier_day_counts_what_had_happened_by_then(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    page = client.get(f"{scene.url(5)}/measures/count.times.any?as_of=2025-05-06")
    assert len(rows_in(page, "List behind the figure")) == 2


def test_the_table_taken_away_reads_back_as_the_stored_project(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    for number in range(1, 8):
        for form in ("docx", "xlsx"):
            answer = client.get(f"{scene.url(number)}/targets.{form}")
            (read,) = read_targets(answer.data).projects
            assert read == project_table(scene.projects[number])
            scene.session.commit()


def test_with_actuals_the_downloads_show_what_was_reached(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    shown = [figure.shown for figure in scene.figures(5)]
    word = docx.Document(BytesIO(client.get(f"{scene.url(5)}/targets.docx{DATED}&actuals=1").data))
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    assert set(shown) <= cells
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"{scene.url(5)}/targets.xlsx{DATED}&actuals=1").data)).active
    assert set(shown) <= {cell.value for row in sheet.iter_rows() for cell in row}
    assert "实际完成值" in text_of(client.get(f"{scene.url(5)}/print{DATED}&actuals=1"))


def test_the_whole_book_holds_every_project(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    book = read_targets(client.get("/projects/2025/book.docx").data)
    assert [project.number for project in book.projects] == list(range(1, 8))


def test_a_downloaded_list_masks_names_unless_the_role_may_reveal_them(scene: Scene, sign_in: Callable) -> None:
    url = f"{scene.url(5)}/measures/count.times.any/list.xlsx{DATED}"
    name = scene.mine.head.name
    seen = {}
    for role in (Role.PERFORMANCE, Role.REVIEWER):
        sheet = openpyxl.load_workbook(BytesIO(sign_in(role, unit=scene.city).get(url).data)).active
        seen[role] = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    assert name in seen[Role.REVIEWER] and name not in seen[Role.PERFORMANCE]
    assert scene.mine.file_no in seen[Role.PERFORMANCE]
    assert scene.session.query(AuditEvent).filter_by(action="list.export").count() == 2


def test_an_unmatched_row_asks_for_a_measure_and_takes_it(scene: Scene, sign_in: Callable) -> None:
    row = scene.session.get(Indicator, scene.projects[1].indicators[0].id)
    row.measure = None
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    assert "Choose a measure" in text_of(client.get(scene.url(1)))
    url = f"{scene.url(1)}/rows/1/measure"
    assert client.send(url, {"measure": "activity.materials", "reason": "宣传品按套计"}).status_code == 302
    assert "Choose a measure" not in text_of(client.get(scene.url(1)))
    assert client.send(url, {"measure": "made.up", "reason": "x"}).status_code == 422
    assert sign_in(Role.CASEWORKER, unit=scene.city).get(url).status_code == 403


@pytest.mark.parametrize("number", range(1, 8))
def test_a_project_page_takes_few_statements(
    scene: Scene, sign_in: Callable, statements: Callable, number: int
) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    with statements() as counter:
        client.get(scene.url(number) + DATED)
    assert len(counter.statements) <= PAGE_CEILING


def test_lists_take_the_same_few_statements_however_long(scene: Scene, sign_in: Callable, statements: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    for url, ceiling in (
        ("/projects?year=2025", 14),
        (f"{scene.url(5)}/measures/money.spent", 8),
        (f"{scene.url(5)}/measures/count.households.any", 8),
        (f"/payments/{scene.batch.id}", 8),
    ):
        with statements() as counter:
            client.get(url)
        assert len(counter.statements) <= ceiling, (url, len(counter.statements))


def test_the_roster_and_the_department_page_show_the_year(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.AUDITOR, unit=scene.city)
    roster, department = text_of(client.get("/projects?year=2025")), text_of(client.get("/projects/2025/department"))
    for project in scene.projects.values():
        assert project.name in roster and project.name in department
    assert client.get("/projects/2019/department").status_code == 404
    assert client.get("/projects/2025/nothing").status_code == 404


def test_a_payment_opens_with_its_batch_and_only_within_reach(scene: Scene, sign_in: Callable) -> None:
    line = scene.session.query(Payment).filter_by(household_id=scene.mine.id).first()
    page = text_of(sign_in(Role.CASHIER, unit=scene.county).get(f"/payments/{line.id}"))
    assert scene.batch.number in page and "1,234.00" in page and scene.mine.file_no in page
    assert sign_in(Role.CASHIER, unit=scene.other).get(f"/payments/{line.id}").status_code == 404
    assert scene.session.query(AuditEvent).filter_by(action="payment.view").count() == 1
