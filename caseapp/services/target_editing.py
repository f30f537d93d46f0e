"""Changing a project's target table on a screen, held to what a book is held to; the trail keeps before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.book import Book, IndicatorLine
from caseapp.domain.errors import N_, Invalid, Problem, StaleView
from caseapp.domain.indicators.match import match, measure_after
from caseapp.models.projects import DepartmentYear, Indicator, Project
from caseapp.queries.projects import project_by_code
from caseapp.readers.targets.typed import TypedLine, TypedTable, read_typed
from caseapp.services import audit
from caseapp.services.book_lengths import overlong
from caseapp.services.book_losses import losses_of_rows
from caseapp.services.projects import line_of, project_table, write_goals, write_plan

WORDS = ("level1", "level2", "name", "description", "target", "basis", "weight")
LONGEST_REASON = 500


@dataclass(frozen=True)
class EditedLine:
    """`indicator_id` None: a new row."""

    indicator_id: int | None
    typed: TypedLine


def edit(
    session: Session,
    actor: Actor,
    *,
    year: int,
    code: str,
    version: int,
    lines: Sequence[EditedLine],
    plan: Sequence[str],
    goals: str,
    reason: str,
    now: datetime,
) -> int:
    """Write the table as it was typed, rows in their order; rows that are not among `lines` are taken away.

    Gives how many rows ask for a measure. Raises Invalid with every problem, StaleView when somebody saved in between.
    """
    project = project_by_code(session, actor, year, code)
    actor.demand(Permission.PROJECT_WRITE, project.unit.path)
    if project.version != version:
        raise StaleView(N_("Somebody changed this table in the meantime. Reload the page and look again."))
    before = project_table(project)
    kept = {line.indicator_id for line in lines}
    lost = [row for row in project.indicators if row.id not in kept]
    table = _checked(session, project, lines, plan=plan, goals=goals, reason=reason, lost=[row.id for row in lost])
    changed = _write_rows(session, project, lines, table, lost)
    write_plan(project, table.plan)
    write_goals(project, table.goals)
    flag_modified(project, "purpose")
    department = session.scalars(select(DepartmentYear).where(DepartmentYear.year == year)).one_or_none()
    if department is not None:
        department.book_digest = f"edited {now.isoformat()}"
    session.flush()
    if before.plan != table.plan:
        changed.append([0, "plan", _plan(before.plan), _plan(table.plan)])
    if before.goals != table.goals:
        changed.append([0, "goals", "\n".join(before.goals), "\n".join(table.goals)])
    told = {"year": year, "project": code, "reason": reason.strip(), "edits": changed}
    audit.record(session, actor, "project.targets", "project", project.id, now=now, **told)
    return sum(row.measure is None for row in project.indicators)


def _checked(
    session: Session,
    project: Project,
    lines: Sequence[EditedLine],
    *,
    plan: Sequence[str],
    goals: str,
    reason: str,
    lost: Sequence[int],
) -> TypedTable:
    problems: list[Problem] = losses_of_rows(session, project, lost)
    if not reason.strip():
        problems.append(Problem("reason", N_("Write why the table is changed.")))
    elif len(reason.strip()) > LONGEST_REASON:
        problems.append(Problem("reason", N_("Write at most %(limit)s characters."), {"limit": LONGEST_REASON}))
    present = [line_of(row) for row in project.indicators]
    try:
        table = read_typed([line.typed for line in lines], plan, goals, present=present)
    except Invalid as invalid:
        raise Invalid([*problems, *invalid.problems]) from None
    wanted = replace(project_table(project), indicators=table.indicators)
    problems += overlong(Book(project.year, "", (), (), (wanted,)))
    if problems:
        raise Invalid(problems)
    return table


def _write_rows(
    session: Session, project: Project, lines: Sequence[EditedLine], table: TypedTable, lost: Sequence[Indicator]
) -> list[list[object]]:
    """Each change as [row, field, before, after]; "row" is the field of a row that came, went or moved."""
    known = {row.id: row for row in project.indicators}
    if any(line.indicator_id is not None and line.indicator_id not in known for line in lines):
        raise StaleView(N_("Somebody changed this table in the meantime. Reload the page and look again."))
    changed: list[list[object]] = [[row.row, "row", row.name, ""] for row in lost]
    for row in lost:
        project.indicators.remove(row)
    stay = [row.id for row in project.indicators]
    order = [line.indicator_id for line in lines if line.indicator_id]
    for row in project.indicators:
        row.row = -row.row
    session.flush()
    for number, (edited, line) in enumerate(zip(lines, table.indicators, strict=True), 1):
        found = known.get(edited.indicator_id) if edited.indicator_id else None
        if found is None:
            found = Indicator(row=number, measure=match(project.name, project.purpose, line, project.year))
            project.indicators.append(found)
            changed.append([number, "row", "", line.name])
        else:
            changed += _changes(number, line_of(found), line)
            if stay.index(found.id) != order.index(found.id):
                changed.append([number, "place", str(-found.row), str(number)])
            said = (project.name, project.purpose, line_of(found), project.year)
            found.measure = measure_after(said, found.measure, (*said[:2], line, project.year))
            found.printed = found.printed if line.target == found.target else ""
        found.row = number
        for name in WORDS:
            setattr(found, name, getattr(line, name))
    project.indicators.sort(key=lambda row: row.row)
    return changed


def _changes(number: int, before: IndicatorLine, after: IndicatorLine) -> list[list[object]]:
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in WORDS]
    return [[number, name, _said(old), _said(new)] for name, old, new in pairs if old != new]


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _plan(plan: Mapping[int, Decimal | None]) -> str:
    return " / ".join("—" if share is None else f"{share.normalize():f}%" for share in plan.values())
