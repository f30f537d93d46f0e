"""Visits to a household, with their photos, and notes on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Problem
from caseapp.domain.households.attachments import Sent
from caseapp.domain.households.papers import PaperKind
from caseapp.domain.households.visits import Proposal
from caseapp.models.attachments import Attachment
from caseapp.models.visits import HouseholdNote, Visit
from caseapp.services import attachments, audit
from caseapp.services.households import open_file
from caseapp.services.people import too_long
from caseapp.services.vault import Vault
from caseapp.services.withdrawals import reason_of


@dataclass(frozen=True)
class VisitFacts:
    """A visit as written down; `visitors` are the names of those who went."""

    visited_on: date | None
    visitors: str
    findings: str
    proposal: Proposal = Proposal.NONE


def record(
    session: Session,
    actor: Actor,
    vault: Vault,
    *,
    household_id: int,
    facts: VisitFacts,
    photos: Sequence[Sent] = (),
    today: date,
    now: datetime,
) -> Visit:
    """A visit with its photos, which become visit records among the papers; raises Invalid with every problem."""
    household = open_file(session, actor, Permission.FILE_WRITE, household_id, None)
    problems = list(too_long(facts, {"visitors": 128, "findings": 2000}))
    if facts.visited_on is None:
        problems.append(Problem("visited_on", N_("Write the day of the visit.")))
    elif facts.visited_on > today:
        problems.append(Problem("visited_on", N_("This day lies in the future.")))
    if not facts.visitors.strip():
        problems.append(Problem("visitors", N_("Write who went.")))
    if not facts.findings.strip():
        problems.append(Problem("findings", N_("Write what was found.")))
    visit = Visit(
        household_id=household.id,
        visited_on=facts.visited_on or today,
        visitors=facts.visitors.strip()[:128],
        findings=facts.findings.strip()[:2000],
        proposal=facts.proposal,
    )
    visit.touch(actor.id, now)
    try:
        session.add(visit)
        session.flush()
        kept = attachments.keep(
            session, actor, vault, household, paper=PaperKind.VISIT, files=photos, visit=visit, now=now
        )
    except Invalid as invalid:
        raise Invalid([*problems, *invalid.problems]) from None
    if problems:
        raise Invalid(problems)
    audit.record(
        session,
        actor,
        "household.visited",
        "household",
        household.id,
        now=now,
        visit=visit.id,
        proposal=visit.proposal.value,
        visited_on=visit.visited_on.isoformat(),
        attachments=[one.id for one in kept],
    )
    return visit


def withdraw(session: Session, actor: Actor, *, household_id: int, visit_id: int, reason: str, now: datetime) -> None:
    """Hide a visit and its photos for a reason; they stay in the database."""
    open_file(session, actor, Permission.FILE_WRITE, household_id, None)
    visit = session.scalar(
        select(Visit).where(Visit.id == visit_id, Visit.household_id == household_id, Visit.withdrawn_at.is_(None))
    )
    if visit is None:
        raise NotFound(N_("There is no such visit."))
    why = reason_of(reason)
    photos = select(Attachment).where(Attachment.visit_id == visit.id, Attachment.withdrawn_at.is_(None))
    for row in (visit, *session.scalars(photos)):
        row.withdraw(actor.id, now, why)
        row.touch(actor.id, now)
    audit.record(session, actor, "household.visit_withdrawn", "household", household_id, now=now, visit=visit.id)


def note(session: Session, actor: Actor, *, household_id: int, words: str, now: datetime) -> HouseholdNote:
    """A note under the actor's name, by those who keep files or approve them."""
    _open_for_notes(session, actor, household_id)
    text = words.strip()
    if not text:
        raise Invalid.one("words", N_("Write the note."))
    if len(text) > 2000:
        raise Invalid.one("words", N_("Write at most %(limit)s characters."), limit=2000)
    written = HouseholdNote(household_id=household_id, words=text)
    written.touch(actor.id, now)
    session.add(written)
    session.flush()
    audit.record(session, actor, "household.note", "household", household_id, now=now, note=written.id)
    return written


def withdraw_note(
    session: Session, actor: Actor, *, household_id: int, note_id: int, reason: str, now: datetime
) -> None:
    """An author takes a note back for a reason; it stays in the database."""
    _open_for_notes(session, actor, household_id)
    written = session.scalar(
        select(HouseholdNote).where(
            HouseholdNote.id == note_id,
            HouseholdNote.household_id == household_id,
            HouseholdNote.withdrawn_at.is_(None),
        )
    )
    if written is None or (not actor.is_system and written.created_by != actor.id):
        raise NotFound(N_("There is no such note of yours."))
    written.withdraw(actor.id, now, reason_of(reason))
    written.touch(actor.id, now)
    audit.record(session, actor, "household.note_withdrawn", "household", household_id, now=now, note=written.id)


def _open_for_notes(session: Session, actor: Actor, household_id: int) -> None:
    """By either right, which the actor may hold in different units."""
    held = [right for right in (Permission.FILE_WRITE, Permission.FILE_APPROVE) if actor.may(right)]
    if len(held) < 2:
        open_file(session, actor, held[0] if held else Permission.FILE_WRITE, household_id, None)
        return
    try:
        open_file(session, actor, held[0], household_id, None)
    except NotFound:
        open_file(session, actor, held[1], household_id, None)
