"""What the authority answered to a list for the means check: kept as it was sent, looked at whole, taken in whole or
not at all.

What it would do is read anew from the kept bytes at each look. Taking it in is one transaction; taken in a second time,
or sent again under another name, it changes nothing.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound, Refused
from caseapp.domain.households.codes import HOUSEHOLD_LIFE, CheckResult, HouseholdAction
from caseapp.domain.households.means import Effect, Finding, effect_of, result_of
from caseapp.models.check_lists import CheckAnswer, CheckLine, CheckList
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.people import Person
from caseapp.queries.check_rules import Holding
from caseapp.queries.reach import reached
from caseapp.readers.check_results import read_check_results
from caseapp.services import audit, check_lists, household_steps, sent_answers
from caseapp.services.check_matching import Answered, Frame, Listed, Matched, match, numbers_in
from caseapp.services.planned import parts
from caseapp.services.step_keeping import LONGEST_FINDING

P = Permission


@dataclass(frozen=True)
class FileEffect:
    """What the answer does to one household: the day is that of its oldest result."""

    household: Household
    effect: Effect
    people: int
    answered: int
    result: CheckResult | None = None
    day: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Findings:
    matched: Matched
    files: list[FileEffect]

    @property
    def counts(self) -> Counter[Effect]:
        return Counter(one.effect for one in self.files)

    @property
    def changed(self) -> int:
        """People whose answer is new or another one."""
        return sum(one.answered != one.line.answered for one in self.matched.told)


def take(session: Session, actor: Actor, *, list_id: int, name: str, data: bytes, now: datetime) -> CheckAnswer:
    """Keep what was sent, sealed; the very same bytes sent again are the answer kept before. Nothing is recorded yet.
    Raises Invalid for a file that is no answer to such a list."""
    made = check_lists.opened(session, actor, list_id, for_change=True)
    digest = hashlib.sha256(data).hexdigest()
    same = select(CheckAnswer).where(CheckAnswer.list_id == made.id, CheckAnswer.digest == digest)
    kept = session.scalar(same)
    if kept is not None:
        return kept
    read_check_results(data)
    kept = CheckAnswer(list_id=made.id, name=name[-128:], digest=digest, sent_by=actor.id, sent_at=now)
    kept, is_new = sent_answers.keep(session, kept, data, same)
    if is_new:
        audit.record(session, actor, "check_answer.take", "check_answer", kept.id, now=now, digest=digest)
    return kept


def opened(session: Session, actor: Actor, answer_id: int) -> CheckAnswer:
    actor.demand(P.FILE_WRITE)
    statement = (
        select(CheckAnswer)
        .join(CheckList)
        .where(CheckAnswer.id == answer_id, reached(actor, P.FILE_WRITE, CheckList.unit_id))
        .options(joinedload(CheckAnswer.check_list, innerjoin=True), joinedload(CheckAnswer.sender))
    )
    kept = session.scalar(statement)
    if kept is None:
        raise NotFound(N_("There is no such answer to a list for the means check."))
    return kept


def look(session: Session, actor: Actor, kept: CheckAnswer, today: date) -> Findings:
    """What the answer would do now; stores nothing. People in files beyond the actor's reach are on no list."""
    table = read_check_results(sent_answers.content(kept))
    listed = _listed(session, actor, kept.list_id)
    unknown = numbers_in(table) - {line.id_number for line in listed}
    frame = Frame(kept.check_list.made_on, today, Holding(session), _elsewhere(session, actor, unknown))
    matched = match(table, listed, frame)
    return Findings(matched, _files(session, listed, matched))


def apply(session: Session, actor: Actor, *, answer_id: int, now: datetime, today: date) -> CheckAnswer:
    """Record every result of the answer, or refuse the whole of it while one cell is at fault; taken in before, it
    changes nothing."""
    kept = opened(session, actor, answer_id)
    check_lists.opened(session, actor, kept.list_id, for_change=True)
    session.refresh(kept, ["applied_at"])
    if kept.applied_at is not None:
        return kept
    found = look(session, actor, kept, today)
    if found.matched.faults:
        raise Refused(
            N_("%(count)s cells of this answer are at fault, so nothing of it is recorded. Correct and send it again."),
            count=len(found.matched.faults),
        )
    kept.changed_people = found.changed
    _write(session, kept, found.matched)
    for one in found.files:
        if one.effect is Effect.RECORD:
            household_steps.record_check(
                session,
                actor,
                household_id=one.household.id,
                version=one.household.version,
                result=one.result,
                checked_on=one.day,
                note=one.note,
                today=today,
                now=now,
            )
    kept.changed_files = found.counts[Effect.RECORD]
    kept.applied_by, kept.applied_at = actor.id, now
    counts = {effect.value: found.counts[effect] for effect in Effect}
    audit.record(
        session, actor, "check_answer.apply", "check_answer", kept.id, now=now, people=kept.changed_people, **counts
    )
    session.flush()
    return kept


