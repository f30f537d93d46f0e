"""工作台: what waits for me, what I looked at last, the projects at a glance."""

from typing import Any

from flask import Blueprint, abort, render_template, url_for

from caseapp.domain.access.roles import Permission
from caseapp.domain.indicators.monitoring import BEHIND
from caseapp.extensions import db
from caseapp.queries import recent
from caseapp.queries.worklist import AFTERWARDS, Task, afterwards, tasks
from caseapp.services import glance, monitoring_year
from caseapp.services.monitoring_year import AlertKind
from caseapp.web.support.access import reads
from caseapp.web.support.charts import kinds_of
from caseapp.web.support.clock import today
from caseapp.web.support.session import actor

blueprint = Blueprint("home", __name__)
P = Permission


@blueprint.get("/")
@reads()
def home() -> Any:
    who, session, day = actor(), db.session(), today()
    projects = glance.projects(session, who, day) if who.may(P.PROJECT_READ) else None
    watches = projects is not None and who.may(P.PROJECT_WRITE)
    waiting = tasks(session, who, day)
    if projects is not None and watches and (late := sum(row.tone in BEHIND for row in projects.rows)):
        waiting = sorted([*waiting, (Task.BEHIND_PLAN, late)], key=lambda one: list(Task).index(one[0]))
    year = {Task.BEHIND_PLAN: {"year": projects.year}} if projects else {}
    return render_template(
        "home/home.html",
        day=day,
        tasks=[(task, count, _list_of(task, year.get(task, {}))) for task, count in waiting],
        afterwards=[(task, _list_of(task, {})) for task, permission in AFTERWARDS.items() if who.may(permission)],
        projects=projects,
        watches=watches,
        files=recent.recent_files(session, who) if who.may(P.FILE_READ) else None,
        house=recent.house(session, who) if who.may(P.USER_ADMIN) else None,
        trail=recent.newest_event(session) if who.may(P.AUDIT_READ) else None,
        reads_trail=who.may(P.AUDIT_READ),
        logs_aid=who.may(P.AID_LOG),
    )


@blueprint.get("/waiting/<task>")
@reads(*AFTERWARDS.values())
def counted(task: str) -> Any:
    """The tile of one of these tasks, or nothing when nothing of it waits; asked for after the page."""
    found = next((one for one, permission in AFTERWARDS.items() if one == task and actor().may(permission)), None)
    if found is None:
        abort(404)
    count = afterwards(db.session(), actor(), found, today())
    return render_template("home/_counted.html", task=found, count=count, url=_list_of(found, {}))


@blueprint.get("/projects-at-a-glance")
@reads(Permission.PROJECT_READ)
def projects_at_a_glance() -> Any:
    """The same rows with their targets counted; asked for after the page, since they cost more than the rest of it."""
    return render_template("home/_projects.html", projects=glance.with_targets(db.session(), actor(), today()))


@blueprint.get("/projects-in-pictures")
@reads(Permission.PROJECT_READ)
def projects_in_pictures() -> Any:
    """The year's money as pictures, and how many targets call for a look; asked for after the page as well."""
    seen = monitoring_year.newest(db.session(), actor(), today())
    look = [alert for alert in seen.alerts if alert.kind is not AlertKind.BEHIND_PLAN]
    return render_template(
        "home/_pictures.html",
        seen=seen,
        kinds=kinds_of(seen.months),
        months=sorted({one.month for one in seen.months}),
        watches=actor().may(P.PROJECT_WRITE),
        look=look,
    )


def _list_of(task: Task, more: dict[str, Any]) -> str:
    endpoint, filters = LISTS[task]
    return url_for(endpoint, **filters, **more)


LISTS: dict[Task, tuple[str, dict[str, Any]]] = {
    Task.REVERIFY_OVERDUE: ("households.roster", {"due": "overdue"}),
    Task.GRIEVANCE_OVERDUE: ("grievances.roster", {"show": "overdue"}),
    Task.GRIEVANCE: ("grievances.roster", {"show": "open"}),
    Task.BATCH_SIGN: ("batches.roster", {"state": "submitted"}),
    Task.BATCH_RELEASE: ("batches.roster", {"state": "approved"}),
    Task.BATCH_SETTLE: ("batches.roster", {"state": "released"}),
    Task.BATCH_FINISH: ("batches.roster", {"state": "draft"}),
    Task.BEHIND_PLAN: ("monitoring.year", {}),
    Task.SUBMISSION_DECIDE: ("submissions.roster", {}),
    Task.SUBMISSION_MEND: ("submissions.roster", {}),
    Task.FILE_OBJECTED: ("lives.waiting", {"wait": "objected"}),
    Task.FILE_APPROVE: ("lives.waiting", {"wait": "approval"}),
    Task.FILE_NOTICE: ("lives.waiting", {"wait": "notice"}),
    Task.PROPOSAL: ("lives.proposals", {}),
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
