"""Answers that staff type in: from paper, or what was said on the telephone or at a visit."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Problem, Refused
from caseapp.domain.surveys.codes import InvalidReason, InvitationState, SurveyChannel, SurveyState
from caseapp.domain.surveys.entry import read_typed
from caseapp.models.questionnaires import Questionnaire, SurveyInvitation
from caseapp.queries.questionnaires import interviewers, survey_by_id
from caseapp.queries.survey_counts import questions_of
from caseapp.services import audit, survey_box


@dataclass(frozen=True)
class Typed:
    """One form as it was typed: its number, and by question the number of an option, a number or words."""

    number: int | None
    answers: Mapping[str, str]
    invalid: InvalidReason | None = None


def enter(
    session: Session,
    actor: Actor,
    *,
    questionnaire_id: int,
    channel: SurveyChannel,
    day: date,
    rows: Mapping[int, Typed],
    now: datetime,
    today: date,
    interviewer_id: int | None = None,
) -> int:
    """Take all of the rows in, or none: raises Invalid with every problem, named `rows-0-number`, `rows-0-<question>`.
    `interviewer_id` asked the questions; None stands for who types them in.

    Of an anonymous survey no event is kept, since it would hold a moment: who typed a form in stands at the form.
    """
    survey = survey_by_id(session, actor, questionnaire_id)
    actor.demand(Permission.RECORD_WRITE)
    if survey.state is not SurveyState.OPEN:
        raise Refused(N_("This survey is not open."))
    questions, forms = questions_of(session, survey), _forms(session, survey, rows.values())
    problems = day_problems(survey, day, today)
    if interviewer_id is not None and interviewer_id not in {number for number, *_ in interviewers(session, actor)}:
        problems.append(Problem("interviewer", N_("Choose one of the list.")))
    taken: list[tuple[SurveyInvitation, dict[str, str], InvalidReason | None]] = []
    seen: set[int] = set()
    for place, row in rows.items():
        form = forms.get(row.number or 0)
        problem = form_problem(actor, survey, form, seen) if row.number else N_("Type the number of the form.")
        if problem is not None:
            problems.append(Problem(f"rows-{place}-number", problem))
        seen.add(row.number or 0)
        try:
            answers = read_typed(questions, row.answers, invalid=row.invalid)
        except Invalid as invalid:
            problems += [Problem(f"rows-{place}-{one.field}", one.message, one.values) for one in invalid.problems]
        else:
            if form is not None:
                taken.append((form, answers, row.invalid))
    if not rows:
        problems.append(Problem(None, N_("Type at least one form.")))
    if problems:
        raise Invalid(problems)
    for form, answers, invalid_for in taken:
        one = survey_box.Taken(answers, channel, interviewer_id or actor.id, invalid_for)
        survey_box.receive(session, survey, form, one, day=day, now=now)
    if not survey.is_anonymous:
        audit.record(session, actor, "survey.enter", "questionnaire", survey.id, now=now, rows=len(taken))
    return len(taken)


def _forms(session: Session, survey: Questionnaire, rows: Iterable[Typed]) -> dict[int, SurveyInvitation]:
    numbers = {row.number for row in rows if row.number}
    statement = select(SurveyInvitation).where(
        SurveyInvitation.questionnaire_id == survey.id, SurveyInvitation.number.in_(numbers)
    )
    found = session.scalars(statement.options(joinedload(SurveyInvitation.unit)))
    return {form.number: form for form in found}


def form_problem(
    actor: Actor,
    survey: Questionnaire,
    form: SurveyInvitation | None,
    seen: Collection[int],
    *,
    again: bool = False,
) -> str | None:
    """Why no answer can be taken in for a form; `seen` are the numbers that stood in earlier lines. `again`: one whose
    answer is in already may be named once more, for nothing."""
    if form is None:
        return N_("There is no form of this number.")
    if form.number in seen:
        return N_("This form stands in an earlier line.")
    if form.state is InvitationState.ANSWERED and not again:
        return N_("The answer of this form is in already; it cannot be given twice or changed.")
    if form.state is InvitationState.DROPPED:
        return N_("This form dropped out; somebody else is asked in its place.")
    return None if _may_enter(actor, survey, form) else N_("This form is of a unit outside your reach.")


def _may_enter(actor: Actor, survey: Questionnaire, form: SurveyInvitation) -> bool:
    """Whoever keeps the project's records, and for people of their own units whoever keeps records there."""
    places = [survey.project.unit.path] + ([form.unit.path] if form.unit else [])
    tops = actor.reach(Permission.RECORD_WRITE)
    return actor.is_system or any(place.startswith(top) for place in places for top in tops)


def day_problems(survey: Questionnaire, day: date, today: date) -> list[Problem]:
    if day > today:
        return [Problem("day", N_("The day lies in the future."))]
    if survey.opened_on and day < survey.opened_on:
        return [Problem("day", N_("The survey was opened later, on %(day)s."), {"day": survey.opened_on.isoformat()})]
    return []
