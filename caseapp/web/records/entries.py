"""What can be entered: for each kind its form, the service that takes it, and the section it stands in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from caseapp.domain.surveys.codes import ANSWERS, SurveyPurpose
from caseapp.extensions import db
from caseapp.models.activities import Activity
from caseapp.services import records
from caseapp.web.records import forms
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import OnceForm
from caseapp.web.support.session import actor


@dataclass(frozen=True)
class Entry:
    """One kind of record; `save` takes the valid form and raises Refused."""

    slug: str
    section: str
    title: Any
    act: Any
    form: type[OnceForm]
    save: Callable[[Any], Any]


def save_activity(form: Any, activity: Activity | None = None) -> None:
    """What the form does not ask for stays as it is."""

    def told(name: str) -> Any:
        return form[name].data if name in form else getattr(activity, name)

    records.record_activity(
        db.session(),
        actor(),
        project_id=form.project_id.data,
        kind=form.kind.data,
        title=form.title.data,
        planned_on=form.planned_on.data,
        held_on=told("held_on"),
        place=form.place.data,
        participants=told("participants"),
        examined=told("examined"),
        passed=told("passed"),
        materials=told("materials"),
        reach=told("reach"),
        activity_id=activity.id if activity else None,
        now=now(),
        today=today(),
    )


def _save_expense(form: Any) -> None:
    records.record_expense(
        db.session(),
        actor(),
        project_id=form.project_id.data,
        source=form.source.data,
        amount_fen=form.amount_fen.fen,
        paid_on=form.paid_on.data,
        voucher_no=form.voucher_no.data,
        subject=form.subject.data,
        activity_id=form.activity_id.data,
        now=now(),
        today=today(),
    )


def _save_remittance(form: Any) -> None:
    records.record_remittance(
        db.session(),
        actor(),
        project_id=form.project_id.data,
        source=form.source.data,
        quarter=form.quarter.data,
        due_on=form.due_on.data,
        due_fen=form.due_fen.fen,
        received_fen=form.received_fen.fen or 0,
        passed_fen=form.passed_fen.fen or 0,
        passed_on=form.passed_on.data,
        voucher_no=form.voucher_no.data,
        now=now(),
        today=today(),
    )


def _survey_saver(purpose: SurveyPurpose) -> Callable[[Any], None]:
    def save(form: Any) -> None:
        records.record_survey(
            db.session(),
            actor(),
            project_id=form.project_id.data,
            purpose=purpose,
            title=form.title.data,
            held_on=form.held_on.data,
            issued_forms=form.issued_forms.data,
            returned_forms=form.returned_forms.data,
            tallies={answer: form.tallies.form[answer.value].data for answer in ANSWERS[purpose]},
            channel=form.channel.data,
            now=now(),
            today=today(),
        )

    return save


def _save_typed(form: Any) -> None:
    records.record_typed_figure(
        db.session(),
        actor(),
        indicator_id=form.indicator_id.data,
        words=form.words.data,
        attained=form.attained.data == "yes",
        evidence=form.evidence.data,
        now=now(),
        today=today(),
    )


ENTRIES = {
    entry.slug: entry
    for entry in (
        Entry("activity", "activities", _l("New activity"), _l("Add activity"), forms.ActivityForm, save_activity),
        Entry("expense", "expenses", _l("New expense"), _l("Add expense"), forms.ExpenseForm, _save_expense),
        Entry(
            "remittance",
            "remittances",
            _l("Remittance of a quarter"),
            _l("Enter remittance"),
            forms.RemittanceForm,
            _save_remittance,
        ),
        Entry(
            "satisfaction",
            "surveys",
            _l("Totals of a satisfaction survey"),
            _l("Add satisfaction survey"),
            forms.SatisfactionForm,
            _survey_saver(SurveyPurpose.SATISFACTION),
        ),
        Entry(
            "improvement",
            "surveys",
            _l("Totals of an improvement survey"),
            _l("Add improvement survey"),
            forms.ImprovementForm,
            _survey_saver(SurveyPurpose.IMPROVEMENT),
        ),
        Entry("typed", "typed", _l("Type a figure"), _l("Type a figure"), forms.TypedFigureForm, _save_typed),
    )
}
"""By the last part of the address of its form."""

SECTIONS = {
    "activities": _l("Activities"),
    "expenses": _l("Expenses"),
    "remittances": _l("Remittances"),
    "surveys": _l("Surveys"),
    "typed": _l("Typed figures"),
}
