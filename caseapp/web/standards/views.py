"""救助标准: what each kind of aid pays, in which year and for whom; kept by the administrator, read by everybody."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.payments.codes import Repeat
from caseapp.extensions import db
from caseapp.models.aid_standards import AidStandard
from caseapp.queries import standards as lists
from caseapp.services import standards
from caseapp.services.standards import StandardFacts
from caseapp.web.standards.forms import GRADES, StandardForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tried
from caseapp.web.support.people import whole_number
from caseapp.web.support.session import actor

blueprint = Blueprint("standards", __name__)
P = Permission


@blueprint.get("/standards")
@reads(P.FILE_READ, P.RULE_WRITE)
def roster() -> Any:
    year = whole_number(request.args.get("year", "")) or today().year
    session = db.session()
    return render_template(
        "standards/roster.html",
        rows=lists.standards_of_year(session, year) if 1990 < year < 2200 else [],
        year=year,
        years=lists.years_with_standards(session, today().year),
        grades=GRADES,
        may_write=actor().may(P.RULE_WRITE),
        today=today(),
    )


@blueprint.get("/standards/new")
@reads(P.RULE_WRITE)
def new() -> Any:
    form = StandardForm(formdata=None, repeat=Repeat.YEAR, stackable="yes")
    form.times.process_data(1)
    return _page(form, None)


@blueprint.post("/standards/new")
@writes(P.RULE_WRITE)
def add() -> Any:
    return _kept(None, lambda facts: standards.add(db.session(), actor(), facts=facts, now=now()))


@blueprint.get("/standards/<int:standard_id>/edit")
@reads(P.RULE_WRITE)
def edit(standard_id: int) -> Any:
    row = _known(standard_id)
    form = StandardForm(formdata=None, version=row.version)
    form.fill(row)
    return _page(form, row)


@blueprint.post("/standards/<int:standard_id>/edit")
@writes(P.RULE_WRITE)
def amend(standard_id: int) -> Any:
    row = _known(standard_id)
    seen = whole_number(request.form.get("version", "")) or 0

    def act(facts: StandardFacts) -> Any:
        return standards.amend(db.session(), actor(), standard_id=standard_id, version=seen, facts=facts, now=now())

    return _kept(row, act)


@blueprint.post("/standards/<int:year>/copy")
@writes(P.RULE_WRITE)
def copy(year: int) -> Any:
    count = standards.copy_year(db.session(), actor(), year=year, now=now())
    flash(_("%(count)s standards were copied to %(year)s.", count=count, year=year + 1), "good")
    return redirect(url_for("standards.roster", year=year + 1))


def _kept(row: AidStandard | None, act: Any) -> Any:
    form = StandardForm()
    form.offer(lists.projects_to_choose(db.session()))

    def whole() -> Any:
        facts = form.facts()
        return act(facts) if facts is not None else None

    if tried(form, whole) is None:
        return _page(form, row), 422
    flash(_("The standard is saved."), "good")
    day = form.valid_from.data
    return redirect(url_for("standards.roster", year=day.year if day else None))


def _page(form: StandardForm, row: AidStandard | None) -> str:
    form.offer(lists.projects_to_choose(db.session()))
    used = lists.times_used(db.session(), row.id) if row else 0
    return render_template("standards/form.html", form=form, known=row, used=used)


def _known(standard_id: int) -> AidStandard:
    row = lists.standard_row(db.session(), standard_id)
    if row is None:
        raise NotFound(N_("There is no such standard."))
    return row
