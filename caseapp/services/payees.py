"""Whom a line is for, as logging must know it: within the actor's units, alive, on file, locked while weighed."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn, TypeVar

from sqlalchemy import select
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

R = TypeVar("R", Household, ModelWorker, GroupListing)


@dataclass(frozen=True)
class Payee:
    """`grade` chooses the standard; `other_holder`: the account is neither the payee's nor a recorded guardian's."""

    person_id: int
    household_id: int | None
    unit_id: int
    grade: str
    other_holder: bool


def payee_of(session: Session, actor: Actor, to: Beneficiary, kind: AidKind, day: date) -> Payee:
    """The register's row stays locked until the transaction ends, so that two people weigh one after the other.

    Raises NotAllowed before anything is told about a file of another unit, Refused for who is not paid.
    """
    match to.register:
        case Register.HOUSEHOLD:
            return _household(_locked(session, actor, Household, to.id), kind, day)
        case Register.MODEL_WORKER:
            worker = _locked(session, actor, ModelWorker, to.id)
            if worker.died_on is not None:
                raise Refused(N_("This person died on %(day)s; nothing more is logged."), day=worker.died_on)
            return _single(session, worker, worker.treatment_level.value)
        case Register.SPECIAL_GROUP:
            listing = _locked(session, actor, GroupListing, to.id)
            return _single(session, listing, listing.special_group.value)


def _household(household: Household, kind: AidKind, day: date) -> Payee:
    if household.state not in AIDED_STATES:
        raise Refused(N_("This household is “%(state)s”; aid goes only to households on file."), state=household.state)
    if household.state is HouseholdState.TEMPORARY and (
        kind is not AidKind.ONE_OFF or household.temporary_until is None or household.temporary_until < day
    ):
        raise Refused(N_("A temporary file takes one-off aid only, until %(day)s."), day=household.temporary_until)
    head = household.head
    return Payee(
        head.id, household.id, household.unit_id, household.category.value, held_by_other(head, household.guardian_name)
    )


def _single(session: Session, row: ModelWorker | GroupListing, grade: str) -> Payee:
    person = session.get_one(Person, row.person_id)
    return Payee(person.id, None, row.unit_id, grade, held_by_other(person, ""))


def held_by_other(person: Person, guardian: str) -> bool:
    holder = person.account_holder
    return bool(person.account_index and holder and holder not in (person.name, guardian))


def _locked(session: Session, actor: Actor, model: type[R], row_id: int) -> R:
    columns: Any = model
    row = session.scalar(select(model).where(columns.id == row_id))
    if row is None:
        _missing()
    actor.demand(Permission.AID_LOG, row.unit.path)
    again = select(model).where(columns.id == row_id).with_for_update().execution_options(populate_existing=True)
    return session.scalars(again).one()


def _missing() -> NoReturn:
    raise NotFound(N_("There is no such file, or it lies outside your units."))
