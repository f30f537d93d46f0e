"""The roster of model workers given out, with the honours on a second sheet: masked unless numbers may be shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.model_workers.particulars import FIELDS
from caseapp.domain.rosters.columns import Column
from caseapp.domain.rosters.model_workers import HONOURS_OF, LAYOUT, OWNER_ID, WORKER
from caseapp.models.model_workers import Honour, ModelWorker
from caseapp.models.worker_particulars import WorkerParticulars
from caseapp.queries.reach import within
from caseapp.queries.worker_particulars import shown
from caseapp.services.giving_out import PERSONAL, Showing, give_out, of_person, text_of

P = Permission
_FURTHER = {one.key for one in FIELDS}
_NUMBER = next(column for column in WORKER if column.key == "id_number")


def export_model_workers(
    session: Session,
    actor: Actor,
    *,
    conditions: list[ColumnElement[bool]],
    reason: str,
    in_full: bool,
    now: datetime,
) -> bytes:
    """A workbook of the files that meet the conditions, within reach. Noted in the audit trail."""
    statement = (
        select(ModelWorker, WorkerParticulars)
        .outerjoin(WorkerParticulars, WorkerParticulars.model_worker_id == ModelWorker.id)
        .where(*conditions)
        .options(joinedload(ModelWorker.person), joinedload(ModelWorker.unit), selectinload(ModelWorker.honours))
        .order_by(ModelWorker.file_no)
    )
    within_reach = within(statement, actor, P.FILE_READ, ModelWorker.unit_id)
    how: dict[str, Any] = {"layout": LAYOUT, "record": _record, "reason": reason, "in_full": in_full, "now": now}
    return give_out(session, actor, within_reach, subject="model_worker", **how)


def _record(
    worker: ModelWorker, kept: WorkerParticulars | None, showing: Showing
) -> tuple[list[list[str]], list[list[str]]]:
    """The worker's row, and those of the honours."""
    full = showing.in_full(worker.unit.path)
    further = shown(kept, in_full=full) if kept else {}
    honours = [[_honour(worker, one, column, full=full) for column in HONOURS_OF] for one in worker.honours]
    return [[_worker(worker, further, column, full=full) for column in WORKER]], honours


def _worker(worker: ModelWorker, further: dict[str, str], column: Column, *, full: bool) -> str:
    key = column.key
    if key == "unit":
        return worker.unit.name
    if key in PERSONAL:
        return of_person(worker.person, column, full=full)
    return further.get(key, "") if key in _FURTHER else text_of(getattr(worker, key), column)


def _honour(worker: ModelWorker, honour: Honour, column: Column, *, full: bool) -> str:
    if column.key == OWNER_ID.key:
        return of_person(worker.person, _NUMBER, full=full)
    return worker.person.name if column.key == "name" else text_of(getattr(honour, column.key), column)
