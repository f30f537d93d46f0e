"""Logging aid: one open payment line, checked, undone while nobody has signed for it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Problem, Refused
from caseapp.domain.households.codes import AIDED_STATES, HouseholdState
from caseapp.domain.payments.beneficiary import KINDS_FOR, Beneficiary, Register
from caseapp.domain.payments.claims import claim, ordinal_of, payee_key
from caseapp.domain.payments.codes import LINE_LIFE, AidKind, BatchState, FundSource, LineAction, LineState, Repeat
from caseapp.domain.payments.standards import MedicalCost, propose
from caseapp.models.households import Household
from caseapp.models.model_workers import ModelWorker
from caseapp.models.payments import Payment
from caseapp.models.projects import Project, ProjectBudget
from caseapp.models.special_groups import GroupListing
from caseapp.queries.standards import standards_in_force
from caseapp.services import audit, lines

LIVE = (LineState.OPEN, LineState.PAID)


@dataclass(frozen=True)
class _Payee:
    """What logging needs to know of the beneficiary; `grade` chooses the standard."""

    person_id: int
    household_id: int | None
    unit_id: int
    grade: str


def log_aid(
    session: Session,
    actor: Actor,
    *,
    to: Beneficiary,
    project_id: int,
    source: FundSource,
    kind: AidKind,
    amount_fen: int,
    day: date,
    now: datetime,
    reason: str = "",
    cost: MedicalCost | None = None,
) -> Payment:
    """A new open line, outside any batch. Raises Invalid with every problem, NotFound, NotAllowed or Refused.

    A second one in the period of the standard's repeat rule, or more than it proposes, needs a reason.
    """
    payee = _payee(session, actor, to, kind, day)
    _check(session, to, project_id=project_id, source=source, kind=kind, amount_fen=amount_fen, cost=cost)
    standard = standards_in_force(session, [kind], payee.grade, day).get(kind)
    proposal = propose(standard, cost) if standard else None
    reason = reason.strip()
    if proposal and amount_fen > proposal.amount_fen and not reason:
        raise Invalid.one("reason", N_("The amount is above the standard. Write the reason; the signers will see it."))
    key = payee_key(payee.household_id, payee.person_id)
    first = claim(key, kind, standard.repeat if standard else Repeat.DAY, day)
    ordinal = _next_ordinal(session, project_id, first)
    if ordinal > 1 and not reason:
        raise Invalid.one(
            "reason",
            N_("This project has already given “%(kind)s” here in this period. Write the reason for another one."),
            kind=kind,
        )
    line = Payment(
        project_id=project_id,
        source=source,
        unit_id=payee.unit_id,
        kind=kind,
        household_id=payee.household_id,
        person_id=payee.person_id,
        amount_fen=amount_fen,
        claim=first if ordinal == 1 else f"{first}#{ordinal}",
        reason=reason,
        proposed_fen=proposal.amount_fen if proposal else None,
        medical_total_fen=cost.total_fen if cost else None,
        medical_reimbursed_fen=cost.reimbursed_fen if cost else None,
        logged_by=actor.id,
        logged_at=now,
    )
    _insert(session, line)
    audit.record(
        session, actor, "aid.log", "payment", line.id, now=now, project=project_id, kind=kind, amount_fen=amount_fen
    )
    return line


def undo(session: Session, actor: Actor, *, line_id: int, now: datetime) -> None:
    """Cancel an open line as long as its batch, if any, is a draft."""
    line = lines.find(session, line_id)
    actor.demand(Permission.AID_LOG, line.unit.path)
    batch = lines.lock_batch(session, line.batch_id) if line.batch_id else None
    if batch and batch.state is not BatchState.DRAFT:
        raise Refused(N_("Batch %(number)s with this line is already signed; send it back first."), number=batch.number)
    lines.advance(session, line, LINE_LIFE.after(line.state, LineAction.CANCEL), batch_id=None)
    if batch:
        lines.changed(session, batch, actor, now)
    audit.record(session, actor, "aid.undo", "payment", line_id, now=now)


def repay(session: Session, actor: Actor, *, line_id: int, now: datetime) -> Payment:
    """A failed, returned or reversed line once more, as a new open line linked to it."""
    line = lines.find(session, line_id)
    actor.demand(Permission.AID_LOG, line.unit.path)
    if line.state not in (LineState.FAILED, LineState.RETURNED, LineState.REVERSED):
        raise Refused(N_("Only a failed, returned or reversed payment can be paid again."))
    again = Payment(
        repays_id=line.id,
        logged_by=actor.id,
        logged_at=now,
        **{name: getattr(line, name) for name in _COPIED},
    )
    _insert(session, again)
    audit.record(session, actor, "aid.repay", "payment", again.id, now=now, repays=line.id)
    return again


_COPIED = (
    "project_id",
    "source",
    "unit_id",
    "kind",
    "household_id",
    "person_id",
    "amount_fen",
    "claim",
    "reason",
    "proposed_fen",
    "medical_total_fen",
    "medical_reimbursed_fen",
    "means",
    "gift_name",
    "gift_count",
    "gift_unit_fen",
)


def _insert(session: Session, line: Payment) -> None:
    try:
        with session.begin_nested():
            session.add(line)
    except IntegrityError:
        raise Refused(
            N_("The same aid was logged a moment ago, or is live already. Look at the list of payments first.")
        ) from None


def _next_ordinal(session: Session, project_id: int, first: str) -> int:
    taken = session.scalars(
        select(Payment.claim).where(
            Payment.project_id == project_id,
            Payment.state.in_(LIVE),
            (Payment.claim == first) | Payment.claim.startswith(f"{first}#", autoescape=True),
        )
    ).all()
    return max((ordinal_of(text) for text in taken), default=0) + 1


def _check(
    session: Session,
    to: Beneficiary,
    *,
    project_id: int,
    source: FundSource,
    kind: AidKind,
    amount_fen: int,
    cost: MedicalCost | None,
) -> None:
    problems = []
    budgets = select(func.count(ProjectBudget.id)).where(
        ProjectBudget.project_id == project_id, ProjectBudget.source == source
    )
    if session.get(Project, project_id) is None or not session.scalar(budgets):
        problems.append(Problem("project", N_("Choose a project that has money from this source.")))
    if kind not in KINDS_FOR[to.register]:
        problems.append(
            Problem("kind", N_("“%(kind)s” is not paid to “%(register)s”."), {"kind": kind, "register": to.register})
        )
    if amount_fen <= 0:
        problems.append(Problem("amount", N_("Write an amount above zero.")))
    if kind is AidKind.MEDICAL and cost is None:
        problems.append(Problem("medical_total", N_("Write the total medical cost.")))
    if kind is AidKind.MEDICAL and cost is not None and amount_fen > cost.own_fen:
        problems.append(Problem("amount", N_("Medical aid cannot be more than the own part.")))
    if problems:
        raise Invalid(problems)


def _payee(session: Session, actor: Actor, to: Beneficiary, kind: AidKind, day: date) -> _Payee:
    """Raises NotAllowed before anything is told about a file of another unit."""
    match to.register:
        case Register.HOUSEHOLD:
            household = _held(session, to.id)
            actor.demand(Permission.AID_LOG, household.unit.path)
            if household.state not in AIDED_STATES:
                raise Refused(
                    N_("This household is “%(state)s”; aid goes only to households on file."), state=household.state
                )
            if household.state is HouseholdState.TEMPORARY and (
                kind is not AidKind.ONE_OFF or household.temporary_until is None or household.temporary_until < day
            ):
                raise Refused(
                    N_("A temporary file takes one-off aid only, until %(day)s."), day=household.temporary_until
                )
            return _Payee(household.head_id, household.id, household.unit_id, household.category.value)
        case Register.MODEL_WORKER:
            worker = session.get(ModelWorker, to.id) or _missing()
            actor.demand(Permission.AID_LOG, worker.unit.path)
            if worker.died_on is not None:
                raise Refused(N_("This person died on %(day)s; nothing more is logged."), day=worker.died_on)
            return _Payee(worker.person_id, None, worker.unit_id, worker.treatment_level.value)
        case Register.SPECIAL_GROUP:
            listing = session.get(GroupListing, to.id) or _missing()
            actor.demand(Permission.AID_LOG, listing.unit.path)
            return _Payee(listing.person_id, None, listing.unit_id, listing.special_group.value)


def _missing() -> NoReturn:
    raise NotFound(N_("There is no such file, or it lies outside your units."))


def _held(session: Session, household_id: int) -> Household:
    """The file as it stands now; no merge takes it away before the line is written."""
    session.flush()
    held = session.get(Household, household_id, with_for_update={"read": True}, populate_existing=True)
    return held or _missing()
