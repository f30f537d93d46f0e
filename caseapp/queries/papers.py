"""The papers of household files: what is kept, what is missing, on one file and over all of them."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from caseapp.domain.households import papers
from caseapp.domain.households.attachments import ContentKind
from caseapp.domain.households.codes import LIVE_STATES, Category, Cause, Health, WorkState
from caseapp.domain.households.papers import REQUIRED, Circumstance, PaperKind
from caseapp.models.attachments import Attachment, open_preview
from caseapp.models.held_papers import HeldPaper
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.sealing import Unsealable
from caseapp.models.users import User
from caseapp.models.visits import HouseholdNote, Visit

C = Circumstance


@dataclass(frozen=True)
class PaperRow:
    """One attachment; `preview` a small JPEG of a picture. `withdrawn_*` tell who hid it, when and why."""

    id: int
    visit_id: int | None
    paper: PaperKind
    content: ContentKind
    name: str
    size: int
    added_at: datetime
    added_by: str | None
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_reason: str | None
    preview: bytes | None

    @property
    def preview_url(self) -> str:
        """The preview as an address that holds it, or ""."""
        return f"data:image/jpeg;base64,{b64encode(self.preview).decode()}" if self.preview else ""


def on_shelf(session: Session, household_id: int) -> list[PaperRow]:
    """Everything attached to a file the caller may read, the newest first within a kind; one statement."""
    author, hider = aliased(User), aliased(User)
    statement = (
        select(Attachment, author.name, hider.name)
        .outerjoin(author, author.id == Attachment.created_by)
        .outerjoin(hider, hider.id == Attachment.withdrawn_by)
        .where(Attachment.household_id == household_id)
        .order_by(Attachment.id.desc())
    )
    rows = [_row(attachment, added, hidden) for attachment, added, hidden in session.execute(statement)]
    order = list(PaperKind)
    return sorted(rows, key=lambda row: order.index(row.paper))


def _row(attachment: Attachment, added_by: str | None, withdrawn_by: str | None) -> PaperRow:
    hidden = attachment.withdrawn_at is not None
    return PaperRow(
        id=attachment.id,
        visit_id=attachment.visit_id,
        paper=attachment.paper,
        content=attachment.content,
        name=attachment.name,
        size=attachment.size,
        added_at=attachment.created_at,
        added_by=added_by,
        withdrawn_at=attachment.withdrawn_at,
        withdrawn_by=withdrawn_by,
        withdrawn_reason=attachment.withdrawn_reason,
        preview=None if hidden else _preview(attachment),
    )


def _preview(attachment: Attachment) -> bytes | None:
    """None too when the stored preview was tampered with: the row still stands and opening it tells."""
    if attachment.preview_sealed is None:
        return None
    try:
        return open_preview(attachment.uid, attachment.preview_sealed)
    except Unsealable:
        return None


@dataclass(frozen=True)
class HeldRow:
    """A paper that lies in a folder; `withdrawn_reason` when it turned out not to."""

    id: int
    paper: PaperKind
    place: str
    noted_at: datetime
    noted_by: str | None
    withdrawn_reason: str | None


def in_folder(session: Session, household_id: int) -> list[HeldRow]:
    """Of a file the caller may read, in the order of the kinds; one statement."""
    statement = (
        select(
            HeldPaper.id, HeldPaper.paper, HeldPaper.place, HeldPaper.created_at, User.name, HeldPaper.withdrawn_reason
        )
        .outerjoin(User, User.id == HeldPaper.created_by)
        .where(HeldPaper.household_id == household_id)
        .order_by(HeldPaper.id)
    )
    order = list(PaperKind)
    return sorted((HeldRow(*row) for row in session.execute(statement)), key=lambda row: order.index(row.paper))


@dataclass(frozen=True)
class Belongings:
    """How much beside the form a file holds (`papers`: attached and in the folder), and the required papers it lacks,
    each with what calls for it."""

    papers: int
    visits: int
    notes: int
    missing: list[tuple[PaperKind, Circumstance]]


def belongings(session: Session, household_id: int) -> Belongings:
    """Of a file the caller may read; one statement. A file that has left the register lacks nothing."""
    return told(session.execute(_of_one(), {"household_id": household_id}).one())


@cache
def _of_one() -> Select[Any]:
    return select(*asked()).where(Household.id == bindparam("household_id"))


@cache
def asked() -> tuple[ColumnElement[Any], ...]:
    """The columns over Household that `told` reads; other tables of the statement must be aliases. Built once: that
    takes longer than the statement."""
    counts = [_number(kind) for kind in (Attachment, HeldPaper, Visit, HouseholdNote)]
    holds = [_holds(circumstance).label(f"holds_{circumstance.value}") for circumstance in Circumstance]
    keeps = [_keeps(kind).label(f"keeps_{kind.value}") for kind in REQUIRED]
    return (Household.state.in_(LIVE_STATES), *counts, *holds, *keeps)


def told(row: Sequence[Any]) -> Belongings:
    """What a row of the columns `asked` says."""
    is_live, attached, in_folder, visits, notes, *found = row
    holding = frozenset(one for one, does in zip(Circumstance, found, strict=False) if does)
    kept = frozenset(one for one, does in zip(REQUIRED, found[len(Circumstance) :], strict=True) if does)
    lacking = papers.missing(holding, kept) if is_live else []
    return Belongings(attached + in_folder, visits, notes, [(kind, REQUIRED[kind]) for kind in lacking])


def _number(of: type[Attachment | HeldPaper | Visit | HouseholdNote]) -> ScalarSelect[int]:
    present = select(func.count(of.id)).where(of.household_id == Household.id, of.withdrawn_at.is_(None))
    return present.correlate(Household).scalar_subquery()


def incomplete() -> ColumnElement[bool]:
    """Live files that lack a required paper: the same table as for one file."""
    lacking = [and_(_holds(circumstance), ~_keeps(kind)) for kind, circumstance in REQUIRED.items()]
    return Household.state.in_(LIVE_STATES) & or_(*lacking)


def _keeps(kind: PaperKind) -> ColumnElement[bool]:
    """Attached or in the folder; a visit that was written down is its own record."""
    attached = or_(
        *(
            exists().where(of.household_id == Household.id, of.paper == kind, of.withdrawn_at.is_(None))
            for of in (Attachment, HeldPaper)
        )
    )
    if kind is not PaperKind.VISIT:
        return attached
    return attached | exists().where(Visit.household_id == Household.id, Visit.withdrawn_at.is_(None))


def _holds(circumstance: Circumstance) -> ColumnElement[bool]:
    work, health = HouseholdMember.work_state, HouseholdMember.health
    holds: dict[Circumstance, ColumnElement[bool]] = {
        C.ANY: Household.id.is_not(None),
        C.EARNER: _somebody(work.in_(papers.EARNING)),
        C.STUDENT: _somebody(work == WorkState.STUDENT) | _because_of(Cause.SCHOOLING),
        C.ILL: _somebody(health.in_(papers.SERIOUS)) | _because_of(Cause.MAJOR_ILLNESS),
        C.DISABLED: _somebody((health == Health.DISABLED) | HouseholdMember.disability_kind.is_not(None)),
        C.INCIDENT: (Household.category == Category.ACCIDENT) | _because_of(*papers.SUDDEN),
        C.FARMER: _somebody(work == WorkState.MIGRANT),
        **{stage: Household.state.in_(states) for stage, states in papers.STAGES.items()},
    }
    return holds[circumstance]


def _because_of(*causes: Cause) -> ColumnElement[bool]:
    columns = (Household.main_cause, Household.cause_2, Household.cause_3, Household.cause_4)
    return or_(*(column.in_(causes) & column.is_not(None) for column in columns))


def _somebody(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(HouseholdMember.household_id == Household.id, HouseholdMember.left_on.is_(None), condition)
