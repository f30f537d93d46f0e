"""What is asked of the facts, and the conditions every figure and every list share."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from caseapp.domain.households.codes import Category
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.domain.indicators.slices import NONE, WHOLE, Slice, narrowed
from caseapp.domain.payments.codes import AidKind, LineState
from caseapp.domain.periods import Window
from caseapp.domain.units import UnitPath, branch
from caseapp.models.payments import Payment
from caseapp.models.projects import Project
from caseapp.models.units import Unit

Rows = Select[*tuple[Any, ...]]
"""A statement of any columns."""

prepared = lru_cache(maxsize=128)
"""Around what builds a statement out of what is asked alone: the same question, asked again, is not built again."""


@dataclass(frozen=True)
class ProjectScope:
    """A project-year and the branch of units whose people it owes."""

    project_id: int
    year: int
    path: UnitPath


@dataclass(frozen=True)
class Ask:
    """These measures of this project in this window; once sliced, all of them look at one `slice`, and at one set of
    `kinds` where each does not count its own."""

    scope: ProjectScope
    measures: tuple[Measure, ...]
    window: Window
    slice: Slice = WHOLE
    kinds: frozenset[str] = frozenset()


def sliced(asks: Sequence[Ask]) -> list[Ask]:
    """The same asked slice by slice, each in the part of the window that its period leaves."""
    found: list[Ask] = []
    for ask in asks:
        apart: dict[tuple[Slice, frozenset[str]], list[Measure]] = defaultdict(list)
        for measure in ask.measures:
            shared = measure.kinds if measure.family in _KINDS_APART else frozenset()
            apart[measure.slice, shared].append(measure)
        found += [
            replace(ask, measures=tuple(own), window=narrowed(ask.window, part.period), slice=part, kinds=kinds)
            for (part, kinds), own in apart.items()
        ]
    return found


_KINDS_APART = {Family.LAST_DAY, Family.QUARTERS, Family.REPEATS}


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


def counting(ask: Ask, kinds: Iterable[str] = ()) -> ColumnElement[bool]:
    """The payments that count and lie in the slice."""
    return and_(counted(ask.scope, ask.window, {*kinds, *ask.kinds}), *_limits(ask))


def _limits(ask: Ask) -> list[ColumnElement[bool]]:
    part, limits = ask.slice, []
    if part.categories:
        named = Payment.category.in_([Category(one) for one in sorted(part.categories - {NONE})])
        limits.append(or_(named, Payment.category.is_(None)) if NONE in part.categories else named)
    if part.filed:
        limits.append(Payment.household_id.is_not(None) if part.filed == "with" else Payment.household_id.is_(None))
    if part.unit == NONE:
        limits.append(Payment.unit_id.not_in(units_of(ask.scope)))
    elif part.unit:
        limits.append(Payment.unit_id.in_(_units_named(part)))
    return limits


def _units_named(part: Slice) -> Rows:
    low, high = branch(UnitPath(part.unit))
    return select(Unit.id).where(Unit.path == part.unit if part.own else and_(Unit.path >= low, Unit.path < high))


def due_units(ask: Ask) -> Rows:
    """The units whose people are due: the project's, or those of them that are asked about."""
    units = units_of(ask.scope)
    return units.where(Unit.id.in_(_units_named(ask.slice))) if ask.slice.unit else units


def of_kinds(kinds: Iterable[str]) -> ColumnElement[bool]:
    return Payment.kind.in_([AidKind(kind) for kind in sorted(kinds)])


def units_of(scope: ProjectScope) -> Rows:
    low, high = branch(scope.path)
    return select(Unit.id).where(Unit.path >= low, Unit.path < high)


def begun(window: Window) -> list[ColumnElement[bool]]:
    """Nobody is due in a window that has not begun."""
    return [] if window.start <= window.end else [false()]
