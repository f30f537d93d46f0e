"""The department part of a year's book."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from caseapp.models.projects import DepartmentYear


@dataclass(frozen=True)
class GoalRow:
    name: str
    goal: str
    indicators: str


@dataclass(frozen=True)
class DepartmentBook:
    year: int
    overall_goal: str
    goals: tuple[GoalRow, ...]
    measures: tuple[str, ...]


def department_book(session: Session, year: int) -> DepartmentBook | None:
    """Goals and measures as printed; None when no book of the year is loaded. Every reader of projects may see it."""
    found = session.scalars(
        select(DepartmentYear)
        .where(DepartmentYear.year == year)
        .options(selectinload(DepartmentYear.goals), selectinload(DepartmentYear.measures))
    ).one_or_none()
    if found is None:
        return None
    goals = tuple(GoalRow(goal.name, goal.goal, goal.indicators) for goal in found.goals)
    return DepartmentBook(year, found.overall_goal, goals, tuple(measure.sentence for measure in found.measures))
