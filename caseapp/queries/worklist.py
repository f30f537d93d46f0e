"""What waits for the actor: the counts beside the navigation and the tasks of the home page, each in one statement."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.clock import day_begins
from caseapp.domain.households.codes import HouseholdState
from caseapp.domain.labels import Word
from caseapp.domain.payments.codes import BatchState, LineState
from caseapp.models.bulk_proposals import BulkProposal
from caseapp.models.grievances import Grievance
from caseapp.models.household_counts import HouseholdCount
from caseapp.models.household_steps import HouseholdTransfer
from caseapp.models.households import Household
from caseapp.models.model_workers import ModelWorker
from caseapp.models.payments import Batch, Payment
from caseapp.models.requests import Setting
from caseapp.models.special_groups import GroupListing
from caseapp.queries import bulk_proposals, duplicates, finding_keys, frozen, grievances, household_counts, papers
from caseapp.queries.household_queue import Wait, made_by_another, waits
from caseapp.queries.reach import reached
from caseapp.queries.transfers import for_me

P = Permission
UNSETTLED = (
    BatchState.DRAFT, BatchState.SUBMITTED, BatchState.HALF_APPROVED, BatchState.APPROVED, BatchState.RELEASED,
)  # fmt: skip
"""Named in the statement so that an index finds them: nearly all batches are settled."""


@dataclass(frozen=True)
class Badges:
    """Counts within the actor's reach; `batches` and `files` wait for the actor's own signature."""

    households: int
    model_workers: int
    listings: int
    batches: int
    files: int
    is_demo: bool

    @property
    def tasks(self) -> int:
        return self.batches + self.files


def _count(actor: Actor, permission: Permission, unit: InstrumentedAttribute[int], *where: Any) -> ScalarSelect[int]:
    if not actor.may(permission):
        return select(literal(0)).scalar_subquery()
    return select(func.count()).where(reached(actor, permission, unit), *where).scalar_subquery()


def batches_for_signature(actor: Actor) -> Any:
    """Batches whose next step is the actor's: to sign, to release, to settle, or sent back to finish."""
    steps = or_(
        (Batch.state == BatchState.DRAFT) & (Batch.prepared_by == actor.id),
        _to_approve(actor) & reached(actor, P.BATCH_APPROVE, Batch.unit_id) & (Batch.prepared_by != actor.id),
        (Batch.state == BatchState.APPROVED) & reached(actor, P.BATCH_RELEASE, Batch.unit_id) & ~_approved_by(actor),
        (Batch.state == BatchState.RELEASED) & reached(actor, P.BATCH_SETTLE, Batch.unit_id),
    )
    return Batch.state.in_(UNSETTLED) & steps


def _to_approve(actor: Actor) -> ColumnElement[bool]:
    """Awaiting the only or first approval, or the second where the first is another's."""
    half = (Batch.state == BatchState.HALF_APPROVED) & (Batch.approved_by != actor.id)
    return (Batch.state == BatchState.SUBMITTED) | half


def _approved_by(actor: Actor) -> ColumnElement[bool]:
    """Whether one of the approvals is the actor's."""
    return (Batch.approved_by == actor.id) | func.coalesce(Batch.second_approved_by == actor.id, False)


def badges(session: Session, actor: Actor, today: date) -> Badges:
    households, model_workers, listings, batches, files, is_demo = session.execute(_badges_of(actor, today)).one()
    return Badges(households, model_workers, listings, batches, files, bool(is_demo))


@lru_cache(maxsize=512)
def _badges_of(actor: Actor, today: date) -> Select[*tuple[Any, ...]]:
    """Asked with every page, so it is built once for whoever holds these posts today."""
    for_me = or_(waits(Wait.NOTICE, today), and_(waits(Wait.APPROVAL, today), made_by_another(actor)))
    demo = select(func.count()).select_from(Setting).where(Setting.name == "demo").scalar_subquery()
    batches = select(func.count()).select_from(Batch).where(batches_for_signature(actor)).scalar_subquery()
    return select(
        household_counts.files(actor, HouseholdCount.state == HouseholdState.ON_FILE).scalar_subquery(),
        _count(actor, P.FILE_READ, ModelWorker.unit_id),
        _count(actor, P.FILE_READ, GroupListing.unit_id),
        batches,
        _count(actor, P.FILE_APPROVE, Household.unit_id, for_me),
        demo,
    )


