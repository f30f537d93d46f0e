"""Applications by what they wait for; several taken a step at once, each by the same rules as one alone."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask_babel import lazy_gettext as _l

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Refused
from caseapp.domain.households.codes import HouseholdAction
from caseapp.extensions import db
from caseapp.queries.household_queue import MOST, QueueRow, Wait, counts, queue
from caseapp.services import bulk_steps
from caseapp.web.lives.blueprint import blueprint
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.language import sentence, word
from caseapp.web.support.lists import chosen
from caseapp.web.support.session import actor

P = Permission
A = HouseholdAction
ACTS = {
    Wait.NOTICE: (A.NOTICE, A.RETURN),
    Wait.APPROVAL: (A.APPROVE, A.RETURN),
    Wait.OBJECTED: (A.RETURN,),
    Wait.VISIT: (A.RETURN,),
    Wait.CHECK: (A.RETURN,),
}
"""What a reviewer does with many files that wait for this."""
QUESTIONS = {
    A.NOTICE: _l("Put %(count)s households on public notice from today?"),
    A.APPROVE: _l("Put %(count)s files in force from today?"),
    A.RETURN: _l("Return %(count)s files for completion?"),
}
DONE = {
    A.NOTICE: _l("%(count)s households are on public notice."),
    A.APPROVE: _l("%(count)s files are in force."),
    A.RETURN: _l("%(count)s files are returned for completion."),
}


@dataclass(frozen=True)
class Outcome:
    """`refused` are (file number, why)."""

    message: str
    refused: list[tuple[str, str]]


@blueprint.get("/households/queue")
@reads(P.FILE_READ)
def waiting() -> Any:
    return _queue()


@blueprint.get("/households/queue/confirm")
@reads(P.FILE_APPROVE)
def confirm() -> Any:
    """What the act would do, counted: those chosen, or all that wait for the same."""
    wait, action = _asked()
    ids = [int(value) for value in request.args.getlist("id") if value.isdecimal()][:MOST]
    every = request.args.get("all") == "1"
    rows = queue(db.session(), actor(), wait, today=today(), only=None if every else ids)
    if not rows:
        raise Refused(N_("No file is chosen, or none of them waits for this any more. Go back and choose again."))
    mine = [row for row in rows if row.mine] if action is A.APPROVE else []
    open_to_me = [row for row in rows if row not in mine]
    return render_template(
        "lives/confirm.html",
        wait=wait,
        action=action,
        rows=open_to_me,
        mine=mine,
        question=str(QUESTIONS[action]) % {"count": len(open_to_me)},
        chosen=",".join(f"{row.id}:{row.version}" for row in open_to_me),
        asks_reason=action is A.RETURN,
    )


@blueprint.post("/households/queue/<act>")
@writes(P.FILE_APPROVE)
def take(act: str) -> Any:
    """The queue again, with what was done and each refusal."""
    found = next((action for action in QUESTIONS if action.value == act), None)
    if found is None:
        raise Refused(N_("Choose one of the list."))
    pairs = [pair.split(":") for pair in request.form.get("chosen", "").split(",") if pair]
    files = [
        (int(one), int(seen)) for one, seen in (pair for pair in pairs if len(pair) == 2) if (one + seen).isdecimal()
    ]
    taken = bulk_steps.take(
        db.session(),
        actor(),
        action=found,
        files=files[:MOST],
        reason=request.form.get("reason", ""),
        today=today(),
        now=now(),
    )
    refused = [(file_no, sentence(why)) for file_no, why in taken.refused]
    return _queue(Outcome(str(DONE[found]) % {"count": taken.done}, refused))


def _asked() -> tuple[Wait, HouseholdAction]:
    wait, action = chosen(Wait, "wait"), chosen(HouseholdAction, "act")
    if wait is None or action is None or action not in ACTS.get(wait, ()):
        raise Refused(N_("Choose one of the list."))
    return wait, action


def _queue(outcome: Outcome | None = None) -> Any:
    session, who = db.session(), actor()
    found = counts(session, who, today())
    wait = chosen(Wait, "wait") or next((one for one in reversed(Wait) if found[one]), Wait.VISIT)
    rows: list[QueueRow] = queue(session, who, wait, today=today())
    return render_template(
        "lives/queue.html",
        rows=rows,
        wait=wait,
        counts=found,
        tabs=[
            {
                "label": word(one),
                "url": url_for("lives.waiting", wait=one.value),
                "active": one is wait,
                "count": found[one],
            }
            for one in Wait
        ],
        acts=ACTS.get(wait, ()) if who.may(P.FILE_APPROVE) else (),
        outcome=outcome,
        most=MOST,
        may_list=who.may(P.PERSONAL_REVEAL),
        today=today(),
    )
