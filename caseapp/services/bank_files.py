"""Files for the bank: made once for a released batch, kept sealed as they were made, handed out for a person to send.

Making and handing out are two acts. A process that dies between them leaves a file whole and not yet handed out.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.clock import local_day
from caseapp.domain.errors import N_, IllegalStep, Invalid, NotFound, Refused
from caseapp.domain.payments.bank_files import BankLine, reference_of
from caseapp.domain.payments.codes import BatchState, LineState, PayMeans
from caseapp.exporters.bank_files import bank_file
from caseapp.models.bank_files import BankFile, BankFileLine, BankHandout, BankTemplate
from caseapp.models.payments import Batch, Payment
from caseapp.models.sealing import ring
from caseapp.queries.bank_files import templates_for
from caseapp.services import audit, lines
from caseapp.services.numbers import next_file_no

P = Permission
PREFIX = "YH"


@dataclass(frozen=True)
class Handed:
    """What leaves the house, and under which name."""

    name: str
    content: bytes


def make(session: Session, actor: Actor, *, batch_id: int, template_id: int, now: datetime) -> BankFile:
    """The batch's one file, under the year's next number; made before, it is given again as it is. Lines without an
    account do not go through the bank and are left out."""
    batch = lines.lock_batch(session, batch_id)
    actor.demand(P.BANK_EXPORT, batch.unit.path, unseen=lines.NO_BATCH)
    made = session.scalar(select(BankFile).where(BankFile.batch_id == batch.id))
    if made is not None:
        return made
    if batch.state is not BatchState.RELEASED:
        raise IllegalStep(N_("A file for the bank is made once the batch is released and not yet settled."))
    template = _template(session, batch, template_id, local_day(now))
    waiting = _waiting(session, batch)
    if not waiting:
        raise Refused(N_("No line of this batch waits for the bank."))
    number = next_file_no(session, f"{PREFIX}{local_day(now).year}")
    told = [_told(line, number, batch, serial) for serial, line in enumerate(waiting, 1)]
    content = bank_file(template.layout, told)
    file = BankFile(
        number=number,
        batch_id=batch.id,
        template_id=template.id,
        kind=template.kind,
        line_count=len(told),
        total_fen=sum(line.amount_fen for line in told),
        digest=hashlib.sha256(content).hexdigest(),
        made_by=lines.person_id(actor),
        made_at=now,
    )
    file.content_sealed = ring().seal_bytes(content, row=_binding(file))
    session.add(file)
    session.flush()
    session.add_all(
        BankFileLine(file_id=file.id, serial=serial, payment_id=line.id) for serial, line in enumerate(waiting, 1)
    )
    session.flush()
    known = {"lines": file.line_count, "total_fen": file.total_fen, "digest": file.digest}
    audit.record(session, actor, "bank_file.make", "bank_file", file.id, now=now, **known)
    return file


def hand_out(session: Session, actor: Actor, *, file_id: int, reason: str, now: datetime) -> Handed:
    """The file as it was made; from the second time on only with a reason, and under the same number."""
    file = opened(session, actor, file_id, P.BANK_EXPORT)
    lines.lock_batch(session, file.batch_id)
    before = session.scalar(select(func.count(BankHandout.id)).where(BankHandout.file_id == file.id)) or 0
    reason = reason.strip()
    if before and not reason:
        raise Invalid.one("reason", N_("This file was handed out before. Write why it is needed again."))
    if len(reason) > 256:
        raise Invalid.one("reason", N_("Write at most %(limit)s characters."), limit=256)
    content = ring().unseal_bytes(file.content_sealed, row=_binding(file))
    if hashlib.sha256(content).hexdigest() != file.digest:
        raise Refused(N_("The stored file is not the one that was made. Tell the administrator; do not pay by it."))
    handout = BankHandout(file_id=file.id, ordinal=before + 1, reason=reason, by_id=lines.person_id(actor), at=now)
    session.add(handout)
    session.flush()
    known = {"times": handout.ordinal, "digest": file.digest}
    audit.record(session, actor, "bank_file.hand_out", "bank_file", file.id, now=now, **known)
    return Handed(f"{file.number}.{file.kind.value}", content)


def opened(session: Session, actor: Actor, file_id: int, permission: Permission) -> BankFile:
    """A file of a batch within the actor's reach."""
    file = session.scalar(select(BankFile).where(BankFile.id == file_id).options(joinedload(BankFile.batch)))
    nothing = N_("There is no such file for the bank, or it lies outside your units.")
    if file is None:
        raise NotFound(nothing)
    actor.demand(permission, file.batch.unit.path, unseen=nothing)
    return file


def _binding(file: BankFile) -> str:
    return f"bank_files.content:{file.uid}"


def _template(session: Session, batch: Batch, template_id: int, today: date) -> BankTemplate:
    usable = templates_for(session, batch.unit.path, today)
    found = next((template for template in usable if template.id == template_id), None)
    if found is None:
        raise Invalid.one("template", N_("Choose a template that is in force for the unit of this batch."))
    return found


def _waiting(session: Session, batch: Batch) -> list[Payment]:
    statement = select(Payment).where(
        Payment.batch_id == batch.id,
        Payment.state == LineState.OPEN,
        Payment.means == PayMeans.BANK,
        Payment.payee_account_sealed.is_not(None),
    )
    return list(session.scalars(statement.order_by(Payment.id)))


def _told(line: Payment, number: str, batch: Batch, serial: int) -> BankLine:
    name = line.payee_name or ""
    return BankLine(
        serial=serial,
        reference=reference_of(number, serial),
        file_number=number,
        batch_number=batch.number,
        payee=name,
        holder=line.payee_holder or name,
        account=line.payee_account or "",
        bank=line.payee_bank or "",
        branch=line.payee_branch or "",
        amount_fen=line.amount_fen,
        id_number=line.payee_id or "",
        purpose=line.kind.zh,
    )
