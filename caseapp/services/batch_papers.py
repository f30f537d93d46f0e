"""The roster of a batch as it goes to the bank's counter: numbers in full only for who releases money, and noted."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.accounts import mask_account
from caseapp.domain.documents.batch_forms import RosterLine
from caseapp.domain.identity import mask
from caseapp.models.households import Household
from caseapp.models.model_workers import ModelWorker
from caseapp.models.payments import Payment
from caseapp.queries.batches import BatchFile
from caseapp.services import audit


def roster_lines(session: Session, batch: BatchFile) -> list[RosterLine]:
    """Every line, numbers masked; the payees as they were at release, or as they are before it."""
    return _lines(session, batch.id, is_full=False)


def roster_in_full(session: Session, actor: Actor, batch: BatchFile, *, now: datetime) -> list[RosterLine]:
    """Every line with its numbers; for who releases batches of the unit."""
    actor.demand(Permission.BATCH_RELEASE, batch.unit_path)
    audit.record(session, actor, "batch.roster_in_full", "batch", batch.id, now=now, lines=batch.line_count)
    return _lines(session, batch.id, is_full=True)


def _lines(session: Session, batch_id: int, *, is_full: bool) -> list[RosterLine]:
    rows = session.execute(
        select(Payment, func.coalesce(Household.file_no, ModelWorker.file_no, ""))
        .outerjoin(Household, Household.id == Payment.household_id)
        .outerjoin(ModelWorker, ModelWorker.person_id == Payment.person_id)
        .where(Payment.batch_id == batch_id)
        .options(joinedload(Payment.person))
        .order_by(Payment.id)
    )
    return [_line(line, file_no, is_full=is_full) for line, file_no in rows]


def _line(line: Payment, file_no: str, *, is_full: bool) -> RosterLine:
    person = line.person
    is_kept = line.payee_name is not None
    number = (line.payee_id if is_kept else person.id_number) or ""
    account = (line.payee_account if is_kept else person.account) or ""
    return RosterLine(
        name=line.payee_name or person.name,
        file_no=file_no,
        id_number=number if is_full or not number else mask(number),
        bank=(line.payee_bank if is_kept else person.bank_name) or "",
        account=account if is_full or not account else mask_account(account),
        kind=line.kind.zh,
        amount_fen=line.amount_fen,
    )
