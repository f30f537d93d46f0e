"""Whom aid can be logged for: found across the three registers, and what one must know of the chosen one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.households.codes import AIDED_STATES, Category, Relation, WorkState
from caseapp.domain.identity import mask
from caseapp.domain.labels import Word
from caseapp.domain.payments.beneficiary import Beneficiary, Register
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.model_workers import ModelWorker
from caseapp.models.people import Person
from caseapp.models.special_groups import GroupListing
from caseapp.models.units import Unit
from caseapp.queries.reach import within
from caseapp.queries.search import household_matches, model_worker_matches, person_matches, plain

AT_MOST = 10
"""How many of each register the finder shows."""


@dataclass(frozen=True)
class Found:
    """One line of the finder: `mark` is the register's own word for the standing (state, group)."""

    to: Beneficiary
    name: str
    file_no: str
    unit: str
    mark: Word


def find(session: Session, actor: Actor, q: str, year: int) -> list[Found]:
    """Households on file, model workers and people listed in the year whom the actor may log aid for."""
    if not plain(q):
        return []
    return [
        *_households(session, actor, q),
        *_model_workers(session, actor, q),
        *_listings(session, actor, q, year),
    ]


def _households(session: Session, actor: Actor, q: str) -> list[Found]:
    statement = (
        select(Household.id, Person.name, Household.file_no, Unit.name, Household.state)
        .join(Household.head)
        .join(Household.unit)
        .where(household_matches(q), Household.state.in_(AIDED_STATES))
        .order_by(Household.file_no)
    )
    return [
        Found(Beneficiary(Register.HOUSEHOLD, id_), name, file_no, unit, state)
        for id_, name, file_no, unit, state in _first(session, actor, statement, Household.unit_id)
    ]


def _model_workers(session: Session, actor: Actor, q: str) -> list[Found]:
    statement = (
        select(ModelWorker.id, Person.name, ModelWorker.file_no, Unit.name, ModelWorker.treatment_level)
        .join(ModelWorker.person)
        .join(ModelWorker.unit)
        .where(model_worker_matches(q), ModelWorker.died_on.is_(None))
        .order_by(ModelWorker.file_no)
    )
    return [
        Found(Beneficiary(Register.MODEL_WORKER, id_), name, file_no, unit, level)
        for id_, name, file_no, unit, level in _first(session, actor, statement, ModelWorker.unit_id)
    ]


def _listings(session: Session, actor: Actor, q: str, year: int) -> list[Found]:
    statement = (
        select(GroupListing.id, Person.name, GroupListing.special_group, Unit.name)
        .join(GroupListing.person)
        .join(GroupListing.unit)
        .where(person_matches(q), GroupListing.year == year)
        .order_by(Person.name, GroupListing.id)
    )
    return [
        Found(Beneficiary(Register.SPECIAL_GROUP, id_), name, str(year), unit, group)
        for id_, name, group, unit in _first(session, actor, statement, GroupListing.unit_id)
    ]


def _first(session: Session, actor: Actor, statement: Any, unit_id: Any) -> list[Any]:
    return list(session.execute(within(statement, actor, Permission.AID_LOG, unit_id).limit(AT_MOST)))


@dataclass(frozen=True)
class Profile:
    """The chosen beneficiary. `grade` chooses the standard; ID and account are masked.

    Income in fen a head and month.
    """

    to: Beneficiary
    name: str
    masked_id: str | None
    file_no: str
    unit: str
    person_id: int
    household_id: int | None
    grade: str
    standing: Word
    category: Category | None
    size: int | None
    monthly_income_fen: int | None
    reverify_due_on: date | None
    bank: str | None
    account_tail: str | None
    holder: str | None
    guardian: str
    can_be_aided: bool

    @property
    def other_holder(self) -> bool:
        """Whether the account is neither the payee's nor a recorded guardian's."""
        return bool(self.account_tail and self.holder and self.holder not in (self.name, self.guardian))


def profile(session: Session, actor: Actor, to: Beneficiary) -> Profile:
    """One statement; NotFound outside the actor's units."""
    match to.register:
        case Register.HOUSEHOLD:
            household, person, unit = _one(session, actor, Household, Household.head_id, to.id)
            return Profile(
                file_no=household.file_no,
                household_id=household.id,
                grade=household.category.value,
                standing=household.state,
                category=household.category,
                size=household.size,
                monthly_income_fen=household.monthly_income_fen,
                reverify_due_on=household.reverify_due_on,
                guardian=household.guardian_name,
                can_be_aided=household.state in AIDED_STATES,
                **_of_person(to, person, unit),
            )
        case Register.MODEL_WORKER:
            worker, person, unit = _one(session, actor, ModelWorker, ModelWorker.person_id, to.id)
            return Profile(
                file_no=worker.file_no,
                grade=worker.treatment_level.value,
                standing=worker.work_state,
                can_be_aided=worker.died_on is None,
                **_NO_HOUSEHOLD,
                **_of_person(to, person, unit),
            )
        case Register.SPECIAL_GROUP:
            listing, person, unit = _one(session, actor, GroupListing, GroupListing.person_id, to.id)
            return Profile(
                file_no=str(listing.year),
                grade=listing.special_group.value,
                standing=listing.special_group,
                can_be_aided=True,
                **_NO_HOUSEHOLD,
                **_of_person(to, person, unit),
            )


_NO_HOUSEHOLD: dict[str, Any] = {
    "guardian": "",
    **dict.fromkeys(("household_id", "category", "size", "monthly_income_fen", "reverify_due_on")),
}


@dataclass(frozen=True)
class Child:
    """A member who may be at school: everybody but the head."""

    person_id: int
    name: str
    born: date | None
    at_school: bool


def children(session: Session, household_id: int | None) -> list[Child]:
    """Those at school first, then the younger ones first."""
    if household_id is None:
        return []
    rows = session.execute(
        select(Person.id, Person.name, Person.birth_on, HouseholdMember.work_state)
        .join(HouseholdMember, HouseholdMember.person_id == Person.id)
        .where(
            HouseholdMember.household_id == household_id,
            HouseholdMember.left_on.is_(None),
            HouseholdMember.relation != Relation.HEAD,
        )
        .order_by(Person.birth_on.desc(), Person.id)
    )
    found = [Child(id_, name, born, state is WorkState.STUDENT) for id_, name, born, state in rows]
    return sorted(found, key=lambda one: not one.at_school)


def _one(session: Session, actor: Actor, model: Any, person_id: Any, row_id: int) -> Any:
    statement = (
        select(model, Person, Unit.name)
        .join(Person, Person.id == person_id)
        .join(Unit, Unit.id == model.unit_id)
        .where(model.id == row_id)
    )
    row = session.execute(within(statement, actor, Permission.AID_LOG, model.unit_id)).one_or_none()
    if row is None:
        raise NotFound(N_("There is no such file, or it lies outside your units."))
    return row


def _of_person(to: Beneficiary, person: Person, unit: str) -> dict[str, Any]:
    account = person.account
    return {
        "to": to,
        "name": person.name,
        "person_id": person.id,
        "masked_id": mask(person.id_number) if person.id_number else None,
        "unit": unit,
        "bank": person.bank_name,
        "account_tail": account[-4:] if account else None,
        "holder": person.account_holder,
    }
