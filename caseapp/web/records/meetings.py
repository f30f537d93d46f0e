"""A session of an activity, and the list of who came to it."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.extensions import db
from caseapp.models.activities import Activity
from caseapp.models.sessions import ActivitySession
from caseapp.queries import sessions as lists
from caseapp.services import sessions
from caseapp.services.sessions import activity_of, session_of
from caseapp.web.records.blueprint import blueprint
from caseapp.web.records.meeting_forms import ListForm, SessionForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.again import attempted
from caseapp.web.support.clock import now, today
from caseapp.web.support.people import may_here, whole_number
from caseapp.web.support.session import actor

P = Permission
MORE_ROWS = 10
TAKEN_OVER = ("place", "planned_on", "held_on", "participants", "examined", "passed", "materials", "reach")


@blueprint.get("/records/activities/<int:activity_id>/sessions/new")
@reads(P.RECORD_WRITE)
def new_session(activity_id: int) -> Any:
    """The first session takes over what was said of the activity as a whole."""
    activity = activity_of(db.session(), actor(), activity_id, P.RECORD_WRITE)
    first = not lists.sessions_of(db.session(), activity_id)
    names = TAKEN_OVER if first else ("place",)
    return _session_page(activity, SessionForm(formdata=None, data={name: getattr(activity, name) for name in names}))


@blueprint.post("/records/activities/<int:activity_id>/sessions/new")
@writes(P.RECORD_WRITE)
def add_session(activity_id: int) -> Any:
    return _save(activity_of(db.session(), actor(), activity_id, P.RECORD_WRITE), SessionForm(), None)


@blueprint.get("/records/sessions/<int:session_id>/edit")
@reads(P.RECORD_WRITE)
def edit_session(session_id: int) -> Any:
    held = session_of(db.session(), actor(), session_id, P.RECORD_WRITE)
    return _session_page(held.activity, SessionForm(formdata=None, obj=held), held)


@blueprint.post("/records/sessions/<int:session_id>/edit")
@writes(P.RECORD_WRITE)
def amend_session(session_id: int) -> Any:
    held = session_of(db.session(), actor(), session_id, P.RECORD_WRITE)
    return _save(held.activity, SessionForm(), held)


@blueprint.post("/records/sessions/<int:session_id>/withdraw")
@writes(P.RECORD_WRITE)
def withdraw_session(session_id: int) -> Any:
    version, reason = whole_number(request.form.get("version")), request.form.get("reason", "")
    held = sessions.withdraw_session(
        db.session(), actor(), session_id=session_id, version=version, reason=reason, now=now()
    )
    flash(_("The session is withdrawn. The figures are counted without it from now on."), "good")
    return redirect(url_for("records.activity", activity_id=held.activity_id))


@blueprint.get("/records/sessions/<int:session_id>/list")
@reads(P.RECORD_READ, recorded_as="activity.list_view")
def session_list(session_id: int) -> Any:
    held = session_of(db.session(), actor(), session_id, P.RECORD_READ)
    g.viewed = ("activity", held.activity_id)
    form = None
    if may_here(actor(), P.RECORD_WRITE, held.activity.project.unit.path) and held.held_on:
        form = ListForm(formdata=None)
        form.version.data = str(held.version)
        form.fill(lists.list_of(held))
        form.add_rows(3)
    return _list_page(held, form)


@blueprint.post("/records/sessions/<int:session_id>/list")
@writes(P.RECORD_WRITE)
def keep_list(session_id: int) -> Any:
    held = session_of(db.session(), actor(), session_id, P.RECORD_WRITE)
    form = ListForm()
    if "more_rows" in request.form:
        form.add_rows(MORE_ROWS)
        return _list_page(held, form)
    saved, status = attempted(form, lambda: _keep(held, form))
    if saved is None:
        return _list_page(held, form), status
    flash(_("The list is saved. The figures count it from now on."), "good")
    return redirect(url_for("records.activity", activity_id=held.activity_id))


def _keep(held: ActivitySession, form: ListForm) -> Any:
    """Rows left empty are gone from the form, so that each problem finds its box."""
    form.rows.entries = form.kept
    for turn, entry in enumerate(form.rows):
        for field in (entry, *entry.form):
            field.name = field.id = field.name.replace(entry.short_name, f"rows-{turn}", 1)
    return sessions.keep_list(
        db.session(),
        actor(),
        session_id=held.id,
        version=whole_number(form.version.data) or 0,
        rows=form.facts(),
        now=now(),
    )


def _save(activity: Activity, form: SessionForm, held: ActivitySession | None) -> Any:
    saved, status = attempted(
        form,
        lambda: sessions.record_session(
            db.session(),
            actor(),
            activity_id=activity.id,
            facts=form.facts(),
            session_id=held.id if held else None,
            version=whole_number(form.version.data),
            now=now(),
            today=today(),
        ),
    )
    if saved is None:
        return _session_page(activity, form, held), status
    flash(_("Saved. The figures count it from now on."), "good")
    return redirect(url_for("records.activity", activity_id=activity.id))


def _session_page(activity: Activity, form: SessionForm, held: ActivitySession | None = None) -> str:
    return render_template("records/session.html", activity=activity, form=form, held=held)


def _list_page(held: ActivitySession, form: ListForm | None) -> str:
    rows = lists.list_of(held)
    masks = {str(row.id): row.masked for row in rows}
    return render_template("records/list.html", held=held, activity=held.activity, form=form, rows=rows, masks=masks)
