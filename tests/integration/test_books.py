"""A targets book is taken in whole or not at all; what people did since is kept."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.access.roles import Role
from caseapp.domain.book import Book
from caseapp.domain.errors import Invalid, NotAllowed, Refused
from caseapp.domain.indicators.submission import Form
from caseapp.domain.payments.adjusting import Paper
from caseapp.domain.payments.codes import FundSource
from caseapp.models.evaluations import Evaluation, EvaluationLine
from caseapp.models.monitoring import MonitorNote
from caseapp.models.projects import Indicator, Project, ProjectBudget
from caseapp.models.submissions import Submission
from caseapp.models.units import Unit
from caseapp.readers.targets import read_targets
from caseapp.services import adjustments
from caseapp.services.budget import spend_directly
from caseapp.services.measures import choose_measure
from caseapp.services.projects import book_of, load_book
from caseapp.services.year_copy import copy_year
from tests.factories.books import BOOK
from tests.factories.clock import NOW, TODAY
from tests.factories.records import make_activity, make_expense
from tests.factories.target_tables import WHOLE, as_docx
from tests.factories.units import make_unit
from tests.factories.users import make_actor


@pytest.fixture
def federation(session: Session) -> Unit:
    return make_unit(session, name="唐山市总工会", code="408001")


@pytest.fixture
def book() -> Book:
    return read_targets(BOOK.read_bytes())


def load(session: Session, book: Book, digest: str = "a" * 64) -> bool:
    return load_book(session, SYSTEM, book=book, digest=digest, now=NOW)


def rows(session: Session) -> tuple[int | None, ...]:
    return tuple(session.scalar(select(func.count()).select_from(table)) for table in (Project, Indicator))


def budget(session: Session, number: int) -> ProjectBudget:
    found = select(ProjectBudget).join(Project).where(Project.number == number, Project.year == 2025)
    return session.scalars(found).one()


def changed(book: Book, number: int, **values: object) -> Book:
    return replace(book, projects=tuple(replace(p, **values) if p.number == number else p for p in book.projects))


def test_what_is_stored_is_what_was_read(session: Session, federation: Unit, book: Book) -> None:
    assert load(session, book) is True
    session.expire_all()
    assert book_of(session, 2025) == book
    assert rows(session) == (7, 43)
    assert {p.unit_id for p in session.scalars(select(Project))} == {federation.id}


def test_the_money_to_spend_is_the_printed_money(session: Session, federation: Unit, book: Book) -> None:
    load(session, book)
    assert (budget(session, 6).source, budget(session, 6).adjusted_fen) == (FundSource.FISCAL, 67_300_000)


def test_the_same_file_again_changes_nothing(session: Session, federation: Unit, book: Book) -> None:
    load(session, book)
    assert load(session, book) is False
    assert load(session, book, "b" * 64) is True
    assert (book_of(session, 2025), rows(session)) == (book, (7, 43))


def test_a_changed_book_keeps_rows_and_adjustments(session: Session, federation: Unit, book: Book) -> None:
    load(session, book)
    ids = {i.id for i in session.scalars(select(Indicator))}
    budget(session, 6).adjusted_fen += 1_000_000
    moved = changed(
        book, 6, budget_fen=70_000_000, fiscal_fen=70_000_000, plan={3: None, 6: None, 10: None, 12: Decimal(100)}
    )
    moved = replace(moved, projects=tuple(replace(p, number=8 - p.number) for p in reversed(moved.projects)))
    load(session, moved, "b" * 64)
    session.expire_all()
    assert book_of(session, 2025) == moved
    assert {i.id for i in session.scalars(select(Indicator))} == ids
    assert (budget(session, 2).first_fen, budget(session, 2).adjusted_fen) == (70_000_000, 71_000_000)


def test_a_budget_is_never_lowered_below_what_is_used(session: Session, federation: Unit, book: Book) -> None:
    load(session, book)
    expense = make_expense(session, session.get_one(Project, budget(session, 6).project_id), amount_fen=60_000_000)
    spend_directly(session, SYSTEM, expense, 60_000_000, now=NOW)
    lower = changed(book, 6, budget_fen=50_000_000, fiscal_fen=50_000_000)
    with pytest.raises(Invalid, match="500000"):
        load(session, lower, "b" * 64)
    session.expire_all()
    assert book_of(session, 2025) == book


def test_a_project_with_records_cannot_vanish(session: Session, federation: Unit, book: Book) -> None:
    load(session, book)
    make_activity(session, session.scalars(select(Project).where(Project.number == 1)).one())
    six = replace(book, projects=book.projects[1:])
    with pytest.raises(Invalid, match="安全月"):
        load(session, six, "b" * 64)
    assert rows(session) == (7, 43)
    load(session, replace(book, projects=book.projects[:6]), "c" * 64)
    assert rows(session) == (6, 36)


def test_a_project_whose_money_was_adjusted_cannot_vanish(session: Session, federation: Unit, book: Book) -> None:
    load(session, book)
    paper = Paper("唐财〔2025〕9号", TODAY, "年中追加")
    project_id = budget(session, 1).project_id
    told = {"project_id": project_id, "source": FundSource.FISCAL, "amount_fen": 100, "paper": paper}
    adjustments.adjust(session, SYSTEM, now=NOW, **told)
    with pytest.raises(Invalid, match="has records"):
        load(session, replace(book, projects=book.projects[1:]), "b" * 64)
    assert rows(session) == (7, 43)


def test_a_self_evaluated_project_keeps_its_rows(session: Session, federation: Unit, book: Book) -> None:
    load(session, book)
    project = session.scalars(select(Project).where(Project.number == 1)).one()
    evaluation = Evaluation(project=project, as_of=date(2025, 12, 31))
    evaluation.lines = [EvaluationLine(indicator=project.indicators[-1], weight=Decimal(10))]
    evaluation.touch(None, NOW)
    session.add(evaluation)
    session.flush()
    with pytest.raises(Invalid, match="安全月"):
        load(session, replace(book, projects=book.projects[1:]), "b" * 64)
    shorter = replace(book.projects[0], indicators=book.projects[0].indicators[:-1])
    with pytest.raises(Invalid, match="self-evaluation"):
        load(session, replace(book, projects=(shorter, *book.projects[1:])), "c" * 64)
    assert rows(session) == (7, 43)


def test_a_row_under_watch_and_a_table_handed_in_keep_their_project(
    session: Session, federation: Unit, book: Book
) -> None:
    load(session, book)
    watched, handed_in = (session.scalars(select(Project).where(Project.number == n)).one() for n in (1, 3))
    session.add(MonitorNote(indicator=watched.indicators[-1], period_end=date(2025, 7, 31), entered_at=NOW))
    opened = Submission(form=Form.TARGETS, year=2025, project=handed_in, as_of=date(2025, 7, 31))
    opened.touch(None, NOW)
    session.add(opened)
    session.flush()
    shorter = replace(book.projects[0], indicators=book.projects[0].indicators[:-1])
    with pytest.raises(Invalid, match="written about in the monitoring"):
        load(session, replace(book, projects=(shorter, *book.projects[1:])), "b" * 64)
    for gone in (0, 2):
        rest = (*book.projects[:gone], *book.projects[gone + 1 :])
        with pytest.raises(Invalid, match="has records"):
            load(session, replace(book, projects=rest), "c" * 64)
    assert rows(session) == (7, 43)


def test_a_measure_chosen_by_hand_stays_while_the_words_do(session: Session, federation: Unit, book: Book) -> None:
    load(session, book)
    row = session.scalars(select(Indicator).join(Project).where(Project.number == 6, Indicator.row == 1)).one()
    asked = {"indicator_id": row.id, "reason": "个人也计", "as_of": date(2025, 12, 31), "now": NOW}
    choose_measure(session, SYSTEM, measure="count.beneficiaries.any", **asked)
    load(session, book, "b" * 64)
    assert row.measure == "count.beneficiaries.any"
    lines = book.projects[5].indicators
    load(session, changed(book, 6, indicators=(replace(lines[0], target="≥150户"), *lines[1:])), "c" * 64)
    assert row.measure == "count.households.any"
    with pytest.raises(Invalid):
        choose_measure(session, SYSTEM, measure="nonsense", **asked)


def test_next_year_starts_as_a_copy(session: Session, federation: Unit, book: Book) -> None:
    load(session, book)
    assert copy_year(session, SYSTEM, year_from=2025, year_to=2026, now=NOW) == 7
    copied = book_of(session, 2026)
    assert [p.budget_fen for p in copied.projects] == [p.budget_fen for p in book.projects]
    assert copied.projects[5].indicators[2].target == "2026年12月20日前"
    assert "2025" not in "".join(i.target + i.name for p in copied.projects for i in p.indicators)
    with pytest.raises(Refused):
        copy_year(session, SYSTEM, year_from=2025, year_to=2026, now=NOW)
    measures = (
        select(Project.year, Indicator.row, Indicator.measure).join(Project).order_by(Project.number, Indicator.row)
    )
    by_year = {y: [m for year, _, m in session.execute(measures) if year == y] for y in (2025, 2026)}
    assert by_year[2025] == by_year[2026]
    assert None not in by_year[2025]


def test_a_caseworker_loads_no_book(session: Session, federation: Unit, book: Book) -> None:
    caseworker = make_actor(session, Role.CASEWORKER, federation)
    with pytest.raises(NotAllowed):
        load_book(session, caseworker, book=book, digest="a" * 64, now=NOW)
    assert rows(session) == (0, 0)


def test_without_a_federation_there_is_no_book(session: Session, book: Book) -> None:
    with pytest.raises(Refused, match="federation"):
        load(session, book)


def test_the_unit_named_by_the_book_owns_the_project(session: Session, federation: Unit, book: Book) -> None:
    county = make_unit(session, parent=federation, code="408002")
    load(session, changed(book, 1, unit="408002某县总工会"))
    owners = dict(session.execute(select(Project.number, Project.unit_id)).all())
    assert (owners[1], owners[2]) == (county.id, federation.id)


def test_weights_and_printed_cells_stay_when_a_layout_without_them_is_loaded(
    session: Session, federation: Unit
) -> None:
    split = read_targets(as_docx("项目支出绩效目标表（2023年度）", WHOLE))
    load(session, split)
    assert book_of(session, 2023).projects == split.projects
    chosen = session.scalars(select(Indicator).order_by(Indicator.row)).all()[3]
    chosen.measure = "typed"
    plain = [replace(line, weight=None, printed="") for line in split.projects[0].indicators]
    load(session, replace(split, projects=(replace(split.projects[0], indicators=tuple(plain)),)), "b" * 64)
    session.expire_all()
    assert book_of(session, 2023).projects == split.projects
    assert chosen.measure == "typed"


def test_a_table_without_a_code_takes_that_of_the_project_of_its_name(session: Session, federation: Unit) -> None:
    split = read_targets(as_docx("项目支出绩效目标表（2023年度）", WHOLE))
    nameless = replace(split, projects=(replace(split.projects[0], code=""),))
    with pytest.raises(Invalid, match="省级帮扶专项"):
        load(session, nameless)
    load(session, split)
    load(session, nameless, "b" * 64)
    assert [table.code for table in book_of(session, 2023).projects] == [split.projects[0].code]
