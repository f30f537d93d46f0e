"""What is asked of the facts, and the conditions every figure and every list share."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from caseapp.domain.indicators.measures import Measure
from caseapp.domain.payments.codes import AidKind, LineState
from caseapp.domain.periods import Window
from caseapp.domain.units import UnitPath, branch
from caseapp.models.payments import Payment
from caseapp.models.projects import Project
from caseapp.models.units import Unit

Rows = Select[*tuple[Any, ...]]
"""A statement of any columns."""


@dataclass(frozen=True)
class ProjectScope:
    """A project-year and the branch of units whose people it owes."""

    project_id: int
    year: int
    path: UnitPath


@dataclass(frozen=True)
class Ask:
    """These measures of this project in this window."""

    scope: ProjectScope
    measures: tuple[Measure, ...]
    window: Window


def scope_of(project: Project) -> ProjectScope:
    return ProjectScope(project.id, project.year, project.unit.path)


def counted(scope: ProjectScope, window: Window, kinds: Iterable[str] = ()) -> ColumnElement[bool]:
    """The payments that count: paid within the window, not returned by its as-of day."""
    conditions = [
        Payment.project_id == scope.project_id,
        Payment.state.in_((LineState.PAID, LineState.RETURNED)),
        Payment.paid_on.between(window.start, window.end),
        or_(Payment.returned_on.is_(None), Payment.returned_on > window.as_of),
    ]
    if named := sorted(kinds):
        conditions.append(Payment.kind.in_([AidKind(kind) for kind in named]))
    return and_(*conditions)


def of_kinds(kinds: Iterable[str]) -> ColumnElement[bool]:
    return Payment.kind.in_([AidKind(kind) for kind in sorted(kinds)])


def units_of(scope: ProjectScope) -> Rows:
    low, high = branch(scope.path)
    return select(Unit.id).where(Unit.path >= low, Unit.path < high)


def begun(window: Window) -> list[ColumnElement[bool]]:
    """Nobody is due in a window that has not begun."""
    return [] if window.start <= window.end else [false()]
