"""One batch as a page: where it stands, who may do what now, what to look at first."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.clock import LOCAL, local_day
from caseapp.domain.money import Money, in_words
from caseapp.domain.payments.anomalies import Anomaly
from caseapp.domain.payments.changes import LineChange
from caseapp.domain.payments.codes import BatchAction, BatchState, LineState, PayMeans
from caseapp.domain.units import within
from caseapp.queries.batch_changes import changes_since
from caseapp.queries.batch_lines import LineRow, lines_of
from caseapp.queries.batches import BatchFile, Signed, StepRow, batch_file, steps_of
from caseapp.web.support.language import moment, word

P = Permission
UNSIGNED = (BatchState.DRAFT, BatchState.SUBMITTED, BatchState.HALF_APPROVED, BatchState.APPROVED)
SHOWN_LINES = 100


@dataclass(frozen=True)
class Acts:
    """What the actor may do with the batch now."""

    change: bool
    approve: bool
    release: bool
    send_back: bool
    bank: bool
    settle: bool
    is_maker: bool
    see_numbers: bool


@dataclass(frozen=True)
class BatchPage:
    batch: BatchFile
    lines: list[LineRow]
    digest: str
    steps: list[StepRow]
    acts: Acts
    compared: StepRow | None
    changes: list[LineChange]

    @property
    def total_in_words(self) -> str:
        return in_words(Money(self.batch.total_fen))

    @property
    def is_unsigned(self) -> bool:
        """Not yet released: its anomalies and its place in the budget still matter."""
        return self.batch.state in UNSIGNED

    @property
    def is_first_of_two(self) -> bool:
        return self.batch.state is BatchState.SUBMITTED and self.batch.approvals_needed > 1

    @property
    def has_sheet(self) -> bool:
        """Some of it is signed for instead of going through the bank."""
        return any(line.means is PayMeans.SHEET for line in self.lines)

    @property
    def bound_before_fen(self) -> int:
        """What the budget holds for others."""
        own = 0 if self.batch.state is BatchState.DRAFT else self.batch.total_fen
        return self.batch.bound_fen - own

    @property
    def anomalies(self) -> list[tuple[Anomaly, list[LineRow]]]:
        """Each kind of thing to look at, with its lines."""
        found = {anomaly: [line for line in self.lines if anomaly in line.anomalies] for anomaly in Anomaly}
        return [(anomaly, lines) for anomaly, lines in found.items() if lines]

    @property
    def over_fen(self) -> int:
        """By how much the batch passes what the budget has left for it; 0 when it fits."""
        return max(0, self.bound_before_fen + self.batch.total_fen - self.batch.adjusted_fen)

    @property
    def results(self) -> list[tuple[LineState, int, int]]:
        """Lines and money (fen) by state."""
        counts = Counter(line.state for line in self.lines)
        sums: Counter[LineState] = Counter()
        for line in self.lines:
            sums[line.state] += line.amount_fen
        return [(state, counts[state], sums[state]) for state in LineState if counts[state]]

    def shown(self, start: int) -> list[LineRow]:
        return self.lines[start : start + SHOWN_LINES]


def open_batch(session: Session, actor: Actor, batch_id: int, today: date) -> BatchPage:
    """Three statements; two more when the lines changed since they were last signed or sent back."""
    batch = batch_file(session, actor, batch_id)
    lines, digest = lines_of(session, batch_id, today)
    steps = steps_of(session, batch_id)
    compared = _last_look(steps, actor) if batch.state in UNSIGNED else None
    changed = changes_since(session, batch_id, compared.digest or "") if compared and compared.digest != digest else []
    return BatchPage(batch, lines, digest, steps, _acts(actor, batch, lines), compared, changed)


def _last_look(steps: list[StepRow], actor: Actor) -> StepRow | None:
    """The actor's own latest step over lines, else the latest of anybody."""
    looked = [step for step in steps if step.digest and step.action is not BatchAction.CANCEL]
    return next((step for step in looked if step.by_id == actor.id), looked[0] if looked else None)


