"""The roster of model workers given out, with the honours on a second sheet: masked unless numbers may be shown."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from caseapp.domain.model_workers.particulars import FIELDS
from caseapp.domain.rosters.columns import Column
from caseapp.domain.rosters.model_workers import HONOURS_OF, LAYOUT, OWNER_ID, WORKER
from caseapp.models.model_workers import Honour, ModelWorker
from caseapp.models.worker_particulars import WorkerParticulars
from caseapp.queries.worker_particulars import shown
from caseapp.services.giving_out import AT_ONCE, PERSONAL, Record, Register, Showing, of_person, text_of

_FURTHER = {one.key for one in FIELDS}
_NUMBER = next(column for column in WORKER if column.key == "id_number")


def _records(session: Session, asked: Select[Any], showing: Showing) -> Iterator[Record]:
    for worker, kept in session.execute(asked.execution_options(yield_per=AT_ONCE)):
        yield _record(worker, kept, showing)


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


_ROWS = (
    select(ModelWorker, WorkerParticulars)
    .outerjoin(WorkerParticulars, WorkerParticulars.model_worker_id == ModelWorker.id)
    .options(joinedload(ModelWorker.person), joinedload(ModelWorker.unit), selectinload(ModelWorker.honours))
)
MODEL_WORKERS = Register("model_worker", LAYOUT, ModelWorker, _ROWS, (ModelWorker.file_no,), _records)
