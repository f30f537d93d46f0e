"""A target table changed on a screen is held to what a book is held to, and nothing of it is lost."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Invalid, NotAllowed, Refused, StaleView
from caseapp.models.monitoring import MonitorNote
from caseapp.models.projects import Project
from caseapp.models.units import Unit
from caseapp.readers.targets import read_targets
from caseapp.readers.targets.typed import TypedLine
from caseapp.services.projects import book_of, load_book
from caseapp.services.target_editing import EditedLine, edit
from caseapp.services.year_copy import copy_year, preview_copy
from tests.factories.books import BOOK
from tests.factories.clock import NOW
from tests.factories.units import make_unit
from tests.factories.users import make_actor

CODE = "13020025P007461100037"


@pytest.fixture
def project(session: Session) -> Project:
    make_unit(session, name="唐山市总工会", code="408001")
    load_book(session, SYSTEM, book=read_targets(BOOK.read_bytes()), digest="a" * 64, now=NOW)
    return session.scalars(select(Project).where(Project.code == CODE)).one()


def lines_of(project: Project) -> list[EditedLine]:
    return [
        EditedLine(
            row.id,
            TypedLine(
                f"rows-{at}",
                row.level1,
                row.level2,
                row.name,
                row.description,
                row.target,
                row.basis,
                str(row.weight or ""),
            ),
        )
        for at, row in enumerate(project.indicators)
    ]


def retyped(line: EditedLine, **words: str) -> EditedLine:
    return replace(line, typed=replace(line.typed, **words))


def save(session: Session, project: Project, lines: list[EditedLine], **values: object) -> int:
    told = {"version": project.version, "plan": ("20%", "40%", "70%", "100%"), "reason": "年中调整", "actor": SYSTEM}
    told |= {"goals": "\n".join(goal.sentence for goal in project.goals)} | values
    return edit(session, year=2025, code=CODE, lines=lines, now=NOW, **told)  # type: ignore[arg-type]


def test_rows_are_changed_added_moved_and_taken_away(session: Session, project: Project) -> None:
    lines = lines_of(project)
    project.indicators[0].measure = "count.beneficiaries.any"
    ids = [line.indicator_id for line in lines]
    new = EditedLine(None, replace(lines[0].typed, box="rows-9", name="救助人次", target="≥200人次"))
    edited = [new, retyped(lines[0], basis="新文件"), *lines[1:4], retyped(lines[4], target="≥92%"), *lines[5:]]
    save(session, project, edited, plan=("", "50%", "70%", "100%"))
    session.flush()
    session.expire_all()
    assert [row.id for row in project.indicators][1:] == ids
    assert [row.row for row in project.indicators] == list(range(1, len(ids) + 2))
    assert (project.indicators[0].target, project.indicators[5].target) == ("≥200人次", "≥92%")
    assert project.indicators[0].measure is not None
    assert project.indicators[1].measure == "count.beneficiaries.any"
    save(session, project, lines_of(project)[1:])
    session.flush()
    assert [row.id for row in project.indicators] == ids


def test_all_that_is_wrong_is_said_at_once_each_at_its_box(session: Session, project: Project) -> None:
    lines = lines_of(project)
    wrong = [
        retyped(lines[0], name="", weight="十"),
        retyped(lines[1], level2="社会效益指标"),
        *(line for line in lines[2:] if "满意度" not in line.typed.level1),
    ]
    with pytest.raises(Invalid) as refusal:
        save(session, project, wrong, plan=("50%", "40%", "", "101%"), goals="", reason=" ")
    boxes = {problem.field for problem in refusal.value.problems}
    assert boxes >= {"rows-0-name", "rows-0-weight", "rows-1-level2", "plan_6", "plan_10", "plan_12", "goals", "reason"}
    assert "满意度指标" in str(refusal.value)
    session.refresh(project)
    assert project.indicators[0].name


def test_weights_must_make_a_hundred_or_ninety(session: Session, project: Project) -> None:
    lines = lines_of(project)
    weights = ["20", "10", "10", "10", "30", "10"]
    fitting = [retyped(line, weight=weight) for line, weight in zip(lines, weights, strict=True)]
    save(session, project, fitting)
    assert [int(row.weight or 0) for row in project.indicators] == [20, 10, 10, 10, 30, 10]
    with pytest.raises(Invalid, match="91"):
        save(session, project, [retyped(fitting[0], weight="21"), *fitting[1:]])


def test_a_row_that_something_was_said_of_is_not_taken_away(session: Session, project: Project) -> None:
    session.add(
        MonitorNote(
            indicator_id=project.indicators[1].id, period_end=NOW.date(), causes="", explanation="", entered_at=NOW
        )
    )
    session.flush()
    lines = lines_of(project)
    with pytest.raises(Invalid, match="monitoring"):
        save(session, project, [lines[0], *lines[2:]])


def test_an_old_view_a_stranger_and_a_row_of_nowhere_change_nothing(session: Session, project: Project) -> None:
    lines = lines_of(project)
    seen = project.version
    save(session, project, lines)
    with pytest.raises(StaleView):
        save(session, project, lines, version=seen)
    with pytest.raises(StaleView):
        save(session, project, [EditedLine(999_999, lines[0].typed), *lines])
    with pytest.raises(NotAllowed):
        save(session, project, lines, actor=make_actor(session, Role.CASEWORKER, session.get(Unit, project.unit_id)))


def test_a_loaded_book_can_be_loaded_again_after_an_edit(session: Session, project: Project) -> None:
    save(
        session,
        project,
        [retyped(line, target="≥150户") if at == 0 else line for at, line in enumerate(lines_of(project))],
    )
    assert book_of(session, 2025).projects[5].indicators[0].target == "≥150户"
    assert load_book(session, SYSTEM, book=read_targets(BOOK.read_bytes()), digest="a" * 64, now=NOW) is True
    assert book_of(session, 2025).projects[5].indicators[0].target == "≥140户"


def test_a_copy_is_what_its_preview_showed_chosen_measures_too_and_never_twice(
    session: Session, project: Project
) -> None:
    project.indicators[0].measure = "count.beneficiaries.any"
    found = preview_copy(session, SYSTEM, year_from=2025, year_to=2026)
    assert (len(found.tables), len(found.lines), found.unmatched) == (7, 43, 0)
    assert 0 < found.changed < 43
    save(session, project, lines_of(project), reason="又改了", goals="1.另一个目标。")
    with pytest.raises(StaleView):
        copy_year(session, SYSTEM, year_from=2025, year_to=2026, now=NOW, seen=found.seen)
    again = preview_copy(session, SYSTEM, year_from=2025, year_to=2026)
    assert copy_year(session, SYSTEM, year_from=2025, year_to=2026, now=NOW, seen=again.seen) == 7
    assert book_of(session, 2026).projects == tuple(table.after for table in again.tables)
    copied = session.scalars(select(Project).where(Project.code == CODE, Project.year == 2026)).one()
    assert copied.indicators[0].measure == "count.beneficiaries.any"
    with pytest.raises(Refused):
        preview_copy(session, SYSTEM, year_from=2025, year_to=2026)
