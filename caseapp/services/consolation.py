"""Consoling a special group: one line for each person of the year's list, money or goods, in one draft batch."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Problem, Refused
from caseapp.domain.payments.claims import claim, payee_key, period
from caseapp.domain.payments.codes import AidKind, FundSource, PayMeans, Repeat
from caseapp.domain.payments.gifts import Gift
from caseapp.domain.payments.standards import Standard
from caseapp.domain.special_groups.codes import SpecialGroup
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import ProjectBudget
from caseapp.queries import consolation
from caseapp.queries.consolation import Listed
from caseapp.queries.standards import standards_on
from caseapp.services import audit, batches


@dataclass(frozen=True)
class Consolation:
    """What is given to a list. Goods have a `gift` and are signed for; money has `amount_fen` for each person."""

    year: int
    group: SpecialGroup
    unit_id: int | None
    project_id: int
    source: FundSource
    means: PayMeans
    amount_fen: int | None
    gift: Gift | None

    @property
    def each_fen(self) -> int:
        return self.gift.worth_fen if self.gift else self.amount_fen or 0


@dataclass(frozen=True)
class Proposal:
    """Who gets it, who is left out, and what the standard says for one person (None: there is no standard)."""

    entitled: list[Listed]
    left_out: list[Listed]
    standard_fen: int | None


def propose(session: Session, actor: Actor, *, wanted: Consolation, day: date) -> Proposal:
    actor.demand(Permission.AID_LOG)
    standard = _standard(session, wanted, day)
    found = consolation.listed(
        session,
        actor,
        year=wanted.year,
        group=wanted.group,
        unit_id=wanted.unit_id,
        project_id=wanted.project_id,
        period=period(_repeat(standard), day),
    )
    times = standard.times if standard else 1
    return Proposal(
        [one for one in found if one.had < times],
        [one for one in found if one.had >= times],
        standard.amount_fen if standard else None,
    )


def prepare(
    session: Session,
    actor: Actor,
    *,
    wanted: Consolation,
    chosen: Collection[int],
    title: str,
    reason: str,
    day: date,
    now: datetime,
) -> Batch:
    """Lines for the chosen listings and the draft that holds them; Invalid with every problem, Refused when somebody
    was consoled in the meantime."""
    actor.demand(Permission.BATCH_PREPARE)
    proposal = propose(session, actor, wanted=wanted, day=day)
    takers = [one for one in proposal.entitled if one.listing_id in set(chosen)]
    reason = reason.strip()
    _check(session, wanted, proposal, takers=takers, chosen=chosen, reason=reason)
    standard = _standard(session, wanted, day)
    gift = wanted.gift
    lines = [
        Payment(
            project_id=wanted.project_id,
            source=wanted.source,
            unit_id=one.unit_id,
            kind=AidKind.CONSOLATION,
            person_id=one.person.id,
            amount_fen=wanted.each_fen,
            claim=claim(payee_key(None, one.person.id), AidKind.CONSOLATION, _repeat(standard), day, one.had + 1),
            reason=reason,
            proposed_fen=proposal.standard_fen,
            standard_id=standard.id if standard else None,
            means=PayMeans.SHEET if gift else wanted.means,
            gift_name=gift.name.strip() if gift else None,
            gift_count=gift.count if gift else None,
            gift_unit_fen=gift.unit_fen if gift else None,
            logged_by=actor.id,
            logged_at=now,
        )
        for one in takers
    ]
    try:
        with session.begin_nested():
            session.add_all(lines)
    except IntegrityError:
        raise Refused(
            N_("Somebody on this list was consoled a moment ago. Reload the page and look at the list again.")
        ) from None
    batch = batches.prepare(
        session,
        actor,
        project_id=wanted.project_id,
        source=wanted.source,
        title=title,
        now=now,
        line_ids=[line.id for line in lines],
    )
    audit.record(
        session,
        actor,
        "consolation.prepare",
        "batch",
        batch.id,
        now=now,
        lines=len(lines),
        amount_fen=wanted.each_fen,
        year=wanted.year,
    )
    return batch


def _standard(session: Session, wanted: Consolation, day: date) -> Standard | None:
    kind = AidKind.CONSOLATION
    return standards_on(session, [kind], day).of(kind, wanted.project_id, [wanted.group.value])


def _repeat(standard: Standard | None) -> Repeat:
    return standard.repeat if standard else Repeat.DAY


def _check(
    session: Session,
    wanted: Consolation,
    proposal: Proposal,
    *,
    takers: Collection[Listed],
    chosen: Collection[int],
    reason: str,
) -> None:
    problems = []
    budgets = select(func.count(ProjectBudget.id)).where(
        ProjectBudget.project_id == wanted.project_id, ProjectBudget.source == wanted.source
    )
    if not session.scalar(budgets):
        problems.append(Problem("project", N_("Choose a project that has money from this source.")))
    if wanted.each_fen <= 0:
        problems.append(Problem("amount", N_("Write an amount above zero.")))
    if not chosen:
        problems.append(Problem("chosen", N_("Choose at least one person.")))
    elif len(takers) != len(set(chosen)):
        problems.append(
            Problem("chosen", N_("Somebody on this list was consoled a moment ago. Look at the list again."))
        )
    if proposal.standard_fen is not None and wanted.each_fen > proposal.standard_fen and not reason:
        problems.append(
            Problem("reason", N_("The amount is above the standard. Write the reason; the signers will see it."))
        )
    if problems:
        raise Invalid(problems)
