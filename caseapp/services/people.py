"""A person is found by ID number or made; what the registers check and write about people is the same everywhere."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import event, exists, or_, select
from sqlalchemy.orm import Session, UOWTransaction

from caseapp.domain import identity, names
from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.accounts import parse_account, parse_phone
from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.domain.households.ethnicity import Ethnicity
from caseapp.domain.households.particulars import Marriage, Politics
from caseapp.domain.identity import IdKind, Sex
from caseapp.models.columns import new_uid
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.many import among, next_ids, put
from caseapp.models.model_workers import ModelWorker
from caseapp.models.people import Person, PersonKey, identified
from caseapp.models.special_groups import GroupListing
from caseapp.queries.reach import reached
from caseapp.services import audit

LENGTHS = {"name": 64, "bank_name": 64, "bank_branch": 64, "account_holder": 64}
OLDEST = date(1900, 1, 1)
KEPT_ELSEWHERE = N_(
    "Another unit keeps a file on this person too, so name, numbers and account can be changed only by staff over both."
)


@dataclass(frozen=True)
class PersonFacts:
    """A person as typed. "" or None leaves what is recorded; a resident ID number settles sex and birth date."""

    name: str
    id_number: str = ""
    id_kind: IdKind = IdKind.RESIDENT
    sex: Sex = Sex.UNKNOWN
    birth_on: date | None = None
    phone: str = ""
    bank_name: str = ""
    account: str = ""
    account_holder: str = ""
    other_phone: str = ""
    bank_branch: str = ""
    ethnicity: Ethnicity | None = None
    politics: Politics | None = None
    marriage: Marriage | None = None


def checked(
    facts: PersonFacts, *, today: date, prefix: str = "", id_required: bool = True
) -> tuple[PersonFacts, list[Problem]]:
    """The facts in their stored form, with every problem; field names begin with `prefix`."""
    problems: list[Problem] = []

    def parsed(field: str, text: str, parse: Callable[[str], str]) -> str:
        if not text.strip():
            return ""
        try:
            return parse(text)
        except Invalid as invalid:
            problems.extend(Problem(prefix + field, one.message, one.values) for one in invalid.problems)
            return ""

    name = names.tidy(facts.name)
    if not name:
        problems.append(Problem(prefix + "name", N_("Write the name.")))
    if not facts.id_number.strip() and id_required:
        problems.append(Problem(prefix + "id_number", N_("Write the ID number.")))
    number = parsed("id_number", facts.id_number, lambda text: identity.parse(text, facts.id_kind))
    settled = identity.birth_of(number)
    birth_on = settled or facts.birth_on
    if birth_on and not OLDEST <= birth_on <= today:
        field = "id_number" if settled else "birth_on"
        problems.append(Problem(prefix + field, N_("The birth date lies before 1900 or in the future.")))
    clean = PersonFacts(  # said in full: of ten thousand people `replace` is felt
        name=name,
        id_number=number,
        id_kind=facts.id_kind,
        sex=identity.sex_of(number) if settled else facts.sex,
        birth_on=birth_on,
        phone=parsed("phone", facts.phone, parse_phone),
        account=parsed("account", facts.account, parse_account),
        bank_name=facts.bank_name.strip(),
        account_holder=names.tidy(facts.account_holder),
        other_phone=parsed("other_phone", facts.other_phone, parse_phone),
        bank_branch=facts.bank_branch.strip(),
        ethnicity=facts.ethnicity,
        politics=facts.politics,
        marriage=facts.marriage,
    )
    problems.extend(too_long(clean, LENGTHS, prefix=prefix))
    return clean, problems


def too_long(facts: object, limits: dict[str, int], *, prefix: str = "") -> Iterable[Problem]:
    """A problem for each text field above its limit in characters."""
    for field, limit in limits.items():
        if len(getattr(facts, field)) > limit:
            yield Problem(prefix + field, N_("Write at most %(limit)s characters."), {"limit": limit})


def stored(facts: PersonFacts) -> str:
    """The ID number in its stored form; "" for none and for what is no number."""
    try:
        return identity.parse(facts.id_number, facts.id_kind) if facts.id_number.strip() else ""
    except Invalid:
        return ""


def known(session: Session, numbers: Iterable[str]) -> dict[str, Person]:
    """People already recorded, by their ID number."""
    blind = {Person.id_number.blind(number): number for number in numbers if number}
    if not blind:
        return {}
    found = session.scalars(select(Person).where(among(session, Person.id_number_index, blind)))
    return {blind[person.id_number_index]: person for person in found if person.id_number_index}


def clashes(facts: PersonFacts, own: Person | None, other: Person | None, *, prefix: str = "") -> list[Problem]:
    """What stands against giving `own` (None: somebody new) the ID number that `other` (if any) has."""
    if other is None or other is own:
        return []
    if own is not None:
        return [Problem(prefix + "id_number", N_("This ID number is already recorded for another person."))]
    if names.normal(other.name) != names.normal(facts.name):
        message = N_("This ID number is already recorded under another name. Check the number and the name.")
        return [Problem(prefix + "id_number", message)]
    return []


def find_or_make(session: Session, actor: Actor, facts: PersonFacts, *, found: Person | None, now: datetime) -> Person:
    """The person found (only what was missing is filled in) or a new one. `facts` must have been checked."""
    if found is not None:
        filled = _write(found, facts, only_missing=True)
        if filled:
            found.touch(actor.id, now)
            audit.record(session, actor, "person.amend", "person", found.id, now=now)
        return found
    person = Person(**_columns(facts))
    person.touch(actor.id, now)
    session.add(person)
    return person


def make_all(session: Session, actor: Actor, many: Sequence[PersonFacts], *, now: datetime) -> list[int]:
    """Somebody new for each of the facts, written together; the ids in their order. The facts must have been
    checked."""
    ids, made = next_ids(session, Person, len(many)), Person.made(actor.id, now)
    put(session, Person, [{"id": one, **_columns(facts), **made} for one, facts in zip(ids, many, strict=True)])
    _put_keys(session, zip(ids, (facts.name for facts in many), strict=True))
    return ids


def _columns(facts: PersonFacts) -> dict[str, Any]:
    """Of somebody new."""
    uid = new_uid()
    return {
        "uid": uid,
        "name": facts.name,
        "sex": facts.sex,
        "birth_on": facts.birth_on,
        "id_kind": facts.id_kind,
        **identified(uid, facts.id_number),
        **Person.phone.stored(uid, facts.phone),
        **Person.other_phone.stored(uid, facts.other_phone),
        **Person.account.stored(uid, facts.account),
        "bank_name": facts.bank_name or None,
        "bank_branch": facts.bank_branch or None,
        "account_holder": _holder(facts) or None,
        "ethnicity": facts.ethnicity,
        "politics": facts.politics,
        "marriage": facts.marriage,
    }


def _holder(facts: PersonFacts) -> str:
    """In whose name the account is: the person's own unless another is told."""
    return facts.account_holder or (facts.name if facts.account else "")


