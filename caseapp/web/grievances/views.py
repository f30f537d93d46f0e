"""诉求跟进: what dissatisfied answers with a name ask somebody to see to, by when, and what came of it."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.surveys.codes import GrievanceState
from caseapp.extensions import db
from caseapp.models.grievances import Grievance
from caseapp.queries import grievances as lists
from caseapp.queries.grievances import Shown
from caseapp.services import grievances
from caseapp.web.grievances import pages
from caseapp.web.grievances.forms import AssignForm, CloseForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tried
from caseapp.web.support.language import word
from caseapp.web.support.lists import chosen, wanted, ways
from caseapp.web.support.people import may_here, whole_number
from caseapp.web.support.session import actor

blueprint = Blueprint("grievances", __name__)
P = Permission


@blueprint.get("/grievances")
@reads(P.GRIEVANCE_READ)
def roster() -> Any:
    session, who, day = db.session(), actor(), today()
    shown = chosen(Shown, "show") or Shown.OPEN
    counts = lists.counts(session, who, day)
    found = lists.grievances(session, who, shown, day, wanted())
    before, after = ways(found)
    tabs = [
        {
            "label": word(one),
            "url": url_for("grievances.roster", show=one.value),
            "active": one is shown,
            "count": counts[one],
        }
        for one in Shown
    ]
    return render_template(
        "grievances/roster.html", rows=found.rows, shown=shown, tabs=tabs, day=day, before=before, after=after
    )


@blueprint.get("/grievances/<int:grievance_id>")
@reads(P.GRIEVANCE_READ, recorded_as="grievance.view")
def page(grievance_id: int) -> Any:
    g.viewed = ("grievance", grievance_id)
    found = lists.grievance_by_id(db.session(), actor(), grievance_id)
    return _page(found, AssignForm(formdata=None, owner_id=found.owner_id, due_on=found.due_on), _close_form())


@blueprint.post("/grievances/<int:grievance_id>/assign")
@writes(P.GRIEVANCE_WRITE)
def assign(grievance_id: int) -> Any:
    found = lists.grievance_by_id(db.session(), actor(), grievance_id)
    form = _with_owners(AssignForm(), found)
    changed = tried(
        form,
        lambda: grievances.assign(
            db.session(),
            actor(),
            grievance_id=grievance_id,
            version=_version(),
            owner_id=form.owner_id.data,
            due_on=form.due_on.data,
            now=now(),
        ),
    )
    if changed is None:
        return _page(found, form, _close_form()), 422
    flash(_("Who follows it up, and by when, is kept."), "good")
    return redirect(url_for("grievances.page", grievance_id=grievance_id))


@blueprint.post("/grievances/<int:grievance_id>/close")
@writes(P.GRIEVANCE_WRITE)
def close(grievance_id: int) -> Any:
    found = lists.grievance_by_id(db.session(), actor(), grievance_id)
    form = CloseForm()
    settled = tried(
        form,
        lambda: grievances.close(
            db.session(),
            actor(),
            grievance_id=grievance_id,
            version=_version(),
            outcome=form.outcome.data,
            note=form.note.data or "",
            now=now(),
        ),
    )
    if settled is None:
        given = AssignForm(formdata=None, owner_id=found.owner_id, due_on=found.due_on)
        return _page(found, given, form), 422
    flash(_("The grievance is settled."), "good")
    return redirect(url_for("grievances.page", grievance_id=grievance_id))


def _version() -> int:
    return whole_number(request.form.get("version")) or 0


def _close_form() -> CloseForm:
    return CloseForm(formdata=None)


def _with_owners(form: AssignForm, found: Grievance) -> AssignForm:
    owners = lists.possible_owners(db.session(), found.unit.path, today())
    form.owner_id.choices = [("", "—"), *owners]
    return form


def _page(found: Grievance, assign_form: AssignForm, close_form: CloseForm) -> str:
    may_write = may_here(actor(), P.GRIEVANCE_WRITE, found.unit.path) and found.state is GrievanceState.OPEN
    return render_template(
        "grievances/page.html",
        found=found,
        told=pages.told(found),
        is_overdue=found.state is GrievanceState.OPEN and found.due_on < today(),
        may_write=may_write,
        may_read_answer=may_here(actor(), P.ANSWER_READ, found.unit.path),
        may_read_file=actor().may(P.FILE_READ),
        assign_form=_with_owners(assign_form, found),
        close_form=close_form,
    )
