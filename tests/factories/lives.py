from typing import Any

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.households.codes import CheckResult
from caseapp.models.households import Household
from caseapp.services import household_steps as steps
from tests.factories.clock import NOW, TODAY


def put_on_notice(session: Session, household: Household, caseworker: Actor, reviewer: Actor) -> None:
    """Take a submitted file through visit and means check to its notice, all on TODAY."""

    def where() -> dict[str, Any]:
        session.flush()
        return {"household_id": household.id, "version": household.version, "today": TODAY, "now": NOW}

    steps.record_visit(session, caseworker, **where(), visited_on=TODAY, note="与申请一致")
    steps.record_check(session, caseworker, **where(), result=CheckResult.CLEAR, checked_on=TODAY, note="")
    steps.start_notice(session, reviewer, **where())
    session.flush()
