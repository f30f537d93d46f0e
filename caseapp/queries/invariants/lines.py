"""Rules of lines and batches: three people, the digest they saw, paid once, on a day."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from caseapp.domain.errors import N_
from caseapp.domain.payments.codes import BatchAction, BatchState, LineState
from caseapp.models.payments import Batch, BatchStep, Payment
from caseapp.models.reversals import Reversal
from caseapp.queries.invariants.books import OUT, of
from caseapp.queries.invariants.rule import Asked, Found, Rule, finding

S = LineState
LIVE = (S.OPEN, S.PAID)
HAD_MONEY = (S.PAID, S.RETURNED, S.REVERSED)
SIGNED = (*OUT, BatchState.APPROVED)


def _totals(project_id: Asked) -> Found:
    return (
        select(*finding(Batch.id, Batch.number, Batch.total_fen, func.coalesce(func.sum(Payment.amount_fen), 0)))
        .outerjoin(Payment, Payment.batch_id == Batch.id)
        .where(of(Batch.project_id, project_id))
        .group_by(Batch.id, Batch.number, Batch.total_fen, Batch.line_count)
        .having(
            or_(
                Batch.total_fen != func.coalesce(func.sum(Payment.amount_fen), 0),
                Batch.line_count != func.count(Payment.id),
            )
        )
    )


def _unreleased(project_id: Asked) -> Found:
    return (
        select(*finding(Payment.id, Payment.claim))
        .outerjoin(Batch, Batch.id == Payment.batch_id)
        .where(
            Payment.state.in_((*HAD_MONEY, S.FAILED)),
            Payment.history_import_id.is_(None),
            or_(Batch.id.is_(None), Batch.state.not_in(OUT)),
            of(Payment.project_id, project_id),
        )
    )


def _unsettled(project_id: Asked) -> Found:
    return (
        select(*finding(Payment.id, Batch.number))
        .join(Batch, Batch.id == Payment.batch_id)
        .where(Batch.state == BatchState.SETTLED, Payment.state == S.OPEN, of(Payment.project_id, project_id))
    )


def _signers(project_id: Asked) -> Found:
    """Released without three different people: a maker, a logger or an approver signed in another's place."""
    makers = (Batch.prepared_by, Batch.edited_by, Batch.submitted_by)
    approvers = (Batch.approved_by, Batch.second_approved_by)
    mixed = [
        *(Batch.released_by == other for other in (*makers, *approvers)),
        *(approver == maker for approver in approvers for maker in makers),
        Batch.approved_by == Batch.second_approved_by,
        *(column.is_(None) for column in (Batch.submitted_by, Batch.approved_by, Batch.released_by)),
        exists().where(
            Payment.batch_id == Batch.id,
            Payment.logged_by.in_((Batch.released_by, Batch.approved_by, Batch.second_approved_by)),
        ),
    ]
    return select(*finding(Batch.id, Batch.number)).where(
        Batch.state.in_(OUT), or_(*mixed), of(Batch.project_id, project_id)
    )


def _signatures(project_id: Asked) -> Found:
    """Released over different digests, or without the steps in which each signer saw them."""
    step = aliased(BatchStep)

    def unsigned(acts: tuple[BatchAction, ...], by: Any, digest: Any) -> ColumnElement[bool]:
        return ~exists().where(
            step.batch_id == Batch.id, step.action.in_(acts), step.by_id == by, step.digest == digest
        )

    unlike = or_(
        Batch.submitted_digest.is_distinct_from(Batch.approved_digest),
        Batch.approved_digest.is_distinct_from(Batch.released_digest),
        and_(Batch.approvals_needed == 2, Batch.second_approved_digest.is_distinct_from(Batch.released_digest)),
        unsigned((BatchAction.SUBMIT,), Batch.submitted_by, Batch.submitted_digest),
        unsigned((BatchAction.APPROVE, BatchAction.APPROVE_FIRST), Batch.approved_by, Batch.approved_digest),
        unsigned((BatchAction.RELEASE,), Batch.released_by, Batch.released_digest),
    )
    return select(*finding(Batch.id, Batch.number)).where(
        Batch.state.in_(OUT), unlike, of(Batch.project_id, project_id)
    )


def _twice(project_id: Asked) -> Found:
    return (
        select(*finding(func.max(Payment.id), Payment.claim, 1, func.count(Payment.id)))
        .where(Payment.state.in_(LIVE), of(Payment.project_id, project_id))
        .group_by(Payment.project_id, Payment.claim)
        .having(func.count(Payment.id) > 1)
    )


def _repaid(project_id: Asked) -> Found:
    """Paid again while the first is still good, or to somebody else, or another sum."""
    first = aliased(Payment)
    return (
        select(*finding(Payment.id, Payment.claim, first.id, Payment.id))
        .join(first, first.id == Payment.repays_id)
        .where(
            or_(
                and_(first.state.in_(LIVE), Payment.state.in_(LIVE)),
                first.amount_fen != Payment.amount_fen,
                first.person_id != Payment.person_id,
                first.project_id != Payment.project_id,
            ),
            of(Payment.project_id, project_id),
        )
    )


def _days(project_id: Asked) -> Found:
    wrong = or_(
        and_(Payment.state.in_(HAD_MONEY), Payment.paid_on.is_(None)),
        and_(Payment.state == S.RETURNED, or_(Payment.returned_on.is_(None), Payment.returned_on < Payment.paid_on)),
        and_(Payment.state != S.RETURNED, Payment.returned_on.is_not(None)),
        and_(Payment.state.not_in(HAD_MONEY), Payment.paid_on.is_not(None)),
    )
    return select(*finding(Payment.id, Payment.claim)).where(wrong, of(Payment.project_id, project_id))


def _payees(project_id: Asked) -> Found:
    return (
        select(*finding(Payment.id, Batch.number))
        .join(Batch, Batch.id == Payment.batch_id)
        .where(Batch.state.in_(OUT), Payment.payee_name.is_(None), of(Payment.project_id, project_id))
    )


def _reversals(project_id: Asked) -> Found:
    return (
        select(*finding(Payment.id, Payment.claim))
        .outerjoin(Reversal, Reversal.payment_id == Payment.id)
        .where((Payment.state == S.REVERSED) != Reversal.id.is_not(None), of(Payment.project_id, project_id))
    )


LINES = (
    Rule(
        "batch.totals",
        N_("Batch %(name)s (%(id)s) says %(expected)s yuan; its lines make %(found)s, or are more or fewer."),
        _totals,
        is_money=True,
    ),
    Rule("line.unreleased", N_("Payment %(id)s has a result, but no released batch."), _unreleased),
    Rule("line.unsettled", N_("Payment %(id)s has no result, but its batch %(name)s is settled."), _unsettled),
    Rule("batch.signers", N_("Batch %(name)s (%(id)s) was released without three different people."), _signers),
    Rule(
        "batch.signatures",
        N_("Batch %(name)s (%(id)s): its signatures are not over the same lines, or one is missing from its steps."),
        _signatures,
    ),
    Rule("claim.live_once", N_("The aid %(name)s is live %(found)s times, last as payment %(id)s."), _twice),
    Rule(
        "line.repays",
        N_("Payment %(id)s pays again payment %(expected)s, which is still good or was not the same."),
        _repaid,
    ),
    Rule("line.days", N_("Payment %(id)s: its days of payment and return do not fit its state."), _days),
    Rule("line.payee", N_("Payment %(id)s of the released batch %(name)s has no payee written down."), _payees),
    Rule("line.reversal", N_("Payment %(id)s is reversed without a reversal, or the other way round."), _reversals),
)
