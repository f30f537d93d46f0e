"""Applications by what they wait for; one step proposed for several, for another person to confirm."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, Refused
from caseapp.domain.households.codes import HouseholdAction
from caseapp.extensions import db
from caseapp.queries.household_queue import MOST, QueueRow, Wait, counts, queue
from caseapp.services import bulk_steps
from caseapp.web.lives.blueprint import blueprint
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.language import sentence, word
from caseapp.web.support.lists import chosen
from caseapp.web.support.people import whole_number
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
    A.NOTICE: _l("Propose to put %(count)s households on public notice?"),
    A.APPROVE: _l("Propose to put %(count)s files in force?"),
    A.RETURN: _l("Propose to return %(count)s files for completion?"),
}


@blueprint.get("/households/queue")
@reads(P.FILE_READ)
def waiting() -> Any:
    return _queue()


@blueprint.get("/households/queue/confirm")
@reads(P.FILE_APPROVE)
def confirm() -> Any:
    """What would be proposed, counted: those chosen, or all that wait for the same."""
    wait, action = _asked(request.args.get("act", ""))
    ids = [one for value in request.args.getlist("id") if (one := whole_number(value))][:MOST]
    every = request.args.get("all") == "1"
    return _confirm(wait, action, None if every else ids, "")


def _confirm(wait: Wait, action: HouseholdAction, ids: list[int] | None, problem: str) -> str:
    """`ids` None: all that wait for it."""
    rows = queue(db.session(), actor(), wait, today=today(), only=ids)
    if not rows:
        raise Refused(N_("No file is chosen, or none of them waits for this any more. Go back and choose again."))
    mine = [row for row in rows if row.mine] if action is A.APPROVE else []
    proposed = [row for row in rows if row.proposed and row not in mine]
    open_to_me = [row for row in rows if row not in mine and not row.proposed]
    return render_template(
        "lives/confirm.html",
        wait=wait,
        action=action,
        rows=open_to_me,
        mine=mine,
        proposed=proposed,
        problem=problem,
        reason=request.form.get("reason", ""),
        question=str(QUESTIONS[action]) % {"count": len(open_to_me)},
        chosen=",".join(f"{row.id}:{row.version}" for row in open_to_me),
        returns=action is A.RETURN,
    )


@blueprint.post("/households/queue/<act>")
@writes(P.FILE_APPROVE)
def take(act: str) -> Any:
    """The step proposed for those chosen; another person confirms it."""
    wait, action = _asked(act)
    pairs = [pair.partition(":") for pair in request.form.get("chosen", "").split(",")]
    numbers = [(whole_number(one), whole_number(seen)) for one, _, seen in pairs]
    files = [(one, seen) for one, seen in numbers if one and seen]
    reason = request.form.get("reason", "")
    try:
        taken = bulk_steps.propose(
            db.session(), actor(), action=action, files=files[:MOST], reason=reason, today=today(), now=now()
        )
    except Invalid as invalid:
        return _confirm(wait, action, [one for one, _ in files], sentence(invalid.problems[0])), 422
    if taken.left_out:
        told = ngettext(
            "%(count)s file is left out: it has changed, or is proposed already.",
            "%(count)s files are left out: they have changed, or are proposed already.",
            taken.left_out,
            count=taken.left_out,
        )
        flash(told, "warn")
    return redirect(url_for("lives.proposal", proposal_id=taken.made.id))


def _asked(act: str) -> tuple[Wait, HouseholdAction]:
    wait = chosen(Wait, "wait")
    action = next((one for one in ACTS.get(wait, ()) if one.value == act), None) if wait else None
    if wait is None or action is None:
        raise Refused(N_("Choose one of the list."))
    return wait, action


def _queue() -> Any:
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
        most=MOST,
        may_list=who.may(P.PERSONAL_REVEAL),
        may_propose=who.may(P.FILE_APPROVE),
        today=today(),
    )
