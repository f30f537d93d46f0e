"""Every indicator of a year: few statements, the actor's own reach, and a command line that says the same."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from caseapp.app import create_app
from caseapp.cli.root import cli
from caseapp.config import Settings
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import NotFound, Refused
from caseapp.domain.indicators.tailoring import measure_of
from caseapp.domain.payments.codes import LineState
from caseapp.domain.periods import year_window
from caseapp.domain.units import UnitPath
from caseapp.models.engine import begin_write, open_engine
from caseapp.queries import facts
from caseapp.queries.projects import projects_of, years
from caseapp.readers.targets import read_targets
from caseapp.services.figures import figures_and_units, figures_of, members_of, one_figure
from tests.factories.books import BOOK, load_book_2025
from tests.factories.households import make_household
from tests.factories.listings import make_listing
from tests.factories.payments import make_batch, make_payment
from tests.factories.records import make_activity, make_expense, make_remittance, make_survey
from tests.factories.units import make_unit
from tests.factories.users import make_actor, make_user

AS_OF = date(2025, 12, 31)
CODE = {5: "13020025P00779410001X", 6: "13020025P007461100037"}


class Scene:
    """The book, two counties with a household each, and some of each record."""

    def __init__(self, session: Session) -> None:
        self.city = make_unit(session, name="唐山市总工会", code="408001")
        self.counties = [make_unit(session, parent=self.city) for _ in range(2)]
        self.projects = load_book_2025(session)
        maker = make_user(session, login="maker")
        aid = self.projects[6]
        for number, county in enumerate(self.counties, 1):
            family = make_household(session, county)
            batch = make_batch(session, aid, county, maker)
            for month in range(1, 1 + number):
                paid = {"state": LineState.PAID, "paid_on": date(2025, month, 5), "batch": batch}
                make_payment(session, aid, county, household=family, amount_fen=100_000, **paid)
        make_listing(session, self.counties[0])
        make_activity(session, self.projects[1], reach=1200)
        make_expense(session, self.projects[1], amount_fen=250_000)
        make_remittance(session, self.projects[2])
        make_survey(session, self.projects[6])


@pytest.fixture
def scene(session: Session) -> Scene:
    return Scene(session)


@contextmanager
def counting(session: Session) -> Iterator[list[str]]:
    statements: list[str] = []
    connection = session.connection()

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    event.listen(connection, "before_cursor_execute", note)
    yield statements
    event.remove(connection, "before_cursor_execute", note)


def actuals(session: Session, code: str) -> dict[int, object]:
    return {f.row: f.actual for f in figures_of(session, 2025, as_of=AS_OF, project_code=code)}


def test_the_43_figures_take_at_most_nine_statements(session: Session, scene: Scene) -> None:
    session.expire_all()
    with counting(session) as statements:
        figures = figures_of(session, 2025, as_of=AS_OF)
    assert len(statements) <= 9, statements
    assert len(figures) == 43
    assert sum(f.source == "computed" for f in figures) == 40
    assert all(f.measure for f in figures)


def test_a_list_takes_two_statements(session: Session, scene: Scene) -> None:
    session.expire_all()
    scope = facts.scope_of(scene.projects[6])
    with counting(session) as statements:
        facts.members(session, scope, measure_of("money.spent"), year_window(2025, AS_OF), limit=50)
    assert len(statements) == 2


def test_the_figures_of_the_scene(session: Session, scene: Scene) -> None:
    found = actuals(session, CODE[6])
    assert found == {
        1: 2, 2: Decimal("100.00"), 3: date(2025, 2, 5), 4: Decimal("0.3"), 5: None, 6: Decimal("95.00"),
    }  # fmt: skip
    assert actuals(session, CODE[5])[2] == Decimal("0.00")
    assert one_figure(session, 2025, CODE[6], 4, as_of=AS_OF).shown == "0.3万元"
    assert one_figure(session, 2025, CODE[6], 4, as_of=date(2025, 1, 31)).actual == Decimal("0.2")


def test_who_may_not_see_a_file_sees_how_many_are_hidden(session: Session, scene: Scene) -> None:
    county = make_actor(session, Role.CASEWORKER, scene.counties[0])
    for row, mine, hidden in ((1, 1, 1), (2, 1, 1), (4, 1, 2), (3, 0, 1)):
        found = members_of(session, 2025, CODE[6], row, as_of=AS_OF, actor=county)
        assert (len(found.entries), found.total, found.hidden) == (mine, mine, hidden), row
    everything = members_of(session, 2025, CODE[6], 4, as_of=AS_OF)
    assert sum(e.amount_fen or 0 for e in everything.entries) == 300_000
    assert {e.batch_number for e in everything.entries} != {None}


def test_pages_of_a_list_follow_each_other(session: Session, scene: Scene) -> None:
    whole = members_of(session, 2025, CODE[6], 4, as_of=AS_OF).entries
    pages = [members_of(session, 2025, CODE[6], 4, as_of=AS_OF, limit=2, offset=n) for n in (0, 2)]
    assert pages[0].entries + pages[1].entries == whole
    assert {page.total for page in pages} == {3}


def test_projects_of_the_federation_are_seen_by_its_counties_only(session: Session, scene: Scene) -> None:
    county = make_actor(session, Role.CASEWORKER, scene.counties[0])
    stranger = make_actor(session, Role.CASEWORKER, make_unit(session, name="另一城市"))
    assert [row.number for row in projects_of(session, county, 2025, AS_OF)] == list(range(1, 8))
    assert (years(session, stranger), projects_of(session, stranger, 2025, AS_OF)) == ([], ())
    assert figures_of(session, 2025, as_of=AS_OF, actor=stranger) == []
    with pytest.raises(NotFound):
        one_figure(session, 2025, CODE[6], 1, as_of=AS_OF, actor=stranger)


def test_money_by_month_adds_up_to_the_spending(session: Session, scene: Scene) -> None:
    for project in scene.projects.values():
        scope = facts.scope_of(project)
        by_month = facts.paid_by_month(session, scope, AS_OF)
        spending = facts.spending(session, scope, year_window(2025, AS_OF))
        assert sum(m.amount_fen for m in by_month) == spending.total_fen
    rows = {row.number: row for row in projects_of(session, make_actor(session, Role.AUDITOR, scene.city), 2025, AS_OF)}
    assert (rows[1].paid_fen, rows[1].percent) == (250_000, Decimal("83.33"))
    assert (rows[6].paid_fen, rows[2].paid_fen) == (300_000, 2_000_000)


def test_plan_and_paid_stand_side_by_side(session: Session, scene: Scene) -> None:
    points = facts.plan_points(session, facts.scope_of(scene.projects[6]), date(2025, 6, 30))
    assert [(p.month, p.planned, p.paid) for p in points] == [
        (3, 20, Decimal("0.45")), (6, 40, Decimal("0.45")), (10, 70, None), (12, 100, None),
    ]  # fmt: skip


def test_four_units_of_the_same_payments(session: Session, scene: Scene) -> None:
    _, units = figures_and_units(session, session.merge(scene.projects[6]), as_of=AS_OF)
    assert (units.households, units.persons, units.times, units.with_dependants) == (2, 2, 3, 2)


def test_the_year_of_an_empty_scope_is_empty(session: Session, scene: Scene) -> None:
    scope = facts.ProjectScope(0, 2025, UnitPath("9999"))
    figure = facts.figure(session, scope, measure_of("rate.households_and_groups"), year_window(2025, AS_OF))
    assert (figure.actual, figure.numerator, figure.denominator) == (None, 0, 0)


@pytest.fixture
def app(database: str, tmp_path: Path) -> Flask:
    engine = open_engine(database)
    with Session(engine) as session:
        begin_write(session)
        Scene(session)
        session.commit()
    engine.dispose()
    return create_app(Settings(home=tmp_path, database_url=database))


def run(app: Flask, *words: str) -> Result:
    return CliRunner().invoke(cli, words, obj=lambda: app)


def test_the_command_line_ties_each_figure_to_its_list(app: Flask) -> None:
    figures = json.loads(run(app, "indicators", "2025", "--json").output)
    assert len(figures) == 43
    for figure in figures:
        words = ("members", "2025", figure["project"], str(figure["row"]), "--json")
        entries = json.loads(run(app, *words).output)
        if figure["numerator"] is not None:
            assert sum(entry["count"] for entry in entries) == figure["numerator"], figure
        if figure["measure"].startswith("count."):
            assert len(entries) == figure["actual"], figure
        if figure["measure"].startswith("money."):
            assert sum(entry["amount_fen"] for entry in entries) == figure["numerator"], figure


def test_the_command_line_writes_tables_that_read_back(app: Flask, tmp_path: Path) -> None:
    for form in ("docx", "xlsx"):
        said = run(app, "forms", "targets", "2025", "--format", form, "--to", str(tmp_path))
        assert said.exit_code == 0, said.output
        written = read_targets(Path(said.output.strip()).read_bytes())
        assert written.projects == read_targets(BOOK.read_bytes()).projects
        assert run(app, "forms", "targets", "2025", "--actuals", "--format", form, "--to", str(tmp_path)).exit_code == 0


def test_the_command_line_takes_a_book_once(app: Flask) -> None:
    assert "43" in run(app, "targets", "load", str(BOOK)).output
    assert "already" in run(app, "targets", "load", str(BOOK)).output


def test_a_wrong_question_is_one_sentence(app: Flask) -> None:
    for words in (["indicators", "2019"], ["members", "2025", CODE[6], "9"], ["indicators", "2025", "--project", "x"]):
        error = run(app, *words).exception
        assert isinstance(error, Refused)
        assert "\n" not in str(error)


def test_the_monitoring_table_and_the_self_evaluation_are_written_as_files(app: Flask, tmp_path: Path) -> None:
    told = ("--as-of", "2025-07-31", "--to", str(tmp_path))
    assert run(app, "forms", "monitor", "2025", "--project", CODE[6], *told).exit_code == 0
    tables = docx.Document(str(tmp_path / f"2025-{CODE[6]}-monitor.docx")).tables
    words = {cell.text for table in tables for row in table.rows for cell in row.cells}
    assert {"1—7月执行率", "偏差原因分析", "完全不可能", "≥140户", "2户"} <= words
    assert run(app, "forms", "monitor", "2025", "--format", "xlsx", *told).exit_code == 0
    assert run(app, "forms", "self-evaluation", "2025", *told).exit_code == 0
    whole = docx.Document(str(tmp_path / "2025-all-self-evaluation.docx"))
    assert "2025年度部门绩效自评汇总表" in [paragraph.text for paragraph in whole.paragraphs]
