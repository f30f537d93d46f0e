"""One search over everything: households, model workers, special-group people and batches, each within reach."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.labels import Word
from caseapp.models.households import Household
from caseapp.models.model_workers import ModelWorker
from caseapp.models.payments import Batch
from caseapp.models.people import Person
from caseapp.models.special_groups import GroupListing
from caseapp.models.units import Unit
from caseapp.queries.reach import within
from caseapp.queries.search import household_matches, model_worker_matches, person_matches, plain

MOST = 20


@dataclass(frozen=True)
class Finding:
    """`number` is a file or batch number, or the year of a list; `state` is shown as its badge."""

    id: int
    number: str
    name: str
    unit: str
    state: Word


@dataclass(frozen=True)
class Findings:
    """At most MOST of each; `more` names the kinds that have others beyond."""

    households: list[Finding]
    model_workers: list[Finding]
    listings: list[Finding]
    batches: list[Finding]
    more: frozenset[str]

    @property
    def count(self) -> int:
        return len(self.households) + len(self.model_workers) + len(self.listings) + len(self.batches)


def everything(session: Session, actor: Actor, q: str) -> Findings:
    """What matches the search, one statement a kind; a kind the actor may not read costs none."""
    if not plain(q):
        return Findings([], [], [], [], frozenset())
    files, batches = actor.may(Permission.FILE_READ), actor.may(Permission.BATCH_READ)
    found = {
        "households": _found(session, _households(actor, q)) if files else [],
        "model_workers": _found(session, _model_workers(actor, q)) if files else [],
        "listings": _found(session, _listings(actor, q)) if files else [],
        "batches": _found(session, _batches(actor, q)) if batches else [],
    }
    more = frozenset(kind for kind, rows in found.items() if len(rows) > MOST)
    return Findings(**{kind: rows[:MOST] for kind, rows in found.items()}, more=more)


def _found(session: Session, statement: Select[*tuple[Any, ...]]) -> list[Finding]:
    rows = session.execute(statement.limit(MOST + 1))
    return [Finding(row_id, str(number), name, unit, state) for row_id, number, name, unit, state in rows]


def _households(actor: Actor, q: str) -> Select[*tuple[Any, ...]]:
    statement = (
        select(Household.id, Household.file_no, Person.name, Unit.name, Household.state)
        .join(Person, Person.id == Household.head_id)
        .join(Unit, Unit.id == Household.unit_id)
        .where(household_matches(q))
        .order_by(Household.file_no)
    )
    return within(statement, actor, Permission.FILE_READ, Household.unit_id)


def _model_workers(actor: Actor, q: str) -> Select[*tuple[Any, ...]]:
    statement = (
        select(ModelWorker.id, ModelWorker.file_no, Person.name, Unit.name, ModelWorker.work_state)
        .join(Person, Person.id == ModelWorker.person_id)
        .join(Unit, Unit.id == ModelWorker.unit_id)
        .where(model_worker_matches(q))
        .order_by(ModelWorker.file_no)
    )
    return within(statement, actor, Permission.FILE_READ, ModelWorker.unit_id)


def _listings(actor: Actor, q: str) -> Select[*tuple[Any, ...]]:
    statement = (
        select(GroupListing.id, GroupListing.year, Person.name, Unit.name, GroupListing.special_group)
        .join(Person, Person.id == GroupListing.person_id)
        .join(Unit, Unit.id == GroupListing.unit_id)
        .where(person_matches(q))
        .order_by(GroupListing.year.desc(), GroupListing.id)
    )
    return within(statement, actor, Permission.FILE_READ, GroupListing.unit_id)


def _batches(actor: Actor, q: str) -> Select[*tuple[Any, ...]]:
    statement = (
        select(Batch.id, Batch.number, Batch.title, Unit.name, Batch.state)
        .join(Unit, Unit.id == Batch.unit_id)
        .where(Batch.number.startswith(plain(q), autoescape=True))
        .order_by(Batch.number.desc())
    )
    return within(statement, actor, Permission.BATCH_READ, Batch.unit_id)
