"""One step for many files: each file by its own rules, in its own savepoint; a refusal stops nobody else's."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, IllegalStep, Refused
from caseapp.domain.households.codes import HouseholdAction
from caseapp.models.households import Household
from caseapp.queries.reach import within
from caseapp.services import household_steps as steps


@dataclass
class Taken:
    """`refused` are (file number, the refusal)."""

    done: int = 0
    refused: list[tuple[str, Refused]] = field(default_factory=list)


def take(
    session: Session,
    actor: Actor,
    *,
    action: HouseholdAction,
    files: list[tuple[int, int]],
    reason: str,
    today: date,
    now: datetime,
) -> Taken:
    """Take the step for each (id, version as seen). A file beyond the actor's reach is counted nowhere."""
    actor.demand(Permission.FILE_APPROVE)
    numbered = within(select(Household.id, Household.file_no), actor, Permission.FILE_APPROVE, Household.unit_id).where(
        Household.id.in_([one for one, _ in files])
    )
    numbers: dict[int, str] = {row.id: row.file_no for row in session.execute(numbered)}
    taken = Taken()
    for household_id, version in dict(files).items():
        if household_id not in numbers:
            continue
        try:
            with session.begin_nested():
                _one(session, actor, action, household_id, version, reason=reason, today=today, now=now)
            taken.done += 1
        except Refused as refusal:
            taken.refused.append((numbers[household_id], refusal))
    return taken


def _one(
    session: Session,
    actor: Actor,
    action: HouseholdAction,
    household_id: int,
    version: int,
    *,
    reason: str,
    today: date,
    now: datetime,
) -> None:
    match action:
        case HouseholdAction.NOTICE:
            steps.start_notice(session, actor, household_id=household_id, version=version, today=today, now=now)
        case HouseholdAction.APPROVE:
            steps.approve(session, actor, household_id=household_id, version=version, today=today, now=now)
        case HouseholdAction.RETURN:
            steps.send_back(session, actor, household_id=household_id, version=version, reason=reason, now=now)
        case _:
            raise IllegalStep(N_("This step is taken one file at a time."))
