"""Money is let go only while the books of its project agree."""

from sqlalchemy.orm import Session

from caseapp.domain.errors import N_, Refused
from caseapp.queries.invariants import faults


def demand_sound(session: Session, project_id: int) -> None:
    """Raises Refused with the first thing that is wrong with the project's books."""
    for fault in faults(session, project_id):
        raise Refused(
            N_("The books of this project do not agree, so nothing is released before they are put right: %(fault)s"),
            fault=fault,
        )