class Task(Word):
    """What may wait, most pressing first; the tone colours its count."""

    REVERIFY_OVERDUE = "reverify_overdue", "复核逾期", "Re-verification overdue", "bad"
    GRIEVANCE_OVERDUE = "grievance_overdue", "诉求跟进逾期", "Grievances overdue", "bad"
    BATCH_SIGN = "batch_sign", "待审批批次", "Batches to approve", "warn"
    BATCH_RELEASE = "batch_release", "待发放批次", "Batches to release", "warn"
    BATCH_SETTLE = "batch_settle", "待登记发放结果", "Batches awaiting results", "warn"
    BATCH_FINISH = "batch_finish", "我的未提交批次", "My batches not yet submitted", "info"
    BEHIND_PLAN = "behind_plan", "支出落后于计划的项目", "Projects behind their spending plan", "bad"
    SUBMISSION_DECIDE = "submission_decide", "待接收报送", "Tables to accept", "warn"
    SUBMISSION_MEND = "submission_mend", "被退回的报送", "Tables sent back to me", "warn"
    FILE_OBJECTED = "file_objected", "公示有异议", "Objections to look into", "bad"
    FILE_APPROVE = "file_approve", "待审批建档", "Households to approve", "warn"
    PROPOSAL = "proposal", "待确认的批量办理", "Steps for many files to confirm", "warn"
    FILE_NOTICE = "file_notice", "待公示家庭", "Households to put on notice", "warn"
    TRANSFER = "transfer", "待接收档案", "Files offered to me", "warn"
    FILE_VISIT = "file_visit", "待入户调查", "Households to visit", "info"
    FILE_CHECK = "file_check", "待经济核对", "Households awaiting the means check", "info"
    NOTICE_ENDING = "notice_ending", "3 日内公示期满", "Notices ending within 3 days", "info"
    FINDING = "finding", "跨项目线索", "Findings across projects", "warn"
    ALIKE = "alike", "疑似重复档案", "Likely duplicate files", "warn"
    GRIEVANCE = "grievance", "待跟进诉求", "Grievances to follow up", "warn"
    FOLLOW_UP = "follow_up", "应回访的脱困家庭", "Follow-up after the exit due", "info"
    REVERIFY_SOON = "reverify_soon", "30 日内应复核", "Re-verification due in 30 days", "info"
    PAPERS = "papers", "材料不齐", "Incomplete papers", "info"
    NEVER_AIDED = "never_aided", "在档而今年未受助", "On file, not aided this year", "quiet"
    STALE = "stale", "一年未更新", "Not updated for a year", "quiet"


AFTERWARDS = {
    Task.FINDING: P.BATCH_APPROVE,
    Task.PAPERS: P.FILE_WRITE,
    Task.NEVER_AIDED: P.FILE_WRITE,
    Task.STALE: P.FILE_WRITE,
}
"""Asked of every file or payee there is, one by one, and by whom: the home page has them counted after it stands."""
SOON = timedelta(days=30)
STALE_AFTER = timedelta(days=365)
_ON_FILE = Household.state == HouseholdState.ON_FILE


def reverify_overdue(today: date) -> ColumnElement[bool]:
    return _ON_FILE & (Household.reverify_due_on < today)


def reverify_soon(today: date) -> ColumnElement[bool]:
    return _ON_FILE & Household.reverify_due_on.between(today, today + SOON)


def not_aided_in(year: int) -> ColumnElement[bool]:
    """On file, with no payment that arrived in the year and stayed."""
    paid = exists().where(
        Payment.household_id == Household.id,
        Payment.state == LineState.PAID,
        Payment.paid_on.between(date(year, 1, 1), date(year, 12, 31)),
    )
    return _ON_FILE & ~paid


def never_aided() -> ColumnElement[bool]:
    """On file, with no payment ever that arrived and stayed."""
    paid = exists().where(Payment.household_id == Household.id, Payment.state == LineState.PAID)
    return _ON_FILE & ~paid


def not_updated_since(today: date) -> ColumnElement[bool]:
    """On file, untouched for a year."""
    return _ON_FILE & (Household.updated_at < day_begins(today - STALE_AFTER))


