"""A household changes its head, or comes apart: some of its people leave into a file of their own."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.domain.households import checks
from caseapp.domain.households.codes import HouseholdState, Relation
from caseapp.domain.payments.codes import BatchState, LineState
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.payments import Batch, Payment
from caseapp.models.visits import HouseholdNote
from caseapp.services import audit, likeness, lines
from caseapp.services.households import PREFIX, demand_open, open_file
from caseapp.services.membership import carried, one_file_each
from caseapp.services.numbers import next_file_no
from caseapp.services.withdrawals import reason_of


def change_head(
    session: Session,
    actor: Actor,
    *,
    household_id: int,
    version: int,
    new_head: int | None,
    relations: Mapping[int, Relation | None],
    leaves: bool,
    day: date | None,
    reason: str,
    today: date,
    now: datetime,
) -> Household:
    """Another member heads the file from a day. `relations` says of every other present place, by its id, how it
    stands to the new head; the former head's counts only while it stays. Lines nobody signed go to the new head.

    Invalid names `new_head`, `day`, `reason` or `relation-<place>`.
    """
    household = open_file(session, actor, Permission.FILE_WRITE, household_id, version)
    demand_open(household)
    present = {place.id: place for place in household.members if place.left_on is None}
    former = next(place for place in present.values() if place.relation is Relation.HEAD)
    head = present.get(new_head or 0)
    problems = [] if head and head is not former else [Problem("new_head", N_("Choose another member of this file."))]
    if head:
        problems += _heads_alone(head, "new_head")
    staying = [place for place in present.values() if place is not head and not (leaves and place is former)]
    problems += _related(staying, relations)
    moved = [place for place in (head, former) if place]
    problems += _day_problems(day, moved, today)
    why = _reason(reason, problems)
    if problems or head is None or day is None:
        raise Invalid(problems)
    for place in staying:
        place.relation = relations[place.id] or Relation.OTHER
    if leaves:
        former.left_on, former.live = day, False
        former.relation = relations.get(former.id) or Relation.OTHER
        household.size -= 1
    head.relation = Relation.HEAD
    household.head = head.person
    household.touch(actor.id, now)
    session.flush()
    followed = _pay_to(session, actor, household, former.person_id, now)
    likeness.compare(session, household.id)
    details = {"member": head.id, "former": former.id, "left": leaves, "lines": followed}
    details["note"] = _note(session, actor, household, why, now)
    audit.record(session, actor, "household.head_change", "household", household.id, now=now, **details)
    return household


def split(
    session: Session,
    actor: Actor,
    *,
    household_id: int,
    version: int,
    leaving: Iterable[int],
    new_head: int | None,
    relations: Mapping[int, Relation | None],
    day: date | None,
    reason: str,
    today: date,
    now: datetime,
) -> Household:
    """The chosen people leave into a new draft linked to this file, headed by one of them; what was paid stays here.

    `relations` says how each of the others stands to the new head. Invalid names `leaving`, `new_head`, `day`,
    `reason` or `relation-<place>`.
    """
    old = open_file(session, actor, Permission.FILE_WRITE, household_id, version)
    demand_open(old)
    present = {place.id: place for place in old.members if place.left_on is None}
    gone = [place for number in dict.fromkeys(leaving) if (place := present.get(number))]
    problems = []
    if not gone:
        problems.append(Problem("leaving", N_("Choose who leaves into the new file.")))
    if any(place.relation is Relation.HEAD for place in gone):
        problems.append(Problem("leaving", N_("The head stays. Change the head first when the head is to leave.")))
    head = next((place for place in gone if place.id == new_head), None)
    if head is None:
        problems.append(Problem("new_head", N_("Choose one of those who leave.")))
    else:
        problems += _heads_alone(head, "new_head")
    others = [place for place in gone if place is not head]
    problems += _related(others, relations)
    problems += _day_problems(day, gone, today)
    why = _reason(reason, problems)
    if problems or head is None or day is None:
        raise Invalid(problems)
    with one_file_each(session):
        for place in gone:
            place.left_on, place.live = day, False
        old.size -= len(gone)
        old.touch(actor.id, now)
        session.flush()
        new = _new_file(session, old, head, len(gone), day)
        new.touch(actor.id, now)
        session.add(new)
        for place in gone:
            relation = Relation.HEAD if place is head else relations[place.id]
            session.add(_seat(new, place, relation or Relation.OTHER, day))
    likeness.compare(session, old.id)
    likeness.compare(session, new.id)
    details = {"file": new.id, "members": len(gone), "note": _note(session, actor, old, why, now)}
    audit.record(session, actor, "household.split", "household", old.id, now=now, **details)
    audit.record(session, actor, "household.split_off", "household", new.id, now=now, file=old.id, members=len(gone))
    return new


def _heads_alone(place: HouseholdMember, name: str) -> list[Problem]:
    """A head is known by an ID number."""
    if place.person.id_number_index is None:
        return [Problem(name, N_("A head needs an ID number. Write it in the file first."))]
    return []


def _related(places: Iterable[HouseholdMember], relations: Mapping[int, Relation | None]) -> list[Problem]:
    """One head, at most one spouse, a relation for everybody."""
    told = [(f"relation-{place.id}", relations.get(place.id)) for place in places]
    missing = [
        Problem(name, N_("Choose the relation to the head."))
        for name, relation in told
        if relation is None or relation is Relation.HEAD
    ]
    rows = [checks.Place(name, "", relation) for name, relation in told if relation and relation is not Relation.HEAD]
    doubled = [Problem((one.field or "").removesuffix("relation"), one.message) for one in checks.places(rows)]
    return [*missing, *doubled]


def _day_problems(day: date | None, places: Iterable[HouseholdMember], today: date) -> list[Problem]:
    joined = max((place.joined_on for place in places), default=None)
    if day is None or day > today or (joined is not None and day < joined):
        first = joined or today
        return [Problem("day", N_("Write a day between joining (%(joined)s) and today."), {"joined": first})]
    return []


def _reason(text: str, problems: list[Problem]) -> str:
    try:
        return reason_of(text)
    except Invalid as invalid:
        problems.extend(invalid.problems)
        return ""


def _note(session: Session, actor: Actor, household: Household, why: str, now: datetime) -> int:
    """The reason, kept among the notes of the file; the note's number."""
    note = HouseholdNote(household_id=household.id, words=why)
    note.touch(actor.id, now)
    session.add(note)
    session.flush()
    return note.id


