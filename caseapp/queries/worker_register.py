"""The register of model workers as it is printed: names for who may see them, numbers always masked."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.documents.model_worker_register import RegisterRow, Title
from caseapp.domain.errors import N_, Refused
from caseapp.domain.identity import mask, mask_name
from caseapp.domain.units import within as is_within
from caseapp.models.model_workers import ModelWorker
from caseapp.queries.reach import within

MOST = 5_000
"""Rows of one document."""


def register_rows(session: Session, actor: Actor, conditions: list[ColumnElement[bool]]) -> list[RegisterRow]:
    """The files that meet the conditions, within reach, by file number; Refused for more than MOST."""
    statement = (
        select(ModelWorker)
        .where(*conditions)
        .options(joinedload(ModelWorker.person), joinedload(ModelWorker.unit), selectinload(ModelWorker.honours))
        .order_by(ModelWorker.file_no)
        .limit(MOST + 1)
    )
    workers = session.scalars(within(statement, actor, Permission.FILE_READ, ModelWorker.unit_id)).all()
    if len(workers) > MOST:
        raise Refused(N_("More than %(most)s people are too many for one document. Narrow the list first."), most=MOST)
    named = actor.reach(Permission.PERSONAL_REVEAL)
    return [_row(worker, named=any(is_within(worker.unit.path, top) for top in named)) for worker in workers]


def _row(worker: ModelWorker, *, named: bool) -> RegisterRow:
    person = worker.person
    return RegisterRow(
        name=person.name if named else mask_name(person.name),
        sex=person.sex.zh,
        born_on=person.birth_on,
        id_number=mask(person.id_number or ""),
        employer=worker.employer,
        titles=tuple(Title(one.title, one.year, one.revoked_on is not None) for one in worker.honours),
        treatment_level=worker.treatment_level.zh,
        payer=worker.payer.zh,
        work_state=worker.work_state.zh,
        retired_on=worker.retired_on,
        died_on=worker.died_on,
    )
