"""预算: each project's money by source, the documents that changed it, and what stands behind each sum."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.payments.adjusting import REVERSED
from caseapp.domain.payments.codes import FundSource
from caseapp.domain.payments.ledger import Account
from caseapp.extensions import db
from caseapp.models.projects import Project
from caseapp.queries import budgets
from caseapp.queries.budgets import AdjustmentRow, BudgetRow
from caseapp.queries.files import openable
from caseapp.queries.projects import project_by_id, years
from caseapp.services import adjustments
from caseapp.web.budgets.forms import AdjustmentForm, PaperForm
from caseapp.web.budgets.listing import list_document
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.downloads import document_file
from caseapp.web.support.forms import tried
from caseapp.web.support.people import may_here
from caseapp.web.support.session import actor

blueprint = Blueprint("budgets", __name__)
P = Permission
SUMS = {
    "reserved": Account.RESERVED,
    "committed": Account.COMMITTED,
    "spent": Account.SPENT,
    "freed": Account.FREE,
}
"""The sums of a budget by their names in addresses."""


@blueprint.get("/budgets")
@reads(P.PROJECT_READ)
def roster() -> Any:
    session, who = db.session(), actor()
    known = years(session, who)
    year = _year(known)
    return render_template(
        "budgets/roster.html",
        year=year,
        years=known,
        rows=budgets.budgets_of(session, who, year),
    )


@blueprint.get("/budgets/list.xlsx")
@reads(P.PROJECT_READ, recorded_as="budget.export")
def workbook() -> Any:
    session, who = db.session(), actor()
    year = _year(years(session, who))
    rows = budgets.budgets_of(session, who, year)
    adjusted = budgets.adjustments_of(session, rows)
    entries = [(row, entry) for row in rows for entry in reversed(adjusted[row.id])]
    return document_file(list_document(year, rows, entries, today()), f"budgets-{year}.xlsx")


@blueprint.get("/budgets/<int:budget_id>")
@reads(P.PROJECT_READ)
def page(budget_id: int) -> Any:
    session, who = db.session(), actor()
    budget = budgets.budget_of(session, who, budget_id)
    return render_template(
        "budgets/page.html",
        budget=budget,
        entries=budgets.adjustments_of(session, [budget])[budget_id],
        may_write=may_here(actor(), P.BUDGET_WRITE, budget.unit_path),
    )


@blueprint.get("/budgets/<int:budget_id>/<any(reserved, committed, spent, freed):name>")
@reads(P.PROJECT_READ)
def behind(budget_id: int, name: str) -> Any:
    session, who = db.session(), actor()
    budget = budgets.budget_of(session, who, budget_id)
    after = request.args.get("after", type=int)
    found = budgets.behind(session, budget, SUMS[name], after=after)
    return render_template(
        "budgets/behind.html",
        budget=budget,
        name=name,
        account=SUMS[name],
        found=found,
        after=after,
        may_open=openable(session, who, [], [row.batch_id for row in found.rows if row.batch_id]).batches,
    )


@blueprint.get("/budgets/projects/<int:project_id>/adjust")
@reads(P.BUDGET_WRITE)
def new(project_id: int) -> Any:
    project = project_by_id(db.session(), actor(), project_id)
    source = request.args.get("source")
    chosen = {"source": FundSource(source)} if source in set(FundSource) else {}
    return _form(project, AdjustmentForm(formdata=None, data={"decided_on": today(), **chosen}))


@blueprint.post("/budgets/projects/<int:project_id>/adjust")
@writes(P.BUDGET_WRITE, once=True)
def adjust(project_id: int) -> Any:
    form = AdjustmentForm()

    def act() -> Any:
        paper = form.paper()
        if paper is None:
            return None
        told = {"source": form.source.data, "amount_fen": form.change_fen(), "paper": paper}
        return adjustments.adjust(db.session(), actor(), project_id=project_id, now=now(), **told)

    entry = tried(form, act)
    if entry is None:
        return _form(project_by_id(db.session(), actor(), project_id), form), 422
    flash(_("The budget is adjusted; every page reckons with it from now on."), "good")
    return redirect(url_for("budgets.page", budget_id=entry.budget_id))


@blueprint.get("/budgets/<int:budget_id>/adjustments/<int:adjustment_id>/reverse")
@reads(P.BUDGET_WRITE)
def ask_reverse(budget_id: int, adjustment_id: int) -> Any:
    budget, entry = _entry(budget_id, adjustment_id)
    asked = {"decided_on": today(), "document_no": f"{entry.document_no}{REVERSED}"}
    return _reversal(budget, entry, PaperForm(formdata=None, data=asked))


@blueprint.post("/budgets/<int:budget_id>/adjustments/<int:adjustment_id>/reverse")
@writes(P.BUDGET_WRITE, once=True)
def reverse(budget_id: int, adjustment_id: int) -> Any:
    budget, entry = _entry(budget_id, adjustment_id)
    form = PaperForm()

    def act() -> Any:
        paper = form.paper()
        if paper is None:
            return None
        return adjustments.reverse(db.session(), actor(), adjustment_id=adjustment_id, paper=paper, now=now())

    if tried(form, act) is None:
        return _reversal(budget, entry, form), 422
    flash(_("The adjustment is taken back by a new entry; both stay in the list."), "good")
    return redirect(url_for("budgets.page", budget_id=budget.id))


def _year(known: list[int]) -> int:
    asked = request.args.get("year", type=int)
    return asked if asked in known else today().year if today().year in known else max(known, default=today().year)


def _entry(budget_id: int, adjustment_id: int) -> tuple[BudgetRow, AdjustmentRow]:
    budget = budgets.budget_of(db.session(), actor(), budget_id)
    for entry in budgets.adjustments_of(db.session(), [budget])[budget_id]:
        if entry.id == adjustment_id:
            return budget, entry
    raise NotFound(N_("There is no such adjustment."))


def _form(project: Project, form: AdjustmentForm) -> str:
    of_project = [
        one for one in budgets.budgets_of(db.session(), actor(), project.year) if one.project_id == project.id
    ]
    return render_template("budgets/form.html", form=form, project=project, funds=of_project)


def _reversal(budget: BudgetRow, entry: AdjustmentRow, form: PaperForm) -> str:
    return render_template("budgets/reverse.html", form=form, budget=budget, entry=entry)
