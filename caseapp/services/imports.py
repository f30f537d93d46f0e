"""A roster taken in: read and checked whole, decided on row by row, applied in small steps that may stop anywhere."""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, IllegalStep, NotFound, Refused
from caseapp.domain.imports import ImportState, RosterKind, RowState, Verdict
from caseapp.models.columns import new_uid
from caseapp.models.imports import Import, ImportRow
from caseapp.models.many import put
from caseapp.models.sealing import ring
from caseapp.readers.rosters import Fault, Roster
from caseapp.services import audit
from caseapp.services.import_words import dump_changes, dump_faults
from caseapp.services.on_behalf import on_behalf_of
from caseapp.services.planned import Planned
from caseapp.services.refusals import refuse
from caseapp.services.roster_kinds import ROSTERS

HOUSEHOLDS = RosterKind.HOUSEHOLDS
P = Permission
STEP = 1_000
"""Records in one transaction; about half a second, for which other writers wait."""
DECIDED = (Verdict.NEW, Verdict.CHANGED)


@dataclass(frozen=True)
class Findings:
    """A file looked at: what was read, what it would do, and every fault in the order of the cells."""

    roster: Roster
    planned: Sequence[Planned[Any]]
    faults: list[Fault]


def look(session: Session, actor: Actor, *, data: bytes, today: date, kind: RosterKind = HOUSEHOLDS) -> Findings:
    """Stores nothing. Raises Invalid for a file that is no roster of the kind."""
    of = ROSTERS[kind]
    roster = of.read(data)
    planned = of.plan(session, actor, roster, today=today)
    order = {sheet: turn for turn, sheet in enumerate(dict.fromkeys(_sheets(roster)))}
    faults = [*roster.faults, *(fault for one in planned for fault in one.faults)]
    faults.sort(key=lambda fault: (order.get(fault.place.sheet, 0), fault.place.row, fault.place.column))
    return Findings(roster, planned, faults)


def _sheets(roster: Roster) -> list[str]:
    heads = [line.head.sheet for line in roster.records]
    return [*heads, *(member.sheet for line in roster.records for member in line.members)]


@dataclass(frozen=True)
class Staged:
    """A file read and compared, and all that is kept of it; `rows` lack only the import they belong to."""

    kind: RosterKind
    data: bytes
    read_on: date
    used: str
    unused: str
    faults: str
    fault_count: int
    rows: list[dict[str, Any]]
    counts: dict[str, int]


def stage(session: Session, actor: Actor, *, data: bytes, today: date, kind: RosterKind = HOUSEHOLDS) -> Staged:
    """Writes nothing, so that nobody waits while a large file is read."""
    actor.demand(P.FILE_WRITE)
    found = look(session, actor, data=data, today=today, kind=kind)
    counts = {verdict.value: sum(one.verdict is verdict for one in found.planned) for verdict in Verdict}
    rows = [_row(kind, one) for one in found.planned]
    used, unused = "、".join(found.roster.used), "、".join(found.roster.unused)
    return Staged(kind, data, today, used, unused, dump_faults(found.faults), len(found.faults), rows, counts)


def keep(session: Session, actor: Actor, staged: Staged, *, name: str, now: datetime) -> Import:
    """Keep the file, sealed, with what it would do; nothing of it is in the register yet."""
    actor.demand(P.FILE_WRITE)
    digest = hashlib.sha256(staged.data).hexdigest()
    kept = Import(kind=staged.kind, name=name[-128:], digest=digest, read_on=staged.read_on)
    kept.content_sealed = ring().seal_bytes(zlib.compress(staged.data), row=_binding(kept))
    kept.faults, kept.fault_count = staged.faults, staged.fault_count
    kept.columns_used, kept.columns_unused = staged.used, staged.unused
    kept.touch(actor.id, now)
    session.add(kept)
    session.flush()
    put(session, ImportRow, [{**row, "import_id": kept.id} for row in staged.rows])
    told = {"kind": staged.kind, "faults": staged.fault_count, **staged.counts}
    audit.record(session, actor, "import.take", "import", kept.id, now=now, **told)
    return kept


def take(
    session: Session,
    actor: Actor,
    *,
    name: str,
    data: bytes,
    today: date,
    now: datetime,
    kind: RosterKind = HOUSEHOLDS,
) -> Import:
    """Read and keep in one transaction."""
    return keep(session, actor, stage(session, actor, data=data, today=today, kind=kind), name=name, now=now)


