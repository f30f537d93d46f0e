"""What changed since a table was handed in: each figure, each record that made the difference, by whom and when."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from caseapp.domain.indicators.submission import Member, MemberChange, differences
from caseapp.domain.periods import quarter_of
from caseapp.models.audit import AuditEvent
from caseapp.models.bank_files import BankFileLine
from caseapp.models.payments import Payment
from caseapp.models.projects import Project
from caseapp.models.submissions import Freeze, FrozenFigure, FrozenMember
from caseapp.models.surveys import Survey
from caseapp.models.users import User
from caseapp.queries import facts
from caseapp.queries.frozen import AT_ONCE, units_of
from caseapp.services.freezing import FigureNow, figures_now, list_of, masked

Subject = tuple[str, int]
_ONLY_LOOKED = (".view", ".export", ".papers", ".roster_in_full", ".reveal", ".print", ".marked", ".compare")


@dataclass(frozen=True)
class Cause:
    """An act of the trail since the table was handed in; `action` is its code."""

    at: datetime
    who: str | None
    action: str


@dataclass(frozen=True)
class RecordChange:
    """`unit_id` says in whose reach the record lies; None: it holds nobody's data. `causes`, oldest first."""

    change: MemberChange
    kind: str
    record_id: int
    label: str
    code: str
    unit_id: int | None
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True)
class FigureChange:
    """`now` None: the row is gone from the table. `records` explain the difference to the unit."""

    frozen: FrozenFigure
    now: FigureNow | None
    records: tuple[RecordChange, ...]

    @property
    def effect(self) -> int:
        return sum(record.change.effect for record in self.records)

    @property
    def effect_of(self) -> int:
        return sum(record.change.effect_of for record in self.records)

    @property
    def is_redefined(self) -> bool:
        """Counted by another measure than when it was frozen, or held against another target."""
        if self.now is None:
            return True
        definition = self.now.measure.definition_zh if self.now.measure else ""
        return definition != self.frozen.definition or self.now.target != self.frozen.target

    @property
    def is_same(self) -> bool:
        same = self.now is not None and self.now.shown == self.frozen.shown and not self.is_redefined
        return same and not self.records


@dataclass
class _Side:
    """The entries of one side by key."""

    entries: dict[str, facts.Entry | FrozenMember] = field(default_factory=dict)

    def members(self) -> dict[str, Member]:
        return {key: Member(e.count, e.of, e.amount_fen, e.on) for key, e in self.entries.items()}


def changes_since(session: Session, freeze: Freeze, projects: Sequence[Project]) -> list[FigureChange]:
    """Every frozen figure beside what it is now, as of the same day."""
    by_place = {
        (project.id, now.row): now for project in projects for now in figures_now(session, project, freeze.as_of)
    }
    owners = {project.id: project for project in projects}
    frozen = _frozen_members(session, freeze)
    found: list[tuple[FrozenFigure, FigureNow | None, list[tuple[MemberChange, facts.Entry | FrozenMember]]]] = []
    for figure in freeze.figures:
        now = by_place.get((figure.project_id, figure.row))
        before, after = _Side({m.key: m for m in frozen[figure.id]}), _Side()
        if now is not None and figure.project_id in owners:
            entries = list_of(session, owners[figure.project_id], now.measure, freeze.as_of)
            after.entries = {entry.key: entry for entry in entries}
        changed = differences(before.members(), after.members())
        found.append((figure, now, [(one, after.entries.get(one.key) or before.entries[one.key]) for one in changed]))
    everything = [entry for _figure, _now, changed in found for _change, entry in changed]
    units = units_of(
        session, list(owners), freeze.as_of.year, (one for one in everything if isinstance(one, facts.Entry))
    )
    causes = _causes(session, list(owners), freeze, everything)
    return [
        FigureChange(figure, now, tuple(_record(change, entry, units, causes) for change, entry in changed))
        for figure, now, changed in found
    ]