def _pay_to(session: Session, actor: Actor, household: Household, former: int, now: datetime) -> int:
    """Open lines that nobody has signed go to the new head; how many."""
    open_lines = session.scalars(
        select(Payment)
        .outerjoin(Batch, Batch.id == Payment.batch_id)
        .where(
            Payment.household_id == household.id,
            Payment.person_id == former,
            Payment.state == LineState.OPEN,
            (Payment.batch_id.is_(None)) | (Batch.state == BatchState.DRAFT),
        )
        .order_by(Payment.id)
    ).all()
    for line in open_lines:
        line.person_id = household.head.id
    session.flush()
    for batch_id in sorted({line.batch_id for line in open_lines if line.batch_id}):
        lines.changed(session, lines.lock_batch(session, batch_id), actor, now)
    return len(open_lines)


def _new_file(session: Session, old: Household, head: HouseholdMember, size: int, day: date) -> Household:
    return Household(
        file_no=next_file_no(session, PREFIX),
        unit=old.unit,
        head=head.person,
        state=HouseholdState.DRAFT,
        category=old.category,
        main_cause=old.main_cause,
        monthly_income_fen=old.monthly_income_fen,
        size=size,
        address=old.address,
        applied_on=day,
        split_from_id=old.id,
        caseworker_id=old.caseworker_id,
    )


def _seat(file: Household, place: HouseholdMember, relation: Relation, day: date) -> HouseholdMember:
    return HouseholdMember(household=file, person=place.person, relation=relation, joined_on=day, **carried(place))
