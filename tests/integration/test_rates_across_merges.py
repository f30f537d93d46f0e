"""A household put down twice is due once when its files are merged, and twice again when that is undone."""

from collections.abc import Mapping
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.households.codes import Relation
from caseapp.domain.indicators import world
from caseapp.domain.indicators.catalogue import CATALOGUE
from caseapp.domain.indicators.figure import Figure
from caseapp.domain.indicators.measures import Family, Roll
from caseapp.domain.indicators.reference import compute
from caseapp.domain.periods import year_window
from caseapp.domain.units import UnitPath
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.payments import Payment
from caseapp.models.people import Person
from caseapp.models.special_groups import GroupListing
from caseapp.models.units import Unit
from caseapp.queries import facts
from caseapp.services import merged_lines, merging
from caseapp.services.merging import Joining
from tests.factories.households import make_household
from tests.factories.listings import make_listing
from tests.factories.payments import make_payment
from tests.factories.people import make_person
from tests.integration.test_merging import Twins

YEAR = 2025
WINDOW = year_window(YEAR, date(2025, 12, 31))
MEASURES = tuple(m for m in CATALOGUE.values() if m.family is Family.SERVED and Roll.HOUSEHOLDS in m.rolls)
DAY = date(2025, 1, 1)
BEGINNINGS = st.sampled_from([date(2024, 3, 1), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)])
PAID = st.sampled_from([date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31)])


def recorded(twins: Twins) -> world.World:
    """What the tables hold, as the reference engine reads it."""
    session = twins.session
    session.flush()
    session.expire_all()
    paths = {unit.id: str(unit.path) for unit in session.scalars(select(Unit))}
    return world.World(
        project=twins.project.id,
        year=YEAR,
        path=paths[twins.unit.id],
        payments=tuple(
            world.PaymentFact(
                *(one.id, one.project_id, one.kind.value, one.state.value, one.person_id, one.household_id),
                *(one.household_size, one.amount_fen, one.paid_on, one.returned_on),
            )
            for one in session.scalars(select(Payment))
        ),
        households=tuple(
            world.HouseholdFact(one.id, paths[one.unit_id], one.on_file_on, one.off_file_on)
            for one in session.scalars(select(Household))
        ),
        members=tuple(
            world.MemberFact(one.household_id, person, one.joined_on, one.left_on)
            for one in session.scalars(select(HouseholdMember))
            for person in known_as(session, one.person_id)
        ),
        listings=tuple(
            world.Listing(one.person_id, paths[one.unit_id], one.year) for one in session.scalars(select(GroupListing))
        ),
    )


def known_as(session: Session, person_id: int) -> list[int]:
    """The rows of the register that are one person."""
    alike = session.scalars(select(Person.id).where(Person.same_as_id == person_id))
    return [person_id, *alike]


def as_one(known: world.World, kept: int, merged: int, same: Mapping[int, int]) -> world.World:
    """The same records had both files been one household from the start, and whoever is `same` one person: told apart
    from any merging code."""

    def file(number: int | None) -> int | None:
        return kept if number == merged else number

    def one_person(number: int) -> int:
        return same.get(number, number)

    begun = min(one.on_file_on for one in known.households if one.id in (kept, merged) and one.on_file_on)
    households = (one for one in known.households if one.id != merged)
    return world.World(
        project=known.project,
        year=known.year,
        path=known.path,
        payments=tuple(
            world.PaymentFact(**one.__dict__ | {"household": file(one.household), "person": one_person(one.person)})
            for one in known.payments
        ),
        households=tuple(
            world.HouseholdFact(one.id, one.path, begun if one.id == kept else one.on_file_on, one.off_file_on)
            for one in households
        ),
        members=tuple(
            world.MemberFact(**one.__dict__ | {"household": file(one.household), "person": one_person(one.person)})
            for one in known.members
        ),
        listings=tuple(world.Listing(one_person(one.person), one.path, one.year) for one in known.listings),
    )


def expected(known: world.World) -> dict[str, Figure]:
    return {measure.key: compute(known, measure, WINDOW)[0] for measure in MEASURES}


def shown(twins: Twins) -> dict[str, Figure]:
    """The figures of the pages; the list behind each has one entry for each household due."""
    scope = facts.ProjectScope(twins.project.id, YEAR, UnitPath(str(twins.unit.path)))
    found = facts.figures(twins.session, [facts.Ask(scope, MEASURES, WINDOW)])
    for measure in MEASURES:
        listed = facts.members(twins.session, scope, measure, WINDOW)
        assert len(listed.entries) == len({entry.key for entry in listed.entries}) == listed.total
        assert listed.total == found[twins.project.id, measure.key].denominator
    return {measure.key: found[twins.project.id, measure.key] for measure in MEASURES}


@settings(max_examples=10)
@given(
    begun=st.tuples(BEGINNINGS, BEGINNINGS),
    named=st.lists(st.tuples(st.booleans(), PAID), max_size=3),
    in_person=st.lists(st.tuples(st.booleans(), st.sampled_from([0, 1]), PAID), max_size=3),
    listed=st.booleans(),
    same=st.booleans(),
)
@example(begun=(DAY, DAY), named=[], in_person=[(True, 1, DAY)], listed=True, same=True)
def test_households_due_are_counted_once_before_and_after_a_merge_and_its_undoing(
    session: Session,
    begun: tuple[date, date],
    named: list[tuple[bool, date]],
    in_person: list[tuple[bool, int, date]],
    listed: bool,
    same: bool,
) -> None:
    with session.begin_nested() as point:
        twins = Twins(session)
        twins.kept.on_file_on, twins.merged.on_file_on = begun
        make_household(session, twins.unit)
        for second, day in named:
            file = twins.merged if second else twins.kept
            twins.pay(make_payment(session, twins.project, twins.unit, household=file)).paid_on = day
        for second, place, day in in_person:
            person = (twins.merged if second else twins.kept).members[place].person
            twins.pay(make_payment(session, twins.project, twins.unit, person=person)).paid_on = day
        if listed:
            make_listing(session, twins.unit, person=twins.merged.members[1].person, year=YEAR)
        kept, merged = merging.kept_first(twins.kept, twins.merged)
        twins.kept, twins.merged = kept, merged
        apart = recorded(twins)
        assert shown(twins) == expected(apart)

        joining = {place.id: Joining(relation=Relation.OTHER) for place in merged.members}
        known = {merged.members[1].person_id: kept.members[1].person_id} if same else {}
        if same:
            joining[merged.members[1].id] = Joining(same_as=kept.members[1].id)
        twins.merge(joining=joining)
        together = recorded(twins)
        one = expected(as_one(apart, kept.id, merged.id, known))
        assert shown(twins) == expected(together) == one
        if not listed:
            due = 1 + (min(begun) <= WINDOW.end)
            assert {figure.denominator for figure in one.values()} == {due}

        twins.undo()
        assert shown(twins) == expected(recorded(twins)) == expected(apart)
        point.rollback()
    session.expunge_all()


def test_two_rows_found_to_be_one_person_the_other_way_round_later_are_still_one(session: Session) -> None:
    one, other = make_person(session), make_person(session)
    merged_lines.name_the_same(session, {one.id: other.id})
    before = merged_lines.name_the_same(session, {other.id: one.id})
    session.flush()
    assert (one.same_as_id, other.same_as_id) == (None, one.id)
    merged_lines.name_as_before(session, before)
    session.flush()
    assert (one.same_as_id, other.same_as_id) == (other.id, None)
