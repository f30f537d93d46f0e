"""The list of people whose means are to be checked leaves the house: with numbers in full, each file noted."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Refused
from caseapp.queries.household_queue import ToCheck, to_check
from caseapp.services import audit


def take_out(session: Session, actor: Actor, *, today: date, now: datetime) -> list[ToCheck]:
    """Everybody in the files that wait for the check; the trail holds who took the list and whom it names."""
    actor.demand(Permission.PERSONAL_REVEAL)
    people = to_check(session, actor, today)
    if not people:
        raise Refused(N_("No file waits for the means check."))
    files = sorted({person.household_id for person in people})
    audit.record(session, actor, "check_list.export", "check_list", None, now=now, files=len(files), people=len(people))
    for household_id in files:
        audit.record(session, actor, "household.check_out", "household", household_id, now=now)
    return people
