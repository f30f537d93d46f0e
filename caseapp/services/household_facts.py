"""A household file as typed: its facts, what is wrong with them whoever is in it, and the columns they fill."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from caseapp.domain.errors import N_, Problem
from caseapp.domain.households.codes import Category, Cause
from caseapp.domain.households.particulars import HOUSEHOLD_LENGTHS, HouseholdParticulars, household_problems
from caseapp.services import people
from caseapp.services.membership import MemberFacts


@dataclass(frozen=True)
class HouseholdFacts:
    """A file as typed. `members` are those beside the head, by the rows of the form; None is a row left empty.

    The unit is taken at registration only. Income in fen a head and month. `particulars` None leaves what is
    recorded; any other None is told as a problem.
    """

    unit_id: int | None
    category: Category | None
    main_cause: Cause | None
    monthly_income_fen: int | None
    applied_on: date | None
    head: MemberFacts
    members: tuple[MemberFacts | None, ...] = ()
    address: str = ""
    note: str = ""
    particulars: HouseholdParticulars | None = None


def problems_of(facts: HouseholdFacts, today: date) -> list[Problem]:
    """By field; the people aside."""
    problems = list(people.too_long(facts, {"address": 256, "note": 1000}))
    if facts.particulars is not None:
        problems += household_problems(facts.particulars, facts.main_cause, today)
        problems += people.too_long(facts.particulars, HOUSEHOLD_LENGTHS)
    if facts.category is None:
        problems.append(Problem("category", N_("Choose the category.")))
    if facts.main_cause is None:
        problems.append(Problem("main_cause", N_("Choose the main cause.")))
    if facts.applied_on is None:
        problems.append(Problem("applied_on", N_("Write the day of the application.")))
    elif facts.applied_on > today:
        problems.append(Problem("applied_on", N_("This day lies in the future.")))
    if facts.monthly_income_fen is None:
        problems.append(Problem("monthly_income", N_("Write the monthly income a head; 0 when there is none.")))
    elif facts.monthly_income_fen < 0:
        problems.append(Problem("monthly_income", N_("An income cannot be negative.")))
    return problems


def values_of(facts: HouseholdFacts, particulars: HouseholdParticulars | None) -> dict[str, Any]:
    return {
        "category": facts.category,
        "main_cause": facts.main_cause,
        "monthly_income_fen": facts.monthly_income_fen,
        "address": facts.address.strip(),
        "note": facts.note.strip(),
        "applied_on": facts.applied_on,
        **({} if particulars is None else vars(particulars)),
    }
