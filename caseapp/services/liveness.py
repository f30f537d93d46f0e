"""健在核验: noting who was found alive, one or many at once, and what a death changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Problem
from caseapp.domain.model_workers.codes import Channel, Finding
from caseapp.models.honours import LivenessCheck
from caseapp.models.model_workers import ModelWorker
from caseapp.queries.reach import within
from caseapp.services import audit
from caseapp.services.people import too_long

LIMITS = {"witness": 64, "evidence": 256}


@dataclass(frozen=True)
class CheckFacts:
    """A check as typed; `died_on` only with the finding that somebody died."""

    checked_on: date | None
    channel: Channel
    finding: Finding
    witness: str
    evidence: str = ""
    died_on: date | None = None


def record(
    session: Session, actor: Actor, *, workers: Sequence[int], facts: CheckFacts, today: date, now: datetime
) -> int:
    """The same finding for each of the files; gives how many. Raises Invalid with every problem, NotFound when a file
    lies beyond the actor's reach."""
    actor.demand(Permission.FILE_WRITE)
    chosen = select(ModelWorker).where(ModelWorker.id.in_(workers)).order_by(ModelWorker.id)
    found = list(session.scalars(within(chosen, actor, Permission.FILE_WRITE, ModelWorker.unit_id)))
    if len(found) != len(set(workers)):
        raise NotFound(N_("There is no such file."))
    problems = [*_problems(facts, today), *too_long(facts, LIMITS)]
    if not found:
        problems.append(Problem("workers", N_("Choose at least one person.")))
    if facts.finding is Finding.DIED and len(found) > 1:
        problems.append(Problem("finding", N_("A death is noted for one person at a time.")))
    problems += [problem for worker in found for problem in _against(worker, facts)]
    if problems:
        raise Invalid(problems)
    for worker in found:
        _note(session, actor, worker, facts, now)
    return len(found)


def _problems(facts: CheckFacts, today: date) -> list[Problem]:
    problems = []
    if facts.checked_on is None or facts.checked_on > today:
        problems.append(Problem("checked_on", N_("Write the day of the check; it cannot lie in the future.")))
    if not facts.witness.strip():
        problems.append(Problem("witness", N_("Write who saw or heard it.")))
    if facts.finding is Finding.ALIVE and not facts.evidence.strip():
        problems.append(Problem("evidence", N_("Write what shows it, such as the photo or the signed slip.")))
    if facts.finding is Finding.DIED and (facts.died_on is None or facts.died_on > (facts.checked_on or today)):
        problems.append(Problem("died_on", N_("Write the day of death; it cannot lie after the check.")))
    if facts.finding is not Finding.DIED and facts.died_on is not None:
        problems.append(Problem("died_on", N_("A day of death goes with the finding that the person died.")))
    return problems


def _against(worker: ModelWorker, facts: CheckFacts) -> list[Problem]:
    died_on, checked_on = worker.died_on, facts.checked_on
    if facts.finding is Finding.DIED and died_on is not None:
        return [Problem("finding", N_("%(file_no)s: the death is noted already."), {"file_no": worker.file_no})]
    if facts.finding is Finding.DIED and worker.retired_on and facts.died_on and facts.died_on < worker.retired_on:
        return [Problem("died_on", N_("The day of death lies before the retirement."))]
    if facts.finding is Finding.ALIVE and died_on is not None and checked_on and checked_on > died_on:
        return [Problem("finding", N_("%(file_no)s: the person had died by that day."), {"file_no": worker.file_no})]
    return []


def _note(session: Session, actor: Actor, worker: ModelWorker, facts: CheckFacts, now: datetime) -> None:
    check = LivenessCheck(
        model_worker_id=worker.id,
        checked_on=facts.checked_on,
        channel=facts.channel,
        finding=facts.finding,
        witness=facts.witness.strip(),
        evidence=facts.evidence.strip(),
    )
    check.touch(actor.id, now)
    session.add(check)
    seen = worker.liveness_checked_on
    if facts.finding is Finding.ALIVE and facts.checked_on and (seen is None or facts.checked_on > seen):
        worker.liveness_checked_on = facts.checked_on
    if facts.finding is Finding.DIED:
        worker.died_on, worker.death_reported_on = facts.died_on, facts.checked_on
    worker.touch(actor.id, now)
    session.flush()
    told = {"finding": facts.finding, "channel": facts.channel}
    audit.record(session, actor, "model_worker.liveness", "model_worker", worker.id, now=now, **told)
