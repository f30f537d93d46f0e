"""The aid standards in force on a day, and which of them a line rests on; all of them for the page that keeps them."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain.payments.codes import AidKind
from caseapp.domain.payments.standards import Standard
from caseapp.models.aid_standards import AidStandard
from caseapp.models.payments import Payment
from caseapp.models.projects import Project


@dataclass(frozen=True)
class Rule:
    """`project_id` None: every project; `grade` "": everybody."""

    kind: AidKind
    project_id: int | None
    grade: str
    valid_from: date
    standard: Standard

    @property
    def strength(self) -> tuple[date, int]:
        return self.valid_from, self.standard.id or 0


@dataclass(frozen=True)
class Shelf:
    """The rules in force on one day; the stronger one is that of the project, of the payee's grade, the newest."""

    rows: tuple[Rule, ...]

    def of(self, kind: AidKind, project_id: int | None, grades: Iterable[str]) -> Standard | None:
        """`grades`: the household's category, the stage, the level, weakest first; a row without one fits everybody."""
        order = ["", *(grade for grade in grades if grade)]
        fitting = [
            row for row in self.rows if row.kind is kind and row.grade in order and row.project_id in (None, project_id)
        ]
        chosen = max(
            fitting,
            key=lambda row: (row.project_id is not None, order.index(row.grade), *row.strength),
            default=None,
        )
        return chosen.standard if chosen else None

    def alone(self, project_id: int | None, grades: Iterable[str]) -> frozenset[AidKind]:
        """The kinds whose standard stands beside no other kind in a year."""
        known = {row.kind: self.of(row.kind, project_id, grades) for row in self.rows}
        return frozenset(kind for kind, standard in known.items() if standard and not standard.stackable)


_standards = AidStandard.__table__
_WORDS = tuple(field.name for field in fields(Standard))
_IN_FORCE = (
    select(
        *(_standards.c[name] for name in ("kind", "project_id", "grade", "valid_from")),
        *(_standards.c[name] for name in _WORDS),
    )
    .where(
        _standards.c.kind.in_(bindparam("kinds", expanding=True)),
        _standards.c.valid_from <= bindparam("day"),
        or_(_standards.c.valid_to.is_(None), _standards.c.valid_to >= bindparam("day")),
    )
    .order_by(_standards.c.id)
)


def standards_on(session: Session, kinds: Iterable[AidKind], day: date) -> Shelf:
    """What the session has not written yet is not seen."""
    return Shelf(tuple(map(_rule, session.execute(_IN_FORCE, {"kinds": list(kinds), "day": day}))))


def _rule(row: Any) -> Rule:
    kind, project_id, grade, valid_from, *words = row
    return Rule(kind, project_id, grade, valid_from, Standard(**dict(zip(_WORDS, words, strict=True))))


@dataclass(frozen=True)
class StandardRow:
    """`used`: how many lines rest on it."""

    row: AidStandard
    project: str | None
    used: int


def standards_of_year(session: Session, year: int) -> list[StandardRow]:
    """Those in force at some time of the year, by kind, project and grade; one statement."""
    used = (
        select(func.count(Payment.id))
        .where(Payment.standard_id == AidStandard.id)
        .correlate(AidStandard)
        .scalar_subquery()
    )
    rows = session.execute(
        select(AidStandard, Project.name, used)
        .outerjoin(AidStandard.project)
        .where(
            AidStandard.valid_from <= date(year, 12, 31),
            or_(AidStandard.valid_to.is_(None), AidStandard.valid_to >= date(year, 1, 1)),
        )
        .order_by(Project.number.nulls_first(), AidStandard.grade, AidStandard.valid_from, AidStandard.id)
    ).all()
    order = list(AidKind)
    found = [StandardRow(row, project, int(count)) for row, project, count in rows]
    return sorted(found, key=lambda one: order.index(one.row.kind))


def years_with_standards(session: Session, year: int) -> list[int]:
    """From the first standard's year to the one after `year`, newest first."""
    first = session.scalar(select(func.min(AidStandard.valid_from)))
    return list(range(year + 1, (first.year if first else year) - 1, -1))


def standard_row(session: Session, standard_id: int) -> AidStandard | None:
    return session.get(AidStandard, standard_id, options=[joinedload(AidStandard.project)])


def times_used(session: Session, standard_id: int) -> int:
    return session.scalar(select(func.count(Payment.id)).where(Payment.standard_id == standard_id)) or 0


def projects_to_choose(session: Session) -> list[tuple[int, str]]:
    """Every project with its year, the newest year first."""
    rows = session.execute(select(Project.id, Project.name, Project.year).order_by(Project.year.desc(), Project.number))
    return [(id_, f"{name}（{year}）") for id_, name, year in rows]
