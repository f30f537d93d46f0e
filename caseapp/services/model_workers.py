"""Model workers with their honours, and their yearly applications for relief."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotAllowed, NotFound, Problem, Refused, StaleView
from caseapp.domain.model_workers import checks
from caseapp.domain.model_workers.codes import HonourLevel, Payer, ReliefCause, WorkerState
from caseapp.models.model_workers import Honour, ModelWorker, ReliefApplication
from caseapp.models.people import Person
from caseapp.models.units import Unit
from caseapp.queries.honour_standards import relief_cap
from caseapp.queries.reach import reached, units_within
from caseapp.services import audit, likeness, people, worker_particulars
from caseapp.services.numbers import next_file_no
from caseapp.services.people import PersonFacts

PREFIX = "LM"
LIMITS = {"employer": 128, "note": 1000}
HONOUR_LIMITS = {"title": 64, "issuer": 128, "document_no": 64, "certificate_no": 64, "revocation_no": 64}
HONOUR_COLUMNS = ("level", "treatment_level", "year", "awarded_on", "revoked_on", *HONOUR_LIMITS)
LEVELS = tuple(HonourLevel)
"""The highest first."""


@dataclass(frozen=True)
class HonourFacts:
    """One title as typed; `honour_id` names one already recorded. Without `treatment_level` it is that of the title."""

    title: str
    level: HonourLevel
    year: int | None
    issuer: str = ""
    document_no: str = ""
    certificate_no: str = ""
    revoked_on: date | None = None
    revocation_no: str = ""
    treatment_level: HonourLevel | None = None
    awarded_on: date | None = None
    honour_id: int | None = None


@dataclass(frozen=True)
class ModelWorkerFacts:
    """A file as typed; the unit is taken at registration only. A None among `honours` is a row left empty."""

    unit_id: int | None
    person: PersonFacts
    work_state: WorkerState
    payer: Payer
    employer: str = ""
    retired_on: date | None = None
    died_on: date | None = None
    death_reported_on: date | None = None
    note: str = ""
    particulars: Mapping[str, str] = field(default_factory=dict)
    honours: tuple[HonourFacts | None, ...] = ()


def register(session: Session, actor: Actor, *, facts: ModelWorkerFacts, today: date, now: datetime) -> ModelWorker:
    """A new file; raises Invalid with every problem (`name`, `honours-0-year` …)."""
    actor.demand(Permission.FILE_WRITE)
    unit = session.scalar(units_within(actor, Permission.FILE_WRITE).where(Unit.id == facts.unit_id))
    problems = [] if unit else [Problem("unit_id", N_("Choose one of your units."))]
    facts, found, more = _checked(session, facts, None, today)
    problems += more
    if problems or unit is None:
        raise Invalid(problems)
    person = people.find_or_make(session, actor, facts.person, found=found, now=now)
    worker = ModelWorker(file_no=next_file_no(session, PREFIX), unit=unit, person=person)
    _write(worker, facts, today)
    worker.touch(actor.id, now)
    session.add(worker)
    session.flush()
    worker_particulars.keep(session, worker.id, facts.particulars)
    audit.record(session, actor, "model_worker.register", "model_worker", worker.id, now=now)
    return worker


def amend(
    session: Session,
    actor: Actor,
    *,
    model_worker_id: int,
    version: int,
    facts: ModelWorkerFacts,
    today: date,
    now: datetime,
) -> ModelWorker:
    """Write over the file; honours with an `honour_id` are amended, the others added. None is ever deleted."""
    worker = open_worker(session, actor, Permission.FILE_WRITE, model_worker_id, version)
    own = {honour.id for honour in worker.honours}
    if any(honour and honour.honour_id and honour.honour_id not in own for honour in facts.honours):
        raise StaleView(N_("The honours of this file have changed. Reload the page and look at it again."))
    facts, _, problems = _checked(session, facts, worker, today)
    if problems:
        raise Invalid(problems)
    _write(worker, facts, today)
    worker_particulars.keep(session, worker.id, facts.particulars)
    people.amend(session, actor, worker.person, facts.person, now=now)
    likeness.compare_person(session, worker.person_id)
    worker.touch(actor.id, now)
    session.flush()
    audit.record(session, actor, "model_worker.amend", "model_worker", worker.id, now=now)
    return worker


def apply_relief(
    session: Session,
    actor: Actor,
    *,
    model_worker_id: int,
    year: int | None,
    cause: ReliefCause,
    amount_fen: int | None,
    applied_on: date | None,
    today: date,
    now: datetime,
    monthly_income_fen: int | None = None,
    reason: str = "",
) -> ReliefApplication:
    """Apply for 困难救济 of one year; one application a person and year."""
    worker = open_worker(session, actor, Permission.FILE_WRITE, model_worker_id, None)
    problems = list(checks.relief(year, amount_fen, applied_on, worker.died_on, today))
    problems += checks.within_cap(relief_cap(session, cause, applied_on or today), amount_fen, monthly_income_fen)
    if len(reason.strip()) > 500:
        problems.append(Problem("reason", N_("Write at most %(limit)s characters."), {"limit": 500}))
    same_year = select(ReliefApplication.id).where(
        ReliefApplication.model_worker_id == worker.id, ReliefApplication.year == year
    )
    if session.scalar(same_year):
        problems.append(Problem("year", N_("There is already an application for this year.")))
    if problems:
        raise Invalid(problems)
    application = ReliefApplication(
        model_worker=worker,
        year=year,
        cause=cause,
        amount_fen=amount_fen,
        monthly_income_fen=monthly_income_fen,
        reason=reason.strip(),
        applied_on=applied_on,
        applied_by=actor.id,
    )
    session.add(application)
    session.flush()
    details = {"application": application.id, "year": year, "amount_fen": amount_fen}
    audit.record(session, actor, "model_worker.relief_applied", "model_worker", worker.id, now=now, **details)
    return application


def approve_relief(
    session: Session, actor: Actor, *, application_id: int, approved_on: date, today: date, now: datetime
) -> None:
    """Approve an application, by somebody who did not enter it; from then on the relief is due."""
    actor.demand(Permission.FILE_APPROVE)
    statement = (
        select(ReliefApplication)
        .join(ReliefApplication.model_worker)
        .where(ReliefApplication.id == application_id, reached(actor, Permission.FILE_APPROVE, ModelWorker.unit_id))
        .with_for_update(of=ReliefApplication)
    )
    application = session.scalar(statement)
    if application is None:
        raise NotFound(N_("There is no such application."))
    if application.approved_on is not None:
        raise Refused(N_("This application has been approved already."))
    if not actor.is_system and application.applied_by == actor.id:
        raise NotAllowed(N_("You entered this application, so somebody else must approve it."))
    if not application.applied_on <= approved_on <= today:
        raise Invalid.one("approved_on", N_("Write a day between the application and today."))
    application.approved_on, application.approved_by = approved_on, actor.id
    session.flush()
    details = {"application": application.id, "year": application.year}
    worker_id = application.model_worker_id
    audit.record(session, actor, "model_worker.relief_approved", "model_worker", worker_id, now=now, **details)


def open_worker(
    session: Session, actor: Actor, permission: Permission, model_worker_id: int, version: int | None
) -> ModelWorker:
    """The file, for changing it; NotFound beyond the actor's reach, StaleView when it is no longer as seen."""
    actor.demand(permission)
    within_reach = reached(actor, permission, ModelWorker.unit_id)
    worker = session.scalar(select(ModelWorker).where(ModelWorker.id == model_worker_id, within_reach))
    if worker is None:
        raise NotFound(N_("There is no such file."))
    if version is not None and worker.version != version:
        raise StaleView(N_("Somebody changed this file in the meantime. Reload the page and look at it again."))
    return worker


