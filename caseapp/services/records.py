"""Records beside the payments: activities, expenses, remittances of withheld dues, survey totals, typed figures."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.activities.codes import ActivityKind
from caseapp.domain.errors import N_, Invalid, NotFound, Problem, Refused
from caseapp.domain.payments.codes import FundSource
from caseapp.domain.surveys.codes import ANSWERS, COUNTED, Answer, SurveyPurpose
from caseapp.models.activities import Activity, Expense, Remittance
from caseapp.models.projects import Indicator, Project, TypedFigure
from caseapp.models.surveys import Survey, SurveyTally
from caseapp.services import audit
from caseapp.services.budget import spend_directly


def record_activity(
    session: Session,
    actor: Actor,
    *,
    project_id: int,
    kind: ActivityKind,
    title: str,
    planned_on: date,
    now: datetime,
    today: date,
    held_on: date | None = None,
    place: str = "",
    participants: int = 0,
    examined: int = 0,
    passed: int = 0,
    materials: int = 0,
    reach: int = 0,
    activity_id: int | None = None,
) -> Activity:
    """Plan an activity, or record how it went; `activity_id` brings a recorded one up to date."""
    project = _project(session, actor, project_id)
    numbers = {
        "participants": participants,
        "examined": examined,
        "passed": passed,
        "materials": materials,
        "reach": reach,
    }
    problems = [*_needed("title", title), *_not_negative(numbers), *_of_the_year("planned_on", planned_on, project)]
    if held_on is not None:
        problems += [*_of_the_year("held_on", held_on, project), *_not_ahead("held_on", held_on, today)]
    elif any(numbers.values()):
        problems.append(Problem("held_on", N_("Say when it was held, or leave the numbers at 0.")))
    if passed > examined:
        problems.append(Problem("passed", N_("More people passed than were examined.")))
    if examined > participants:
        problems.append(Problem("examined", N_("More people were examined than took part.")))
    _raise(problems)
    activity = Activity(project_id=project.id) if activity_id is None else session.get(Activity, activity_id)
    if activity is None or activity.project_id != project.id:
        raise NotFound(N_("There is no such activity."))
    activity.kind, activity.title, activity.place = kind, title.strip(), place.strip()
    activity.planned_on, activity.held_on = planned_on, held_on
    for name, number in numbers.items():
        setattr(activity, name, number)
    activity.recorded_by, activity.recorded_at = actor.id, now
    session.add(activity)
    session.flush()
    audit.record(
        session, actor, "activity.record", "activity", activity.id, now=now, held=held_on is not None, **numbers
    )
    return activity


def record_expense(
    session: Session,
    actor: Actor,
    *,
    project_id: int,
    source: FundSource,
    amount_fen: int,
    paid_on: date,
    voucher_no: str,
    subject: str,
    now: datetime,
    today: date,
    activity_id: int | None = None,
) -> Expense:
    """Spends the project's budget; Refused when it is not enough."""
    project = _project(session, actor, project_id)
    problems = [*_needed("voucher_no", voucher_no), *_needed("subject", subject)]
    problems += [*_of_the_year("paid_on", paid_on, project), *_not_ahead("paid_on", paid_on, today)]
    if amount_fen <= 0:
        problems.append(Problem("amount_fen", N_("The amount must be more than 0.")))
    same = exists().where(Expense.project_id == project.id, Expense.voucher_no == voucher_no.strip())
    if voucher_no.strip() and session.scalar(select(same)):
        problems.append(Problem("voucher_no", N_("This voucher is recorded already.")))
    if activity_id is not None:
        held = session.get(Activity, activity_id)
        if held is None or held.project_id != project.id:
            problems.append(Problem("activity_id", N_("This activity is not of the project.")))
    _raise(problems)
    expense = Expense(
        project_id=project.id,
        activity_id=activity_id,
        source=source,
        amount_fen=amount_fen,
        paid_on=paid_on,
        voucher_no=voucher_no.strip(),
        subject=subject.strip(),
        recorded_by=actor.id,
        recorded_at=now,
    )
    with session.begin_nested():
        session.add(expense)
        session.flush()
        spend_directly(session, actor, expense, amount_fen, now=now)
    details = {"project": project.id, "amount_fen": amount_fen, "source": source.value}
    audit.record(session, actor, "expense.record", "expense", expense.id, now=now, **details)
    return expense


