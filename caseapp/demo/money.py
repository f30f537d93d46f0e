"""Applying the acts of aid: logged, batched, signed by three people, answered by the bank."""

from sqlalchemy import select

from caseapp.demo import bank
from caseapp.demo.acts import Act, LogAid, Prepare, Repay, Reverse, Settle, Sign, TakeBack, UndoAid
from caseapp.demo.registers import Perform
from caseapp.demo.scene import SOURCE, Instant, Scene
from caseapp.domain.access.actor import Actor
from caseapp.domain.payments.beneficiary import Beneficiary
from caseapp.domain.payments.claims import school_year
from caseapp.domain.payments.codes import BatchAction
from caseapp.domain.payments.grounds import Event, Schooling
from caseapp.domain.payments.standards import MedicalCost
from caseapp.models.households import HouseholdMember
from caseapp.services import aid, batches, settlement, signing


def log_aid(act: LogAid, scene: Scene, actor: Actor, at: Instant) -> None:
    line = aid.log_aid(
        scene.session,
        actor,
        to=Beneficiary(act.register, scene.ids[act.to]),
        project_id=scene.project(act.year, act.project),
        source=SOURCE,
        kind=act.kind,
        amount_fen=act.amount_fen,
        day=at.today,
        now=at.now,
        reason=act.reason,
        cost=MedicalCost(*act.medical) if act.medical else None,
        schooling=_schooling(act, scene, at),
        event=Event(act.event.what, act.event.happened_on) if act.event else None,
    )
    scene.ids[act.line] = line.id


def _schooling(act: LogAid, scene: Scene, at: Instant) -> Schooling | None:
    school = act.schooling
    if school is None:
        return None
    members = select(HouseholdMember.person_id).where(HouseholdMember.household_id == scene.ids[act.to])
    child = scene.session.scalars(members.order_by(HouseholdMember.id)).all()[school.member]
    return Schooling(child, school.stage, school.school, school_year(at.today))


def undo_aid(act: UndoAid, scene: Scene, actor: Actor, at: Instant) -> None:
    aid.undo(scene.session, actor, line_id=scene.ids[act.line], now=at.now)


def repay(act: Repay, scene: Scene, actor: Actor, at: Instant) -> None:
    line = aid.repay(scene.session, actor, line_id=scene.ids[act.of], now=at.now)
    scene.ids[act.line] = line.id


def prepare(act: Prepare, scene: Scene, actor: Actor, at: Instant) -> None:
    batch = batches.prepare(
        scene.session,
        actor,
        project_id=scene.project(act.year, act.project),
        source=SOURCE,
        title=act.title,
        now=at.now,
        line_ids=[scene.ids[line] for line in act.lines],
        unit_id=scene.units[act.unit],
    )
    scene.ids[act.batch] = batch.id


def sign(act: Sign, scene: Scene, actor: Actor, at: Instant) -> None:
    batch_id = scene.ids[act.batch]
    seen = signing.seen_digest(scene.session, batch_id)
    match act.action:
        case BatchAction.SUBMIT:
            signing.submit(scene.session, actor, batch_id=batch_id, seen=seen, now=at.now)
        case BatchAction.APPROVE:
            signing.approve(scene.session, actor, batch_id=batch_id, seen=seen, now=at.now)
        case BatchAction.RELEASE:
            signing.release(scene.session, actor, batch_id=batch_id, seen=seen, now=at.now)
            bank.send(scene, actor, batch_id, at)
        case BatchAction.RETURN:
            signing.send_back(scene.session, actor, batch_id=batch_id, reason=act.reason, now=at.now)
        case BatchAction.CANCEL:
            signing.cancel(scene.session, actor, batch_id=batch_id, reason=act.reason, now=at.now)


def settle(act: Settle, scene: Scene, actor: Actor, at: Instant) -> None:
    if bank.answered(act, scene, actor, at):
        return
    for line, reason in act.failed:
        settlement.record_failed(scene.session, actor, line_id=scene.ids[line], reason=reason, now=at.now)
    settlement.pay_all(
        scene.session, actor, batch_id=scene.ids[act.batch], paid_on=at.today, now=at.now, today=at.today
    )


def take_back(act: TakeBack, scene: Scene, actor: Actor, at: Instant) -> None:
    settlement.record_return(
        scene.session, actor, line_id=scene.ids[act.line], returned_on=at.today, now=at.now, today=at.today
    )


def reverse(act: Reverse, scene: Scene, actor: Actor, at: Instant) -> None:
    settlement.reverse(scene.session, actor, line_id=scene.ids[act.line], reason=act.reason, now=at.now)


MONEY: dict[type[Act], Perform] = {
    LogAid: log_aid,
    UndoAid: undo_aid,
    Repay: repay,
    Prepare: prepare,
    Sign: sign,
    Settle: settle,
    TakeBack: take_back,
    Reverse: reverse,
}
