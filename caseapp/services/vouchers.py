"""Keeping and opening the scans that prove a batch's handing over."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Problem
from caseapp.domain.households.attachments import Sent, refusal, saved_name, tidy_name, told
from caseapp.models.attachments import seal_content
from caseapp.models.payments import Batch
from caseapp.models.sealing import ring
from caseapp.models.vouchers import Voucher
from caseapp.queries.reach import within
from caseapp.services.attachments import Opened, unsealed
from caseapp.services.lines import person_id
from caseapp.services.vault import Vault

FIELD = "files"


def keep(
    session: Session, actor: Actor, vault: Vault, batch: Batch, *, files: Sequence[Sent], now: datetime
) -> list[Voucher]:
    """Seal the scans of a batch the actor may settle; raises Invalid with every problem. The caller records the act."""
    problems = [problem for sent in files if (problem := refusal(sent, FIELD))]
    if not files:
        problems.append(Problem(FIELD, N_("Add a scan or photo of the signed sheet.")))
    indexes = [ring().blind("vouchers.content", hashlib.sha256(sent.content).hexdigest()) for sent in files]
    known = set(session.scalars(select(Voucher.content_index).where(Voucher.batch_id == batch.id)))
    for sent, index in zip(files, indexes, strict=True):
        if index in known:
            problems.append(Problem(FIELD, N_("“%(name)s” is kept here already."), {"name": tidy_name(sent.name)}))
        known.add(index)
    if problems:
        raise Invalid(problems)
    kept = []
    for sent, index in zip(files, indexes, strict=True):
        voucher = Voucher(
            batch_id=batch.id,
            content=told(sent.content),
            name=tidy_name(sent.name),
            size=len(sent.content),
            content_index=index,
            kept_by=person_id(actor),
            kept_at=now,
        )
        session.add(voucher)
        vault.put(session, voucher.uid, seal_content(voucher.uid, sent.content))
        kept.append(voucher)
    session.flush()
    return kept


def opened(session: Session, actor: Actor, vault: Vault, *, batch_id: int, voucher_id: int) -> Opened:
    """The plain bytes, for those who may read the batch. Only reads: the door records the look."""
    actor.demand(Permission.BATCH_READ)
    statement = (
        select(Voucher)
        .join(Batch, Batch.id == Voucher.batch_id)
        .where(Voucher.id == voucher_id, Voucher.batch_id == batch_id)
    )
    found = session.scalar(within(statement, actor, Permission.BATCH_READ, Batch.unit_id))
    if found is None:
        raise NotFound(N_("There is no such voucher, or it lies outside your units."))
    return Opened(saved_name(found.name, found.content), found.content, unsealed(vault, found.uid))
