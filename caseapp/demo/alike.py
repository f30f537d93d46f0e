"""Two of the demo's files that look alike: one of them has moved to the other's address."""

from datetime import datetime

from caseapp.demo.assessed import FIRST
from caseapp.demo.calendar import ANCHOR
from caseapp.demo.families import FamilySpec
from caseapp.demo.places import caseworker_of
from caseapp.demo.scene import Scene
from caseapp.models.households import Household
from caseapp.services import households
from caseapp.services.membership import MemberFacts
from caseapp.services.people import PersonFacts


def let_two_look_alike(scene: Scene, now: datetime) -> None:
    """The first two files of one unit that no assessment binds; a small world may have none."""
    met: dict[str, FamilySpec] = {}
    for family in list(scene.families.values())[FIRST:]:
        if not family.on_file(ANCHOR):
            continue
        if family.unit in met:
            _move(scene, family, met[family.unit].address, now)
            return
        met[family.unit] = family


def _move(scene: Scene, family: FamilySpec, address: str, now: datetime) -> None:
    household = scene.session.get_one(Household, scene.ids[family.key])
    head = family.members[0]
    facts = households.HouseholdFacts(
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
