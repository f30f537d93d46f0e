"""健在核验: who is due, and noting what was found for one or many."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from caseapp.domain.access.roles import Permission
from caseapp.extensions import db
from caseapp.queries.liveness import STATES, due_list
from caseapp.queries.units import unit_choices
from caseapp.services import liveness
from caseapp.web.honours.blueprint import blueprint
from caseapp.web.honours.forms import CheckForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tried
from caseapp.web.support.lists import link
from caseapp.web.support.people import filter_units
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/honours/liveness")
@reads(P.FILE_READ)
def checks() -> Any:
    return _checks(CheckForm(formdata=None, checked_on=today()))


@blueprint.post("/honours/liveness")
@writes(P.FILE_WRITE, once=True)
def check() -> Any:
    """From the list; sent from one file's page, it goes back there."""
    form = CheckForm()
    chosen = [one for one in form.workers.data or () if one is not None]
    if "all" in request.form:
        state, unit_id = _asked()
        listed = due_list(db.session(), actor(), P.FILE_WRITE, state=state, unit_id=unit_id, today=today())
        chosen = [row.id for row in listed.rows]
    done = tried(
        form,
        lambda: liveness.record(db.session(), actor(), workers=chosen, facts=form.facts(), today=today(), now=now()),
    )
    if done is None:
        return _checks(form), 422
    message = ngettext("%(count)s check is noted.", "%(count)s checks are noted.", done, count=done)
    flash(message, "good")
    if "one" in request.form:
        return redirect(url_for("honours.account", model_worker_id=chosen[0]))
    return redirect(url_for("honours.checks", state=request.args.get("state"), unit=request.args.get("unit")))


def _asked() -> tuple[str, int | None]:
    state = request.args.get("state", "")
    return state if state in STATES else STATES[0], request.args.get("unit", type=int)


def _checks(form: CheckForm) -> str:
    state, unit_id = _asked()
    units = unit_choices(db.session(), actor(), P.FILE_READ)
    found = due_list(db.session(), actor(), P.FILE_READ, state=state, unit_id=unit_id, today=today())
    labels = {"overdue": _("Overdue"), "soon": _("Due soon"), "valid": _("Checked"), "all": _("All")}
    tabs = [
        {"label": labels[one], "url": link(state=one), "active": one == state, "count": found.counts[one]}
        for one in STATES
    ]
    return render_template(
        "honours/liveness.html",
        form=form,
        due=found,
        tabs=tabs,
        units=filter_units(units),
        unit_id=unit_id,
        ticked=set(form.workers.data or ()),
        may_check=actor().may(P.FILE_WRITE),
        address=request.full_path,
        state_name=state,
    )
