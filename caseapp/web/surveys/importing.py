"""Answers from a workbook: the template, a look at the file with all that is wrong in it, and taking it in.

Never `once=True` here, and no file is kept: see the decision record on anonymous answers.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf.file import FileField
from wtforms.validators import StopValidation

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Refused
from caseapp.exporters.rosters import roster_template
from caseapp.extensions import db
from caseapp.models.questionnaires import Questionnaire
from caseapp.queries import questionnaires as lists
from caseapp.readers.rosters import Fault
from caseapp.readers.rosters.sheets import is_workbook
from caseapp.services import survey_import
from caseapp.services.marked_copy import marked_copy
from caseapp.services.survey_import import Findings
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import BaseForm, tried
from caseapp.web.support.language import sentence
from caseapp.web.support.session import actor
from caseapp.web.surveys.blueprint import blueprint

P = Permission
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_FAULTS = 200


class AnswersForm(BaseForm):
    file = FileField(_l("Workbook of answers"))

    def validate_file(self, field: Any) -> None:
        if not field.data:
            raise StopValidation(str(_l("Choose a file.")))

    @property
    def content(self) -> bytes:
        """What was sent, at most one byte more than is allowed."""
        self.file.data.seek(0)
        return bytes(self.file.data.read(survey_import.LARGEST + 1))


@blueprint.get("/surveys/<int:survey_id>/answers-template.xlsx")
@reads(P.RECORD_WRITE, recorded_as="survey.template")
def answers_template(survey_id: int) -> Any:
    """Begun with the numbers of the forms that have not come back; with names only where the survey asks for them."""
    session, who = db.session(), actor()
    survey = survey_import.open_for(session, who, survey_id)
    g.viewed = ("questionnaire", survey.id)
    forms = lists.waiting_forms(session, who, survey)
    begun = [[str(number)] if survey.is_anonymous else [str(number), name] for number, name in forms]
    layout = survey_import.sheet_of(session, survey).layout
    return _download(roster_template(layout, begun), _("%(title)s-answers", title=survey.title) + ".xlsx", XLSX)


@blueprint.get("/surveys/<int:survey_id>/import")
@reads(P.RECORD_WRITE)
def choose_file(survey_id: int) -> Any:
    survey = survey_import.open_for(db.session(), actor(), survey_id)
    return _page(survey, AnswersForm(formdata=None))


@blueprint.post("/surveys/<int:survey_id>/import/preview")
@reads(P.RECORD_WRITE)
def look_at_file(survey_id: int) -> Any:
    """What the file would bring and all that is wrong in it; nothing is stored."""
    survey = survey_import.open_for(db.session(), actor(), survey_id)
    form = AnswersForm()
    if not form.validate():
        return _page(survey, form), 422
    found = tried(form, lambda: _look(survey_id, form.content))
    if found is None:
        return _page(survey, form), 422
    sealed = survey_import.seal(form.content, questionnaire_id=survey_id, actor=actor())
    name = PurePath(form.file.data.filename or "").name[-128:]
    return _page(survey, form, found, urlsafe_b64encode(sealed).decode(), name), 422 if found.faults else 200


@blueprint.post("/surveys/<int:survey_id>/import/marked")
@reads(P.RECORD_WRITE)
def marked_file(survey_id: int) -> Any:
    """The file that was sent, with the cells at fault marked."""
    data = _carried(survey_id)
    found = _look(survey_id, data)
    name, ending = PurePath(request.form.get("name", "")).stem, ".xlsx" if is_workbook(data) else ".csv"
    copy = marked_copy(data, found.roster, found.faults, _said)
    mimetype = XLSX if ending == ".xlsx" else "text/csv; charset=utf-8"
    return _download(copy, _("%(name)s-errors", name=name) + ending, mimetype)


@blueprint.post("/surveys/<int:survey_id>/import")
@writes(P.RECORD_WRITE)
def take_file_in(survey_id: int) -> Any:
    count = survey_import.take(
        db.session(), actor(), questionnaire_id=survey_id, data=_carried(survey_id), now=now(), today=today()
    )
    if count:
        flash(ngettext("%(count)s answer is taken in.", "%(count)s answers are taken in.", count, count=count), "good")
    else:
        flash(_("Nothing was new: every answer of this file is in already."), "info")
    return redirect(url_for("surveys.page", survey_id=survey_id))


def _look(survey_id: int, data: bytes) -> Findings:
    return survey_import.look(db.session(), actor(), questionnaire_id=survey_id, data=data, today=today())


def _carried(survey_id: int) -> bytes:
    try:
        sealed = urlsafe_b64decode(request.form.get("carried", ""))
    except ValueError:
        raise Refused(N_("This page is too old, or not yours. Choose the file again.")) from None
    return survey_import.unseal(sealed, questionnaire_id=survey_id, actor=actor())


def _said(fault: Fault) -> str:
    told = sentence(fault)
    return _("%(heading)s: %(told)s", heading=fault.heading, told=told) if fault.heading else told


def _page(
    survey: Questionnaire, form: AnswersForm, found: Findings | None = None, carried: str = "", name: str = ""
) -> str:
    return render_template(
        "surveys/import.html",
        survey=survey,
        form=form,
        found=found,
        faults=found.faults[:MOST_FAULTS] if found else (),
        carried=carried,
        name=name,
        most=survey_import.LARGEST // 1024,
    )


def _download(data: bytes, name: str, mimetype: str) -> Response:
    response = Response(data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response
