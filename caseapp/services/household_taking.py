"""Households of a roster taken into the register: new ones many at once, those on record one by one."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import Invalid, Refused
from caseapp.domain.imports import RowState, Verdict
from caseapp.models.imports import ImportRow
from caseapp.services import audit, households
from caseapp.services.planned import body_of
from caseapp.services.refusals import refuse
from caseapp.services.roster_facts import facts_of


def take_together(
    session: Session, actor: Actor, rows: Sequence[ImportRow], today: date, now: datetime
) -> Sequence[ImportRow]:
    """Register what is new in one go; gives the rows still to be taken one by one: the files to change, and the new
    ones too where something stood against all of them at once."""
    fresh = [row for row in rows if row.verdict is Verdict.NEW]
    facts = [facts_of(body_of(row.facts or ""), None) for row in fresh]
    try:
        with audit.apart(session):
            made = households.register_all(session, actor, many=facts, today=today, now=now)
    except Refused:
        return rows
    for row, outcome in zip(fresh, made, strict=True):
        if isinstance(outcome, Invalid):
            refuse(row, outcome)
        else:
            row.household_id, row.state = outcome, RowState.DONE
    return [row for row in rows if row.verdict is not Verdict.NEW]


def take(session: Session, actor: Actor, row: ImportRow, today: date, now: datetime) -> int:
    body = body_of(row.facts or "")
    if row.verdict is Verdict.NEW:
        return households.register(session, actor, facts=facts_of(body, None), today=today, now=now).id
    household = households.open_file(session, actor, Permission.FILE_WRITE, row.household_id or 0, row.version)
    return households.amend(
        session,
        actor,
        household_id=household.id,
        version=household.version,
        facts=facts_of(body, household),
        today=today,
        now=now,
    ).id
