"""The periods of a file's life and the working days of this place, as stored."""

import json
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.households.rules import LifeRules
from caseapp.domain.households.working_days import WorkingDays
from caseapp.models.household_steps import WorkingDayOverride
from caseapp.models.requests import Setting

NAME = "household_life"


def life_rules(session: Session) -> LifeRules:
    row = session.get(Setting, NAME)
    stored = json.loads(row.value) if row else {}
    return LifeRules.of(stored if isinstance(stored, dict) else {})


def overrides(session: Session) -> list[WorkingDayOverride]:
    return list(session.scalars(select(WorkingDayOverride).order_by(WorkingDayOverride.day.desc())))


def working_days(session: Session, since: date) -> WorkingDays:
    """The calendar for counting from a day on."""
    later = select(WorkingDayOverride).where(WorkingDayOverride.day >= since)
    return WorkingDays({row.day: row.worked for row in session.scalars(later)})
