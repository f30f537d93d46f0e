"""In the demo one reviewer proposes the approvals that are due, for a colleague to confirm; an earlier one is taken
back."""

from datetime import datetime, timedelta
from functools import partial

from caseapp.demo.calendar import ANCHOR
from caseapp.demo.scene import Scene
from caseapp.domain.households.codes import HouseholdAction
from caseapp.queries.household_queue import Wait, queue
from caseapp.services import bulk_steps

PROPOSER = "shenpi2"
EARLIER = timedelta(minutes=30)


def propose_approvals(scene: Scene, now: datetime) -> None:
    """A small world may have none that is due."""
    session, actor = scene.session, scene.actors[PROPOSER]
    rows = [row for row in queue(session, actor, Wait.APPROVAL, today=ANCHOR) if not row.mine]
    files = [(row.id, row.version) for row in rows]
    if not files:
        return
    propose = partial(bulk_steps.propose, session, actor, action=HouseholdAction.APPROVE, files=files, today=ANCHOR)
    first = propose(reason="公示期满，待补会议纪要", now=now - EARLIER)
    bulk_steps.withdraw(session, actor, proposal_id=first.made.id, today=ANCHOR, now=now - EARLIER / 2)
    propose(reason="公示期满无异议，拟批准建档", now=now)
