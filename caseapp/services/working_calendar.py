"""The periods of a file's life, and the days this place works or rests against the State Council's calendar."""

import json
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Problem
from caseapp.domain.households.rules import FEWEST_NOTICE_DAYS, LONGEST_PERIOD, LifeRules
from caseapp.models.household_steps import WorkingDayOverride
from caseapp.models.requests import Setting
from caseapp.queries.life_rules import NAME
from caseapp.services import audit


def set_rules(session: Session, actor: Actor, *, periods: dict[str, int | None], now: datetime) -> LifeRules:
    """Store the periods (fields of LifeRules); what is running already keeps the days it was given."""
    actor.demand(Permission.USER_ADMIN)
    problems = []
    for name in asdict(LifeRules()):
        fewest = FEWEST_NOTICE_DAYS if name == "notice_days" else 1
        value = periods.get(name)
        if value is None or not fewest <= value <= LONGEST_PERIOD:
            limits: dict[str, object] = {"low": fewest, "high": LONGEST_PERIOD}
            problems.append(Problem(name, N_("Write a whole number from %(low)s to %(high)s."), limits))
    if problems:
        raise Invalid(problems)
    rules = LifeRules.of(periods)
    row = session.get(Setting, NAME) or Setting(name=NAME)
    row.value = json.dumps(asdict(rules))
    session.add(row)
    audit.record(session, actor, "settings.household_life", "settings", None, now=now, **asdict(rules))
    return rules


def set_day(session: Session, actor: Actor, *, day: date | None, worked: bool, note: str, now: datetime) -> None:
    actor.demand(Permission.USER_ADMIN)
    if day is None:
        raise Invalid.one("day", N_("Write a day that exists, such as 2025-12-20."))
    if len(note.strip()) > 128:
        raise Invalid.one("note", N_("Write at most %(limit)s characters."), limit=128)
    row = session.get(WorkingDayOverride, day) or WorkingDayOverride(day=day)
    row.worked, row.note = worked, note.strip()
    session.add(row)
    audit.record(session, actor, "settings.working_day", "settings", None, now=now, day=day.isoformat(), worked=worked)


def forget_day(session: Session, actor: Actor, *, day: date | None, now: datetime) -> None:
    """The day goes by the calendar again."""
    actor.demand(Permission.USER_ADMIN)
    row = session.get(WorkingDayOverride, day) if day else None
    if row is None:
        raise NotFound(N_("There is no such day in the list."))
    session.delete(row)
    audit.record(session, actor, "settings.working_day_off", "settings", None, now=now, day=row.day.isoformat())