def check(session: Session, facts: ModelWorkerFacts, worker: ModelWorker | None, today: date) -> list[Problem]:
    """Everything that stands against a new file, or against writing the facts over `worker`; the unit aside."""
    return _checked(session, facts, worker, today)[2]


def _checked(
    session: Session, facts: ModelWorkerFacts, worker: ModelWorker | None, today: date
) -> tuple[ModelWorkerFacts, Person | None, list[Problem]]:
    own = worker.person if worker else None
    recorded = own is not None and own.id_number_index is not None
    clean, problems = people.checked(facts.person, today=today, id_required=not recorded)
    found = people.known(session, [clean.id_number]).get(clean.id_number)
    problems += people.clashes(clean, own, found)
    if worker is None and found and session.scalar(select(ModelWorker.id).where(ModelWorker.person_id == found.id)):
        problems.append(Problem("id_number", N_("This person already has a model-worker file.")))
    if clean.account_holder not in ("", clean.name):
        problems.append(Problem("account_holder", N_("The account must be in the person's own name.")))
    problems += people.too_long(facts, LIMITS)
    birth_on = clean.birth_on or (own.birth_on if own else None)
    dates = checks.Dates(birth_on, facts.retired_on, facts.died_on, facts.death_reported_on)
    problems += worker_particulars.problems(facts.particulars, today)
    problems += checks.dates(dates, facts.work_state, today)
    problems += _honour_problems(facts.honours, birth_on, today)
    return replace(facts, person=clean), found, problems


def _honour_problems(honours: Sequence[HonourFacts | None], birth_on: date | None, today: date) -> list[Problem]:
    problems: list[Problem] = []
    for turn, honour in enumerate(honours):
        if honour is None:
            continue
        prefix = f"honours-{turn}-"
        problems += checks.honour(honour.title, honour.year, honour.revoked_on, birth_on, today, prefix=prefix)
        problems += checks.honour_days(
            honour.year, honour.awarded_on, honour.revoked_on, honour.revocation_no, today, prefix=prefix
        )
        problems += people.too_long(honour, HONOUR_LIMITS, prefix=prefix)
    if not any(honours):
        problems.append(Problem("honours-0-title", N_("Write at least one honour.")))
    return problems


def _write(worker: ModelWorker, facts: ModelWorkerFacts, today: date) -> None:
    values: dict[str, object] = {
        "employer": facts.employer.strip(),
        "work_state": facts.work_state,
        "treatment_level": _treatment(facts.honours),
        "payer": facts.payer,
        "retired_on": facts.retired_on,
        "died_on": facts.died_on,
        "death_reported_on": (facts.death_reported_on or today) if facts.died_on else None,
        "note": facts.note.strip(),
    }
    for name, value in values.items():
        setattr(worker, name, value)
    recorded = {honour.id: honour for honour in worker.honours}
    for honour in filter(None, facts.honours):
        row = recorded.get(honour.honour_id) if honour.honour_id else None
        if row is None:
            row = Honour()
            worker.honours.append(row)
        told = vars(honour) | {"treatment_level": honour.treatment_level or honour.level}
        for name in HONOUR_COLUMNS:
            value = told[name]
            setattr(row, name, value.strip() if type(value) is str else value)


def _treatment(honours: Sequence[HonourFacts | None]) -> HonourLevel:
    """The highest of the titles kept; of all when every one is revoked."""
    titles = list(filter(None, honours))
    kept = [one for one in titles if one.revoked_on is None] or titles
    return min((one.treatment_level or one.level for one in kept), key=LEVELS.index)
