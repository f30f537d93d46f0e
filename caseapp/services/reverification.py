"""The yearly look at a household on file: still in difficulty, the file stands for another year."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, IllegalStep
from caseapp.domain.households.checks import next_reverification
from caseapp.domain.households.codes import HouseholdState
from caseapp.models.households import Household
from caseapp.services import audit
from caseapp.services.households import open_file


def reverify(
    session: Session, actor: Actor, *, household_id: int, version: int, today: date, now: datetime
) -> Household:
    """The next one falls due a year from today."""
    household = open_file(session, actor, Permission.FILE_APPROVE, household_id, version)
    if household.state is not HouseholdState.ON_FILE:
        raise IllegalStep(
            N_("Only a household on file is re-verified; this one is “%(state)s”."), state=household.state
        )
    household.reverify_due_on = next_reverification(today)
    household.touch(actor.id, now)
    audit.record(session, actor, "household.reverify", "household", household.id, now=now)
    return household
