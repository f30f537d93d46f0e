"""Whom a payment of a past year went to: by file number, else by ID number, in whichever register knows the person."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain import names
from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid
from caseapp.domain.payments.beneficiary import KINDS_FOR, Register
from caseapp.domain.payments.claims import payee_key
from caseapp.domain.payments.codes import AidKind
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.model_workers import ModelWorker
from caseapp.models.people import Person
from caseapp.models.special_groups import GroupListing
from caseapp.queries.reach import reached
from caseapp.readers.rosters.lines import Said
from caseapp.services.planned import number_of, parts


@dataclass(frozen=True)
class Whom:
    """`grade` chooses the standard, as when aid is logged."""

    register: Register
    person: Person
    household_id: int | None
    unit_id: int
    grade: str

    @property
    def key(self) -> str:
        return payee_key(self.household_id, self.person.id)


class PastPayees:
    """Everybody within reach whom the rows name; at most five statements for 500 of them."""

    def __init__(self, session: Session, actor: Actor, heads: Sequence[dict[str, Said]]) -> None:
        self._session, self._actor = session, actor
        self._by_no: dict[str, list[Whom]] = defaultdict(list)
        self._by_id: dict[str, list[Whom]] = defaultdict(list)
        for some in parts(sorted({str(said["file_no"]) for said in heads if "file_no" in said})):
            self._file_numbers(some)
        for some in parts(sorted({number for said in heads if (number := number_of(said))})):
            self._id_numbers(some)

    def of(self, said: dict[str, Said], kind: AidKind) -> Whom:
        """Raises Invalid for nobody, for more than one, and for a name that is not the payee's."""
        file_no, number = str(said.get("file_no", "")), number_of(said)
        if not file_no and not number:
            raise Invalid.one("id_number", N_("Write the file number or the ID number of who was paid."))
        field = "file_no" if file_no else "id_number"
        found = self._by_no.get(file_no, []) if file_no else self._by_id.get(number, [])
        if file_no and number:
            found = [one for one in self._by_id.get(number, []) if one in found or self._same_file(one, found)]
        if not found:
            message = N_("Nobody on file in your units has this number. Take the file in first, then its payments.")
            raise Invalid.one(field, message)
        found = self._fitting(said, found, kind)
        if len({(one.register, one.key) for one in found}) > 1:
            message = N_("Several files fit. Write the file number, or which register is meant.")
            raise Invalid.one("register" if "register" in said else field, message)
        [one, *_] = found
        if names.normal(one.person.name) != names.normal(str(said.get("name", ""))):
            raise Invalid.one("name", N_("The file with this number belongs to somebody of another name."))
        return one

    def _same_file(self, one: Whom, found: list[Whom]) -> bool:
        return one.household_id is not None and any(one.household_id == other.household_id for other in found)

    def _fitting(self, said: dict[str, Said], found: list[Whom], kind: AidKind) -> list[Whom]:
        """Those of the register that is named, or else of one that is paid this kind of aid."""
        wanted = said.get("register")
        if wanted is not None:
            found = [one for one in found if one.register == wanted]
        fitting = [one for one in found if kind in KINDS_FOR[one.register]]
        if not fitting:
            raise Invalid.one("kind", N_("This kind of aid is not paid to that register."))
        return fitting

    def _file_numbers(self, numbers: list[str]) -> None:
        for household in self._households(Household.file_no.in_(numbers)):
            self._by_no[household.file_no].append(_of_household(household, household.head))
        for worker in self._workers(ModelWorker.file_no.in_(numbers)):
            self._by_no[worker.file_no].append(_of_worker(worker))

    def _id_numbers(self, numbers: list[str]) -> None:
        blind = [Person.id_number.blind(number) for number in numbers]
        people = self._session.scalars(select(Person).where(Person.id_number_index.in_(blind))).all()
        ids = [person.id for person in people]
        seats = (
            select(HouseholdMember.person_id, Household)
            .join(Household, Household.id == HouseholdMember.household_id)
            .where(HouseholdMember.person_id.in_(ids), self._within(Household.unit_id))
            .order_by(HouseholdMember.left_on.is_not(None), Household.id)
        )
        known = {person.id: person for person in people}
        live: dict[int, Household] = {}
        for person_id, household in self._session.execute(seats):
            live.setdefault(person_id, household)
        for person_id, household in live.items():
            self._add(known[person_id], _of_household(household, known[person_id]))
        for worker in self._workers(ModelWorker.person_id.in_(ids)):
            self._add(worker.person, _of_worker(worker))
        for listing in self._listings(ids):
            self._add(listing.person, _of_listing(listing))

    def _add(self, person: Person, whom: Whom) -> None:
        self._by_id[person.id_number or ""].append(whom)

    def _households(self, which: ColumnElement[bool]) -> Iterable[Household]:
        rows = select(Household).where(which, self._within(Household.unit_id)).options(joinedload(Household.head))
        return self._session.scalars(rows)

    def _workers(self, which: ColumnElement[bool]) -> Iterable[ModelWorker]:
        rows = select(ModelWorker).where(which, self._within(ModelWorker.unit_id))
        return self._session.scalars(rows.options(joinedload(ModelWorker.person)))

    def _listings(self, people: list[int]) -> Iterable[GroupListing]:
        """The newest listing of each person."""
        rows = select(GroupListing).where(GroupListing.person_id.in_(people), self._within(GroupListing.unit_id))
        rows = rows.order_by(GroupListing.year).options(joinedload(GroupListing.person))
        return {listing.person_id: listing for listing in self._session.scalars(rows)}.values()

    def _within(self, unit_id: Any) -> ColumnElement[bool]:
        return reached(self._actor, Permission.AID_LOG, unit_id)


def _of_household(household: Household, person: Person) -> Whom:
    return Whom(Register.HOUSEHOLD, person, household.id, household.unit_id, household.category.value)


def _of_worker(worker: ModelWorker) -> Whom:
    return Whom(Register.MODEL_WORKER, worker.person, None, worker.unit_id, worker.treatment_level.value)


def _of_listing(listing: GroupListing) -> Whom:
    return Whom(Register.SPECIAL_GROUP, listing.person, None, listing.unit_id, listing.special_group.value)