def follow_up_due(today: date) -> ColumnElement[bool]:
    """Exited, to be looked after within a month, or overdue."""
    return (Household.state == HouseholdState.EXITED) & (Household.follow_up_due_on <= today + SOON)


def tasks(session: Session, actor: Actor, today: date) -> list[tuple[Task, int]]:
    """What waits within the actor's reach apart from `AFTERWARDS`, with counts above zero, most pressing first; one
    statement."""
    waiting = _tasks_of(actor, today)
    if not waiting:
        return []
    counts = session.execute(select(*waiting.values())).one()
    return [(task, count) for task, count in zip(waiting, counts, strict=True) if count]


def afterwards(session: Session, actor: Actor, task: Task, today: date) -> int:
    """How many files or findings within the actor's reach one of `AFTERWARDS` concerns."""
    if task is Task.FINDING:
        return session.scalar(select(finding_keys.unseen(actor, today))) or 0
    where = {
        Task.PAPERS: papers.incomplete(),
        Task.NEVER_AIDED: not_aided_in(today.year),
        Task.STALE: not_updated_since(today),
    }
    return session.scalar(select(_count(actor, AFTERWARDS[task], Household.unit_id, where[task]))) or 0


def _tasks_of(actor: Actor, today: date) -> dict[Task, ScalarSelect[int]]:
    files, batch = Household.unit_id, Batch.unit_id
    own = Batch.prepared_by == actor.id
    counted = {
        Task.REVERIFY_OVERDUE: (P.FILE_WRITE, files, [reverify_overdue(today)]),
        Task.GRIEVANCE_OVERDUE: (P.GRIEVANCE_WRITE, Grievance.unit_id, [grievances.overdue(today)]),
        Task.GRIEVANCE: (P.GRIEVANCE_WRITE, Grievance.unit_id, [grievances.in_time(today)]),
        Task.BATCH_SIGN: (P.BATCH_APPROVE, batch, [_to_approve(actor), ~own]),
        Task.BATCH_RELEASE: (
            P.BATCH_RELEASE,
            batch,
            [Batch.state == BatchState.APPROVED, ~_approved_by(actor)],
        ),
        Task.BATCH_SETTLE: (P.BATCH_SETTLE, batch, [Batch.state == BatchState.RELEASED]),
        Task.BATCH_FINISH: (P.BATCH_PREPARE, batch, [Batch.state == BatchState.DRAFT, own]),
        Task.FILE_OBJECTED: (P.FILE_APPROVE, files, [waits(Wait.OBJECTED, today)]),
        Task.FILE_APPROVE: (P.FILE_APPROVE, files, [waits(Wait.APPROVAL, today), made_by_another(actor)]),
        Task.FILE_NOTICE: (P.FILE_APPROVE, files, [waits(Wait.NOTICE, today)]),
        Task.PROPOSAL: (P.FILE_APPROVE, BulkProposal.unit_id, [bulk_proposals.to_decide(actor, today)]),
        Task.TRANSFER: (P.FILE_WRITE, HouseholdTransfer.to_unit_id, [for_me(actor)]),
        Task.FILE_VISIT: (P.FILE_WRITE, files, [waits(Wait.VISIT, today)]),
        Task.FILE_CHECK: (P.FILE_WRITE, files, [waits(Wait.CHECK, today)]),
        Task.NOTICE_ENDING: (P.FILE_APPROVE, files, [waits(Wait.ENDING, today)]),
        Task.FOLLOW_UP: (P.FILE_WRITE, files, [follow_up_due(today)]),
        Task.REVERIFY_SOON: (P.FILE_WRITE, files, [reverify_soon(today)]),
    }
    found = {
        task: _count(actor, permission, unit, *where)
        for task, (permission, unit, where) in counted.items()
        if actor.may(permission)
    }
    if actor.may(P.FILE_WRITE) or actor.may(P.FILE_APPROVE):
        found[Task.ALIKE] = duplicates.waiting(actor)
    if actor.may(P.SUBMISSION_ACCEPT):
        found[Task.SUBMISSION_DECIDE] = frozen.to_decide(actor)
    if actor.may(P.PROJECT_WRITE):
        found[Task.SUBMISSION_MEND] = frozen.to_mend(actor)
    return {task: found[task] for task in Task if task in found}
