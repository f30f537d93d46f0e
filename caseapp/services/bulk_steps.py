"""One step for many files, by two people: proposed with each file as it was seen, confirmed or refused by another.

When it is confirmed each file goes by its own rules, in its own savepoint; a file that changed since the proposal, or
is refused, stops nobody else's.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, IllegalStep, Invalid, NotAllowed, NotFound, Problem, Refused
from caseapp.domain.households.codes import HOUSEHOLD_LIFE, HouseholdAction
from caseapp.domain.households.proposals import IN_BULK, FileOutcome, ProposalAction, decide
from caseapp.models.bulk_proposals import BulkProposal, ProposedFile
from caseapp.models.households import Household
from caseapp.models.units import Unit
from caseapp.queries.bulk_proposals import standing_for
from caseapp.queries.life_rules import life_rules
from caseapp.queries.reach import reached, within
from caseapp.services import audit
from caseapp.services import household_steps as steps
from caseapp.services.import_words import dump_problems
from caseapp.services.step_keeping import LONGEST_REASON, written

P = Permission


@dataclass(frozen=True)
class Proposed:
    """`left_out` counts files that changed since they were seen, or stand in another proposal."""

    made: BulkProposal
    left_out: int


def propose(
    session: Session,
    actor: Actor,
    *,
    action: HouseholdAction,
    files: list[tuple[int, int]],
    reason: str,
    today: date,
    now: datetime,
) -> Proposed:
    """Propose the step for each (id, version as seen). A file beyond the actor's reach is counted nowhere."""
    actor.demand(P.FILE_APPROVE)
    if actor.id is None:
        raise NotAllowed(N_("A proposal is a person's."))
    if action not in IN_BULK:
        raise IllegalStep(N_("This step is taken one file at a time."))
    why = written("reason", reason, LONGEST_REASON)
    seen = dict(files)
    mine = within(select(Household), actor, P.FILE_APPROVE, Household.unit_id).where(Household.id.in_(seen))
    found = list(session.scalars(mine.order_by(Household.id)))
    proposed_already = standing_for(session, [one.id for one in found], today)
    fitting = [
        one
        for one in found
        if one.version == seen[one.id]
        and one.id not in proposed_already
        and action in HOUSEHOLD_LIFE.actions_from(one.state)
    ]
    if not fitting:
        raise Refused(N_("None of these files can be proposed: each has changed, or is proposed already. Look again."))
    own = select(Unit.id).where(reached(actor, P.FILE_APPROVE, Unit.id)).order_by(Unit.path).limit(1)
    made = BulkProposal(
        unit_id=session.scalars(own).one(),
        action=action,
        reason=why,
        proposed_by=actor.id,
        proposed_at=now,
        expires_on=today + timedelta(days=life_rules(session).proposal_days),
    )
    session.add(made)
    session.flush()
    session.add_all(ProposedFile(proposal_id=made.id, household_id=one.id, version=one.version) for one in fitting)
    audit.record(
        session, actor, "proposal.make", "bulk_proposal", made.id, now=now, step=action.value, files=len(fitting)
    )
    return Proposed(made, len(found) - len(fitting))


def opened(session: Session, actor: Actor, proposal_id: int, *, for_change: bool = False) -> BulkProposal:
    actor.demand(P.FILE_APPROVE)
    statement = select(BulkProposal).where(
        BulkProposal.id == proposal_id, reached(actor, P.FILE_APPROVE, BulkProposal.unit_id)
    )
    found = session.scalar(statement.with_for_update() if for_change else statement)
    if found is None:
        raise NotFound(N_("There is no such proposal."))
    return found


def confirm(session: Session, actor: Actor, *, proposal_id: int, today: date, now: datetime) -> dict[FileOutcome, int]:
    """Take the step for every file that is as it was proposed; gives how many came to what."""
    proposal = _decided(session, actor, proposal_id, ProposalAction.CONFIRM, today=today, now=now)
    rows = select(ProposedFile).where(ProposedFile.proposal_id == proposal.id).order_by(ProposedFile.id)
    counts = dict.fromkeys(FileOutcome, 0)
    for row in session.scalars(rows).all():
        row.outcome, row.refusal = _carry_out(session, actor, proposal, row, today=today, now=now)
        counts[row.outcome] += 1
    told = {outcome.value: count for outcome, count in counts.items()}
    audit.record(
        session,
        actor,
        "proposal.confirm",
        "bulk_proposal",
        proposal.id,
        now=now,
        step=proposal.action.value,
        proposed_by=proposal.proposed_by,
        **told,
    )
    return counts


def refuse(session: Session, actor: Actor, *, proposal_id: int, reason: str, today: date, now: datetime) -> None:
    """No file moves; the proposer reads the reason."""
    why = written("reason", reason, LONGEST_REASON)
    proposal = _decided(session, actor, proposal_id, ProposalAction.REFUSE, answer=why, today=today, now=now)
    audit.record(session, actor, "proposal.refuse", "bulk_proposal", proposal.id, now=now)


def withdraw(session: Session, actor: Actor, *, proposal_id: int, today: date, now: datetime) -> None:
    proposal = _decided(session, actor, proposal_id, ProposalAction.WITHDRAW, today=today, now=now)
    audit.record(session, actor, "proposal.withdraw", "bulk_proposal", proposal.id, now=now)


def _decided(
    session: Session,
    actor: Actor,
    proposal_id: int,
    action: ProposalAction,
    *,
    answer: str = "",
    today: date,
    now: datetime,
) -> BulkProposal:
    proposal = opened(session, actor, proposal_id, for_change=True)
    session.refresh(proposal)
    proposal.state = decide(
        proposal.state,
        action,
        proposed_by=proposal.proposed_by,
        by=actor.id,
        expires_on=proposal.expires_on,
        today=today,
    )
    proposal.decided_by, proposal.decided_at, proposal.answer = actor.id, now, answer
    session.flush()
    return proposal


def _carry_out(
    session: Session, actor: Actor, proposal: BulkProposal, row: ProposedFile, *, today: date, now: datetime
) -> tuple[FileOutcome, str | None]:
    version = session.scalar(select(Household.version).where(Household.id == row.household_id))
    if version != row.version:
        return FileOutcome.CHANGED, None
    try:
        with audit.apart(session):
            _step(session, actor, proposal, row, today=today, now=now)
    except Refused as refusal:
        problems = refusal.problems if isinstance(refusal, Invalid) else ()
        return FileOutcome.REFUSED, dump_problems(problems or (Problem(None, refusal.message, refusal.values),))
    return FileOutcome.DONE, None


def _step(
    session: Session, actor: Actor, proposal: BulkProposal, row: ProposedFile, *, today: date, now: datetime
) -> None:
    file = {"household_id": row.household_id, "version": row.version}
    match proposal.action:
        case HouseholdAction.NOTICE:
            steps.start_notice(session, actor, **file, today=today, now=now)
        case HouseholdAction.APPROVE:
            steps.approve(session, actor, **file, today=today, now=now)
        case HouseholdAction.RETURN:
            steps.send_back(session, actor, **file, reason=proposal.reason, now=now)
        case _:
            raise IllegalStep(N_("This step is taken one file at a time."))
    session.flush()
