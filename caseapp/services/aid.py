"""Logging aid: one open payment line, weighed against its standard, undone while nobody has signed for it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Problem, Refused
from caseapp.domain.payments.anomalies import stored
from caseapp.domain.payments.beneficiary import KINDS_FOR, Beneficiary
from caseapp.domain.payments.claims import ordinal_of
from caseapp.domain.payments.codes import LINE_LIFE, REPAYABLE, AidKind, BatchState, FundSource, LineAction
from caseapp.domain.payments.grounds import Event, Grounds, Schooling
from caseapp.domain.payments.standards import MedicalCost
from caseapp.domain.payments.weighing import weigh
from caseapp.models.columns import new_uid
from caseapp.models.households import HouseholdMember
from caseapp.models.payments import Payment
from caseapp.models.projects import ProjectBudget
from caseapp.models.unless_there import put_unless_there
from caseapp.queries.aid import live_aid
from caseapp.queries.standards import standards_on
from caseapp.services import audit, lines
from caseapp.services.payees import Payee, payee_of


@dataclass(frozen=True)
class LoggedLine:
    """The id of a payment line, and the payee's name."""

    id: int
    name: str


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
    schooling: Schooling | None = None,
    event: Event | None = None,
) -> LoggedLine:
    """A new open line, outside any batch. Raises Invalid with every problem, NotFound, NotAllowed or Refused.

    Whatever breaks a rule of the standard (amount, yearly cap, repeat, stacking, account holder) needs a reason.
    """
    session.flush()
    payee = payee_of(session, actor, to, kind, day)
    grounds = Grounds(cost, schooling, event)
    problems = _problems(session, to, (project_id, source), kind, amount_fen)
    problems += grounds.faults(kind, amount_fen, day)
    problems += _not_of_the_household(session, payee, grounds) if kind is AidKind.EDUCATION else []
    if problems:
        raise Invalid(problems)
    kinds = KINDS_FOR[to.register]
    shelf = standards_on(session, kinds, day)
    weighed = weigh(
        lambda one, grades: shelf.of(one, project_id, grades),
        kinds=kinds,
        grade=payee.grade,
        household_id=payee.household_id,
        person_id=payee.person_id,
        project_id=project_id,
        kind=kind,
        amount_fen=amount_fen,
        grounds=grounds,
        day=day,
        aid=live_aid(session, person_id=payee.person_id, household_id=payee.household_id),
        other_holder=payee.other_holder,
    )
    reason = reason.strip()
    if weighed.breaches and not reason:
        raise Invalid(weighed.unexplained(kind))
    taken = [ordinal_of(one.claim) for one in weighed.same if one.project_id == project_id]
    ordinal = max(taken, default=0) + 1
    line_id = _insert(
        session,
        project_id=project_id,
        source=source,
        unit_id=payee.unit_id,
        kind=kind,
        household_id=payee.household_id,
        person_id=payee.person_id,
        amount_fen=amount_fen,
        claim=weighed.claim if ordinal == 1 else f"{weighed.claim}#{ordinal}",
        reason=reason,
        proposed_fen=weighed.proposal.amount_fen if weighed.proposal else None,
        standard_id=weighed.standard.id if weighed.standard else None,
        cap_left_fen=weighed.left_fen,
        breaches=stored(weighed.breaches),
        logged_by=actor.id,
        logged_at=now,
        **_facts(kind, grounds),
    )
    audit.record(
        session, actor, "aid.log", "payment", line_id, now=now, project=project_id, kind=kind, amount_fen=amount_fen
    )
    return LoggedLine(line_id, payee.name)


def _facts(kind: AidKind, grounds: Grounds) -> dict[str, object]:
    """The columns of the kind; what was written for another kind is left out."""
    cost, schooling, event = grounds.cost, grounds.schooling, grounds.event
    if kind is AidKind.MEDICAL and cost:
        return {
            "medical_total_fen": cost.total_fen,
            "medical_reimbursed_fen": cost.reimbursed_fen,
            "receipts": cost.receipts,
            "receipt_numbers": cost.receipt_numbers.strip(),
        }
    if kind is AidKind.EDUCATION and schooling:
        return {
            "student_id": schooling.student_id,
            "school_stage": schooling.stage,
            "school": schooling.school.strip(),
            "school_year": schooling.year,
        }
    if kind is AidKind.ONE_OFF and event:
        return {"event": event.what.strip(), "happened_on": event.happened_on, "loss_fen": event.loss_fen}
    return {}


def undo(session: Session, actor: Actor, *, line_id: int, now: datetime) -> None:
    """Cancel an open line as long as its batch, if any, is a draft."""
    line = lines.find(session, line_id)
    actor.demand(Permission.AID_LOG, line.unit.path, unseen=lines.NO_LINE)
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
    actor.demand(Permission.AID_LOG, line.unit.path, unseen=lines.NO_LINE)
    if line.history_import_id is not None:
        raise Refused(N_("A payment of a past year is not paid again. What is missing comes in with another file."))
    if line.state not in REPAYABLE:
        raise Refused(N_("Only a failed, returned or reversed payment can be paid again."))
    copied = {name: getattr(line, name) for name in _COPIED}
    again_id = _insert(session, repays_id=line.id, logged_by=actor.id, logged_at=now, **copied)
    audit.record(session, actor, "aid.repay", "payment", again_id, now=now, repays=line.id)
    return session.get_one(Payment, again_id)


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
    "receipts",
    "receipt_numbers",
    "student_id",
    "school_stage",
    "school",
    "school_year",
    "event",
    "happened_on",
    "loss_fen",
    "standard_id",
    "cap_left_fen",
    "breaches",
    "means",
    "gift_name",
    "gift_count",
    "gift_unit_fen",
)


def _insert(session: Session, **values: Any) -> int:
    line_id: int | None = put_unless_there(session, Payment, {"uid": new_uid(), **values})
    if line_id is None:
        raise Refused(
            N_("The same aid was logged a moment ago, or is live already. Look at the list of payments first.")
        )
    return line_id


_budgets = ProjectBudget.__table__
_BUDGET = select(_budgets.c.id).where(
    _budgets.c.project_id == bindparam("project_id"), _budgets.c.source == bindparam("source")
)


def _problems(
    session: Session, to: Beneficiary, fund: tuple[int, FundSource], kind: AidKind, amount_fen: int
) -> list[Problem]:
    project_id, source = fund
    problems = []
    if session.execute(_BUDGET, {"project_id": project_id, "source": source}).scalar() is None:
        problems.append(Problem("project", N_("Choose a project that has money from this source.")))
    if kind not in KINDS_FOR[to.register]:
        problems.append(
            Problem("kind", N_("“%(kind)s” is not paid to “%(register)s”."), {"kind": kind, "register": to.register})
        )
    if amount_fen <= 0:
        problems.append(Problem("amount", N_("Write an amount above zero.")))
    return problems


def _not_of_the_household(session: Session, payee: Payee, grounds: Grounds) -> list[Problem]:
    student_id = grounds.schooling.student_id if grounds.schooling else None
    belongs = select(HouseholdMember.id).where(
        HouseholdMember.household_id == payee.household_id,
        HouseholdMember.person_id == student_id,
        HouseholdMember.left_on.is_(None),
    )
    if student_id is None or session.scalar(belongs) is not None:
        return []
    return [Problem("student", N_("This child is no member of the household."))]
