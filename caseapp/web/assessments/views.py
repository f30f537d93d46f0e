"""认定: the assessments of a household, each with its working; made by a caseworker, decided by a reviewer."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.households.assessment_codes import AssessmentState
from caseapp.domain.households.assessment_rules import months_before
from caseapp.domain.households.codes import LIVE_STATES
from caseapp.extensions import db
from caseapp.queries import assessments as lists
from caseapp.queries import households as files
from caseapp.queries.assessment_rules import rules_on
from caseapp.queries.assessments import AssessmentFile
from caseapp.queries.households import HouseholdFile
from caseapp.services import assessments
from caseapp.web.assessments.forms import MORE_ROWS, ROWS, AssessmentForm, DecisionForm
from caseapp.web.support import drafts
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tried
from caseapp.web.support.people import may_here, whole_number
from caseapp.web.support.session import actor

blueprint = Blueprint("assessments", __name__)
P = Permission


@blueprint.get("/households/<int:household_id>/assessments")
@reads(P.FILE_READ, recorded_as="household.view")
def roster(household_id: int) -> Any:
    g.viewed = ("household", household_id)
    file = _file(household_id)
    return render_template(
        "assessments/roster.html",
        file=file,
        rows=lists.of_household(db.session(), actor(), household_id),
        may_assess=_may_assess(file),
    )


def _file(household_id: int) -> HouseholdFile:
    file = files.one(db.session(), actor(), household_id, today=today())
    if file is None:
        raise NotFound(N_("There is no such file."))
    return file


def _may_assess(file: HouseholdFile) -> bool:
    return file.state in LIVE_STATES and may_here(actor(), P.FILE_WRITE, file.unit_path)


@blueprint.get("/households/<int:household_id>/assessments/new")
@reads(P.FILE_WRITE)
def new(household_id: int) -> Any:
    file = _file_to_assess(household_id)
    before = lists.of_household(db.session(), actor(), household_id)
    last = lists.one(db.session(), actor(), household_id, before[0].id) if before else None
    draft = _draft(file)
    form = AssessmentForm(formdata=draft.opened, as_of=today())
    if not draft.opened:
        form.fill(file, last)
    form.add_rows(ROWS if last is None and not draft.opened else 2)
    return _form(file, form)


def _draft(file: HouseholdFile) -> drafts.FormDraft:
    return drafts.draft_of(f"household.assess:{file.id}", "assessments.new", household_id=file.id)


@blueprint.post("/households/<int:household_id>/assessments/new/draft")
@writes(P.FILE_WRITE)
def new_draft(household_id: int) -> Any:
    file = _file_to_assess(household_id)
    return drafts.keep(f"household.assess:{file.id}", url_for("assessments.new", household_id=file.id))


@blueprint.post("/households/<int:household_id>/assessments/new/draft/discard")
@writes(P.FILE_WRITE)
def new_discard(household_id: int) -> Any:
    file = _file_to_assess(household_id)
    return drafts.discard(f"household.assess:{file.id}", url_for("assessments.new", household_id=file.id))


@blueprint.post("/households/<int:household_id>/assessments/new")
@writes(P.FILE_WRITE)
def add(household_id: int) -> Any:
    file = _file_to_assess(household_id)
    form = AssessmentForm()
    if "more_rows" in request.form:
        form.add_rows(MORE_ROWS)
        return _form(file, form)
    form.offer(file)
    made = tried(form, lambda: _make(household_id, form))
    if made is None:
        return _form(file, form), 422
    drafts.is_saved(f"household.assess:{file.id}")
    flash(_("The assessment is saved and waits for a reviewer."), "good")
    return redirect(url_for("assessments.page", household_id=household_id, assessment_id=made.id))


def _file_to_assess(household_id: int) -> HouseholdFile:
    file = _file(household_id)
    if not may_here(actor(), P.FILE_WRITE, file.unit_path):
        raise NotFound(N_("There is no such file."))
    return file


def _form(file: HouseholdFile, form: AssessmentForm) -> str:
    """The form with the questions and the window of the rules of its day."""
    form.offer(file)
    row = rules_on(db.session(), form.as_of.data or today())
    rules = row.read() if row else None
    window = months_before(form.as_of.data or today(), rules.window_months) if rules else None
    return render_template(
        "assessments/form.html",
        file=file,
        form=form,
        draft=_draft(file),
        rules=rules,
        window=window,
        asked=rules.asked if rules else (),
    )


def _make(household_id: int, form: AssessmentForm) -> Any:
    return assessments.make(
        db.session(), actor(), household_id=household_id, facts=form.facts(), today=today(), now=now()
    )


@blueprint.get("/households/<int:household_id>/assessments/<int:assessment_id>")
@reads(P.FILE_READ, recorded_as="household.view")
def page(household_id: int, assessment_id: int) -> Any:
    g.viewed = ("household", household_id)
    return _page(_file(household_id), _one(household_id, assessment_id))


def _one(household_id: int, assessment_id: int) -> AssessmentFile:
    one = lists.one(db.session(), actor(), household_id, assessment_id)
    if one is None:
        raise NotFound(N_("There is no such assessment."))
    return one


def _page(file: HouseholdFile, one: AssessmentFile, form: DecisionForm | None = None) -> str:
    rules = one.rules.read()
    may_decide = (
        one.row.state is AssessmentState.PROPOSED
        and may_here(actor(), P.FILE_APPROVE, file.unit_path)
        and actor().id != one.row.created_by
    )
    if may_decide and form is None:
        form = DecisionForm(formdata=None, version=one.row.version, category=one.row.proposed)
    return render_template(
        "assessments/page.html",
        file=file,
        one=one,
        row=one.row,
        rules=rules,
        window=months_before(one.row.as_of, rules.window_months),
        working=one.working(),
        form=form if may_decide else None,
    )


@blueprint.post("/households/<int:household_id>/assessments/<int:assessment_id>/decide")
@writes(P.FILE_APPROVE)
def decide(household_id: int, assessment_id: int) -> Any:
    file, one, form = _file(household_id), _one(household_id, assessment_id), DecisionForm()
    done = tried(
        form,
        lambda: assessments.decide(
            db.session(),
            actor(),
            household_id=household_id,
            assessment_id=assessment_id,
            version=whole_number(form.version.data) or 0,
            category=form.category.data,
            reason=form.reason.data or "",
            now=now(),
        ),
    )
    if done is None:
        db.session().refresh(one.row)
        return _page(file, one, form), 422
    flash(_("The assessment is decided; the file follows it."), "good")
    return redirect(url_for("assessments.page", household_id=household_id, assessment_id=assessment_id))


@blueprint.post("/households/<int:household_id>/assessments/<int:assessment_id>/return")
@writes(P.FILE_APPROVE)
def send_back(household_id: int, assessment_id: int) -> Any:
    assessments.send_back(
        db.session(),
        actor(),
        household_id=household_id,
        assessment_id=assessment_id,
        version=request.form.get("version", 0, type=int),
        reason=request.form.get("reason", ""),
        now=now(),
    )
    flash(_("The assessment is returned."), "good")
    return redirect(url_for("assessments.page", household_id=household_id, assessment_id=assessment_id))
