"""The rows of the sessions of an invented world's activities, and of who came."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from caseapp.domain.indicators.world import World
from tests.factories.clock import NOW

RECORDED = {"created_at": NOW, "updated_at": NOW}


def sessions_of(world: World) -> Iterable[dict[str, Any]]:
    for activity in world.activities:
        for one in activity.sessions:
            numbers = ("held_on", "participants", "examined", "passed", "materials", "reach")
            told = {name: getattr(one, name) for name in numbers}
            yield {
                "id": one.id,
                "activity_id": activity.id,
                "topic": "讲",
                "planned_on": date(2025, 5, 1),
                **told,
                **RECORDED,
            }


def attendants_of(world: World) -> Iterable[dict[str, Any]]:
    for one in (one for activity in world.activities for one in activity.sessions):
        for number, (present, examined, passed) in enumerate(one.attendants, 1):
            yield {
                "uid": f"{one.id}-{number}",
                "session_id": one.id,
                "number": number,
                "name": "学员",
                "present": present,
                "examined": examined,
                "passed": passed,
            }
