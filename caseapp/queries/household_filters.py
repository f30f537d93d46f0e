"""The conditions a roster of households can be asked for."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement

from caseapp.domain.households.codes import Category, HouseholdState
from caseapp.models.household_counts import HouseholdCount
from caseapp.models.households import Household
from caseapp.queries import papers, worklist
from caseapp.queries.search import household_matches
from caseapp.queries.units import at_or_below


@dataclass(frozen=True)
class Filters:
    """`due` is overdue or soon; `aided` "no": on file, not aided this year, "never": at no time; `stale` "year":
    untouched for a year; `papers` "missing": lacks a required one; `ids`: just these."""

    q: str = ""
    unit_id: int | None = None
    category: Category | None = None
    state: HouseholdState | None = None
    due: str = ""
    aided: str = ""
    stale: str = ""
    papers: str = ""
    ids: tuple[int, ...] | None = None

    @property
    def by_place(self) -> bool:
        """Whether nothing else is asked for than unit, category and state."""
        return replace(self, unit_id=None, category=None, state=None) == Filters()


def placed(filters: Filters, of: type[Household] | type[HouseholdCount]) -> list[ColumnElement[bool]]:
    """What is asked of unit, category and state, of the files or of their kept counts."""
    wanted = []
    if filters.unit_id is not None:
        wanted.append(at_or_below(filters.unit_id, of.unit_id))
    if filters.category is not None:
        wanted.append(of.category == filters.category)
    if filters.state is not None:
        wanted.append(of.state == filters.state)
    return wanted


def conditions(filters: Filters, today: date) -> list[ColumnElement[bool]]:
    wanted = [household_matches(filters.q)] if filters.q.strip() else []
    wanted += placed(filters, Household)
    if filters.due == "overdue":
        wanted.append(worklist.reverify_overdue(today))
    if filters.due == "soon":
        wanted.append(worklist.reverify_soon(today))
    if filters.aided == "no":
        wanted.append(worklist.not_aided_in(today.year))
    if filters.aided == "never":
        wanted.append(worklist.never_aided())
    if filters.ids is not None:
        wanted.append(Household.id.in_(filters.ids))
    if filters.stale == "year":
        wanted.append(worklist.not_updated_since(today))
    if filters.papers == "missing":
        wanted.append(papers.incomplete())
    return wanted
