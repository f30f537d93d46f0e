"""The list of people whose means are to be checked leaves the house: with numbers in full, each file noted."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound, Refused
from caseapp.models.check_lists import CheckLine, CheckList
from caseapp.models.units import Unit
from caseapp.queries.household_queue import ToCheck, to_check
from caseapp.queries.reach import reached
from caseapp.services import audit
from caseapp.services.numbers import next_file_no

P = Permission


@dataclass(frozen=True)
class TakenOut:
    made: CheckList
    people: list[ToCheck]


def take_out(session: Session, actor: Actor, *, today: date, now: datetime) -> TakenOut:
    """Everybody in the files that wait for the check, kept as a numbered list that the answer is laid beside; the trail
    holds who took it and whom it names."""
    actor.demand(P.PERSONAL_REVEAL)
    people = to_check(session, actor, today)
    if not people:
        raise Refused(N_("No file waits for the means check."))
    files = sorted({person.household_id for person in people})
    own = select(Unit.id).where(reached(actor, P.PERSONAL_REVEAL, Unit.id)).order_by(Unit.path).limit(1)
    number = next_file_no(session, f"HD{today.year}")
    made = CheckList(number=number, unit_id=session.scalars(own).one(), made_by=actor.id, made_at=now, made_on=today)
    session.add(made)
    session.flush()
    session.add_all(
        CheckLine(list_id=made.id, household_id=one.household_id, person_id=one.person_id) for one in people
    )
    audit.record(
        session, actor, "check_list.export", "check_list", made.id, now=now, files=len(files), people=len(people)
    )
    for household_id in files:
        audit.record(session, actor, "household.check_out", "household", household_id, now=now)
    return TakenOut(made, people)


def opened(session: Session, actor: Actor, list_id: int, *, for_change: bool = False) -> CheckList:
    """The list, for those who read files where it was taken out, or write them (`for_change`, which locks it)."""
    needed = P.FILE_WRITE if for_change else P.FILE_READ
    actor.demand(needed)
    statement = select(CheckList).where(CheckList.id == list_id, reached(actor, needed, CheckList.unit_id))
    statement = statement.options(joinedload(CheckList.unit, innerjoin=True), joinedload(CheckList.maker))
    found = session.scalar(statement.with_for_update(of=CheckList) if for_change else statement)
    if found is None:
        raise NotFound(N_("There is no such list for the means check."))
    return found
