"""The year's honour allowance: a line for everybody who is owed it, in one draft batch, in a few statements."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Problem, Refused
from caseapp.domain.model_workers.account import Part, yuan
from caseapp.domain.model_workers.codes import Outcome, Share
from caseapp.domain.payments.claims import claim, ordinal_of, payee_key
from caseapp.domain.payments.codes import AidKind, FundSource, LineState, Repeat
from caseapp.models.columns import new_uid
from caseapp.models.honours import HonourMonths
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import Project, ProjectBudget
from caseapp.queries.honour_accounts import Reckoned, reckon
from caseapp.services import audit, batches

LIVE = (LineState.OPEN, LineState.PAID)
LONGEST = 500


def prepare(
    session: Session,
    actor: Actor,
    *,
    project_id: int,
    source: FundSource,
    through: date,
    title: str,
    expected_fen: int,
    today: date,
    now: datetime,
) -> Batch:
    """A draft with a line for each payable account within reach, reckoned anew; months already in a line are in none
    of these, so that preparing again finds nothing. `expected_fen` is the sum the actor saw: Refused when it is no
    longer so."""
    actor.demand(Permission.AID_LOG)
    project = _project(session, project_id, source, through, title)
    owed = reckon(session, actor, Permission.AID_LOG, year=project.year, through=through, today=today)
    payable = [one for one in owed if one.account.outcome is Outcome.PAYABLE]
    if not payable:
        raise Refused(N_("Nobody is owed anything that is not in a line already."))
    if sum(one.account.payable_fen for one in payable) != expected_fen:
        raise Refused(N_("Something has changed since you saw this list. Look through it again."))
    lines = _log(session, actor, payable, project=project, source=source, now=now)
    batch = batches.prepare(
        session,
        actor,
        project_id=project_id,
        source=source,
        title=title,
        now=now,
        line_ids=lines,
    )
    details = {"lines": len(lines), "total_fen": expected_fen, "project": project_id, "through": f"{through:%Y-%m}"}
    audit.record(session, actor, "honour.prepare", "batch", batch.id, now=now, **details)
    return batch


def _project(session: Session, project_id: int, source: FundSource, through: date, title: str) -> Project:
    project = session.get(Project, project_id)
    budgets = select(func.count(ProjectBudget.id)).where(
        ProjectBudget.project_id == project_id, ProjectBudget.source == source
    )
    if project is None or not session.scalar(budgets):
        raise Invalid.one("fund", N_("Choose a project that has money from this source."))
    problems = []
    if through.year != project.year:
        problems.append(Problem("through", N_("Choose a month of %(year)s."), {"year": project.year}))
    if not title.strip():
        problems.append(Problem("title", N_("Give the batch a title, such as the month and the kind of aid.")))
    if problems:
        raise Invalid(problems)
    return project


def _log(
    session: Session,
    actor: Actor,
    payable: list[Reckoned],
    *,
    project: Project,
    source: FundSource,
    now: datetime,
) -> list[int]:
    """The ids of the new lines."""
    claims = _claims(session, project, payable)
    rows: dict[int, dict[str, Any]] = {
        one.worker_id: {
            "uid": new_uid(),
            "project_id": project.id,
            "source": source,
            "unit_id": one.unit_id,
            "kind": AidKind.HONOUR,
            "person_id": one.person_id,
            "amount_fen": one.account.payable_fen,
            "proposed_fen": one.account.payable_fen,
            "claim": claims[one.person_id],
            "reason": reason_of(one.account.parts, again="#" in claims[one.person_id]),
            "logged_by": actor.id,
            "logged_at": now,
        }
        for one in payable
    }
    try:
        with session.begin_nested():
            session.execute(insert(Payment), list(rows.values()))
    except IntegrityError:
        raise Refused(N_("Somebody else has prepared these payments a moment ago. Look at the batches.")) from None
    found = select(Payment.uid, Payment.id).where(Payment.uid.in_([row["uid"] for row in rows.values()]))
    ids: dict[str, int] = {row.uid: row.id for row in session.execute(found)}
    months = [
        {
            "model_worker_id": one.worker_id,
            "payment_id": ids[rows[one.worker_id]["uid"]],
            "share": part.share,
            "first_on": part.first,
            "last_on": part.last,
            "monthly_fen": part.monthly_fen,
        }
        for one in payable
        for part in one.account.parts
    ]
    session.execute(insert(HonourMonths), months)
    return list(ids.values())


def _claims(session: Session, project: Project, payable: list[Reckoned]) -> dict[int, str]:
    """The year's claim of each person; a further one where the project has a live line for the year already."""
    first = {
        one.person_id: claim(payee_key(None, one.person_id), AidKind.HONOUR, Repeat.YEAR, date(project.year, 1, 1))
        for one in payable
    }
    taken: dict[str, int] = {}
    live = select(Payment.claim).where(
        Payment.project_id == project.id, Payment.kind == AidKind.HONOUR, Payment.state.in_(LIVE)
    )
    for text in session.scalars(live):
        base = text.partition("#")[0]
        taken[base] = max(taken.get(base, 0), ordinal_of(text))
    return {person: base if base not in taken else f"{base}#{taken[base] + 1}" for person, base in first.items()}


def reason_of(parts: tuple[Part, ...], *, again: bool) -> str:
    """What the signers read beside a line that is more than the year's own months, in the language of official
    papers."""
    if not again and all(part.share is Share.DUE for part in parts):
        return ""
    told = "；".join(
        f"{part.share.zh}{part.first:%Y-%m}至{part.last:%Y-%m}共{part.months}个月{yuan(part.amount_fen)}元"
        for part in parts
    )
    return told if len(told) <= LONGEST else told[: LONGEST - 1] + "…"