def record_remittance(
    session: Session,
    actor: Actor,
    *,
    project_id: int,
    source: FundSource,
    quarter: int,
    due_on: date,
    due_fen: int,
    now: datetime,
    today: date,
    received_fen: int = 0,
    passed_fen: int = 0,
    passed_on: date | None = None,
    voucher_no: str = "",
) -> Remittance:
    """One quarter's dues; again for the same quarter brings it up to date. What is passed on spends the budget."""
    project = _project(session, actor, project_id)
    row = session.scalars(
        select(Remittance).where(Remittance.project_id == project.id, Remittance.quarter == quarter).with_for_update()
    ).one_or_none()
    problems = [*_of_the_year("due_on", due_on, project)]
    problems += _not_negative({"due_fen": due_fen, "received_fen": received_fen, "passed_fen": passed_fen})
    if quarter not in range(1, 5):
        problems.append(Problem("quarter", N_("A quarter is 1, 2, 3 or 4.")))
    if received_fen > due_fen:
        problems.append(Problem("received_fen", N_("More was received than was due.")))
    if passed_fen > received_fen:
        problems.append(Problem("passed_fen", N_("More was passed on than was received.")))
    if (passed_on is None) != (passed_fen == 0):
        problems.append(Problem("passed_on", N_("What was passed on needs a day, and a day an amount.")))
    if passed_on is not None:
        problems += _not_ahead("passed_on", passed_on, today)
        problems += _needed("voucher_no", voucher_no)
    before = (row.passed_fen, row.source) if row else (0, source)
    if before[0] and (passed_fen < before[0] or source is not before[1]):
        problems.append(Problem("passed_fen", N_("Money already passed on cannot be taken back or change its source.")))
    _raise(problems)
    with session.begin_nested():
        row = row or Remittance(project_id=project.id, quarter=quarter)
        row.source, row.due_on, row.due_fen, row.received_fen = source, due_on, due_fen, received_fen
        row.passed_fen, row.passed_on, row.voucher_no = passed_fen, passed_on, voucher_no.strip()
        row.recorded_by, row.recorded_at = actor.id, now
        session.add(row)
        session.flush()
        if passed_fen > before[0]:
            spend_directly(session, actor, row, passed_fen - before[0], now=now)
    details = {"quarter": quarter, "received_fen": received_fen, "passed_fen": passed_fen}
    audit.record(session, actor, "remittance.record", "remittance", row.id, now=now, **details)
    return row


def record_survey(
    session: Session,
    actor: Actor,
    *,
    project_id: int,
    purpose: SurveyPurpose,
    title: str,
    held_on: date,
    issued_forms: int,
    returned_forms: int,
    tallies: Mapping[Answer, int],
    now: datetime,
    today: date,
    channel: str = "",
    counted: Iterable[Answer] | None = None,
) -> Survey:
    """How many forms gave each answer; their sum, the valid forms, is at most the returned ones."""
    project = _project(session, actor, project_id)
    good = tuple(COUNTED[purpose] if counted is None else counted)
    problems = [*_needed("title", title), *_not_ahead("held_on", held_on, today)]
    if held_on < date(project.year, 1, 1):
        problems.append(Problem("held_on", N_("The day must not be before the project's year.")))
    numbers = {"issued_forms": issued_forms, "returned_forms": returned_forms}
    problems += _not_negative(numbers | {answer.value: forms for answer, forms in tallies.items()})
    if returned_forms > issued_forms:
        problems.append(Problem("returned_forms", N_("More forms came back than went out.")))
    if sum(tallies.values()) > returned_forms:
        problems.append(Problem("returned_forms", N_("There are more answers than forms that came back.")))
    if not sum(tallies.values()):
        problems.append(Problem(None, N_("Enter how many forms gave each answer.")))
    if not set(tallies) <= set(ANSWERS[purpose]) or not set(good) <= set(ANSWERS[purpose]):
        problems.append(Problem(None, N_("An answer does not belong to this kind of survey.")))
    _raise(problems)
    survey = Survey(
        project_id=project.id,
        purpose=purpose,
        title=title.strip(),
        channel=channel.strip(),
        held_on=held_on,
        issued_forms=issued_forms,
        returned_forms=returned_forms,
        counted=[answer.value for answer in good],
        recorded_by=actor.id,
        recorded_at=now,
        tallies=[SurveyTally(answer=answer, forms=forms) for answer, forms in tallies.items()],
    )
    session.add(survey)
    session.flush()
    audit.record(session, actor, "survey.record", "survey", survey.id, now=now, purpose=purpose.value, **numbers)
    return survey


def record_typed_figure(
    session: Session,
    actor: Actor,
    *,
    indicator_id: int,
    words: str,
    attained: bool,
    evidence: str,
    now: datetime,
    today: date,
) -> TypedFigure:
    """A finding for an indicator that no record computes; the latest one stands."""
    indicator = session.get(Indicator, indicator_id)
    if indicator is None:
        raise NotFound(N_("There is no such indicator."))
    _project(session, actor, indicator.project_id)
    if indicator.measure not in {None, "typed"}:
        raise Refused(N_("This figure is computed from records; it cannot be typed."))
    _raise([*_needed("words", words), *_needed("evidence", evidence)])
    figure = TypedFigure(
        indicator_id=indicator.id,
        entered_on=today,
        words=words.strip(),
        attained=attained,
        evidence=evidence.strip(),
        entered_by=actor.id,
    )
    session.add(figure)
    session.flush()
    audit.record(session, actor, "figure.type", "indicator", indicator.id, now=now, attained=attained)
    return figure


def _project(session: Session, actor: Actor, project_id: int) -> Project:
    project = session.get(Project, project_id, options=[joinedload(Project.unit)])
    if project is None:
        raise NotFound(N_("There is no such project, or you cannot see it."))
    actor.demand(Permission.RECORD_WRITE, project.unit.path)
    return project


def _needed(field: str, text: str) -> list[Problem]:
    return [] if text.strip() else [Problem(field, N_("This is needed."))]


def _not_negative(numbers: Mapping[str, int]) -> list[Problem]:
    return [Problem(name, N_("A number cannot be below 0.")) for name, number in numbers.items() if number < 0]


def _of_the_year(field: str, day: date, project: Project) -> list[Problem]:
    if day.year == project.year:
        return []
    return [Problem(field, N_("The day must be in the project's year, %(year)s."), {"year": project.year})]


def _not_ahead(field: str, day: date, today: date) -> list[Problem]:
    return [Problem(field, N_("The day lies in the future."))] if day > today else []


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise Invalid(problems)