def _write(session: Session, kept: CheckAnswer, matched: Matched) -> None:
    new = [told for told in matched.told if told.answered != told.line.answered]
    lines = select(CheckLine).where(CheckLine.list_id == kept.list_id).order_by(CheckLine.id)
    rows = {line.id: line for line in session.scalars(lines)}
    for told in new:
        row, said = rows[told.line.id], told.answered
        row.finding, row.checked_on, row.note, row.answer_id = said.finding, said.day, said.note, kept.id
        row.income_fen, row.savings_fen = said.income_fen, said.savings_fen
        row.homes, row.vehicles = said.homes, said.vehicles


def _listed(session: Session, actor: Actor, list_id: int) -> list[Listed]:
    statement = (
        select(CheckLine, Household.file_no, Household.applied_on, Person)
        .join(Household, Household.id == CheckLine.household_id)
        .join(Person, Person.id == CheckLine.person_id)
        .where(CheckLine.list_id == list_id, reached(actor, P.FILE_WRITE, Household.unit_id))
        .order_by(CheckLine.id)
    )
    return [
        Listed(
            line.id,
            line.household_id,
            file_no,
            person.id,
            person.name,
            person.id_number or "",
            applied_on,
            answered_of(line),
        )
        for line, file_no, applied_on, person in session.execute(statement)
    ]


def answered_of(line: CheckLine) -> Answered | None:
    if line.finding is None or line.checked_on is None:
        return None
    amounts = (line.income_fen, line.savings_fen, line.homes, line.vehicles)
    return Answered(line.finding, line.checked_on, line.note or "", *amounts)


def _elsewhere(session: Session, actor: Actor, numbers: set[str]) -> dict[str, str]:
    """The file numbers of people who are not on the list, within the actor's reach."""
    blinds = {Person.id_number.blind(number): number for number in numbers}
    statement = (
        select(Person.id_number_index, Household.file_no)
        .join(HouseholdMember, HouseholdMember.person_id == Person.id)
        .join(Household, Household.id == HouseholdMember.household_id)
        .where(HouseholdMember.left_on.is_(None), reached(actor, P.FILE_WRITE, Household.unit_id))
        .order_by(Household.id)
    )
    found = (
        row for some in parts(blinds) for row in session.execute(statement.where(Person.id_number_index.in_(some)))
    )
    return {blinds[index]: file_no for index, file_no in found if index}


def _files(session: Session, listed: list[Listed], matched: Matched) -> list[FileEffect]:
    """What follows for each household that the answer speaks of, in the order of the file numbers."""
    told = {one.line.id: one.answered for one in matched.told}
    spoken = {one.line.household_id for one in matched.told}
    households: list[Household] = []
    present: dict[int, set[int]] = {one: set() for one in spoken}
    seated = select(HouseholdMember.household_id, HouseholdMember.person_id).where(HouseholdMember.left_on.is_(None))
    for some in parts(sorted(spoken)):
        found = select(Household).where(Household.id.in_(some)).options(joinedload(Household.head))
        households += session.scalars(found.order_by(Household.id))
        for household_id, person_id in session.execute(seated.where(HouseholdMember.household_id.in_(some))):
            present[household_id].add(person_id)
    households.sort(key=lambda one: one.file_no)
    lines: dict[int, list[Listed]] = {one: [] for one in spoken}
    for line in listed:
        if line.household_id in spoken:
            lines[line.household_id].append(line)
    return [_effect(household, lines[household.id], present[household.id], told) for household in households]


def _effect(household: Household, lines: list[Listed], present: set[int], told: dict[int, Answered]) -> FileEffect:
    by_person = {line.person_id: told.get(line.id, line.answered) for line in lines}
    changed = any(line.id in told and told[line.id] != line.answered for line in lines)
    answers = [by_person.get(person) for person in present]
    given = [one for one in answers if one is not None]
    waits = HouseholdAction.CHECK in HOUSEHOLD_LIFE.actions_from(household.state)
    findings: list[Finding | None] = [one.finding if one else None for one in answers]
    effect = effect_of(findings, changed=changed, waits=waits)
    shown = FileEffect(household, effect, len(answers), len(given))
    if effect is not Effect.RECORD:
        return shown
    notes = dict.fromkeys(one.note for one in given if one.note)
    return replace(
        shown,
        result=result_of(one.finding for one in given),
        day=min(one.day for one in given),
        note="；".join(notes)[:LONGEST_FINDING],
    )
