"""A household put down twice is due once when its files are merged, and twice again when that is undone."""

from datetime import date

from hypothesis import given, settings
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
from caseapp.models.units import Unit
from caseapp.queries import facts
from caseapp.services import merging
from caseapp.services.merging import Joining
from tests.factories.households import make_household
from tests.factories.payments import make_payment
from tests.integration.test_merging import Twins

YEAR = 2025
WINDOW = year_window(YEAR, date(2025, 12, 31))
MEASURES = tuple(m for m in CATALOGUE.values() if m.family is Family.SERVED and Roll.HOUSEHOLDS in m.rolls)
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
            world.MemberFact(one.household_id, one.person_id, one.joined_on, one.left_on)
            for one in session.scalars(select(HouseholdMember))
        ),
    )


def as_one(known: world.World, kept: int, merged: int) -> world.World:
    """The same records had both files been one household from the start: told apart from any merging code."""

    def file(number: int | None) -> int | None:
        return kept if number == merged else number

    begun = min(one.on_file_on for one in known.households if one.id in (kept, merged) and one.on_file_on)
    households = (one for one in known.households if one.id != merged)
    return world.World(
        project=known.project,
        year=known.year,
        path=known.path,
        payments=tuple(
            world.PaymentFact(**{**one.__dict__, "household": file(one.household)}) for one in known.payments
        ),
        households=tuple(
            world.HouseholdFact(one.id, one.path, begun if one.id == kept else one.on_file_on, one.off_file_on)
            for one in households
        ),
        members=tuple(world.MemberFact(**{**one.__dict__, "household": file(one.household)}) for one in known.members),
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


@settings(max_examples=8)
@given(
    begun=st.tuples(BEGINNINGS, BEGINNINGS),
    named=st.lists(st.tuples(st.booleans(), PAID), max_size=3),
    in_person=st.lists(st.tuples(st.booleans(), PAID), max_size=2),
)
def test_households_due_are_counted_once_before_and_after_a_merge_and_its_undoing(
    session: Session,
    begun: tuple[date, date],
    named: list[tuple[bool, date]],
    in_person: list[tuple[bool, date]],
) -> None:
    with session.begin_nested() as point:
        twins = Twins(session)
        twins.kept.on_file_on, twins.merged.on_file_on = begun
        make_household(session, twins.unit)
        for second, day in named:
            file = twins.merged if second else twins.kept
            twins.pay(make_payment(session, twins.project, twins.unit, household=file)).paid_on = day
        for second, day in in_person:
            head = (twins.merged if second else twins.kept).head
            twins.pay(make_payment(session, twins.project, twins.unit, person=head)).paid_on = day
        kept, merged = merging.kept_first(twins.kept, twins.merged)
        twins.kept, twins.merged = kept, merged
        apart = recorded(twins)
        assert shown(twins) == expected(apart)

        twins.merge(joining={place.id: Joining(relation=Relation.OTHER) for place in merged.members})
        together = recorded(twins)
        one = expected(as_one(apart, kept.id, merged.id))
        assert shown(twins) == expected(together) == one
        due = 1 + (min(begun) <= WINDOW.end)
        assert {figure.denominator for figure in one.values()} == {due}

        twins.undo()
        assert shown(twins) == expected(recorded(twins)) == expected(apart)
        point.rollback()
    session.expunge_all()
