"""Keeping the aid standards: a new one, a change of one nobody rests on, an end, a whole year copied to the next."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Problem, Refused, StaleView
from caseapp.domain.payments.codes import AidKind
from caseapp.domain.payments.standards import Standard, faults
from caseapp.models.aid_standards import AidStandard
from caseapp.models.projects import Project
from caseapp.queries.standards import standards_of_year, times_used
from caseapp.services import audit


@dataclass(frozen=True)
class StandardFacts:
    """`project_id` None: every project; `grade` "": everybody."""

    kind: AidKind
    project_id: int | None
    grade: str
    standard: Standard
    valid_from: date
    valid_to: date | None


def add(session: Session, actor: Actor, *, facts: StandardFacts, now: datetime) -> AidStandard:
    """Raises Invalid with every problem; two standards of one thing never begin on the same day."""
    actor.demand(Permission.RULE_WRITE)
    _check(session, facts, None)
    row = AidStandard()
    _write(session, row, facts, actor, now)
    session.add(row)
    session.flush()
    audit.record(session, actor, "aid_standard.add", "aid_standard", row.id, now=now, kind=facts.kind)
    return row


def amend(
    session: Session, actor: Actor, *, standard_id: int, version: int, facts: StandardFacts, now: datetime
) -> AidStandard:
    """Write over a standard; of one that lines rest on only the last day can change."""
    actor.demand(Permission.RULE_WRITE)
    row = session.get(AidStandard, standard_id)
    if row is None:
        raise NotFound(N_("There is no such standard."))
    if row.version != version:
        raise StaleView(N_("Somebody changed this in the meantime. Reload the page and look at it again."))
    used = times_used(session, standard_id)
    if used and _facts_of(row, facts.valid_to) != facts:
        raise Refused(
            N_("%(count)s payments rest on this standard, so only its last day can change. Make a new one instead."),
            count=used,
        )
    _check(session, facts, row.id)
    _write(session, row, facts, actor, now)
    session.flush()
    audit.record(session, actor, "aid_standard.amend", "aid_standard", row.id, now=now, kind=facts.kind)
    return row


def copy_year(session: Session, actor: Actor, *, year: int, now: datetime) -> int:
    """Each standard that ends with the year, or was made for one of its projects, once more for the next year.

    Those without an end go on by themselves. Gives how many were copied; what the next year has already is left alone.
    """
    actor.demand(Permission.RULE_WRITE)
    following = {
        project.number: project.id for project in session.scalars(select(Project).where(Project.year == year + 1))
    }
    copied = 0
    for one in standards_of_year(session, year):
        row = one.row
        ends = row.valid_to is not None and row.valid_to >= date(year, 12, 31)
        if row.project_id is None and not ends:
            continue
        project_id = following.get(row.project.number) if row.project else None
        if row.project is not None and project_id is None:
            continue
        facts = StandardFacts(
            row.kind, project_id, row.grade, _plain(row.read()), date(year + 1, 1, 1), date(year + 1, 12, 31)
        )
        if _same_start(session, facts) is None:
            add(session, actor, facts=facts, now=now)
            copied += 1
    if not copied:
        raise Refused(
            N_("Nothing to copy from %(year)s: its standards go on by themselves, or the next year has them already."),
            year=year,
        )
    return copied


def _plain(standard: Standard) -> Standard:
    """As typed: without the number of its row."""
    values = {one.name: getattr(standard, one.name) for one in fields(Standard) if one.name != "id"}
    return Standard(**values)


def _facts_of(row: AidStandard, valid_to: date | None) -> StandardFacts:
    return StandardFacts(row.kind, row.project_id, row.grade, _plain(row.read()), row.valid_from, valid_to)


def _same_start(session: Session, facts: StandardFacts) -> int | None:
    return session.scalar(
        select(AidStandard.id).where(
            AidStandard.kind == facts.kind,
            AidStandard.project_id.is_not_distinct_from(facts.project_id),
            AidStandard.grade == facts.grade,
            AidStandard.valid_from == facts.valid_from,
        )
    )


def _check(session: Session, facts: StandardFacts, own_id: int | None) -> None:
    problems = list(faults(facts.standard, facts.valid_from, facts.valid_to))
    if len(facts.standard.document_no.strip()) > 64:
        problems.append(Problem("document_no", N_("Write at most %(limit)s characters."), {"limit": 64}))
    if facts.project_id is not None and session.get(Project, facts.project_id) is None:
        problems.append(Problem("project", N_("Choose one of the list.")))
    if _same_start(session, facts) not in (None, own_id):
        problems.append(Problem("valid_from", N_("Another standard for the same thing begins on this day.")))
    if problems:
        raise Invalid(problems)


def _write(session: Session, row: AidStandard, facts: StandardFacts, actor: Actor, now: datetime) -> None:
    row.kind, row.project_id, row.grade = facts.kind, facts.project_id, facts.grade
    row.valid_from, row.valid_to = facts.valid_from, facts.valid_to
    for one in fields(Standard):
        if one.name != "id":
            setattr(row, one.name, getattr(facts.standard, one.name))
    row.document_no = facts.standard.document_no.strip()
    row.touch(actor.id, now)
