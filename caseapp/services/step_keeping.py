"""What every step of a household file's life does with what was typed, and how it is written down."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.clock import local_day
from caseapp.domain.errors import N_, Invalid
from caseapp.domain.households.codes import HOUSEHOLD_LIFE, CheckResult, HouseholdAction
from caseapp.models.household_steps import HouseholdStep
from caseapp.models.households import Household
from caseapp.services import audit

LONGEST_REASON = 256
LONGEST_FINDING = 1000


def day_within(name: str, day: date | None, first: date, today: date) -> date:
    if day is None or not first <= day <= today:
        raise Invalid.one(name, N_("Write a day between the application (%(first)s) and today."), first=first)
    return day


def written(name: str, text: str, limit: int) -> str:
    if not text.strip():
        raise Invalid.one(name, N_("Write the reason.") if name == "reason" else N_("Write what was found."))
    return short(name, text, limit)


def short(name: str, text: str, limit: int) -> str:
    if len(text.strip()) > limit:
        raise Invalid.one(name, N_("Write at most %(limit)s characters."), limit=limit)
    return text.strip()


def keep(
    session: Session,
    actor: Actor,
    household: Household,
    action: HouseholdAction,
    now: datetime,
    *,
    day: date | None = None,
    until: date | None = None,
    result: CheckResult | None = None,
    note: str = "",
) -> None:
    """Write the step down. What the file says has not changed, so whoever changed it last stays named."""
    household.state = HOUSEHOLD_LIFE.after(household.state, action)
    household.updated_at = now
    session.add(
        HouseholdStep(
            household_id=household.id,
            action=action,
            state=household.state,
            by=actor.id,
            at=now,
            day=day or local_day(now),
            until=until,
            result=result,
            note=note,
        )
    )
    details = {"until": until.isoformat()} if until else {}
    audit.record(
        session,
        actor,
        f"household.{action.value}",
        "household",
        household.id,
        now=now,
        state=household.state.value,
        **details,
    )
