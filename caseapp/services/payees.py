"""Whom a line is for, as logging must know it: within the actor's units, alive, on file, locked while weighed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, Table, bindparam, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound, Refused
from caseapp.domain.households.codes import AIDED_STATES, HouseholdState
from caseapp.domain.payments.beneficiary import Beneficiary, Register
from caseapp.domain.payments.codes import AidKind
from caseapp.models.households import Household
from caseapp.models.model_workers import ModelWorker
from caseapp.models.people import Person
from caseapp.models.special_groups import GroupListing
from caseapp.models.units import Unit

NO_FILE = N_("There is no such file, or it lies outside your units.")


@dataclass(frozen=True)
class Payee:
    """`grade` chooses the standard; `other_holder`: the account is neither the payee's nor a recorded guardian's."""

    person_id: int
    name: str
    household_id: int | None
    unit_id: int
    grade: str
    other_holder: bool


def payee_of(session: Session, actor: Actor, to: Beneficiary, kind: AidKind, day: date) -> Payee:
    """The register's row stays locked until the transaction ends, so that two people weigh one after the other.

    Raises NotFound for a file of another unit before anything is told about it, Refused for who is not paid.
    """
    row = session.execute(_LOCKED[to.register], {"file_id": to.id}).one_or_none()
    if row is None:
        raise NotFound(NO_FILE)
    actor.demand(Permission.AID_LOG, row.path, unseen=NO_FILE)
    match to.register:
        case Register.HOUSEHOLD:
            _refuse_off_file(row, kind, day)
            return _payee(row, row.id, row.category.value, row.guardian_name)
        case Register.MODEL_WORKER:
            if row.died_on is not None:
                raise Refused(N_("This person died on %(day)s; nothing more is logged."), day=row.died_on)
            return _payee(row, None, row.treatment_level.value)
        case Register.SPECIAL_GROUP:
            return _payee(row, None, row.special_group.value)


def _locked(model: Any, person_id: Any, *columns: Any) -> Select[Any]:
    """A file of that `model` with its payee and unit; only the file is locked."""
    files: Table = model.__table__
    return (
        select(
            files.c.id,
            files.c.unit_id,
            *(files.c[column.name] for column in columns),
            _units.c.path,
            _people.c.id.label("person_id"),
            *(_people.c[column.name] for column in (Person.name, Person.account_index, Person.account_holder)),
        )
        .join(_units, _units.c.id == files.c.unit_id)
        .join(_people, _people.c.id == files.c[person_id.name])
        .where(files.c.id == bindparam("file_id"))
        .with_for_update(of=files)
    )


_units, _people = Unit.__table__, Person.__table__
_LOCKED = {
    Register.HOUSEHOLD: _locked(
        Household,
        Household.head_id,
        Household.state,
        Household.temporary_until,
        Household.category,
        Household.guardian_name,
    ),
    Register.MODEL_WORKER: _locked(
        ModelWorker, ModelWorker.person_id, ModelWorker.died_on, ModelWorker.treatment_level
    ),
    Register.SPECIAL_GROUP: _locked(GroupListing, GroupListing.person_id, GroupListing.special_group),
}


def _refuse_off_file(household: Any, kind: AidKind, day: date) -> None:
    if household.state not in AIDED_STATES:
        raise Refused(N_("This household is “%(state)s”; aid goes only to households on file."), state=household.state)
    if household.state is HouseholdState.TEMPORARY and (
        kind is not AidKind.ONE_OFF or household.temporary_until is None or household.temporary_until < day
    ):
        raise Refused(N_("A temporary file takes one-off aid only, until %(day)s."), day=household.temporary_until)


def _payee(row: Any, household_id: int | None, grade: str, guardian: str = "") -> Payee:
    return Payee(row.person_id, row.name, household_id, row.unit_id, grade, held_by_other(row, guardian))


def held_by_other(person: Any, guardian: str) -> bool:
    holder = person.account_holder
    return bool(person.account_index and holder and holder not in (person.name, guardian))
