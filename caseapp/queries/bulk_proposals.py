"""Steps proposed for many files: those that wait and those decided, and the files of one as they stand now."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.households.codes import HouseholdAction, HouseholdState
from caseapp.domain.households.proposals import FileOutcome, ProposalState
from caseapp.models.bulk_proposals import BulkProposal, ProposedFile
from caseapp.models.households import Household
from caseapp.models.people import Person
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.queries.reach import reached

P = Permission
MOST = 200
"""Proposals shown, the newest first."""


@dataclass(frozen=True)
class ProposalRow:
    """`ran_out`: nobody decided in time."""

    id: int
    action: HouseholdAction
    state: ProposalState
    reason: str
    unit: str
    proposed_by: str
    proposed_at: datetime
    expires_on: date
    ran_out: bool
    decided_by: str | None
    decided_at: datetime | None
    files: int
    done: int


@dataclass(frozen=True)
class FileRow:
    """`changed`: no longer as it was proposed; `refusal` is JSON as kept."""

    household_id: int
    file_no: str
    head: str
    unit: str
    state: HouseholdState
    changed: bool
    outcome: FileOutcome | None
    refusal: str | None


def _standing(today: date) -> ColumnElement[bool]:
    return and_(BulkProposal.state == ProposalState.WAITING, BulkProposal.expires_on >= today)


def to_decide(actor: Actor, today: date) -> ColumnElement[bool]:
    """Waits for the actor: somebody else's, not run out."""
    return and_(_standing(today), BulkProposal.proposed_by != actor.id)


def is_proposed(today: date) -> ColumnElement[bool]:
    """A household that stands in a proposal which still waits."""
    return exists().where(
        ProposedFile.household_id == Household.id, ProposedFile.proposal_id == BulkProposal.id, _standing(today)
    )


def standing_for(session: Session, household_ids: list[int], today: date) -> set[int]:
    statement = (
        select(ProposedFile.household_id)
        .join(BulkProposal, BulkProposal.id == ProposedFile.proposal_id)
        .where(ProposedFile.household_id.in_(household_ids), _standing(today))
    )
    return set(session.scalars(statement))


def roster(session: Session, actor: Actor, today: date) -> list[ProposalRow]:
    """Those in the actor's reach, the newest first."""
    decider, proposer = aliased(User), aliased(User)
    files = select(func.count(ProposedFile.id)).where(ProposedFile.proposal_id == BulkProposal.id)
    done = files.where(ProposedFile.outcome == FileOutcome.DONE)
    statement = (
        select(BulkProposal, Unit.name, proposer.name, decider.name, files.scalar_subquery(), done.scalar_subquery())
        .join(Unit, Unit.id == BulkProposal.unit_id)
        .join(proposer, proposer.id == BulkProposal.proposed_by)
        .outerjoin(decider, decider.id == BulkProposal.decided_by)
        .where(reached(actor, P.FILE_APPROVE, BulkProposal.unit_id))
        .order_by(BulkProposal.id.desc())
        .limit(MOST)
    )
    return [
        ProposalRow(
            one.id,
            one.action,
            one.state,
            one.reason,
            unit,
            made_by,
            one.proposed_at,
            one.expires_on,
            one.state is ProposalState.WAITING and one.expires_on < today,
            decided_by,
            one.decided_at,
            count,
            carried,
        )
        for one, unit, made_by, decided_by, count, carried in session.execute(statement)
    ]


def files_of(session: Session, actor: Actor, proposal_id: int) -> list[FileRow]:
    """The files of a proposal, within the actor's reach."""
    statement = (
        select(ProposedFile, Household, Person.name, Unit.name)
        .join(Household, Household.id == ProposedFile.household_id)
        .join(Person, Person.id == Household.head_id)
        .join(Unit, Unit.id == Household.unit_id)
        .where(ProposedFile.proposal_id == proposal_id, reached(actor, P.FILE_READ, Household.unit_id))
        .order_by(ProposedFile.id)
    )
    return [
        FileRow(
            file.id,
            file.file_no,
            head,
            unit,
            file.state,
            row.outcome is None and file.version != row.version,
            row.outcome,
            row.refusal,
        )
        for row, file, head, unit in session.execute(statement)
    ]
