"""Payments of past years from a file: each new, recorded already or faulty; taken in as paid, marked as history.

They go into a project-year that is over and that never paid through a batch here, so that nothing is counted twice.
They have no batch and no posting; what the standard gives once stays once.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Refused
from caseapp.domain.money import Money
from caseapp.domain.payments.claims import free_claim
from caseapp.domain.payments.codes import LineState
from caseapp.models.imports import ImportRow
from caseapp.models.payments import Payment
from caseapp.readers.rosters import Roster
from caseapp.services import audit
from caseapp.services.past_rows import PastPayment, PastRows
from caseapp.services.planned import Planned, body_of, judged, parts, read_body, told_twice

LIVE = (LineState.OPEN, LineState.PAID)
_TWICE = N_("The same payment stands in this file already: %(place)s.")
_AGAIN = N_(
    "This aid is given here once in the period, and one stands already. If both were paid, write why in the reason."
)


def plan(session: Session, actor: Actor, roster: Roster, *, today: date) -> list[Planned[Payment]]:
    """In the order of the file. The faults of reading make a row faulty too; nothing is written."""
    actor.demand(Permission.AID_LOG)
    past = PastRows(session, actor, [line.head.said for line in roster.records], today)
    planned, sound = [], {}
    for line in roster.records:
        one: Planned[Payment] = Planned(line, read_body(line))
        planned.append(one)
        try:
            sound[id(one)] = past.read(one.body.head)
        except Invalid as invalid:
            one.faults += [line.head.fault(p.field or "name", p.message, p.values) for p in invalid.problems]
    told_twice(planned, lambda one: sound[id(one)].mark if id(one) in sound else None, "voucher_no", _TWICE)
    recorded = _Recorded(session, list(sound.values()))
    for one in planned:
        if id(one) in sound and not one.faults:
            _compare(one, sound[id(one)], recorded)
    return judged(planned, roster)


def _compare(one: Planned[Payment], read: PastPayment, recorded: "_Recorded") -> None:
    kept, head = recorded.of(read), one.line.head
    if kept is not None and kept.state is LineState.REVERSED:
        message = N_(
            "This payment was taken in and reversed. If it was right after all, give it another voucher number."
        )
        one.faults.append(head.fault("voucher_no", message))
    elif kept is not None and kept.amount_fen != read.amount_fen:
        message = N_(
            "This payment is recorded with %(amount)s yuan. Reverse that one first, then send this file again."
        )
        one.faults.append(head.fault("amount", message, {"amount": f"{Money(kept.amount_fen).yuan():,.2f}"}))
    elif kept is not None:
        one.record = kept
        one.compared([])
    elif recorded.is_taken(read) and not read.reason:
        one.faults.append(head.fault("kind", _AGAIN))
    else:
        recorded.note(read)


def take(session: Session, actor: Actor, row: ImportRow, today: date, now: datetime) -> int:
    said = body_of(row.facts or "").head
    read = PastRows(session, actor, [said], today).read(said)
    recorded = _Recorded(session, [read])
    if recorded.of(read) is not None or (recorded.is_taken(read) and not read.reason):
        raise Refused(N_("This payment has been recorded in the meantime."))
    line = Payment(
        project_id=read.project.id,
        source=read.source,
        unit_id=read.whom.unit_id,
        kind=read.kind,
        household_id=read.whom.household_id,
        person_id=read.whom.person.id,
        amount_fen=read.amount_fen,
        claim=recorded.free(read),
        reason=read.reason,
        state=LineState.PAID,
        paid_on=read.paid_on,
        history_import_id=row.import_id,
        voucher_no=read.voucher_no,
        household_size=read.household_size,
        payee_name=read.whom.person.name,
        logged_by=actor.id,
        logged_at=now,
    )
    line.payee_id = read.whom.person.id_number
    try:
        with session.begin_nested():
            session.add(line)
    except IntegrityError:
        raise Refused(N_("This payment has been recorded in the meantime.")) from None
    told = {"project": read.project.id, "kind": read.kind, "amount_fen": read.amount_fen}
    audit.record(session, actor, "payment.history", "payment", line.id, now=now, **told)
    return line.id


class _Recorded:
    """What is on record of the same projects: payments of the past by all that tells them apart, and live claims."""

    def __init__(self, session: Session, read: Sequence[PastPayment]) -> None:
        projects = {one.project.id for one in read}
        self._kept: dict[tuple[object, ...], Payment] = {}
        self._claims: set[tuple[int, str]] = set()
        for some in parts({one.voucher_no for one in read}):
            past = select(Payment).where(Payment.project_id.in_(projects), Payment.voucher_no.in_(some))
            for line in session.scalars(past.where(Payment.history_import_id.is_not(None)).order_by(Payment.id)):
                mark = line.project_id, line.household_id, line.person_id, line.kind, line.paid_on, line.voucher_no
                self._kept[mark] = line
        people = {one.whom.person.id for one in read}
        households = {one.whom.household_id for one in read if one.whom.household_id is not None}
        for column, ids in ((Payment.person_id, people), (Payment.household_id, households)):
            for some_ids in parts(ids):
                live = select(Payment.project_id, Payment.claim).where(column.in_(some_ids), Payment.state.in_(LIVE))
                self._claims |= {(project, text) for project, text in session.execute(live)}

    def of(self, read: PastPayment) -> Payment | None:
        return self._kept.get(read.mark)

    def is_taken(self, read: PastPayment) -> bool:
        return (read.project.id, read.claim) in self._claims

    def free(self, read: PastPayment) -> str:
        return free_claim(read.claim, {text for project, text in self._claims if project == read.project.id})

    def note(self, read: PastPayment) -> None:
        """A row of the same file that will stand before the next."""
        self._claims.add((read.project.id, self.free(read)))
