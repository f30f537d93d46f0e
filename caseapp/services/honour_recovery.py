"""Too much honour allowance that came back by hand: noted month by month, so that the account is even again."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Problem, Refused
from caseapp.domain.model_workers.codes import Outcome, Share
from caseapp.models.honours import HonourMonths
from caseapp.models.model_workers import ModelWorker
from caseapp.queries.honour_accounts import reckon
from caseapp.services import audit


def record(
    session: Session,
    actor: Actor,
    *,
    model_worker_id: int,
    expected_fen: int,
    returned_on: date | None,
    document_no: str,
    today: date,
    now: datetime,
) -> int:
    """The whole overpayment of one file came back on a day, with its receipt; gives the amount."""
    actor.demand(Permission.BATCH_SETTLE)
    which = ModelWorker.id == model_worker_id
    found = reckon(session, actor, Permission.BATCH_SETTLE, year=today.year, through=today, today=today, which=which)
    if not found:
        raise NotFound(N_("There is no such file."))
    owed = found[0].account
    if owed.outcome is not Outcome.OVERPAID or -owed.amount_fen != expected_fen:
        raise Refused(N_("The account has changed since you saw it. Reload the page and look at it again."))
    problems = []
    if returned_on is None or returned_on > today:
        problems.append(Problem("returned_on", N_("Write the day the money came back; it cannot lie in the future.")))
    if not document_no.strip() or len(document_no.strip()) > 64:
        problems.append(Problem("document_no", N_("Write the number of the receipt, at most 64 characters.")))
    if problems:
        raise Invalid(problems)
    session.add_all(
        HonourMonths(
            model_worker_id=model_worker_id,
            share=Share.RECOVERY,
            first_on=part.first,
            last_on=part.last,
            monthly_fen=part.monthly_fen,
            returned_on=returned_on,
            document_no=document_no.strip(),
        )
        for part in owed.parts
        if part.share is Share.RECOVERY
    )
    session.flush()
    told = {"amount_fen": expected_fen, "returned_on": str(returned_on)}
    audit.record(session, actor, "model_worker.recovered", "model_worker", model_worker_id, now=now, **told)
    return expected_fen
