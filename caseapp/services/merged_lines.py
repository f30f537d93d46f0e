"""The payment lines of a merged file: they follow it into the file that is kept, and come back when that is undone.
What its people were paid in person stays where it is and counts for the kept file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.errors import N_, Refused
from caseapp.domain.payments.claims import claimed_by, free_claim, payee_key
from caseapp.domain.payments.codes import BatchState, LineState
from caseapp.models.payments import Payment
from caseapp.models.people import Person
from caseapp.queries.aid import LIVE
from caseapp.services import lines


@dataclass(frozen=True)
class Moved:
    """`before` is [payment, claim, person, student] of each line; `doubled` counts those that the kept file was paid
    for too."""

    before: list[list[Any]]
    doubled: int


def take_over(
    session: Session, actor: Actor, *, kept_id: int, merged_id: int, persons: Mapping[int, int], now: datetime
) -> Moved:
    """Every line of the merged file becomes the kept one's, its claim too; `persons` gives who is the same person.

    What was paid to both in one period stays paid and counts as a further one of it. Refused while a signed batch
    holds an open line of the merged file, or while the same aid is open though the kept file has it already.
    """
    own = _lines_of(session, [Payment.household_id == merged_id])
    batches = _unsigned_batches(session, own)
    taken = {
        (row.project_id, row.claim)
        for row in session.execute(
            select(Payment.project_id, Payment.claim).where(Payment.household_id == kept_id, Payment.state.in_(LIVE))
        )
    }
    before: list[list[Any]] = []
    doubled = 0
    for line in own:
        before.append([line.id, line.claim, line.person_id, line.student_id])
        line.person_id = persons.get(line.person_id, line.person_id)
        line.student_id = persons.get(line.student_id or 0, line.student_id or 0) or None
        claim = claimed_by(payee_key(kept_id, line.person_id, line.student_id), line.claim)
        if line.state in LIVE and (line.project_id, claim) in taken:
            if line.state is LineState.OPEN:
                raise Refused(
                    N_("“%(kind)s” of one period is logged for both files. Undo one of the two lines first."),
                    kind=line.kind,
                )
            doubled += 1
            claim = free_claim(claim, {text for project, text in taken if project == line.project_id})
        if line.state in LIVE:
            taken.add((line.project_id, claim))
        line.household_id, line.claim = kept_id, claim
    session.flush()
    _recount(session, actor, batches, now)
    return Moved(before, doubled)


def give_back(
    session: Session, actor: Actor, *, kept_id: int, merged_id: int, before: Iterable[list[Any]], now: datetime
) -> None:
    """The lines as they were, with what was since logged to pay one of them again."""
    kept = {number: told for number, *told in before}
    own = _lines_of(session, [Payment.household_id == kept_id, Payment.id.in_(kept)])
    while again := _lines_of(
        session,
        [
            Payment.household_id == kept_id,
            Payment.repays_id.in_([line.id for line in own]),
            Payment.id.not_in([line.id for line in own]),
        ],
    ):
        kept |= {line.id: kept[line.repays_id] for line in again if line.repays_id is not None}
        own += again
    batches = _unsigned_batches(session, own)
    for line in own:
        line.household_id = merged_id
        line.claim, line.person_id, line.student_id = kept[line.id]
    session.flush()
    _recount(session, actor, batches, now)


def name_the_same(session: Session, persons: Mapping[int, int]) -> list[list[Any]]:
    """Whoever is the same person as somebody of the kept file is known as that one, and so is who was known as them:
    what they were paid in person stays theirs, in the register it was paid from, and serves the kept file."""
    before: list[list[Any]] = []
    for one, other in persons.items():
        if one == other:
            continue
        alike = select(Person).where(or_(Person.id == one, Person.same_as_id == one)).order_by(Person.id)
        for person in session.scalars(alike):
            named = other if person.id != other else None
            before.append([person.id, named, person.same_as_id])
            person.same_as_id = named
    return before


def name_as_before(session: Session, before: Iterable[list[Any]]) -> None:
    """Undo `name_the_same`, save for whom another merge has named since."""
    for number, named, earlier in before:
        person = session.get_one(Person, number)
        if person.same_as_id == named:
            person.same_as_id = earlier


def _lines_of(session: Session, where: list[object]) -> list[Payment]:
    found = select(Payment).where(*where).order_by(Payment.id).with_for_update(of=Payment)  # type: ignore[arg-type]
    return list(session.scalars(found.execution_options(populate_existing=True)))


def _unsigned_batches(session: Session, moved: list[Payment]) -> set[int]:
    """The drafts that hold open lines; Refused when a batch that somebody signed does."""
    drafts = set()
    for batch_id in sorted({line.batch_id for line in moved if line.batch_id and line.state is LineState.OPEN}):
        batch = lines.lock_batch(session, batch_id)
        if batch.state is not BatchState.DRAFT:
            raise Refused(
                N_("Batch %(number)s with a line of this file is signed. Have it sent back, or settled, first."),
                number=batch.number,
            )
        drafts.add(batch_id)
    return drafts


def _recount(session: Session, actor: Actor, batch_ids: set[int], now: datetime) -> None:
    for batch_id in sorted(batch_ids):
        lines.changed(session, lines.lock_batch(session, batch_id), actor, now)
