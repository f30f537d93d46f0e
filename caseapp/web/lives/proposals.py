"""批量办理: a step proposed for many files, looked at by another person, confirmed or turned down."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import Invalid
from caseapp.domain.households.proposals import FileOutcome, ProposalState
from caseapp.extensions import db
from caseapp.queries import bulk_proposals as lists
from caseapp.queries.bulk_proposals import FileRow
from caseapp.services import bulk_steps
from caseapp.services.import_words import problems_of
from caseapp.web.lives.blueprint import blueprint
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.language import sentence
from caseapp.web.support.session import actor

P = Permission


@dataclass(frozen=True)
class Shown:
    """`why`: the refusal, in the reader's words."""

    file: FileRow
    why: str


@blueprint.get("/households/proposals")
@reads(P.FILE_APPROVE)
def proposals() -> Any:
    return render_template("lives/proposals.html", rows=lists.roster(db.session(), actor(), today()))


@blueprint.get("/households/proposals/<int:proposal_id>")
@reads(P.FILE_APPROVE)
def proposal(proposal_id: int) -> Any:
    return _page(proposal_id, "")


@blueprint.post("/households/proposals/<int:proposal_id>/confirm")
@writes(P.FILE_APPROVE)
def confirm_proposal(proposal_id: int) -> Any:
    counts = bulk_steps.confirm(db.session(), actor(), proposal_id=proposal_id, today=today(), now=now())
    done, left = counts[FileOutcome.DONE], sum(counts.values()) - counts[FileOutcome.DONE]
    told = ngettext("The step is taken for %(count)s file.", "The step is taken for %(count)s files.", done, count=done)
    rest = ngettext("%(count)s file is left out.", "%(count)s files are left out.", left, count=left) if left else ""
    flash(f"{told} {rest}".strip(), "good" if done else "warn")
    return _back(proposal_id)


@blueprint.post("/households/proposals/<int:proposal_id>/refuse")
@writes(P.FILE_APPROVE)
def refuse_proposal(proposal_id: int) -> Any:
    reason = request.form.get("reason", "")
    try:
        bulk_steps.refuse(db.session(), actor(), proposal_id=proposal_id, reason=reason, today=today(), now=now())
    except Invalid as invalid:
        return _page(proposal_id, sentence(invalid.problems[0])), 422
    flash(_("The proposal is turned down. No file has moved."), "good")
    return _back(proposal_id)


@blueprint.post("/households/proposals/<int:proposal_id>/withdraw")
@writes(P.FILE_APPROVE)
def withdraw_proposal(proposal_id: int) -> Any:
    bulk_steps.withdraw(db.session(), actor(), proposal_id=proposal_id, today=today(), now=now())
    flash(_("The proposal is taken back. No file has moved."), "good")
    return _back(proposal_id)


def _back(proposal_id: int) -> Any:
    return redirect(url_for("lives.proposal", proposal_id=proposal_id))


def _page(proposal_id: int, problem: str) -> str:
    made = bulk_steps.opened(db.session(), actor(), proposal_id)
    files = lists.files_of(db.session(), actor(), proposal_id)
    waits, is_mine = made.state is ProposalState.WAITING, made.proposed_by == actor().id
    changed = [file for file in files if file.changed]
    counted = Counter(file.outcome for file in files)
    return render_template(
        "lives/proposal.html",
        made=made,
        rows=[Shown(file, " ".join(sentence(one) for one in problems_of(file.refusal))) for file in files],
        changed=changed,
        unchanged=len(files) - len(changed),
        outcomes=[(one, counted[one]) for one in FileOutcome if counted[one]],
        waits=waits,
        ran_out=waits and made.expires_on < today(),
        may_decide=waits and not is_mine,
        may_withdraw=waits and is_mine,
        problem=problem,
    )
