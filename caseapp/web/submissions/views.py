"""报送: tables handed in, frozen, accepted or sent back; their lists, and what changed since."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound
from caseapp.domain.indicators.submission import Form, SubmissionAction, SubmissionState
from caseapp.extensions import db
from caseapp.models.submissions import Freeze, FrozenFigure, Submission
from caseapp.queries import frozen
from caseapp.queries.projects import project_choices, years
from caseapp.queries.reach import units_within
from caseapp.services import submission_changes, submissions
from caseapp.services.freezing import is_whole
from caseapp.web.submissions.forms import DEPARTMENT, OpenForm, StepForm
from caseapp.web.submissions.pages import blocks_of
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.downloads import as_file
from caseapp.web.support.forms import tried
from caseapp.web.support.language import sentence
from caseapp.web.support.people import may_here, whole_number
from caseapp.web.support.session import actor

blueprint = Blueprint("submissions", __name__)
P = Permission
PAGE = 50
CHECKED_AT_ONCE = 5_000
"""Entries whose digest a page makes anew without being asked."""


@blueprint.get("/submissions")
@reads(P.PROJECT_READ)
def roster() -> Any:
    known = years(db.session(), actor())
    asked = request.args.get("year", type=int)
    year = asked if asked in known else today().year if today().year in known else max(known, default=today().year)
    form = OpenForm(formdata=None, form=_asked_form(), of=request.args.get("code") or DEPARTMENT, as_of=_asked_day())
    return _roster(year, form)


@blueprint.post("/submissions/<int(min=2000,max=2099):year>")
@writes(P.PROJECT_WRITE, once=True)
def open_draft(year: int) -> Any:
    form = OpenForm().offer(project_choices(db.session(), actor(), year))

    def act() -> Submission:
        return submissions.open_draft(
            db.session(),
            actor(),
            form=form.form.data,
            year=year,
            code=form.code,
            as_of=form.as_of.data or today(),
            now=now(),
            today=today(),
        )

    made = tried(form, act)
    if made is None:
        return _roster(year, form), 422
    return redirect(url_for("submissions.page", submission_id=made.id))


@blueprint.get("/submissions/<int:submission_id>/table")
@reads(P.PROJECT_READ)
def page(submission_id: int) -> Any:
    return _page(_kept(submission_id), StepForm(formdata=None))


@blueprint.post("/submissions/<int:submission_id>/submit")
@writes(P.PROJECT_WRITE)
def submit(submission_id: int) -> Any:
    form = StepForm()
    version = whole_number(form.version.data) or 0
    submissions.submit(db.session(), actor(), submission_id=submission_id, version=version, now=now(), today=today())
    flash(_("The table is handed in and frozen. Later changes leave it as it is."), "good")
    return redirect(url_for("submissions.page", submission_id=submission_id))


@blueprint.post("/submissions/<int:submission_id>/accept", defaults={"action": SubmissionAction.ACCEPT})
@blueprint.post("/submissions/<int:submission_id>/return", defaults={"action": SubmissionAction.RETURN})
@writes(P.SUBMISSION_ACCEPT)
def decide(submission_id: int, action: SubmissionAction) -> Any:
    form = StepForm()
    try:
        submissions.decide(
            db.session(),
            actor(),
            submission_id=submission_id,
            version=whole_number(form.version.data) or 0,
            action=action,
            reason=form.reason.data or "",
            now=now(),
        )
    except Invalid as invalid:
        form.form_errors.append(sentence(invalid.problems[0]))
        return _page(_kept(submission_id), form), 422
    flash(_("The table is accepted.") if action is SubmissionAction.ACCEPT else _("The table is sent back."), "good")
    return redirect(url_for("submissions.page", submission_id=submission_id))


@blueprint.get("/submissions/<int:submission_id>/<int:number>/<name>.docx", defaults={"kind": "docx"})
@blueprint.get("/submissions/<int:submission_id>/<int:number>/<name>.xlsx", defaults={"kind": "xlsx"})
@reads(P.PROJECT_READ, recorded_as="form.export")
def download(submission_id: int, number: int, name: str, kind: str) -> Response:
    """The bytes that were handed in."""
    kept, freeze = _freeze(submission_id, number)
    g.viewed = ("submission", kept.id)
    title = f"{kept.year}-{kept.project.number if kept.project else 'all'}-{kept.form.value}-{number}-{name}.{kind}"
    return as_file(_content(freeze, f"{name}.{kind}"), title)


@blueprint.get("/submissions/<int:submission_id>/<int:number>/<name>/print")
@reads(P.PROJECT_READ, recorded_as="form.export")
def print_view(submission_id: int, number: int, name: str) -> Any:
    kept, freeze = _freeze(submission_id, number)
    g.viewed = ("submission", kept.id)
    paper = Markup(_content(freeze, f"{name}.html").decode())  # noqa: S704 - written by our own exporter, escaped there
    return render_template("submissions/print.html", kept=kept, freeze=freeze, paper=paper)


@blueprint.get("/submissions/<int:submission_id>/<int:number>/figures/<int:figure_id>")
@reads(P.PROJECT_READ)
def members(submission_id: int, number: int, figure_id: int) -> Any:
    """The list behind a figure as it was handed in."""
    kept, freeze = _freeze(submission_id, number)
    figure = _figure(freeze, figure_id)
    asked = max(request.args.get("page", 1, int), 1)
    found = frozen.members_of(db.session(), actor(), figure, limit=PAGE, offset=(asked - 1) * PAGE)
    here: dict[str, Any] = {"submission_id": kept.id, "number": number, "figure_id": figure_id}
    return render_template(
        "submissions/members.html",
        kept=kept,
        freeze=freeze,
        figure=figure,
        found=found,
        first=(asked - 1) * PAGE,
        previous=url_for("submissions.members", **here, page=asked - 1) if asked > 1 else None,
        following=url_for("submissions.members", **here, page=asked + 1) if found.total > asked * PAGE else None,
        reads_payments=actor().may(P.BATCH_READ),
        reads_files=actor().may(P.FILE_READ),
    )


@blueprint.get("/submissions/<int:submission_id>/<int:number>/changes")
@reads(P.PROJECT_READ)
def changes(submission_id: int, number: int) -> Any:
    kept, freeze = _freeze(submission_id, number)
    session, who = db.session(), actor()
    found = submission_changes.changes_since(session, freeze, submissions.projects_of(session, kept))
    reach = frozenset(unit.id for unit in session.scalars(units_within(who, P.FILE_READ)))
    return render_template(
        "submissions/changes.html",
        kept=kept,
        freeze=freeze,
        blocks=blocks_of(found, reach),
        same=sum(one.is_same for one in found),
        reads_payments=who.may(P.BATCH_READ),
        reads_files=who.may(P.FILE_READ),
    )


def _roster(year: int, form: OpenForm) -> str:
    session, who = db.session(), actor()
    form.offer(project_choices(session, who, year))
    return render_template(
        "submissions/roster.html",
        year=year,
        years=years(session, who),
        rows=frozen.submissions_of(session, who, year),
        form=form,
        may_write=who.may(P.PROJECT_WRITE),
    )


def _page(kept: Submission, form: StepForm) -> str:
    session, who = db.session(), actor()
    projects = submissions.projects_of(session, kept)
    entries = sum(figure.members for freeze in kept.freezes for figure in freeze.figures)
    checks = entries <= CHECKED_AT_ONCE or request.args.get("check") == "1"
    open_ = kept.state in {SubmissionState.DRAFT, SubmissionState.RETURNED}
    paths = [project.unit.path for project in projects]
    writes_all = all(may_here(who, P.PROJECT_WRITE, path) for path in paths)
    accepts_all = all(may_here(who, P.SUBMISSION_ACCEPT, path) for path in paths)
    return render_template(
        "submissions/page.html",
        kept=kept,
        form=form,
        freeze=kept.freezes[-1] if kept.freezes else None,
        whole={freeze.number: is_whole(session, freeze) for freeze in kept.freezes} if checks else {},
        gaps=submissions.gaps_of(session, kept, projects, today()) if open_ and writes_all else [],
        may_submit=open_ and writes_all,
        may_decide=kept.state is SubmissionState.SUBMITTED and accepts_all and who.id != kept.submitted_by,
        of_department=kept.project_id is None,
    )


def _kept(submission_id: int) -> Submission:
    return frozen.submission(db.session(), actor(), submission_id)


def _freeze(submission_id: int, number: int) -> tuple[Submission, Freeze]:
    kept = _kept(submission_id)
    for freeze in kept.freezes:
        if freeze.number == number:
            return kept, freeze
    raise NotFound(N_("It was not handed in so often."))


def _content(freeze: Freeze, name: str) -> bytes:
    for file in freeze.files:
        if file.name == name:
            return file.content
    raise NotFound(N_("There is no such file."))


def _figure(freeze: Freeze, figure_id: int) -> FrozenFigure:
    for figure in freeze.figures:
        if figure.id == figure_id:
            return figure
    raise NotFound(N_("There is no such figure in this table."))


def _asked_form() -> Form:
    asked = request.args.get("form", "")
    return Form(asked) if asked in set(Form) else Form.MONITOR


def _asked_day() -> date:
    try:
        return date.fromisoformat(request.args.get("as_of", ""))
    except ValueError:
        return today()
