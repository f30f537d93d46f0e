"""Keeping and opening the scans that prove a batch's handing over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.households.attachments import Sent, saved_name
from caseapp.models.payments import Batch
from caseapp.models.vouchers import Voucher
from caseapp.queries.reach import within
from caseapp.services import scans
from caseapp.services.attachments import Opened, unsealed
from caseapp.services.lines import person_id
from caseapp.services.vault import Vault


def keep(
    session: Session, actor: Actor, vault: Vault, batch: Batch, *, files: Sequence[Sent], now: datetime
) -> list[Voucher]:
    """Seal the scans of a batch the actor may settle; raises Invalid with every problem. The caller records the act."""
    known = session.scalars(select(Voucher.content_index).where(Voucher.batch_id == batch.id)).all()
    of = {"batch_id": batch.id, "kept_by": person_id(actor), "kept_at": now}
    none_sent = N_("Add a scan or photo of the signed sheet.")
    return scans.keep(session, vault, Voucher, files, known=known, none_sent=none_sent, **of)


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
