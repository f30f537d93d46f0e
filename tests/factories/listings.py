from sqlalchemy.orm import Session

from caseapp.domain.special_groups.codes import SpecialGroup
from caseapp.models.people import Person
from caseapp.models.special_groups import GroupListing
from caseapp.models.units import Unit
from tests.factories.clock import NOW
from tests.factories.people import make_person


def make_listing(
    session: Session,
    unit: Unit,
    *,
    person: Person | None = None,
    year: int = 2025,
    group: SpecialGroup = SpecialGroup.SANITATION,
) -> GroupListing:
    listing = GroupListing(
        person=person or make_person(session, name="孙秀英"),
        unit=unit,
        year=year,
        special_group=group,
        employer="路北区环卫中心",
    )
    listing.touch(None, NOW)
    session.add(listing)
    session.flush()
    return listing
