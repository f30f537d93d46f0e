"""A model worker as a roster tells them, as the facts the service takes; and what would change by it."""

from collections.abc import Sequence
from typing import Any

from caseapp.domain import names
from caseapp.domain.model_workers.codes import HonourLevel, Payer, WorkerState
from caseapp.domain.model_workers.particulars import FIELDS, Field, Kind
from caseapp.domain.money import Money
from caseapp.domain.rosters.model_workers import HONOUR
from caseapp.models.model_workers import Honour, ModelWorker
from caseapp.models.worker_particulars import WorkerParticulars
from caseapp.readers.rosters.lines import Said
from caseapp.services import worker_particulars
from caseapp.services.model_workers import HonourFacts, ModelWorkerFacts
from caseapp.services.planned import Body, Change
from caseapp.services.said import MASKS, changes_of_person, day_of, person_of, shown, word_of

OWN = ("employer", "work_state", "payer", "retired_on", "died_on", "death_reported_on", "note")
_DAYS = ("awarded_on", "revoked_on")
_LEVELS = ("level", "treatment_level")
_MASKS = {Kind.PHONE: MASKS["phone"], Kind.ACCOUNT: MASKS["account"]}


def facts_of(body: Body, worker: ModelWorker | None) -> ModelWorkerFacts:
    """The facts to register, or to write over `worker`: there, what the file leaves empty stays as recorded, and the
    honours it does not name stay beside those it names."""
    said = body.head

    def text(key: str) -> str:
        return str(said.get(key) or (getattr(worker, key) if worker else ""))

    def day(key: str) -> Any:
        return day_of(said.get(key)) or (getattr(worker, key) if worker else None)

    return ModelWorkerFacts(
        unit_id=body.unit_id,
        person=person_of(said, worker.person if worker else None),
        work_state=word_of(WorkerState, said.get("work_state")) or (worker.work_state if worker else WorkerState.OTHER),
        payer=word_of(Payer, said.get("payer")) or (worker.payer if worker else Payer.CITY),
        employer=text("employer"),
        retired_on=day("retired_on"),
        died_on=day("died_on"),
        death_reported_on=day("death_reported_on"),
        note=text("note"),
        particulars=_particulars(said),
        honours=tuple(_honours(body.members, worker.honours if worker else ())),
    )


def _particulars(said: dict[str, Said]) -> dict[str, str]:
    """As somebody would type them; only those the file tells."""
    return {
        one.key: f"{Money(int(said[one.key])).yuan():.2f}" if one.kind is Kind.MONEY else str(said[one.key])
        for one in FIELDS
        if one.key in said
    }


def _honours(told: Sequence[dict[str, Said]], recorded: Sequence[Honour]) -> list[HonourFacts]:
    """The honours of the file in its order, each over the recorded one it names; then the others on record."""
    left = list(recorded)
    found = []
    for said in told:
        own = next((honour for honour in left if _is_same(honour, said)), None)
        if own is not None:
            left.remove(own)
        found.append(_honour(said, own))
    return found + [_honour({}, honour) for honour in left]


def _is_same(honour: Honour, said: dict[str, Said]) -> bool:
    """The same certificate; or the same title of the same year."""
    number = str(said.get("certificate_no", ""))
    if number and number == honour.certificate_no:
        return True
    return names.normal(honour.title) == names.normal(str(said.get("title", ""))) and honour.year == said.get("year")


def _honour(said: dict[str, Said], own: Honour | None) -> HonourFacts:
    values: dict[str, Any] = {}
    for column in HONOUR:
        kept = getattr(own, column.key) if own else None
        told: Any = said.get(column.key)
        if column.key in _DAYS:
            told = day_of(told)
        elif column.key in _LEVELS:
            told = word_of(HonourLevel, told)
        values[column.key] = told if told is not None else kept
    text = {key: value or "" for key, value in values.items() if key not in (*_DAYS, *_LEVELS, "year")}
    return HonourFacts(**{**values, **text}, honour_id=own.id if own else None)


def changes(worker: ModelWorker, facts: ModelWorkerFacts, kept: WorkerParticulars | None) -> list[Change]:
    """What writing the facts, which must have been checked, would change; `kept` are the further fields on record."""
    told = changes_of_person(worker.person, facts.person)
    for key in OWN:
        before, after = getattr(worker, key), getattr(facts, key)
        if before != after:
            told.append(Change("", key, shown(key, before), shown(key, after)))
    for one in FIELDS:
        if one.key in facts.particulars:
            before, after = getattr(kept, one.key, None), worker_particulars.read(one, facts.particulars[one.key])
            if before != after:
                told.append(Change("", one.key, _of_field(one, before), _of_field(one, after)))
    return told + _changes_of_honours(worker, facts)


def _of_field(one: Field, value: Any) -> tuple[str, str]:
    mask = _MASKS.get(one.kind)
    return shown(one.key, mask(value) if mask and value else value)


def _changes_of_honours(worker: ModelWorker, facts: ModelWorkerFacts) -> list[Change]:
    recorded = {honour.id: honour for honour in worker.honours}
    told = []
    for honour in facts.honours:
        if honour is None:
            continue
        own = recorded.get(honour.honour_id or 0)
        if own is None:
            told.append(Change(honour.title, "joins", after=shown("level", honour.level)))
            continue
        for column in HONOUR:
            before, after = getattr(own, column.key), getattr(honour, column.key)
            if column.key == "treatment_level":
                after = after or honour.level
            if before != after:
                told.append(Change(own.title, column.key, shown(column.key, before), shown(column.key, after)))
    return told
