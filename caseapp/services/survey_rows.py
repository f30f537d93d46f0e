"""The rows of a workbook of answers, beside the forms of the survey: what each brings, or what is wrong with it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain.access.actor import Actor
from caseapp.domain.errors import N_, Invalid
from caseapp.domain.rosters.answers import FORM, NAME, UNTOUCHED, AnswerSheet, option_number
from caseapp.domain.rosters.columns import normal
from caseapp.domain.surveys.codes import InvalidReason, InvitationState, SurveyChannel
from caseapp.domain.surveys.entry import read_typed
from caseapp.domain.surveys.questions import Question
from caseapp.models.households import Household
from caseapp.models.questionnaires import Questionnaire, SurveyInvitation
from caseapp.queries.questionnaires import interviewers
from caseapp.readers.rosters import Fault, PersonLine, Roster
from caseapp.services.survey_box import Taken
from caseapp.services.survey_codes import LENGTH, index_of, plain
from caseapp.services.survey_entry import day_problems, form_problem
from caseapp.services.survey_slips import name_of


@dataclass(frozen=True)
class Found:
    """One row that can be taken in."""

    form: SurveyInvitation
    taken: Taken
    day: date


class RowCheck:
    """The rows of one file, one after another. An answer that is in already is only counted: whether the file says the
    same would tell what somebody answered."""

    def __init__(
        self, survey: Questionnaire, sheet: AnswerSheet, roster: Roster, *, session: Session, actor: Actor, today: date
    ) -> None:
        self.actor, self.survey, self.sheet, self.today = actor, survey, sheet, today
        self.questions = tuple(sheet.keys.values())
        self.unread = {(one.place.sheet, one.place.row, one.place.column) for one in roster.faults}
        self.forms = _forms(session, survey, roster)
        self.staff = _staff(session, actor)
        self.seen: set[int] = set()
        self.fresh: list[Found] = []
        self.faults: list[Fault] = []
        self.already = self.untouched = 0

    def row(self, line: PersonLine) -> None:
        if line.said.keys() <= UNTOUCHED and not self._has_fault(line):
            self.untouched += 1
            return
        before = len(self.faults)
        form = self._form(line)
        day = self._day(line)
        channel = self._needed(line, "channel")
        interviewer = self._interviewer(line)
        invalid = InvalidReason(str(line.said["invalid"])) if "invalid" in line.said else None
        answers = self._answers(line, invalid)
        if form is None or len(self.faults) > before or self._has_fault(line) or not channel or day is None:
            return
        channel = SurveyChannel(channel)
        if interviewer is None and channel is not SurveyChannel.LINK:
            interviewer = self.actor.id
        taken = Taken(answers, channel, interviewer, invalid)
        if form.state is not InvitationState.ANSWERED:
            self.fresh.append(Found(form, taken, day))
        else:
            self.already += 1

    def _form(self, line: PersonLine) -> SurveyInvitation | None:
        said = str(line.said.get(FORM.key, ""))
        if not said:
            self._say(line, FORM.key, N_("Write the number or the code of the form."))
            return None
        form = self.forms.get(said.lstrip("0") if said.isdecimal() else plain(said))
        is_in = form is not None and form.state is InvitationState.ANSWERED and form.number not in self.seen
        problem = form_problem(self.actor, self.survey, form, self.seen, again=is_in)
        if problem is not None:
            self._say(line, FORM.key, problem)
        if form is None:
            return None
        self.seen.add(form.number)
        name, known = str(line.said.get(NAME.key, "")), name_of(form)
        if name and known and normal(name) != normal(known):
            self._say(line, NAME.key, N_("This form was given to somebody else. Compare the number with the name."))
        return form

    def _day(self, line: PersonLine) -> date | None:
        said = self._needed(line, "day")
        if not said:
            return None
        day = date.fromisoformat(said)
        for problem in day_problems(self.survey, day, self.today):
            self.faults.append(line.fault("day", problem.message, problem.values))
        return day

    def _interviewer(self, line: PersonLine) -> int | None:
        said = str(line.said.get("interviewer", ""))
        found = self.staff.get(said, [])
        if said and len(found) != 1:
            nobody = N_("Nobody here has this name or sign-in name. Leave the cell empty for yourself.")
            several = N_("Several people here have this name. Write the sign-in name.")
            self._say(line, "interviewer", several if found else nobody)
        return found[0] if len(found) == 1 else None

    def _answers(self, line: PersonLine, invalid: InvalidReason | None) -> dict[str, str]:
        typed: dict[str, str] = {}
        for key, question in self.sheet.keys.items():
            said = str(line.said.get(key, ""))
            try:
                typed[question.key] = option_number(question, said) if said and question.is_picked else said
            except Invalid as refusal:
                self._tell(line, refusal)
        try:
            asked = [one for one in self.questions if one.key in typed and not self._is_unread(line, one)]
            return read_typed(asked, typed, invalid=invalid)
        except Invalid as refusal:
            self._tell(line, refusal)
            return {}

    def _needed(self, line: PersonLine, key: str) -> str:
        """What stands there; says so when nothing does, unless the cell or its column has been found fault with."""
        said = str(line.said.get(key, ""))
        place = line.place(key)
        if not said and key in line.columns and (place.sheet, place.row, place.column) not in self.unread:
            self._say(line, key, N_("Fill this in."))
        return said

    def _is_unread(self, line: PersonLine, question: Question) -> bool:
        key = self.sheet.column_of(question.key)
        place = line.place(key)
        return key not in line.columns or (place.sheet, place.row, place.column) in self.unread

    def _has_fault(self, line: PersonLine) -> bool:
        return any((line.sheet, line.row, column) in self.unread for column in line.columns.values())

    def _tell(self, line: PersonLine, refusal: Invalid) -> None:
        for one in refusal.problems:
            self.faults.append(line.fault(self.sheet.column_of(one.field or ""), one.message, one.values))

    def _say(self, line: PersonLine, key: str, message: str) -> None:
        self.faults.append(line.fault(key, message))


def _forms(session: Session, survey: Questionnaire, roster: Roster) -> dict[str, SurveyInvitation]:
    """The forms that the file names, by what it names them by: the number, or the code of the slip."""
    said = {str(record.head.said.get(FORM.key, "")) for record in roster.records}
    codes = {index_of(code): code for code in map(plain, said) if len(code) == LENGTH}
    statement = select(SurveyInvitation).where(SurveyInvitation.questionnaire_id == survey.id)
    with_people = statement.options(
        joinedload(SurveyInvitation.unit),
        joinedload(SurveyInvitation.person),
        joinedload(SurveyInvitation.household).joinedload(Household.head),
    )
    found: dict[str, SurveyInvitation] = {}
    for form in session.scalars(with_people.order_by(SurveyInvitation.number)):
        found[str(form.number)] = form
        if form.code_index in codes:
            found[codes[form.code_index]] = form
    return found


def _staff(session: Session, actor: Actor) -> Mapping[str, list[int]]:
    """Who may have taken an answer, by sign-in name and by name."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, name, login in interviewers(session, actor):
        for said in {login, name}:
            found[said].append(number)
    return found
