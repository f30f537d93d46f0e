"""One activity: its sessions, what they add up to, its costs with their vouchers, its photos."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.extensions import db
from caseapp.models.activities import Activity, Expense
from caseapp.queries import sessions as lists
from caseapp.queries.projects import project_by_id
from caseapp.services import record_papers
from caseapp.services.sessions import activity_of
from caseapp.web.records.blueprint import blueprint
from caseapp.web.records.meeting_forms import PapersForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now
from caseapp.web.support.forms import tried
from caseapp.web.support.people import may_here
from caseapp.web.support.scans import shown
from caseapp.web.support.session import actor
from caseapp.web.support.vault import ACCEPT, vault

P = Permission


@blueprint.get("/records/activities/<int:activity_id>")
@reads(P.RECORD_READ)
def activity(activity_id: int) -> Any:
    return _page(activity_of(db.session(), actor(), activity_id, P.RECORD_READ), PapersForm(formdata=None))


@blueprint.post("/records/activities/<int:activity_id>/photos")
@writes(P.RECORD_WRITE)
def add_photos(activity_id: int) -> Any:
    found = activity_of(db.session(), actor(), activity_id, P.RECORD_WRITE)
    form = PapersForm()
    if tried(form, lambda: _keep(found, form)) is None:
        return _page(found, form), 422
    flash(_("The files are kept."), "good")
    return redirect(url_for("records.activity", activity_id=activity_id))


@blueprint.get("/records/expenses/<int:expense_id>")
@reads(P.RECORD_READ)
def expense(expense_id: int) -> Any:
    return _expense_page(_expense(expense_id), PapersForm(formdata=None))


@blueprint.post("/records/expenses/<int:expense_id>/vouchers")
@writes(P.RECORD_WRITE)
def add_vouchers(expense_id: int) -> Any:
    found = _expense(expense_id)
    form = PapersForm()
    if tried(form, lambda: _keep(found, form)) is None:
        return _expense_page(found, form), 422
    flash(_("The files are kept."), "good")
    return redirect(url_for("records.expense", expense_id=expense_id))


@blueprint.get("/records/papers/<int:paper_id>")
@reads(P.RECORD_READ, recorded_as="record_paper.view")
def paper(paper_id: int) -> Any:
    g.viewed = ("record_paper", paper_id)
    return shown(record_papers.opened(db.session(), actor(), vault(), paper_id))


def _keep(owner: record_papers.Owner, form: PapersForm) -> Any:
    return record_papers.keep(db.session(), actor(), vault(), owner, files=form.files.sent(), now=now())


def _expense(expense_id: int) -> Expense:
    nothing = N_("There is no such expense.")
    found = db.session.get(Expense, expense_id)
    if found is None:
        raise NotFound(nothing)
    project_by_id(db.session(), actor(), found.project_id, unseen=nothing)
    return found


def _page(found: Activity, form: PapersForm) -> str:
    session = db.session()
    rows = lists.sessions_of(session, found.id)
    costs = lists.costs_of(session, found.id)
    counted = [row.numbers for row in rows] or [
        lists.Numbers(found.participants, found.examined, found.passed, found.materials, found.reach)
    ]
    return render_template(
        "records/activity.html",
        activity=found,
        sessions=rows,
        withdrawn=lists.withdrawn_of(session, found.id),
        total=sum(counted[1:], counted[0]),
        held=sum(row.held_on is not None for row in rows),
        costs=costs,
        cost_fen=sum(row.expense.amount_fen for row in costs),
        photos=lists.photos_of(session, found.id),
        form=form,
        accept=ACCEPT,
        may_write=may_here(actor(), P.RECORD_WRITE, found.project.unit.path),
    )


def _expense_page(found: Expense, form: PapersForm) -> str:
    return render_template(
        "records/expense.html",
        expense=found,
        papers=lists.vouchers_of(db.session(), found.id),
        form=form,
        accept=ACCEPT,
        may_write=may_here(actor(), P.RECORD_WRITE, found.project.unit.path),
    )
