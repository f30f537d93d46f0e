"""What is compared of household files, and which files share something with one: found by indexed keys only."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.households.codes import LIVE_STATES
from caseapp.domain.households.likeness import Compared, ComparedPerson, near_names, same_name
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.people import Person

MOST = 200
"""Of one key no more files are looked at: a number that half a town gave says nothing."""


def compared(session: Session, household_ids: Collection[int]) -> dict[int, Compared]:
    """What is compared of each of the files that is live, by file; one statement."""
    statement = (
        select(Household.id, Household.address, Person.name, Person.birth_on, Person.phone_index, Person.account_index)
        .join(HouseholdMember, HouseholdMember.household_id == Household.id)
        .join(Person, Person.id == HouseholdMember.person_id)
        .where(Household.id.in_(household_ids), Household.state.in_(LIVE_STATES), HouseholdMember.live)
        .order_by(Household.id, HouseholdMember.id)
    )
    addresses: dict[int, str] = {}
    people: dict[int, list[ComparedPerson]] = defaultdict(list)
    for household_id, address, name, birth_on, phone, account in session.execute(statement):
        addresses[household_id] = address
        people[household_id].append(
            ComparedPerson(name, birth_on, phone.hex() if phone else "", account.hex() if account else "")
        )
    return {household_id: Compared(address, tuple(people[household_id])) for household_id, address in addresses.items()}


def candidates(session: Session, household_id: int, file: Compared) -> set[int]:
    """Files that share a key with this one: a phone, an account, the place of the address, or somebody's birth day
    with a name like theirs. At most four statements, each on an index."""
    found: set[int] = set()
    phones = {bytes.fromhex(one.phone) for one in file.people if one.phone}
    accounts = {bytes.fromhex(one.account) for one in file.people if one.account}
    for column, values in ((Person.phone_index, phones), (Person.account_index, accounts)):
        if values:
            found.update(session.scalars(_seats(HouseholdMember.household_id).where(column.in_(values)).limit(MOST)))
    born = {one.birth_on for one in file.people if one.birth_on}
    if born:
        alike = _seats(HouseholdMember.household_id, Person.name, Person.birth_on).where(Person.birth_on.in_(born))
        for other_id, name, birth_on in session.execute(alike):
            if other_id != household_id and any(
                one.birth_on == birth_on and (same_name(one.name, name) or near_names(one.name, name))
                for one in file.people
            ):
                found.add(other_id)
    key = select(Household.address_key).where(Household.id == household_id).scalar_subquery()
    found.update(
        session.scalars(
            select(Household.id).where(Household.address_key == key, Household.state.in_(LIVE_STATES)).limit(MOST)
        )
    )
    return found - {household_id}


def _seats(*columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Person)
        .join(HouseholdMember, HouseholdMember.person_id == Person.id)
        .where(HouseholdMember.live)
    )
