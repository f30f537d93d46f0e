"""What the reference engine counts activities by."""

from dataclasses import dataclass
from datetime import date

from caseapp.domain.indicators.world import ActivityFact


@dataclass(frozen=True)
class Occasion:
    """A session, or an activity without any."""

    key: str
    held_on: date | None
    participants: int
    examined: int
    passed: int
    materials: int
    reach: int


def occasions_of(activity: ActivityFact) -> list[Occasion]:
    if not activity.sessions:
        numbers = (activity.participants, activity.examined, activity.passed, activity.materials, activity.reach)
        return [Occasion(f"activity:{activity.id}", activity.held_on, *numbers)]
    found = []
    for one in activity.sessions:
        people = (one.participants, one.examined, one.passed)
        if one.attendants:
            came, sat, passed = (sum(column) for column in zip(*one.attendants, strict=True))
            people = came, sat, passed
        found.append(Occasion(f"session:{one.id}", one.held_on, *people, one.materials, one.reach))
    return found
