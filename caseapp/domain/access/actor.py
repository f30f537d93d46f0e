"""The person acting now: an id, a name and today's posts."""

from dataclasses import dataclass
from datetime import date

from caseapp.domain.access.roles import GRANTS, INCOMPATIBLE, Permission, Role
from caseapp.domain.errors import N_, NotAllowed, NotFound, Refused
from caseapp.domain.units import UnitPath, within


@dataclass(frozen=True)
class HeldPost:
    """A role in a unit (and all below) for the days from `start` to `end` (None: open)."""

    role: Role
    unit_path: UnitPath
    start: date
    end: date | None

    def held_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, other: "HeldPost") -> bool:
        return (other.end is None or self.start <= other.end) and (self.end is None or other.start <= self.end)


@dataclass(frozen=True)
class Actor:
    """`posts` are those held today. The system itself acts with id None and every right (command line, demo)."""

    id: int | None
    name: str
    posts: tuple[HeldPost, ...] = ()

    @property
    def is_system(self) -> bool:
        return self.id is None

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)

    def may(self, permission: Permission) -> bool:
        return self.is_system or any(permission in GRANTS[post.role] for post in self.posts)

    def reach(self, permission: Permission) -> tuple[UnitPath, ...]:
        """The tops of the branches where the actor holds the permission; () reaches nothing."""
        tops = {post.unit_path for post in self.posts if permission in GRANTS[post.role]}
        return tuple(sorted(t for t in tops if not any(t != o and within(t, o) for o in tops)))

    def demand(self, permission: Permission, unit_path: str | None = None, *, unseen: str | None = None) -> None:
        """Raises NotAllowed unless the actor holds the permission (over the unit, when one is given). With `unseen`,
        what is said where nothing is, whoever holds it elsewhere gets NotFound: what lies there stays unknown."""
        if self.is_system:
            return
        held = self.reach(permission)
        if held and (unit_path is None or any(within(unit_path, top) for top in held)):
            return
        if held and unseen is not None:
            raise NotFound(unseen)
        raise NotAllowed(N_("You have no right to do this here."))


SYSTEM = Actor(None, "system")


def refuse_incompatible(posts: list[HeldPost]) -> None:
    """Raises Refused when two overlapping posts, in one unit or one above the other, are a pair nobody may hold
    together: a post reaches every unit below."""
    for index, post in enumerate(posts):
        for other in posts[index + 1 :]:
            pair = frozenset({post.role, other.role})
            shared = within(post.unit_path, other.unit_path) or within(other.unit_path, post.unit_path)
            if shared and pair in INCOMPATIBLE and post.overlaps(other):
                raise Refused(
                    N_("One person cannot be %(first)s and %(second)s in the same unit, nor in one above or below it."),
                    first=post.role,
                    second=other.role,
                )
