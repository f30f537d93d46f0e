"""The audit trail, for the auditor."""

from typing import Any

from flask import Blueprint, render_template, request

from caseapp.domain.access.roles import Permission
from caseapp.extensions import db
from caseapp.queries import audit as trail
from caseapp.web.audit import words
from caseapp.web.support.access import reads

blueprint = Blueprint("audit", __name__)


@blueprint.get("/audit")
@reads(Permission.AUDIT_READ)
def roster() -> Any:
    session = db.session()
    action = request.args.get("action") or None
    before, doer = request.args.get("before", type=int), request.args.get("who", type=int)
    events, found, more = trail.newest(
        session, before=before, subject=request.args.get("subject") or None, action=action, actor_id=doer
    )
    return render_template(
        "audit/roster.html",
        events=events,
        found=found,
        more=more,
        before=before,
        action=action,
        who=doer,
        people=trail.actors(session),
        actions=sorted((words.act(one), one) for one in trail.actions(session)),
        words=words,
    )