@event.listens_for(Session, "after_flush")
def _keep_findable(session: Session, context: UOWTransaction) -> None:
    """Somebody new can be searched for."""
    fresh = [one for one in session.new if isinstance(one, Person) and "keys" not in one.__dict__]
    _put_keys(session, ((one.id, one.name) for one in fresh))


def _put_keys(session: Session, fresh: Iterable[tuple[int, str]]) -> None:
    """The keys of all at once, by the ids and names."""
    rows = [{"person_id": number, "key": key} for number, name in fresh for key in sorted(names.search_keys(name))]
    put(session, PersonKey, rows)


def amend(session: Session, actor: Actor, person: Person, facts: PersonFacts, *, now: datetime) -> None:
    """Write over what is recorded; a new name gets new search keys.

    Raises Invalid when another unit keeps a file on the person too: their account is not this actor's to change.
    """
    changed = _write(person, facts, only_missing=False)
    if person.name != facts.name:
        person.name = facts.name
        person.keys = [PersonKey(key=key) for key in sorted(names.search_keys(facts.name))]
        changed.append("name")
    if changed:
        if _kept_beyond_reach(session, actor, person):
            raise Invalid.one(None, KEPT_ELSEWHERE)
        person.touch(actor.id, now)
        audit.record(session, actor, "person.amend", "person", person.id, now=now)


def _write(person: Person, facts: PersonFacts, *, only_missing: bool) -> list[str]:
    """Set what was given and differs; with `only_missing`, only where nothing is recorded."""
    told = differences(person, facts, only_missing=only_missing)
    for field, value in told.items():
        if field == "id_number":
            person.identify(facts.id_number)
            person.id_kind = facts.id_kind
        else:
            setattr(person, field, value)
    return list(told)


def differences(person: Person, facts: PersonFacts, *, only_missing: bool = False) -> dict[str, Any]:
    """What the facts would write over the person, the name aside: the new values by column."""
    told: dict[str, Any] = {}
    if facts.id_number and facts.id_number != person.id_number:
        told["id_number"] = facts.id_number
    settled = bool(identity.birth_of(person.id_number or "")) and not facts.id_number
    with_account = not (only_missing and person.account)
    given = {
        "sex": facts.sex if facts.sex is not Sex.UNKNOWN and not settled else None,
        "birth_on": None if settled else facts.birth_on,
        "phone": facts.phone,
        "account": facts.account,
        "bank_name": facts.bank_name if with_account else "",
        "bank_branch": facts.bank_branch if with_account else "",
        "account_holder": _holder(facts) if with_account else "",
        "other_phone": facts.other_phone,
        "ethnicity": facts.ethnicity,
        "politics": facts.politics,
        "marriage": facts.marriage,
    }
    for field, value in given.items():
        recorded = getattr(person, field)
        if not value or value == recorded or (only_missing and recorded not in (None, "", Sex.UNKNOWN)):
            continue
        told[field] = value
    return told


def _kept_beyond_reach(session: Session, actor: Actor, person: Person) -> bool:
    """Whether a register keeps the person in a unit where the actor may not write."""
    if actor.is_system:
        return False
    own = Permission.FILE_WRITE
    seat = exists().where(
        HouseholdMember.person_id == person.id,
        HouseholdMember.live,
        HouseholdMember.household_id == Household.id,
        ~reached(actor, own, Household.unit_id),
    )
    worker = exists().where(ModelWorker.person_id == person.id, ~reached(actor, own, ModelWorker.unit_id))
    listing = exists().where(GroupListing.person_id == person.id, ~reached(actor, own, GroupListing.unit_id))
    return bool(session.scalar(select(or_(seat, worker, listing))))
