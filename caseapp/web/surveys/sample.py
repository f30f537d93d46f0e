"""Choosing who may be asked, seeing what the choice comes to, and drawing."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from caseapp.domain.access.roles import Permission
from caseapp.domain.households.codes import Category
from caseapp.extensions import db
from caseapp.models.questionnaires import Questionnaire
from caseapp.queries import questionnaires as lists
from caseapp.queries.survey_counts import returns_of
from caseapp.services import questionnaires, survey_samples
from caseapp.services.survey_samples import Weighed
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tried
from caseapp.web.support.language import word
from caseapp.web.support.session import actor
from caseapp.web.surveys.blueprint import blueprint
from caseapp.web.surveys.forms import SampleForm

P = Permission


@dataclass(frozen=True)
class Quota:
    """One stratum as the page shows it: how many there are and how many of them are asked."""

    unit: str
    category: str
    count: int
    asked: int


@blueprint.get("/surveys/<int:survey_id>/sample")
@reads(P.RECORD_WRITE)
def choose(survey_id: int) -> Any:
    survey = questionnaires.writable(db.session(), actor(), survey_id)
    form = _with_choices(SampleForm(formdata=None), survey)
    form.fill(survey, today())
    return _page(survey, form)


@blueprint.post("/surveys/<int:survey_id>/sample/preview")
@reads(P.RECORD_WRITE)
def weigh(survey_id: int) -> Any:
    survey = questionnaires.writable(db.session(), actor(), survey_id)
    form = _with_choices(SampleForm(), survey)
    weighed = tried(
        form,
        lambda: survey_samples.weigh(db.session(), actor(), questionnaire_id=survey_id, choice=form.choice()),
    )
    return _page(survey, form, weighed), 200 if weighed else 422


@blueprint.post("/surveys/<int:survey_id>/sample")
@writes(P.RECORD_WRITE)
def draw(survey_id: int) -> Any:
    survey = questionnaires.writable(db.session(), actor(), survey_id)
    form = _with_choices(SampleForm(), survey)
    drawn = tried(
        form,
        lambda: survey_samples.draw_sample(
            db.session(), actor(), questionnaire_id=survey_id, choice=form.choice(), now=now(), today=today()
        ),
    )
    if drawn is None:
        return _page(survey, form), 422
    count = returns_of(db.session(), survey).invited
    flash(ngettext("%(count)s is drawn.", "%(count)s are drawn.", count, count=count), "good")
    return redirect(url_for("surveys.page", survey_id=survey_id))


def _with_choices(form: SampleForm, survey: Questionnaire) -> SampleForm:
    held = lists.activity_choices(db.session(), survey.project_id)
    form.activity_id.choices = [("", _("None")), *held]
    return form


def _page(survey: Questionnaire, form: SampleForm, weighed: Weighed | None = None) -> str:
    return render_template(
        "surveys/sample.html", survey=survey, form=form, weighed=weighed, quotas=_quotas(weighed) if weighed else []
    )


def _quotas(weighed: Weighed) -> list[Quota]:
    names = lists.unit_names(db.session(), {stratum.unit_id for stratum in weighed.strata})
    return [
        Quota(
            names.get(stratum.unit_id, "—"),
            word(Category(stratum.category)) if stratum.category else "—",
            count,
            asked,
        )
        for stratum, (count, asked) in weighed.strata.items()
    ]
