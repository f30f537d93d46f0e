"""What waits for the actor: the counts beside the navigation, in one statement."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.households.codes import HouseholdState
from caseapp.domain.payments.codes import BatchState
from caseapp.models.households import Household
from caseapp.models.model_workers import ModelWorker
from caseapp.models.payments import Batch
from caseapp.models.requests import Setting
from caseapp.models.special_groups import GroupListing
from caseapp.queries.reach import reached

P = Permission


@dataclass(frozen=True)
class Badges:
    """Counts within the actor's reach; `batches` and `files` wait for the actor's own signature."""

    households: int
    model_workers: int
    listings: int
    batches: int
    files: int
    is_demo: bool

    @property
    def tasks(self) -> int:
        return self.batches + self.files


def _count(actor: Actor, permission: Permission, unit: InstrumentedAttribute[int], *where: Any) -> ScalarSelect[int]:
    return select(func.count()).where(reached(actor, permission, unit), *where).scalar_subquery()


def batches_for_signature(actor: Actor) -> Any:
    """Batches whose next step is the actor's: to sign, to release, to settle, or sent back to finish."""
    return or_(
        (Batch.state == BatchState.DRAFT) & (Batch.prepared_by == actor.id),
        (Batch.state == BatchState.SUBMITTED)
        & reached(actor, P.BATCH_APPROVE, Batch.unit_id)
        & (Batch.prepared_by != actor.id),
        (Batch.state == BatchState.APPROVED)
        & reached(actor, P.BATCH_RELEASE, Batch.unit_id)
        & (Batch.approved_by != actor.id),
        (Batch.state == BatchState.RELEASED) & reached(actor, P.BATCH_SETTLE, Batch.unit_id),
    )


def badges(session: Session, actor: Actor) -> Badges:
    waiting = Household.state == HouseholdState.SUBMITTED
    demo = select(func.count()).select_from(Setting).where(Setting.name == "demo").scalar_subquery()
    batches = select(func.count()).select_from(Batch).where(batches_for_signature(actor)).scalar_subquery()
    row = session.execute(
        select(
            _count(actor, P.FILE_READ, Household.unit_id, Household.state == HouseholdState.ON_FILE),
            _count(actor, P.FILE_READ, ModelWorker.unit_id),
            _count(actor, P.FILE_READ, GroupListing.unit_id),
            batches,
            _count(actor, P.FILE_APPROVE, Household.unit_id, waiting, Household.submitted_by != literal(actor.id)),
            demo,
        )
    ).one()
    return Badges(*row[:5], is_demo=bool(row[5]))