def _frozen_members(session: Session, freeze: Freeze) -> dict[int, list[FrozenMember]]:
    members: dict[int, list[FrozenMember]] = defaultdict(list)
    rows = select(FrozenMember).where(FrozenMember.figure_id.in_([figure.id for figure in freeze.figures]))
    for member in session.scalars(rows.order_by(FrozenMember.id)):
        members[member.figure_id].append(member)
    return members


def _record(
    change: MemberChange,
    entry: facts.Entry | FrozenMember,
    units: dict[str, int],
    causes: dict[str, tuple[Cause, ...]],
) -> RecordChange:
    if isinstance(entry, FrozenMember):
        record_id, label, unit = entry.record_id, entry.label, entry.unit_id
    else:
        record_id, label, unit = entry.id, masked(entry), units.get(entry.key)
    return RecordChange(change, entry.kind, record_id, label, entry.code, unit, causes.get(change.key, ()))


def _causes(
    session: Session, projects: Sequence[int], freeze: Freeze, entries: Iterable[facts.Entry | FrozenMember]
) -> dict[str, tuple[Cause, ...]]:
    """The acts since the freeze, by the key of the entry they bear on: those on the record itself, and on the payments
    that came, went or changed and their batches."""
    known = list(entries)
    beside = _payments_beside(session, {_record_id(entry) for entry in known if entry.kind == "payment"})
    surveys: list[Subject] = []
    if any(entry.kind == "answer" for entry in known):
        held = session.scalars(select(Survey.id).where(Survey.project_id.in_(projects)))
        surveys = [("survey", survey) for survey in held]
    subjects: dict[str, set[Subject]] = defaultdict(set)
    for entry in known:
        place = (entry.kind, _record_id(entry))
        own = surveys if entry.kind == "answer" else [place]
        subjects[entry.key] |= {*own, *beside.get(place, ())}
    events = _events(session, freeze, {one for own in subjects.values() for one in own})
    return {
        key: tuple(sorted((cause for one in own for cause in events.get(one, ())), key=lambda cause: cause.at))
        for key, own in subjects.items()
    }


def _payments_beside(session: Session, moved: set[int]) -> dict[Subject, list[Subject]]:
    """The payments that moved, with their batches, by what they bear on: themselves, household, person, quarter."""
    columns = Payment.id, Payment.batch_id, Payment.household_id, Payment.person_id, Payment.paid_on
    answered = select(*columns, BankFileLine.result_id).outerjoin(BankFileLine, BankFileLine.payment_id == Payment.id)
    ids = sorted(moved)
    found: dict[Subject, list[Subject]] = defaultdict(list)
    for start in range(0, len(ids), AT_ONCE):
        lines = session.execute(answered.where(Payment.id.in_(ids[start : start + AT_ONCE])))
        for line, batch, household, person, paid_on, result in lines:
            own: list[Subject] = [("payment", line), *([("batch", batch)] if batch else [])]
            own += [("bank_result", result)] if result else []
            places: list[Subject] = [("payment", line), ("person", person)]
            places += [("household", household)] if household else []
            places += [("quarter", quarter_of(paid_on))] if paid_on else []
            for place in places:
                found[place] += own
    return found


def _events(session: Session, freeze: Freeze, wanted: set[Subject]) -> dict[Subject, list[Cause]]:
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, number in sorted(wanted):
        by_kind[kind].append(number)
    looked = or_(*(AuditEvent.action.endswith(end) for end in _ONLY_LOOKED))
    acts = select(AuditEvent, User.name).outerjoin(User, User.id == AuditEvent.actor_id)
    since = acts.where(AuditEvent.seq > freeze.after_seq, AuditEvent.at >= freeze.frozen_at, ~looked)
    found: dict[Subject, list[Cause]] = defaultdict(list)
    for kind, numbers in by_kind.items():
        for start in range(0, len(numbers), AT_ONCE):
            some = numbers[start : start + AT_ONCE]
            for act, who in session.execute(since.where(AuditEvent.subject == kind, AuditEvent.subject_id.in_(some))):
                found[kind, act.subject_id or 0].append(Cause(act.at, who, act.action))
    return found


def _record_id(entry: facts.Entry | FrozenMember) -> int:
    return entry.id if isinstance(entry, facts.Entry) else entry.record_id
