"""Household files: registered and amended with all their members at once; members come and go by day."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, IllegalStep, Invalid, NotFound, Problem, Refused, StaleView
from caseapp.domain.households.codes import HouseholdState, Relation
from caseapp.domain.households.likeness import address_key
from caseapp.domain.households.particulars import HouseholdParticulars
from caseapp.domain.names import tidy
from caseapp.models import household_counts
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.many import next_ids, put
from caseapp.models.units import Unit
from caseapp.queries.assessments import is_decided
from caseapp.queries.reach import reached, units_within
from caseapp.services import audit, likeness, membership, people
from caseapp.services.household_facts import HouseholdFacts, problems_of, values_of
from caseapp.services.membership import Ground, MemberFacts, Row, check_rows, one_file_each, reseat, rows_of, seat
from caseapp.services.numbers import next_file_nos

PREFIX = "TS"
NO_UNIT = Problem("unit_id", N_("Choose one of your units."))
OPEN_TO_CHANGE = (HouseholdState.DRAFT, HouseholdState.ON_FILE)


def register(session: Session, actor: Actor, *, facts: HouseholdFacts, today: date, now: datetime) -> Household:
    """A new draft file with its members; raises Invalid with every problem (`name`, `members-0-id_number` …)."""
    [made] = register_all(session, actor, many=[facts], today=today, now=now)
    if isinstance(made, Invalid):
        raise made
    return session.get_one(Household, made)


def register_all(
    session: Session, actor: Actor, *, many: Sequence[HouseholdFacts], today: date, now: datetime
) -> list[int | Invalid]:
    """For each of the facts the id of a new draft file or every problem with it, written together. Raises Invalid, with
    nothing written, when somebody else places one of the people at the same moment; nobody may stand in two of the
    facts."""
    actor.demand(Permission.FILE_WRITE)
    units = set(session.scalars(units_within(actor, Permission.FILE_WRITE).with_only_columns(Unit.id)))
    rows_by_turn = [rows_of(facts.head, facts.members) for facts in many]
    ground = membership.survey(session, (people.stored(row.facts.person) for rows in rows_by_turn for row in rows))
    refused: dict[int, Invalid] = {}
    for turn, (facts, rows) in enumerate(zip(many, rows_by_turn, strict=True)):
        problems = [] if facts.unit_id in units else [NO_UNIT]
        problems += check_new(session, facts, rows, today, ground=ground)
        if problems:
            refused[turn] = Invalid(problems)
    sound = [(facts, rows_by_turn[turn]) for turn, facts in enumerate(many) if turn not in refused]
    made = iter(_write_new(session, actor, sound, now))
    return [refused[turn] if turn in refused else next(made) for turn in range(len(many))]


def _write_new(
    session: Session, actor: Actor, sound: Sequence[tuple[HouseholdFacts, list[Row]]], now: datetime
) -> list[int]:
    """The ids of the new files, in the order of the facts and their checked rows."""
    numbers = next_file_nos(session, PREFIX, len(sound)) if sound else []
    with one_file_each(session):
        membership.settle(session, actor, [row for _, rows in sound for row in rows], now=now)
        ids = next_ids(session, Household, len(sound))
        files = [
            {
                "id": household_id,
                "file_no": file_no,
                "unit_id": facts.unit_id,
                "head_id": rows[0].person_id,
                "state": HouseholdState.DRAFT,
                "size": len(rows),
                "address_key": address_key(facts.address.strip()),
                **values_of(facts, facts.particulars or HouseholdParticulars()),
                **Household.made(actor.id, now),
            }
            for household_id, file_no, (facts, rows) in zip(ids, numbers, sound, strict=True)
        ]
        put(session, Household, files)
        household_counts.note(session, Counter((file["unit_id"], file["state"], file["category"]) for file in files))
        days = [file["applied_on"] for file in files]
        membership.seat_all(session, zip(ids, days, (rows for _, rows in sound), strict=True))
    likeness.compare(session, *ids)
    for household_id, (_, rows) in zip(ids, sound, strict=True):
        audit.record(session, actor, "household.register", "household", household_id, now=now, members=len(rows))
    return ids


def amend(
    session: Session,
    actor: Actor,
    *,
    household_id: int,
    version: int,
    facts: HouseholdFacts,
    today: date,
    now: datetime,
) -> Household:
    """Write over a draft or a file in force; rows with a `member_id` are amended, rows without one join."""
    household = _open_to_change(session, actor, household_id, version)
    rows = against(household, facts)
    problems = check_amendment(session, household, facts, rows, today)
    if problems:
        raise Invalid(problems)
    joining = [row for row in rows if row.place is None]
    with one_file_each(session):
        _write(household, facts)
        for row in rows:
            reseat(session, actor, row, now=now)
        household.size = len(_present(household)) + len(joining)
        household.touch(actor.id, now)
        day = facts.applied_on if household.state is HouseholdState.DRAFT else None
        seat(session, actor, household, joining, default_day=day or today, now=now)
    likeness.compare(session, household.id)
    audit.record(session, actor, "household.amend", "household", household.id, now=now, joined=len(joining))
    return household


def check_new(
    session: Session, facts: HouseholdFacts, rows: list[Row], today: date, *, ground: Ground | None = None
) -> list[Problem]:
    """Everything against registering these facts, the unit aside; the rows are cleaned on the way."""
    told = check_rows(session, rows, None, today, ground=ground, guardian=_guardian(facts))
    return [*problems_of(facts, today), *told]


def against(household: Household, facts: HouseholdFacts) -> list[Row]:
    """The rows of the facts, each with the place it amends; StaleView when a place named is not there any more."""
    present = {place.id: place for place in _present(household)}
    rows = rows_of(facts.head, facts.members)
    rows[0].place = next(place for place in present.values() if place.relation is Relation.HEAD)
    for row in rows[1:]:
        _match(row, present)
    return rows


def check_amendment(
    session: Session,
    household: Household,
    facts: HouseholdFacts,
    rows: list[Row],
    today: date,
    *,
    ground: Ground | None = None,
) -> list[Problem]:
    """Everything against writing these facts over the file; the rows are cleaned on the way."""
    others = [place for place in _present(household) if all(row.place is not place for row in rows)]
    guardian = _guardian(facts, household)
    told = check_rows(session, rows, household, today, others, ground=ground, guardian=guardian)
    problems = [*problems_of(facts, today), *told]
    if household.on_file_on and facts.applied_on and facts.applied_on > household.on_file_on:
        problems.append(Problem("applied_on", N_("The application cannot be later than the approval.")))
    return [*problems, *_against_assessment(session, household, facts)]


def _against_assessment(session: Session, household: Household, facts: HouseholdFacts) -> list[Problem]:
    """What an assessment has decided is not typed over."""
    pairs: dict[str, tuple[object, object]] = {
        "category": (facts.category, household.category),
        "monthly_income": (facts.monthly_income_fen, household.monthly_income_fen),
    }
    other = [name for name, (typed, kept) in pairs.items() if typed is not None and typed != kept]
    if not other or not is_decided(session, household.id):
        return []
    return [Problem(name, N_("This follows the assessment. Make a new assessment to change it.")) for name in other]


def _present(household: Household) -> list[HouseholdMember]:
    return [place for place in household.members if place.left_on is None]


def add_member(
    session: Session, actor: Actor, *, household_id: int, version: int, member: MemberFacts, today: date, now: datetime
) -> HouseholdMember:
    """One more person in the file, from a day; problems carry the plain field names."""
    household = _open_to_change(session, actor, household_id, version)
    present = [place for place in household.members if place.left_on is None]
    row = Row("", member)
    problems = check_rows(session, [row], household, today, present, guardian=household.guardian_name)
    if problems:
        raise Invalid(problems)
    with one_file_each(session):
        household.size = len(present) + 1
        household.touch(actor.id, now)
        [place] = seat(session, actor, household, [row], default_day=today, now=now)
    likeness.compare(session, household.id)
    audit.record(session, actor, "household.member_joins", "household", household.id, now=now, member=place.id)
    return place


def remove_member(
    session: Session,
    actor: Actor,
    *,
    household_id: int,
    version: int,
    member_id: int,
    left_on: date | None,
    today: date,
    now: datetime,
) -> None:
    """The person leaves the file on a day; the place stays in its history. The head cannot leave."""
    household = _open_to_change(session, actor, household_id, version)
    present = {place.id: place for place in household.members if place.left_on is None}
    place = present.get(member_id)
    if place is None:
        raise NotFound(N_("This person is not in the file."))
    if place.relation is Relation.HEAD:
        raise Refused(N_("The head cannot leave the file. Close the file, or register a new one with another head."))
    if left_on is None or not place.joined_on <= left_on <= today:
        raise Invalid.one("left_on", N_("Write a day between joining (%(joined)s) and today."), joined=place.joined_on)
    place.left_on, place.live = left_on, False
    household.size = len(present) - 1
    household.touch(actor.id, now)
    likeness.compare(session, household.id)
    audit.record(session, actor, "household.member_leaves", "household", household.id, now=now, member=place.id)


def open_file(
    session: Session, actor: Actor, permission: Permission, household_id: int, version: int | None
) -> Household:
    """The file, for changing it; NotFound beyond the actor's reach, StaleView when it is no longer as seen."""
    actor.demand(permission)
    within_reach = reached(actor, permission, Household.unit_id)
    household = session.scalar(select(Household).where(Household.id == household_id, within_reach))
    if household is None:
        raise NotFound(N_("There is no such file."))
    if version is not None and household.version != version:
        raise StaleView(N_("Somebody changed this file in the meantime. Reload the page and look at it again."))
    return household


def _open_to_change(session: Session, actor: Actor, household_id: int, version: int) -> Household:
    household = open_file(session, actor, Permission.FILE_WRITE, household_id, version)
    demand_open(household)
    return household


def demand_open(household: Household) -> None:
    """Raises IllegalStep unless the file's state lets it be changed."""
    if household.state not in OPEN_TO_CHANGE:
        raise IllegalStep(
            N_("A file that is “%(state)s” cannot be changed. Have it returned first."), state=household.state
        )


def _match(row: Row, present: dict[int, HouseholdMember]) -> None:
    if row.facts.member_id is None:
        return
    row.place = present.get(row.facts.member_id)
    if row.place is None or row.place.relation is Relation.HEAD:
        raise StaleView(N_("The members of this file have changed. Reload the page and look at it again."))


def _guardian(facts: HouseholdFacts, household: Household | None = None) -> str:
    """The guardian as typed, or as recorded where the form does not ask."""
    if facts.particulars is not None:
        return tidy(facts.particulars.guardian_name)
    return household.guardian_name if household else ""


def _write(household: Household, facts: HouseholdFacts) -> None:
    for name, value in values_of(facts, facts.particulars).items():
        setattr(household, name, value)
