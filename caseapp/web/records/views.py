"""活动与问卷: what feeds figures beside payments, listed by year and entered one at a time."""

from datetime import MAXYEAR, MINYEAR, date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Refused
from caseapp.extensions import db
from caseapp.models.activities import Activity
from caseapp.queries import record_choices as choices
from caseapp.queries import records as lists
from caseapp.queries.projects import years
from caseapp.queries.sessions import sessions_of
from caseapp.services.sessions import activity_of
from caseapp.web.records import activities, importing, meetings
from caseapp.web.records.blueprint import blueprint
from caseapp.web.records.entries import ENTRIES, SECTIONS, Entry, save_activity
from caseapp.web.records.forms import ActivityForm, ExpenseForm, ProjectForm, RemittanceForm, TypedFigureForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import today
from caseapp.web.support.forms import OnceForm
from caseapp.web.support.language import sentence
from caseapp.web.support.session import actor

__all__ = ["activities", "blueprint", "importing", "meetings"]
P = Permission


@blueprint.get("/records")
@reads(P.RECORD_READ)
def roster() -> Any:
    session, who = db.session(), actor()
    known = years(session, who)
    year = _asked_year() or _year_of(known)
    section = request.args.get("section", "activities")
    if section not in SECTIONS:
        raise NotFound(N_("There is no such list."))
    page = max(request.args.get("page", 1, int), 1)
    chosen = lists.Filter(year)
    counts = lists.counts(session, who, chosen)
    return render_template(
        "records/roster.html",
        year=year,
        years=known,
        section=section,
        sections=SECTIONS,
        counts=counts,
        rows=lists.LISTS[section](session, who, chosen, page=page),
        today=today(),
        page=page,
        more=counts[section] > page * lists.PAGE,
        entries=[entry for entry in ENTRIES.values() if entry.section == section] if who.may(P.RECORD_WRITE) else [],
    )


@blueprint.get("/records/new/<entry>")
@reads(P.RECORD_WRITE)
def new(entry: str) -> Any:
    chosen = _entry(entry)
    asked = {
        "project_id": request.args.get("project", type=int),
        "activity_id": request.args.get("activity", type=int),
        "indicator_id": request.args.get("indicator", type=int),
    }
    if chosen.slug == "remittance":
        return _page(chosen, _with_choices(_remittance_form(asked["project_id"]), _form_year()))
    return _page(chosen, _with_choices(chosen.form(data=asked), _form_year()))


@blueprint.post("/records/new/<entry>")
@writes(P.RECORD_WRITE, once=True)
def add(entry: str) -> Any:
    chosen = _entry(entry)
    form = _with_choices(chosen.form(), _form_year())
    if _saved(form, lambda: chosen.save(form)):
        flash(_("Saved. The figures count it from now on."), "good")
        return redirect(url_for("records.roster", year=_form_year(), section=chosen.section))
    return _page(chosen, form), 422


@blueprint.get("/records/activities/<int:activity_id>/edit")
@reads(P.RECORD_WRITE)
def edit_activity(activity_id: int) -> Any:
    activity = activity_of(db.session(), actor(), activity_id, P.RECORD_WRITE)
    return _page(ENTRIES["activity"], _activity_form(activity, ActivityForm(obj=activity)), activity)


@blueprint.post("/records/activities/<int:activity_id>/edit")
@writes(P.RECORD_WRITE, once=True)
def amend_activity(activity_id: int) -> Any:
    activity = activity_of(db.session(), actor(), activity_id, P.RECORD_WRITE)
    form = _activity_form(activity, ActivityForm())
    if _saved(form, lambda: save_activity(form, activity)):
        flash(_("Saved. The figures count it from now on."), "good")
        return redirect(url_for("records.activity", activity_id=activity_id))
    return _page(ENTRIES["activity"], form, activity), 422


def _remittance_form(project_id: int | None) -> RemittanceForm:
    """What is recorded of the quarter asked for, else a quarter due on the 20th of its last month."""
    quarter = min(max(request.args.get("quarter", (today().month + 2) // 3, type=int), 1), 4)
    recorded = choices.remittance_of(db.session(), actor(), project_id, quarter)
    fresh = {"project_id": project_id, "quarter": quarter, "due_on": date(_form_year(), 3 * quarter, 20)}
    return RemittanceForm(formdata=None, obj=recorded, data=None if recorded else fresh)


def _entry(slug: str) -> Entry:
    if slug not in ENTRIES:
        raise NotFound(N_("There is no such form."))
    return ENTRIES[slug]


def _saved(form: OnceForm, save: Any) -> bool:
    """Whether the service took it; every problem stands in the form otherwise."""
    if not form.validate():
        return False
    try:
        save()
    except Invalid as invalid:
        form.absorb(invalid)
    except Refused as refusal:
        form.form_errors.append(sentence(refusal))
    else:
        return True
    return False


def _page(entry: Entry, form: OnceForm, activity: Activity | None = None) -> str:
    year = activity.project.year if activity else _form_year()
    return render_template("records/form.html", entry=entry, form=form, activity=activity, year=year)


def _activity_form(activity: Activity, form: ActivityForm) -> ActivityForm:
    """Once an activity has sessions, its day and numbers are theirs and are not asked for."""
    if sessions_of(db.session(), activity.id):
        form.leave_numbers_out()
    return _with_choices(form, activity.project.year)  # type: ignore[no-any-return]


def _with_choices(form: Any, year: int) -> Any:
    session, who = db.session(), actor()
    if isinstance(form, ProjectForm):
        form.project_id.choices = choices.writable(session, who, year)
    if isinstance(form, ExpenseForm):
        held = choices.activity_choices(session, who, year)
        form.activity_id.choices = [("", _("None")), *held]
    if isinstance(form, TypedFigureForm):
        form.indicator_id.choices = choices.typed_choices(session, who, year)
    return form


def _form_year() -> int:
    return _asked_year() or _year_of(years(db.session(), actor()))


def _asked_year() -> int | None:
    asked = request.args.get("year", 0, int)
    return asked if MINYEAR <= asked <= MAXYEAR else None


def _year_of(known: list[int]) -> int:
    """The running year when it has projects, else the newest that has."""
    return today().year if not known or today().year in known else max(known)
