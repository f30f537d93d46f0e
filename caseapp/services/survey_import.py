"""Answers taken in from a workbook: read and checked whole, then all of them in one transaction or none.

Nothing of the file is kept between looking and taking in: a row that says which form gave which answer would lead from
an anonymous answer to a person. Whoever sent the file carries it, sealed, from the one page to the next.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Refused
from caseapp.domain.rosters.answers import AnswerSheet, answer_sheet
from caseapp.domain.surveys.codes import SurveyState
from caseapp.models.questionnaires import Questionnaire
from caseapp.queries.questionnaires import survey_by_id
from caseapp.queries.survey_counts import questions_of
from caseapp.readers.rosters import Fault, Roster, read_plain
from caseapp.services import audit, survey_box
from caseapp.services.carried_files import demand_small
from caseapp.services.survey_rows import Found, RowCheck

_LOTS = secrets.SystemRandom()


@dataclass(frozen=True)
class Findings:
    """A file looked at: the answers it brings, how many are in already, the rows without an answer, and every fault in
    the order of the cells."""

    roster: Roster
    fresh: tuple[Found, ...]
    already: int
    untouched: int
    faults: tuple[Fault, ...]


def open_for(session: Session, actor: Actor, questionnaire_id: int) -> Questionnaire:
    """The survey, while answers can be taken in."""
    survey = survey_by_id(session, actor, questionnaire_id)
    actor.demand(Permission.RECORD_WRITE)
    if survey.state is not SurveyState.OPEN:
        raise Refused(N_("This survey is not open."))
    return survey


def sheet_of(session: Session, survey: Questionnaire) -> AnswerSheet:
    return answer_sheet(questions_of(session, survey), is_anonymous=survey.is_anonymous)


def look(session: Session, actor: Actor, *, questionnaire_id: int, data: bytes, today: date) -> Findings:
    """Stores nothing. Raises Invalid for a file that is no workbook of this survey."""
    survey = open_for(session, actor, questionnaire_id)
    demand_small(data)
    sheet = sheet_of(session, survey)
    roster = read_plain(data, sheet.layout)
    check = RowCheck(survey, sheet, roster, session=session, actor=actor, today=today)
    for record in roster.records:
        check.row(record.head)
    order = {name: turn for turn, name in enumerate(roster.headers)}
    faults = sorted(
        [*roster.faults, *check.faults], key=lambda one: (order[one.place.sheet], one.place.row, one.place.column)
    )
    return Findings(roster, tuple(check.fresh), check.already, check.untouched, tuple(faults))


def take(session: Session, actor: Actor, *, questionnaire_id: int, data: bytes, now: datetime, today: date) -> int:
    """Take every new answer of a file without faults in; gives how many. Those that are in already stay what they are.

    Of an anonymous survey no event is kept, as with forms typed in, and the order of the rows is lost.
    """
    found = look(session, actor, questionnaire_id=questionnaire_id, data=data, today=today)
    if found.faults:
        raise Refused(N_("This file has errors; nothing of it was taken in. Correct them and send it again."))
    survey = open_for(session, actor, questionnaire_id)
    rows = list(found.fresh)
    if survey.is_anonymous:
        _LOTS.shuffle(rows)
    for one in rows:
        survey_box.receive(session, survey, one.form, one.taken, day=one.day, now=now)
    if rows and not survey.is_anonymous:
        audit.record(session, actor, "survey.import", "questionnaire", survey.id, now=now, rows=len(rows))
    return len(rows)
