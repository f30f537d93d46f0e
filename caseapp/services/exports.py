"""A long list given out: made step by step, kept for its maker alone, and gone a day later.

A short one is made at once (`giving_out`); here each step is one short transaction, so that nobody else waits.
"""

import json
import zlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, IllegalStep, NotFound
from caseapp.domain.imports import RosterKind
from caseapp.exporters.rosters import roster_workbook
from caseapp.models.exports import Export, ExportPart
from caseapp.models.many import among
from caseapp.models.sealing import ring
from caseapp.services import audit, giving_out
from caseapp.services.giving_out import Record, Register, Showing, reason_of
from caseapp.services.group_export import SPECIAL_GROUPS
from caseapp.services.on_behalf import on_behalf_of
from caseapp.services.roster_export import HOUSEHOLDS
from caseapp.services.worker_export import MODEL_WORKERS

REGISTERS: dict[RosterKind, Register] = {
    RosterKind.HOUSEHOLDS: HOUSEHOLDS,
    RosterKind.MODEL_WORKERS: MODEL_WORKERS,
    RosterKind.SPECIAL_GROUPS: SPECIAL_GROUPS,
}
LONG = 10_000
"""Records above which a list is made in steps: as many take about two seconds."""
STEP = 2_000
KEPT_FOR = timedelta(days=1)
"""From its begin."""


def begin(
    session: Session, actor: Actor, kind: RosterKind, *, ids: list[int], reason: str, in_full: bool, now: datetime
) -> Export:
    """A list of these records, in this order; nothing of it is made yet."""
    actor.demand(Permission.FILE_READ)
    expire(session, now)
    export = Export(kind=kind, reason=reason_of(reason), in_full=in_full, ids=ids)
    export.touch(actor.id, now)
    session.add(export)
    session.flush()
    return export


def opened(session: Session, actor: Actor, export_id: int, *, now: datetime) -> Export:
    """The actor's own list of the last day; nobody else finds it."""
    actor.demand(Permission.FILE_READ)
    own = Export.created_by == actor.id, Export.created_at > now - KEPT_FOR
    found = session.scalar(select(Export).where(Export.id == export_id, *own))
    if found is None:
        raise NotFound(N_("There is no such list. A list is kept for one day."))
    return found


def unready(session: Session) -> list[int]:
    """The lists that somebody began and nobody has finished, oldest first."""
    return list(session.scalars(select(Export.id).where(Export.done < Export.found).order_by(Export.id)))


def advance(session: Session, *, export_id: int, today: date, now: datetime) -> bool:
    """Make the next rows, with the rights that the maker has today. True while there is more. The last step notes in
    the audit trail what was given out."""
    export = session.scalar(select(Export).where(Export.id == export_id).with_for_update())
    if export is None or export.is_ready:
        return False
    actor, register = on_behalf_of(session, export.created_by, today), REGISTERS[export.kind]
    ids = export.ids[export.done : export.done + STEP]
    rows = list(_records(session, actor, register, ids, in_full=export.in_full))
    part = ExportPart(export_id=export.id, number=export.done // STEP)
    packed = zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), 1)
    part.rows_sealed = ring().seal_bytes(packed, row=_binding(part))
    session.add(part)
    export.done, export.given = export.done + len(ids), export.given + len(rows)
    more = export.done < export.found
    if not more:
        giving_out.note(
            session,
            actor,
            register,
            count=export.given,
            reason=export.reason,
            in_full=export.in_full,
            now=now,
        )
    return more


def _records(session: Session, actor: Actor, register: Register, ids: list[int], *, in_full: bool) -> Iterator[Record]:
    if actor.may(Permission.FILE_READ):
        asked = register.asked(actor, [among(session, register.table.id, ids)])
        yield from register.records(session, asked, Showing(actor, in_full=in_full))


def workbook(session: Session, actor: Actor, export_id: int, *, now: datetime) -> bytes:
    """The finished list; one step of it is in memory at a time."""
    export = opened(session, actor, export_id, now=now)
    if not export.is_ready:
        raise IllegalStep(N_("This list is not finished yet."))
    if export.in_full:
        actor.demand(Permission.PERSONAL_REVEAL)
    parts = select(ExportPart).where(ExportPart.export_id == export.id).order_by(ExportPart.number)
    made = session.scalars(parts.execution_options(yield_per=1))
    return roster_workbook(REGISTERS[export.kind].layout, (record for part in made for record in _rows(part)))


def _rows(part: ExportPart) -> list[Record]:
    return list(json.loads(zlib.decompress(ring().unseal_bytes(part.rows_sealed, row=_binding(part)))))


def _binding(part: ExportPart) -> str:
    return f"export_parts.rows:{part.uid}"


def drop(session: Session, actor: Actor, export_id: int, *, now: datetime) -> None:
    """The actor needs the list no longer."""
    export = opened(session, actor, export_id, now=now)
    audit.record(session, actor, "export.drop", "export", export.id, now=now)
    _delete(session, [export.id])


def expire(session: Session, now: datetime) -> int:
    """Drop the lists whose time is over; gives how many."""
    old = list(session.scalars(select(Export.id).where(Export.created_at <= now - KEPT_FOR)))
    _delete(session, old)
    return len(old)


def _delete(session: Session, ids: list[int]) -> None:
    session.execute(delete(ExportPart).where(ExportPart.export_id.in_(ids)))
    session.execute(delete(Export).where(Export.id.in_(ids)))
