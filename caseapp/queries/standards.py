"""The aid standards in force on a day, and which of them a line rests on; all of them for the page that keeps them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain.payments.codes import AidKind
from caseapp.domain.payments.standards import Standard
from caseapp.models.aid_standards import AidStandard
from caseapp.models.payments import Payment
from caseapp.models.projects import Project


@dataclass(frozen=True)
class Shelf:
    """The rows in force on one day, the stronger ones later: newest, of the payee's grade, of the project."""

    rows: tuple[AidStandard, ...]

    def of(self, kind: AidKind, project_id: int | None, grades: Iterable[str]) -> Standard | None:
        """`grades`: the household's category, the stage, the level, weakest first; a row without one fits everybody."""
        order = ["", *(grade for grade in grades if grade)]
        fitting = [
            row for row in self.rows if row.kind is kind and row.grade in order and row.project_id in (None, project_id)
        ]
        chosen = max(
            fitting,
            key=lambda row: (row.project_id is not None, order.index(row.grade), row.valid_from, row.id),
            default=None,
        )
        return chosen.read() if chosen else None

    def alone(self, project_id: int | None, grades: Iterable[str]) -> frozenset[AidKind]:
        """The kinds whose standard stands beside no other kind in a year."""
        known = {row.kind: self.of(row.kind, project_id, grades) for row in self.rows}
        return frozenset(kind for kind, standard in known.items() if standard and not standard.stackable)


def standards_on(session: Session, kinds: Iterable[AidKind], day: date) -> Shelf:
    rows = session.scalars(
        select(AidStandard)
        .where(
            AidStandard.kind.in_(kinds),
            AidStandard.valid_from <= day,
            or_(AidStandard.valid_to.is_(None), AidStandard.valid_to >= day),
        )
        .order_by(AidStandard.id)
    )
    return Shelf(tuple(rows))


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