def _acts(actor: Actor, batch: BatchFile, lines: list[LineRow]) -> Acts:
    makers = {batch.prepared.user_id, batch.edited.user_id, *(line.logged_by for line in lines)}
    if batch.submitted:
        makers.add(batch.submitted.user_id)
    is_maker = actor.id in makers
    approvers = {one.user_id for one in (batch.approved, batch.second_approved) if one}

    def holds(permission: Permission, *states: BatchState) -> bool:
        return batch.state in states and any(within(batch.unit_path, top) for top in actor.reach(permission))

    reviewer = holds(P.BATCH_APPROVE, BatchState.SUBMITTED, BatchState.HALF_APPROVED)
    cashier = holds(P.BATCH_RELEASE, BatchState.APPROVED)
    return Acts(
        change=holds(P.BATCH_PREPARE, BatchState.DRAFT),
        approve=reviewer and not is_maker and actor.id not in approvers,
        release=cashier and not is_maker and actor.id not in approvers,
        send_back=reviewer or cashier,
        bank=holds(P.BANK_EXPORT, BatchState.RELEASED),
        settle=holds(P.BATCH_SETTLE, BatchState.RELEASED, BatchState.SETTLED),
        is_maker=is_maker and (reviewer or cashier),
        see_numbers=holds(P.BATCH_RELEASE, *BatchState),
    )


def stepper_of(batch: BatchFile) -> list[dict[str, str]]:
    """制单 → 审批 → 发放 → 对账."""
    if batch.state is BatchState.CANCELLED:
        return [_step(_("Preparation"), batch.prepared, "done"), {"label": word(batch.state), "status": "bad"}]
    settled = Signed(0, "", batch.settled_at) if batch.settled_at else None
    is_large = batch.approvals_needed > 1 and batch.state is not BatchState.DRAFT
    steps = [
        (BatchState.DRAFT, _("Preparation"), batch.submitted or batch.prepared),
        (BatchState.SUBMITTED, _("Approval"), batch.approved),
        *([(BatchState.HALF_APPROVED, _("Second approval"), batch.second_approved)] if is_large else []),
        (BatchState.APPROVED, _("Releasing"), batch.released),
        (BatchState.RELEASED, _("Reconciliation"), settled),
    ]
    order = [*(state for state, _name, _who in steps), BatchState.SETTLED]
    reached = order.index(batch.state)
    return [
        _step(name, who, "done" if place < reached else "now" if place == reached else "todo")
        for place, (_state, name, who) in enumerate(steps)
    ]


def _step(label: str, signed: Signed | None, status: str) -> dict[str, str]:
    return {
        "label": label,
        "who": signed.name if signed else "",
        "at": moment(signed.at) if signed else "",
        "status": status,
    }


TONES = {BatchAction.RETURN: "bad", BatchAction.CANCEL: "bad", BatchAction.SETTLE: "good", BatchAction.RELEASE: "good"}


def days_of(page: BatchPage) -> list[dict[str, Any]]:
    """The steps for the timeline, newest first; preparing is the oldest entry."""
    batch = page.batch
    entries = [
        {
            "at": step.at,
            "what": word(step.action),
            "who": step.who,
            "note": step.reason,
            "tone": TONES.get(step.action, "info"),
        }
        for step in page.steps
    ]
    entries.append({"at": batch.prepared.at, "what": _("Prepared"), "who": batch.prepared.name, "tone": "quiet"})
    for entry in entries:
        entry["time"] = entry["at"].astimezone(LOCAL).strftime("%H:%M")  # type: ignore[attr-defined]
    return [
        {"day": day.isoformat(), "entries": list(group)}
        for day, group in groupby(entries, key=lambda entry: local_day(entry["at"]))  # type: ignore[arg-type]
    ]
