"""What the demo's acts share while they are applied: who acts, and which row each key of the world has become."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.demo.families import FamilySpec
from caseapp.demo.groups import ListingSpec
from caseapp.demo.honours import ReliefSpec, WorkerSpec
from caseapp.demo.people import PersonSpec
from caseapp.demo.spec import World
from caseapp.domain.access.actor import Actor, HeldPost
from caseapp.domain.payments.codes import FundSource
from caseapp.models.projects import Project
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.services.people import PersonFacts

FROM = date(2023, 1, 3)
"""When every post of the demo began."""
SOURCE = FundSource.FISCAL
"""All money of the book is the finance bureau's."""


@dataclass
class Scene:
    """`ids` gives the row of a key such as `h12`; keys of different registers begin differently."""

    session: Session
    families: dict[str, FamilySpec]
    workers: dict[str, WorkerSpec]
    reliefs: dict[str, ReliefSpec]
    listings: dict[str, ListingSpec]
    actors: dict[str, Actor]
    units: dict[str, int]
    ids: dict[str, int] = field(default_factory=dict)
    projects: dict[tuple[int, int], int] = field(default_factory=dict)

    def project(self, year: int, number: int) -> int:
        """The project's row, by its number in the year's book."""
        found = self.projects.get((year, number))
        if found is None:
            wanted = select(Project.id).where(Project.year == year, Project.number == number)
            found = self.projects[year, number] = self.session.scalars(wanted).one()
        return found


@dataclass(frozen=True)
class Instant:
    """When an act happens: the moment, and the day people call it."""

    now: datetime
    today: date


def set_scene(session: Session, world: World) -> Scene:
    """The scene of a database whose units and staff stand already."""
    units = list(session.scalars(select(Unit)))
    paths = {unit.code: unit.path for unit in units}
    users = {user.login: user for user in session.scalars(select(User))}
    actors = {}
    for one in world.staff:
        user = users[one.login]
        actors[one.login] = Actor(user.id, user.name, (HeldPost(one.role, paths[one.unit], FROM, None),))
    return Scene(
        session,
        families={one.key: one for one in world.families},
        workers={one.key: one for one in world.workers},
        reliefs={one.key: one for one in world.reliefs},
        listings={one.key: one for one in world.listings},
        actors=actors,
        units={unit.code: unit.id for unit in units},
    )


def person_facts(person: PersonSpec) -> PersonFacts:
    return PersonFacts(
        person.name,
        person.id_number,
        phone=person.phone,
        bank_name=person.bank_name,
        account=person.account,
        account_holder=person.name if person.account else "",
    )
