"""Frozen tables: which are within reach, their lists a page at a time, and whose reach each entry of a list lies in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.indicators.submission import SubmissionState
from caseapp.models.households import Household
from caseapp.models.model_workers import ModelWorker
from caseapp.models.payments import Payment
from caseapp.models.projects import Project
from caseapp.models.special_groups import GroupListing
from caseapp.models.submissions import Freeze, FrozenFigure, FrozenMember, Submission, SubmissionStep
from caseapp.queries.facts import Entry
from caseapp.queries.projects import visible
from caseapp.queries.reach import reached

AT_ONCE = 500
"""Ids in one statement: fewer than either database allows."""


@dataclass(frozen=True)
class FrozenList:
    """A page of the list; `total` is within the actor's reach, `hidden` outside it."""

    members: Sequence[FrozenMember]
    total: int
    hidden: int


def submissions_of(session: Session, actor: Actor, year: int) -> Sequence[Submission]:
    """Those of projects the actor may see and of the department, newest first; two statements."""
    statement = (
        select(Submission)
        .where(Submission.year == year, _seen(actor))
        .options(joinedload(Submission.project), selectinload(Submission.freezes))
        .order_by(Submission.id.desc())
    )
    return session.scalars(statement).all()


def submission(session: Session, actor: Actor, submission_id: int) -> Submission:
    """Raises NotFound."""
    statement = select(Submission).where(Submission.id == submission_id, _seen(actor))
    loaded = statement.options(
        joinedload(Submission.project).joinedload(Project.unit),
        selectinload(Submission.steps).joinedload(SubmissionStep.by),
        selectinload(Submission.freezes).selectinload(Freeze.files),
        selectinload(Submission.freezes).selectinload(Freeze.figures).joinedload(FrozenFigure.project),
    )
    found = session.scalars(loaded).unique().one_or_none()
    if found is None:
        raise NotFound(N_("There is no such submission, or you cannot see it."))
    return found


def _seen(actor: Actor) -> ColumnElement[bool]:
    """The department's own tables are for everybody who reads projects, as its goals are."""
    mine = visible(select(Project.id), actor, Project.unit_id)
    if not actor.may(Permission.PROJECT_READ):
        return Submission.project_id.in_(mine)
    return or_(Submission.project_id.is_(None), Submission.project_id.in_(mine))


def to_decide(actor: Actor) -> ScalarSelect[int]:
    """Tables handed in by others, every project of which the actor may accept."""
    outside = ~reached(actor, Permission.SUBMISSION_ACCEPT, Project.unit_id)
    mine = or_(Project.id == Submission.project_id, Submission.project_id.is_(None))
    others = select(Project.id).where(Project.year == Submission.year, mine, outside).exists()
    waits = Submission.state == SubmissionState.SUBMITTED, Submission.submitted_by != actor.id
    return select(func.count(Submission.id)).where(*waits, ~others).scalar_subquery()


def to_mend(actor: Actor) -> ScalarSelect[int]:
    """Tables the actor handed in that came back."""
    back = Submission.state == SubmissionState.RETURNED, Submission.submitted_by == actor.id
    return select(func.count(Submission.id)).where(*back).scalar_subquery()


def members_of(session: Session, actor: Actor, figure: FrozenFigure, *, limit: int, offset: int) -> FrozenList:
    """The frozen list as the actor may see it; two statements."""
    of_figure = FrozenMember.figure_id == figure.id
    mine = or_(
        FrozenMember.unit_id.is_(None),
        reached(actor, Permission.FILE_READ, FrozenMember.unit_id),  # type: ignore[arg-type]
    )
    shown = session.scalar(select(func.count()).select_from(FrozenMember).where(of_figure, mine)) or 0
    rows = session.scalars(
        select(FrozenMember).where(of_figure, mine).order_by(FrozenMember.id).limit(limit).offset(offset)
    ).all()
    return FrozenList(rows, shown, figure.members - shown)


def units_of(session: Session, projects: Sequence[int], year: int, entries: Iterable[Entry]) -> dict[str, int]:
    """The unit whose people an entry shows, by the entry's key: of a payment, of a household, of a person's latest
    payment from these projects, else of the register the person stands in. Entries without people are left out."""
    known = list(entries)
    by_kind = {kind: {e.id for e in known if e.kind == kind} for kind in ("payment", "household", "person")}
    of_payments = _found(session, Payment.id, Payment.unit_id, by_kind["payment"])
    of_households = _found(session, Household.id, Household.unit_id, by_kind["household"])
    people = by_kind["person"]
    of_people = _found(session, ModelWorker.person_id, ModelWorker.unit_id, people)
    of_people |= _found(session, GroupListing.person_id, GroupListing.unit_id, people, GroupListing.year == year)
    of_people |= _found(session, Payment.person_id, Payment.unit_id, people, Payment.project_id.in_(projects))
    places = {"payment": of_payments, "household": of_households, "person": of_people}
    return {e.key: places[e.kind][e.id] for e in known if e.kind in places and e.id in places[e.kind]}


def _found(
    session: Session, key: InstrumentedAttribute[int], unit: InstrumentedAttribute[int], ids: Iterable[int], *more: Any
) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in _in_parts(ids):
        rows = select(key, unit).where(key.in_(some), *more).order_by(key)
        found.update((record, unit_id) for record, unit_id in session.execute(rows))
    return found


def _in_parts(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(sorted(ids))
    while some := list(islice(rest, AT_ONCE)):
        yield some
