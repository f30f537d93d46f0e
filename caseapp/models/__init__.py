"""Tables and constraints; importing this package registers them all on `Base.metadata`."""

from caseapp.models import (
    activities,
    audit,
    households,
    model_workers,
    payments,
    people,
    projects,
    requests,
    special_groups,
    surveys,
    units,
    users,
)
from caseapp.models.base import Base

__all__ = [
    "Base",
    "activities",
    "audit",
    "households",
    "model_workers",
    "payments",
    "people",
    "projects",
    "requests",
    "special_groups",
    "surveys",
    "units",
    "users",
]
