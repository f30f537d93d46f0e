"""工作台: what waits for me, what I looked at last, the projects at a glance."""

from typing import Any

from flask import Blueprint, render_template, url_for

from caseapp.domain.access.roles import Permission
from caseapp.extensions import db
from caseapp.queries import recent
from caseapp.queries.worklist import Task, tasks
from caseapp.services import glance
from caseapp.web.support.access import reads
from caseapp.web.support.clock import today
from caseapp.web.support.session import actor

blueprint = Blueprint("home", __name__)
P = Permission


@blueprint.get("/")
@reads()
def home() -> Any:
    who, session, day = actor(), db.session(), today()
    waiting = [(task, count, _list_of(task)) for task, count in tasks(session, who, day)]
    return render_template(
        "home/home.html",
        day=day,
        tasks=waiting,
        projects=glance.projects(session, who, day) if who.may(P.PROJECT_READ) else None,
        files=recent.recent_files(session, who) if who.may(P.FILE_READ) else None,
        house=recent.house(session, who) if who.may(P.USER_ADMIN) else None,
        trail=recent.newest_event(session) if who.may(P.AUDIT_READ) else None,
        reads_trail=who.may(P.AUDIT_READ),
        logs_aid=who.may(P.AID_LOG),
    )


@blueprint.get("/projects-at-a-glance")
@reads(Permission.PROJECT_READ)
def projects_at_a_glance() -> Any:
    """The same rows with their targets counted; asked for after the page, since they cost more than the rest of it."""
    return render_template("home/_projects.html", projects=glance.with_targets(db.session(), actor(), today()))


def _list_of(task: Task) -> str:
    endpoint, filters = LISTS[task]
    return url_for(endpoint, **filters)


LISTS: dict[Task, tuple[str, dict[str, Any]]] = {
    Task.REVERIFY_OVERDUE: ("households.roster", {"due": "overdue"}),
    Task.BATCH_SIGN: ("batches.roster", {"state": "submitted"}),
    Task.BATCH_RELEASE: ("batches.roster", {"state": "approved"}),
    Task.BATCH_SETTLE: ("batches.roster", {"state": "released"}),
    Task.BATCH_FINISH: ("batches.roster", {"state": "draft"}),
    Task.FILE_OBJECTED: ("lives.waiting", {"wait": "objected"}),
    Task.FILE_APPROVE: ("lives.waiting", {"wait": "approval"}),
    Task.FILE_NOTICE: ("lives.waiting", {"wait": "notice"}),
    Task.ALIKE: ("duplicates.roster", {}),
    Task.FINDING: ("sight.roster", {}),
    Task.TRANSFER: ("lives.offers", {}),
    Task.FILE_VISIT: ("lives.waiting", {"wait": "visit"}),
    Task.FILE_CHECK: ("lives.waiting", {"wait": "check"}),
    Task.NOTICE_ENDING: ("lives.waiting", {"wait": "ending"}),
    Task.FOLLOW_UP: ("households.roster", {"due": "follow_up"}),
    Task.REVERIFY_SOON: ("households.roster", {"due": "soon"}),
    Task.PAPERS: ("households.roster", {"papers": "missing"}),
    Task.NEVER_AIDED: ("households.roster", {"aided": "no"}),
    Task.STALE: ("households.roster", {"stale": "year"}),
}
"""Where each task's list stands, with the filters that roster takes."""