def _row(kind: RosterKind, one: Planned[Any]) -> dict[str, Any]:
    uid = new_uid()
    return {
        "uid": uid,
        "sheet": one.line.head.sheet[:64],
        "line": one.line.head.row,
        "verdict": one.verdict,
        "state": RowState.WAITING if one.verdict in DECIDED else RowState.SKIPPED,
        "version": getattr(one.record, "version", None),
        ROSTERS[kind].record: one.record.id if one.record is not None else None,
        **ImportRow.facts.stored(uid, one.body.dump()),
        **ImportRow.changes.stored(uid, dump_changes(one.changes) if one.changes else None),
    }


def content(kept: Import) -> bytes:
    """The file as it was sent."""
    return zlib.decompress(ring().unseal_bytes(kept.content_sealed, row=_binding(kept)))


def _binding(kept: Import) -> str:
    return f"imports.content:{kept.uid}"


def opened(session: Session, actor: Actor, import_id: int, *, for_change: bool = False) -> Import:
    """The actor's own import; nobody else finds it."""
    actor.demand(P.FILE_WRITE)
    statement = select(Import).where(Import.id == import_id, Import.created_by == actor.id)
    kept = session.scalar(statement.with_for_update() if for_change else statement)
    if kept is None:
        raise NotFound(N_("There is no such import."))
    return kept


def decide(session: Session, actor: Actor, *, import_id: int, row_id: int, skip: bool) -> None:
    """Leave one record out, or take it in after all."""
    _decide(session, actor, import_id, skip, ImportRow.id == row_id)


def decide_all(session: Session, actor: Actor, *, import_id: int, verdict: Verdict, skip: bool) -> None:
    _decide(session, actor, import_id, skip, ImportRow.verdict == verdict)


def _decide(session: Session, actor: Actor, import_id: int, skip: bool, which: ColumnElement[bool]) -> None:
    kept = opened(session, actor, import_id, for_change=True)
    if kept.state is not ImportState.CHECKED:
        raise IllegalStep(N_("This import is “%(state)s”; nothing more can be decided about it."), state=kept.state)
    before, after = (RowState.WAITING, RowState.SKIPPED) if skip else (RowState.SKIPPED, RowState.WAITING)
    rows = update(ImportRow).where(
        ImportRow.import_id == kept.id, ImportRow.verdict.in_(DECIDED), ImportRow.state == before, which
    )
    session.execute(rows.values(state=after))


def start(session: Session, actor: Actor, *, import_id: int, now: datetime) -> None:
    kept = opened(session, actor, import_id, for_change=True)
    if kept.state is not ImportState.CHECKED:
        raise IllegalStep(N_("This import is “%(state)s” already."), state=kept.state)
    _move(session, actor, kept, ImportState.RUNNING, now)


def cancel(session: Session, actor: Actor, *, import_id: int, now: datetime) -> None:
    """Nothing more is taken in; what was taken in stays."""
    kept = opened(session, actor, import_id, for_change=True)
    if kept.state not in (ImportState.CHECKED, ImportState.RUNNING):
        raise IllegalStep(N_("This import is “%(state)s” and cannot be stopped."), state=kept.state)
    _move(session, actor, kept, ImportState.CANCELLED, now)


def _move(session: Session, actor: Actor, kept: Import, after: ImportState, now: datetime) -> None:
    kept.state = after
    kept.touch(actor.id, now)
    counts = select(ImportRow.state, func.count()).where(ImportRow.import_id == kept.id).group_by(ImportRow.state)
    told = {state.value: count for state, count in session.execute(counts)}
    audit.record(session, actor, f"import.{after.value}", "import", kept.id, now=now, **told)


def running(session: Session) -> list[int]:
    """The imports that somebody started and nobody has finished, oldest first."""
    return list(session.scalars(select(Import.id).where(Import.state == ImportState.RUNNING).order_by(Import.id)))


def advance(session: Session, *, import_id: int, today: date, now: datetime, limit: int = STEP) -> bool:
    """Take in the next rows, as the person who sent the file and with that person's rights of today. True while there
    is more. One transaction: a process that dies leaves either all of a step or nothing of it."""
    kept = session.scalar(select(Import).where(Import.id == import_id).with_for_update())
    if kept is None or kept.state is not ImportState.RUNNING:
        return False
    actor = on_behalf_of(session, kept.created_by, today)
    waiting = select(ImportRow).where(ImportRow.import_id == kept.id, ImportRow.state == RowState.WAITING)
    rows = session.scalars(waiting.order_by(ImportRow.id).limit(limit)).all()
    of = ROSTERS[kept.kind]
    for row in of.take_together(session, actor, rows, today, now) if of.take_together else rows:
        try:
            with audit.apart(session):
                setattr(row, of.record, of.take(session, actor, row, today, now))
                row.state = RowState.DONE
        except Refused as refusal:
            refuse(row, refusal)
    if len(rows) < limit:
        _move(session, actor, kept, ImportState.DONE, now)
        return False
    return True
