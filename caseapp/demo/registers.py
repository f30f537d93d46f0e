"""Applying the acts on the three registers through their services."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from caseapp.demo.acts import (
    Act,
    ApplyForRelief,
    ApproveRelief,
    CheckLiveness,
    ListPerson,
    MoveFile,
    NoteDeath,
    Reverify,
    TakeFile,
    TakeWorker,
)
from caseapp.demo.families import MemberSpec
from caseapp.demo.honours import WorkerSpec
from caseapp.demo.scene import Instant, Scene, person_facts
from caseapp.domain.access.actor import Actor
from caseapp.domain.households.codes import CheckResult, HouseholdAction
from caseapp.domain.model_workers.codes import ReliefCause
from caseapp.models.households import Household
from caseapp.models.model_workers import ModelWorker
from caseapp.queries.papers import belongings
from caseapp.services import (
    held_papers,
    household_steps,
    households,
    liveness,
    model_workers,
    reverification,
    special_groups,
)
from caseapp.services.household_facts import HouseholdFacts
from caseapp.services.membership import MemberFacts

KEEPS_THE_FOLDERS = "jingban"
LOW_INCOME_FEN = 250_000
"""What those who apply for relief because of their income have a month."""
Perform = Callable[[Any, Scene, Actor, Instant], None]


def take_file(act: TakeFile, scene: Scene, actor: Actor, at: Instant) -> None:
    family = scene.families[act.household]
    head, *others = (_member(member) for member in family.members)
    facts = HouseholdFacts(
        unit_id=scene.units[family.unit],
        category=family.category,
        main_cause=family.cause,
        monthly_income_fen=family.income_fen,
        applied_on=family.applied_on,
        head=head,
        members=tuple(others),
        address=family.address,
        note=family.note,
        particulars=family.particulars,
    )
    row = households.register(scene.session, actor, facts=facts, today=at.today, now=at.now)
    scene.ids[family.key] = row.id


def _member(member: MemberSpec) -> MemberFacts:
    person, told = person_facts(member.person), member.told
    if told is not None:
        person = replace(person, ethnicity=told.ethnicity, politics=told.politics, marriage=told.marriage)
    return MemberFacts(
        person,
        relation=member.relation,
        health=member.health,
        work_state=member.work_state,
        particulars=told.more if told else None,
    )


def move_file(act: MoveFile, scene: Scene, actor: Actor, at: Instant) -> None:
    where: dict[str, Any] = {**_seen(scene, act.household), "now": at.now}
    match act.action:
        case HouseholdAction.SUBMIT:
            household_steps.submit(scene.session, actor, **where)
            _take_papers(act.household, scene, actor, at)
        case HouseholdAction.VISIT:
            household_steps.record_visit(
                scene.session, actor, **where, visited_on=at.today, note=act.reason, today=at.today
            )
        case HouseholdAction.CHECK:
            household_steps.record_check(
                scene.session, actor, **where, result=CheckResult.CLEAR, checked_on=at.today, note="", today=at.today
            )
        case HouseholdAction.NOTICE:
            household_steps.start_notice(scene.session, actor, **where, today=at.today)
        case HouseholdAction.RETURN:
            household_steps.send_back(scene.session, actor, **where, reason=act.reason)
        case HouseholdAction.APPROVE:
            household_steps.approve(scene.session, actor, **where, today=at.today)
            _take_papers(act.household, scene, scene.actors[KEEPS_THE_FOLDERS], at)
        case HouseholdAction.TEMPORARY:
            household_steps.open_temporary(scene.session, actor, **where, reason=act.reason, today=at.today)
        case HouseholdAction.EXIT:
            household_steps.exit_file(scene.session, actor, **where, reason=act.reason, today=at.today)
        case HouseholdAction.CLOSE:
            household_steps.close(scene.session, actor, **where, reason=act.reason, today=at.today)


def _take_papers(key: str, scene: Scene, actor: Actor, at: Instant) -> None:
    """Into the folder with all that is still missing; of every eighth household one paper does not come."""
    household_id = scene.ids[key]
    scene.session.flush()
    missing = [paper for paper, _ in belongings(scene.session, household_id).missing]
    kept = missing[:-1] if household_id % 8 == 0 else missing
    if kept:
        held_papers.hold(scene.session, actor, household_id=household_id, papers=kept, place="档案室", now=at.now)


def reverify(act: Reverify, scene: Scene, actor: Actor, at: Instant) -> None:
    seen = _seen(scene, act.household)
    reverification.reverify(scene.session, actor, **seen, today=at.today, now=at.now)


def _seen(scene: Scene, key: str) -> dict[str, int]:
    scene.session.flush()
    household = scene.session.get_one(Household, scene.ids[key])
    return {"household_id": household.id, "version": household.version}


def take_worker(act: TakeWorker, scene: Scene, actor: Actor, at: Instant) -> None:
    worker = scene.workers[act.worker]
    row = model_workers.register(
        scene.session, actor, facts=_worker_facts(worker, scene.units[worker.unit]), today=at.today, now=at.now
    )
    scene.ids[worker.key] = row.id


def _worker_facts(worker: WorkerSpec, unit_id: int) -> model_workers.ModelWorkerFacts:
    return model_workers.ModelWorkerFacts(
        unit_id=unit_id,
        person=person_facts(worker.person),
        work_state=worker.work_state,
        payer=worker.payer,
        employer=worker.employer,
        retired_on=worker.retired_on,
        died_on=worker.died_on,
        particulars=dict(worker.particulars),
        note="演示数据，人物均为虚构。",
        honours=tuple(
            model_workers.HonourFacts(
                one.title,
                one.level,
                one.year,
                issuer=one.issuer,
                certificate_no=one.certificate_no,
                revoked_on=one.revoked_on,
                revocation_no="演示〔2023〕6号" if one.revoked_on else "",
            )
            for one in worker.honours
        ),
    )


def note_death(act: NoteDeath, scene: Scene, actor: Actor, at: Instant) -> None:
    worker = scene.workers[act.worker]
    row = scene.session.get_one(ModelWorker, scene.ids[act.worker])
    facts = _worker_facts(worker, row.unit_id)
    honours = tuple(
        replace(honour, honour_id=kept.id) for honour, kept in zip(facts.honours, row.honours, strict=True) if honour
    )
    facts = replace(facts, died_on=act.died_on, honours=honours)
    model_workers.amend(
        scene.session, actor, model_worker_id=row.id, version=row.version, facts=facts, today=at.today, now=at.now
    )


def check_liveness(act: CheckLiveness, scene: Scene, actor: Actor, at: Instant) -> None:
    facts = liveness.CheckFacts(at.today, act.channel, act.finding, "工会经办人二人", act.evidence)
    workers = [scene.ids[worker] for worker in act.workers]
    liveness.record(scene.session, actor, workers=workers, facts=facts, today=at.today, now=at.now)


def apply_for_relief(act: ApplyForRelief, scene: Scene, actor: Actor, at: Instant) -> None:
    relief = scene.reliefs[act.relief]
    row = model_workers.apply_relief(
        scene.session,
        actor,
        model_worker_id=scene.ids[relief.worker],
        year=relief.year,
        cause=relief.cause,
        amount_fen=relief.amount_fen,
        monthly_income_fen=LOW_INCOME_FEN if relief.cause is ReliefCause.LOW_INCOME else None,
        applied_on=at.today,
        today=at.today,
        now=at.now,
    )
    scene.ids[relief.key] = row.id


def approve_relief(act: ApproveRelief, scene: Scene, actor: Actor, at: Instant) -> None:
    model_workers.approve_relief(
        scene.session,
        actor,
        application_id=scene.ids[act.relief],
        approved_on=at.today,
        today=at.today,
        now=at.now,
    )


def list_person(act: ListPerson, scene: Scene, actor: Actor, at: Instant) -> None:
    listing = scene.listings[act.listing]
    facts = special_groups.ListingFacts(
        unit_id=scene.units[listing.unit],
        year=listing.year,
        special_group=listing.group,
        person=person_facts(listing.person),
        employer=listing.employer,
    )
    row = special_groups.register(scene.session, actor, facts=facts, today=at.today, now=at.now)
    scene.ids[listing.key] = row.id


REGISTERS: dict[type[Act], Perform] = {
    TakeFile: take_file,
    MoveFile: move_file,
    Reverify: reverify,
    TakeWorker: take_worker,
    NoteDeath: note_death,
    CheckLiveness: check_liveness,
    ApplyForRelief: apply_for_relief,
    ApproveRelief: approve_relief,
    ListPerson: list_person,
}
