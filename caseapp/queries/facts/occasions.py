"""What an activity counts by: its sessions where it has any, else the activity itself.

The people of a session are those of its list; a session without a list counts by its typed numbers. A withdrawn
session is none.
"""

from typing import Any

from sqlalchemy import CompoundSelect, Subquery, case, exists, func, literal, select, union_all

from caseapp.models.activities import Activity
from caseapp.models.sessions import ActivitySession, Attendant

NUMBERS = ("participants", "examined", "passed", "materials", "reach")
_OF_PEOPLE = {"participants": Attendant.present, "examined": Attendant.examined, "passed": Attendant.passed}
_STANDS = ActivitySession.withdrawn_at.is_(None)


def occasions() -> Subquery:
    """Columns: kind (activity or session), id, activity_id, project_id, activity_kind, label, place, planned_on,
    held_on and the numbers."""
    return _both().subquery("occasions")


def _both() -> CompoundSelect[Any]:
    alone = select(
        literal("activity").label("kind"),
        Activity.id.label("id"),
        Activity.id.label("activity_id"),
        Activity.project_id.label("project_id"),
        Activity.kind.label("activity_kind"),
        Activity.title.label("label"),
        Activity.place.label("place"),
        Activity.planned_on.label("planned_on"),
        Activity.held_on.label("held_on"),
        *(getattr(Activity, name).label(name) for name in NUMBERS),
    ).where(~exists().where(ActivitySession.activity_id == Activity.id, _STANDS))
    sessions = (
        select(
            literal("session").label("kind"),
            ActivitySession.id.label("id"),
            Activity.id.label("activity_id"),
            Activity.project_id.label("project_id"),
            Activity.kind.label("activity_kind"),
            (Activity.title + " · " + ActivitySession.topic).label("label"),
            ActivitySession.place.label("place"),
            ActivitySession.planned_on.label("planned_on"),
            ActivitySession.held_on.label("held_on"),
            *(_number(name).label(name) for name in NUMBERS),
        )
        .join(Activity, Activity.id == ActivitySession.activity_id)
        .where(_STANDS)
    )
    return union_all(alone, sessions)


def _number(name: str) -> Any:
    typed = getattr(ActivitySession, name)
    if name not in _OF_PEOPLE:
        return typed
    of_list = select(func.sum(case((_OF_PEOPLE[name], 1), else_=0))).where(Attendant.session_id == ActivitySession.id)
    return func.coalesce(of_list.scalar_subquery(), typed)
