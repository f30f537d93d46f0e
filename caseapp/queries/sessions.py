"""One activity with its sessions, costs and photos; one session with its list."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.households.attachments import ContentKind
from caseapp.domain.identity import mask
from caseapp.models.activities import Expense
from caseapp.models.sessions import ActivitySession, Attendant, RecordPaper
from caseapp.models.users import User
from caseapp.queries.facts.occasions import NUMBERS, occasions


@dataclass(frozen=True)
class PaperRow:
    id: int
    name: str
    content: ContentKind


@dataclass(frozen=True)
class Numbers:
    participants: int
    examined: int
    passed: int
    materials: int
    reach: int

    def __add__(self, other: "Numbers") -> "Numbers":
        return Numbers(*(getattr(self, name) + getattr(other, name) for name in NUMBERS))


@dataclass(frozen=True)
class SessionRow:
    """`listed`: how many stand on its list; without one the typed numbers count."""

    id: int
    topic: str
    place: str
    planned_on: date
    held_on: date | None
    given: str
    numbers: Numbers
    listed: int


@dataclass(frozen=True)
class WithdrawnRow:
    topic: str
    held_on: date | None
    at: datetime
    by: str | None
    reason: str


@dataclass(frozen=True)
class CostRow:
    expense: Expense
    papers: tuple[PaperRow, ...]


@dataclass(frozen=True)
class AttendantRow:
    id: int
    name: str
    workplace: str
    masked: str
    present: bool
    examined: bool
    passed: bool


def sessions_of(session: Session, activity_id: int) -> list[SessionRow]:
    """By day; of an activity the caller may read."""
    every = occasions()
    counted = {
        row.id: Numbers(*(int(row._mapping[name]) for name in NUMBERS))
        for row in session.execute(
            select(every).where(every.c.activity_id == activity_id, every.c.kind == "session").order_by(every.c.id)
        )
    }
    listed: dict[int, int] = defaultdict(int)
    on_lists = select(Attendant.session_id).join(ActivitySession, ActivitySession.id == Attendant.session_id)
    for session_id in session.scalars(on_lists.where(ActivitySession.activity_id == activity_id)):
        listed[session_id] += 1
    found = session.scalars(
        select(ActivitySession)
        .where(ActivitySession.activity_id == activity_id, ActivitySession.withdrawn_at.is_(None))
        .order_by(ActivitySession.planned_on, ActivitySession.id)
    )
    return [
        SessionRow(
            one.id, one.topic, one.place, one.planned_on, one.held_on, one.given, counted[one.id], listed[one.id]
        )
        for one in found
    ]


def withdrawn_of(session: Session, activity_id: int) -> list[WithdrawnRow]:
    """The sessions recorded by mistake, the latest withdrawn first."""
    rows = session.execute(
        select(
            ActivitySession.topic,
            ActivitySession.held_on,
            ActivitySession.withdrawn_at,
            User.name,
            ActivitySession.withdrawn_reason,
        )
        .outerjoin(User, User.id == ActivitySession.withdrawn_by)
        .where(ActivitySession.activity_id == activity_id, ActivitySession.withdrawn_at.is_not(None))
        .order_by(ActivitySession.withdrawn_at.desc(), ActivitySession.id.desc())
    )
    return [WithdrawnRow(topic, held_on, at, by, why) for topic, held_on, at, by, why in rows if at and why]


def costs_of(session: Session, activity_id: int) -> list[CostRow]:
    """The expenses of an activity with their vouchers, by day."""
    expenses = session.scalars(
        select(Expense).where(Expense.activity_id == activity_id).order_by(Expense.paid_on, Expense.id)
    ).all()
    papers: dict[int | None, list[PaperRow]] = defaultdict(list)
    wanted = RecordPaper.expense_id.in_([expense.id for expense in expenses])
    for paper in session.scalars(select(RecordPaper).where(wanted).order_by(RecordPaper.id)):
        papers[paper.expense_id].append(PaperRow(paper.id, paper.name, paper.content))
    return [CostRow(expense, tuple(papers[expense.id])) for expense in expenses]


def vouchers_of(session: Session, expense_id: int) -> list[PaperRow]:
    kept = select(RecordPaper).where(RecordPaper.expense_id == expense_id).order_by(RecordPaper.id)
    return [PaperRow(paper.id, paper.name, paper.content) for paper in session.scalars(kept)]


def photos_of(session: Session, activity_id: int) -> list[PaperRow]:
    kept = select(RecordPaper).where(RecordPaper.activity_id == activity_id).order_by(RecordPaper.id)
    return [PaperRow(paper.id, paper.name, paper.content) for paper in session.scalars(kept)]


def list_of(held: ActivitySession) -> list[AttendantRow]:
    """Numbers masked; of a session the caller may read."""
    return [
        AttendantRow(
            one.id,
            one.name,
            one.workplace,
            mask(one.id_number) if one.id_number else "",
            one.present,
            one.examined,
            one.passed,
        )
        for one in held.attendants
    ]
