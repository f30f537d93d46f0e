"""Who may be asked: the people a project paid in a period, those at an activity, or a list of names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from caseapp.domain.households.codes import Category
from caseapp.domain.periods import Window
from caseapp.domain.surveys.codes import FrameKind
from caseapp.domain.surveys.sampling import Candidate, Stratum
from caseapp.models.payments import Payment
from caseapp.models.projects import Project
from caseapp.models.questionnaires import Questionnaire
from caseapp.models.sessions import Attendant
from caseapp.queries.facts.occasions import occasions
from caseapp.queries.facts.scope import counted, scope_of


@dataclass(frozen=True)
class Framed:
    """One of the frame: a household, a person without one, or a name or number of a list."""

    candidate: Candidate
    household_id: int | None = None
    person_id: int | None = None
    name: str = ""
    unit_id: int | None = None
    category: Category | None = None


@dataclass(frozen=True)
class Frame:
    """Where those who may be asked are found; what the kind does not need stays empty."""

    kind: FrameKind
    period_from: date | None = None
    period_to: date | None = None
    activity_id: int | None = None
    listed: tuple[str, ...] = ()


def kept(survey: Questionnaire) -> Frame | None:
    """The frame a survey was drawn from; None before."""
    if survey.frame_kind is None:
        return None
    return Frame(survey.frame_kind, survey.period_from, survey.period_to, survey.activity_id, tuple(survey.listed))


def read(session: Session, project: Project, frame: Frame) -> list[Framed]:
    """The frame as the records stand now."""
    match frame.kind:
        case FrameKind.PAID if frame.period_from and frame.period_to:
            return paid_in(session, project, frame.period_from, frame.period_to)
        case FrameKind.ATTENDEES:
            return at_activity(session, frame.activity_id)
        case FrameKind.LISTED:
            return named(frame.listed)
    return []


def paid_in(session: Session, project: Project, start: date, end: date) -> list[Framed]:
    """Each household, and each person without one, whom the project paid; unit and category of the last payment."""
    rows = session.execute(
        select(Payment.household_id, Payment.person_id, Payment.unit_id, Payment.category)
        .where(counted(scope_of(project), Window(start, end, end)))
        .order_by(Payment.paid_on, Payment.id)
    )
    latest: dict[str, Framed] = {}
    for household_id, person_id, unit_id, category in rows:
        key = f"household:{household_id}" if household_id else f"person:{person_id}"
        stratum = Stratum(category.value if category else "", unit_id)
        person = None if household_id else person_id
        latest[key] = Framed(Candidate(key, stratum), household_id, person, "", unit_id, category)
    return list(latest.values())


def at_activity(session: Session, activity_id: int | None) -> list[Framed]:
    """Whoever stands on a list of its sessions as present, once: by ID number, else by name and workplace. Those of
    sessions without a list, and of an activity without sessions, have a place by number."""
    every = occasions()
    signed = (
        select(Attendant)
        .join(every, and_(every.c.kind == "session", every.c.id == Attendant.session_id))
        .where(every.c.activity_id == activity_id)
        .order_by(every.c.held_on, every.c.id, Attendant.number)
    )
    lists, people = set(), dict[object, Framed]()
    for one in session.scalars(signed):
        lists.add(one.session_id)
        if one.present:
            person = one.id_number_index or (one.name, one.workplace)
            people.setdefault(person, Framed(Candidate(f"attendant:{one.id}", Stratum()), name=one.name))
    counts = session.execute(
        select(every.c.kind, every.c.id, every.c.participants).where(every.c.activity_id == activity_id)
    )
    places = sum(number for kind, own, number in counts if kind == "activity" or own not in lists)
    return [*people.values(), *numbered(places)]


def numbered(count: int) -> list[Framed]:
    """Who signed no list here: each place has a number."""
    return [Framed(Candidate(f"place:{number}", Stratum())) for number in range(1, count + 1)]


def named(names: Sequence[str]) -> list[Framed]:
    return [Framed(Candidate(f"name:{number}", Stratum()), name=name) for number, name in enumerate(names, 1)]


def candidates(frame: Iterable[Framed]) -> list[Candidate]:
    return [one.candidate for one in frame]
