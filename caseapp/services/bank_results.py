"""A bank's answer to a file: kept as it was sent, looked at whole, taken in whole or not at all.

What it would do is read anew from the kept bytes at each look, so that nothing old is ever applied. Taking it in is
one transaction; taken in a second time, or sent again, it changes nothing.
"""

import hashlib
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.clock import local_day
from caseapp.domain.errors import N_, IllegalStep, NotFound, Refused
from caseapp.domain.payments.bank_answers import Effect
from caseapp.domain.payments.bank_files import BankFact, reference_of
from caseapp.domain.payments.codes import BatchState, LineState
from caseapp.models.bank_files import BankFile, BankFileLine, BankResult
from caseapp.models.payments import Batch, Payment
from caseapp.readers.bank_results import read_results
from caseapp.services import audit, bank_files, lines, sent_answers, settlement
from caseapp.services.bank_matching import Findings, SentFile, SentLine, match, names_of
from caseapp.services.settlement import Results

P = Permission
_KEYS = {BankFact.AMOUNT_YUAN: "amount", BankFact.AMOUNT_FEN: "amount"}
_READ_BACK = frozenset(
    {BankFact.SERIAL, BankFact.REFERENCE, BankFact.FILE_NUMBER, BankFact.HOLDER, BankFact.PAYEE, BankFact.ACCOUNT}
) | frozenset(_KEYS)


def take(session: Session, actor: Actor, *, file_id: int, name: str, data: bytes, now: datetime) -> BankResult:
    """Keep what the bank sent, sealed; the very same bytes sent again are the answer kept before. Nothing is recorded
    yet. Raises Invalid for a file that is no answer of a bank."""
    file = bank_files.opened(session, actor, file_id, P.BATCH_SETTLE)
    digest = hashlib.sha256(data).hexdigest()
    same = select(BankResult).where(BankResult.file_id == file.id, BankResult.digest == digest)
    kept = session.scalar(same)
    if kept is not None:
        return kept
    read_results(data, _own_headings(file))
    kept = BankResult(file_id=file.id, name=name[-128:], digest=digest, sent_by=lines.person_id(actor), sent_at=now)
    kept, is_new = sent_answers.keep(session, kept, data, same)
    if is_new:
        audit.record(session, actor, "bank_result.take", "bank_result", kept.id, now=now, digest=digest)
    return kept


def opened(session: Session, actor: Actor, result_id: int) -> BankResult:
    statement = select(BankResult).where(BankResult.id == result_id)
    statement = statement.options(joinedload(BankResult.file).joinedload(BankFile.batch).joinedload(Batch.unit))
    kept = session.scalar(statement)
    nothing = N_("There is no such answer of a bank, or it lies outside your units.")
    if kept is None:
        raise NotFound(nothing)
    actor.demand(P.BATCH_SETTLE, kept.file.batch.unit.path, unseen=nothing)
    return kept


def look(session: Session, kept: BankResult, today: date) -> Findings:
    """What the answer would do now; stores nothing."""
    table = read_results(sent_answers.content(kept), _own_headings(kept.file))
    return match(table, sent_file(session, kept.file), today)


def apply(session: Session, actor: Actor, *, result_id: int, now: datetime, today: date) -> int:
    """Record every result of the answer, or refuse the whole of it while one cell is at fault; gives how many lines
    changed, 0 when it was taken in before."""
    kept = opened(session, actor, result_id)
    batch = lines.lock_batch(session, kept.file.batch_id)
    session.refresh(kept)
    if kept.applied_at is not None:
        return 0
    if batch.state not in (BatchState.RELEASED, BatchState.SETTLED):
        raise IllegalStep(N_("Results are recorded once the batch is released."))
    found = look(session, kept, today)
    if found.faults:
        raise Refused(
            N_("%(count)s cells of this answer are at fault, so nothing of it is recorded. Correct and send it again."),
            count=len(found.faults),
        )
    results = _results(found)
    settlement.record_results(session, actor, batch_id=batch.id, results=results, now=now, today=today)
    changed = sorted({*results.paid, *results.failed, *results.returned})
    marked = update(BankFileLine).where(BankFileLine.payment_id.in_(changed)).values(result_id=kept.id)
    session.execute(marked.execution_options(synchronize_session=False))
    kept.applied_by, kept.applied_at, kept.changed_lines = lines.person_id(actor), now, len(changed)
    counts = {"paid": len(results.paid), "failed": len(results.failed), "returned": len(results.returned)}
    audit.record(session, actor, "bank_result.apply", "bank_result", kept.id, now=now, lines=len(changed), **counts)
    session.flush()
    return len(changed)


def _results(found: Findings) -> Results:
    paid: dict[int, date] = {}
    failed: dict[int, str] = {}
    returned: dict[int, date] = {}
    for one in found.told:
        said, line = one.said, one.line
        if one.effect in (Effect.PAY, Effect.RETURN) and line.state is LineState.OPEN and said.paid_on:
            paid[line.id] = said.paid_on
        if one.effect is Effect.RETURN and said.returned_on:
            returned[line.id] = said.returned_on
        if one.effect is Effect.FAIL:
            failed[line.id] = said.reason
    return Results(paid, failed, returned)


def _own_headings(file: BankFile) -> dict[str, list[str]]:
    """A bank often sends our own columns back with its results beside them."""
    found: dict[str, list[str]] = {}
    for column in file.template.layout.columns:
        if column.fact in _READ_BACK:
            found.setdefault(_KEYS.get(column.fact, column.fact.value), []).append(column.heading)
    return found


def sent_file(session: Session, file: BankFile) -> SentFile:
    """The file as it went to the bank, its lines as they stand now."""
    statement = select(BankFileLine.serial, Payment).join(Payment, Payment.id == BankFileLine.payment_id)
    statement = statement.where(BankFileLine.file_id == file.id).order_by(BankFileLine.serial)
    sent = [
        SentLine(
            id=line.id,
            serial=serial,
            reference=reference_of(file.number, serial),
            account=line.payee_account or "",
            names=names_of(line.payee_name, line.payee_holder),
            amount_fen=line.amount_fen,
            state=line.state,
            paid_on=line.paid_on,
            returned_on=line.returned_on,
        )
        for serial, line in session.execute(statement)
    ]
    released = file.batch.released_at or file.made_at
    return SentFile(file.number, local_day(released), sent)
