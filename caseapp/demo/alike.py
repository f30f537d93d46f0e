"""Two of the demo's files that look alike, and a household put down twice, its second file merged into the first."""

from datetime import datetime

from sqlalchemy import select

from caseapp.demo.assessed import FIRST
from caseapp.demo.calendar import ANCHOR
from caseapp.demo.families import FamilySpec
from caseapp.demo.places import caseworker_of
from caseapp.demo.scene import Scene
from caseapp.domain.identity import check_digit
from caseapp.domain.payments.codes import LineState
from caseapp.models.household_pairs import HouseholdPair
from caseapp.models.households import Household
from caseapp.models.payments import Payment
from caseapp.services import households, merging
from caseapp.services.household_facts import HouseholdFacts
from caseapp.services.membership import MemberFacts
from caseapp.services.merging import Joining
from caseapp.services.people import PersonFacts


def let_two_look_alike(scene: Scene, now: datetime) -> None:
    """The first two files of one unit that no assessment binds, and no payment under way keeps from being merged.

    A small world may have none.
    """
    met: dict[str, FamilySpec] = {}
    waiting = set(scene.session.scalars(select(Payment.household_id).where(Payment.state == LineState.OPEN)))
    for family in list(scene.families.values())[FIRST:]:
        if not family.on_file(ANCHOR) or scene.ids[family.key] in waiting:
            continue
        if family.unit in met:
            _move(scene, family, met[family.unit].address, now)
            return
        met[family.unit] = family


def _move(scene: Scene, family: FamilySpec, address: str, now: datetime) -> None:
    household = scene.session.get_one(Household, scene.ids[family.key])
    head = family.members[0]
    facts = HouseholdFacts(
        unit_id=household.unit_id,
        category=household.category,
        main_cause=household.main_cause,
        monthly_income_fen=household.monthly_income_fen,
        applied_on=household.applied_on,
        head=MemberFacts(PersonFacts(name=head.person.name), health=head.health, work_state=head.work_state),
        address=address,
        note=household.note,
    )
    actor = scene.actors[caseworker_of(family.unit)]
    households.amend(
        scene.session,
        actor,
        household_id=household.id,
        version=household.version,
        facts=facts,
        today=ANCHOR,
        now=now,
    )


def put_down_twice(scene: Scene, now: datetime) -> None:
    """With a slip in the ID number; the reviewer finds that both are one household."""
    family = next(one for one in list(scene.families.values())[FIRST:] if one.on_file(ANCHOR))
    first = scene.session.get_one(Household, scene.ids[family.key])
    head = family.members[0]
    facts = HouseholdFacts(
        unit_id=first.unit_id,
        category=first.category,
        main_cause=first.main_cause,
        monthly_income_fen=first.monthly_income_fen,
        applied_on=ANCHOR,
        head=MemberFacts(
            PersonFacts(name=head.person.name, id_number=_slipped(head.person.id_number)),
            health=head.health,
            work_state=head.work_state,
        ),
        address=first.address,
    )
    worker = scene.actors[caseworker_of(family.unit)]
    again = households.register(scene.session, worker, facts=facts, today=ANCHOR, now=now)
    wanted = select(HouseholdPair).where(HouseholdPair.low_id == first.id, HouseholdPair.high_id == again.id)
    pair = scene.session.scalars(wanted).one()
    places = [next(place.id for place in one.members if place.person_id == one.head_id) for one in (again, first)]
    merging.merge(
        scene.session,
        scene.actors["shenpi"],
        pair_id=pair.id,
        seen=pair.digest,
        joining={places[0]: Joining(same_as=places[1])},
        reason="身份证号录错一位，重复建档。",
        now=now,
    )


def _slipped(number: str) -> str:
    """The same birth day and another number of the day, as a valid ID."""
    turned = number[:14] + f"{(int(number[14:17]) + 2) % 1000:03d}"
    return turned + check_digit(turned)
