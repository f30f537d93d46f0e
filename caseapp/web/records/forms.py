"""The forms of what feeds figures beside payments. Field names are those of the services' arguments."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, FormField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional, StopValidation

from caseapp.domain.activities.codes import ActivityKind
from caseapp.domain.payments.codes import FundSource
from caseapp.domain.surveys.codes import ANSWERS, SurveyPurpose
from caseapp.web.support.clock import today
from caseapp.web.support.forms import (
    DayField,
    MoneyField,
    OnceForm,
    TidyField,
    WordField,
    not_in_future,
    required,
    tidy,
)
from caseapp.web.support.language import word


class CountField(IntegerField):
    """A whole number from 0; an empty field is 0."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        rules = [*(validators or []), NumberRange(min=0, message=str(_l("Write a whole number, 0 or more.")))]
        super().__init__(label, rules, default=0, render_kw={"inputmode": "numeric", "autocomplete": "off"}, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = tidy(valuelist[0]).replace(",", "") if valuelist else ""
        try:
            self.data = int(typed or 0)
        except ValueError:
            self.data = None  # type: ignore[assignment]
            raise ValueError(str(_l("Write a whole number, 0 or more."))) from None


class ProjectForm(OnceForm):
    """Every record belongs to a project; the choices are those the actor may write to."""

    project_id = SelectField(_l("Project"), coerce=int)


class ActivityForm(ProjectForm):
    kind = WordField(ActivityKind, _l("Kind"))
    title = TidyField(_l("Title"), [required(), Length(max=128)])
    place = TidyField(_l("Place"), [Length(max=128)])
    planned_on = DayField(_l("Planned for"), [required()])
    held_on = DayField(
        _l("Held on"), [Optional(), not_in_future(today)], description=_l("Leave empty until it has been held.")
    )
    participants = CountField(_l("Participants"))
    examined = CountField(_l("Examined"))
    passed = CountField(_l("Passed"))
    materials = CountField(_l("Materials given"))
    reach = CountField(_l("People reached"))

    def leave_numbers_out(self) -> None:
        for name in ("held_on", "participants", "examined", "passed", "materials", "reach"):
            del self[name]


def _positive(form: Any, field: Any) -> None:
    if field.fen is not None and field.fen <= 0:
        raise StopValidation(str(_l("The amount must be more than nothing.")))


class ExpenseForm(ProjectForm):
    source = WordField(FundSource, _l("Source of money"))
    amount_fen = MoneyField(_l("Amount"), [required(), _positive])
    paid_on = DayField(_l("Paid on"), [required(), not_in_future(today)])
    voucher_no = TidyField(_l("Voucher no."), [required(), Length(max=64)])
    subject = TidyField(_l("What for"), [required(), Length(max=128)])
    activity_id = SelectField(_l("Activity"), coerce=lambda value: int(value) if value else None)


class RemittanceForm(ProjectForm):
    source = WordField(FundSource, _l("Source of money"))
    quarter = SelectField(
        _l("Quarter"), coerce=int, choices=lambda: [(n, _l("Quarter %(n)s", n=n)) for n in range(1, 5)]
    )
    due_on = DayField(_l("Due on"), [required()])
    due_fen = MoneyField(_l("Due"), [required()])
    received_fen = MoneyField(_l("Received"))
    passed_fen = MoneyField(_l("Passed on"))
    passed_on = DayField(_l("Passed on (day)"), [Optional(), not_in_future(today)])
    voucher_no = TidyField(_l("Voucher no."), [Length(max=64)])


def _tallies(purpose: SurveyPurpose) -> type[Form]:
    class Tallies(Form):
        pass

    for answer in ANSWERS[purpose]:
        setattr(Tallies, answer.value, CountField(_Word(answer)))
    return Tallies


class _Word:
    """An enum's word as a label, in the language of the reader of the moment."""

    def __init__(self, member: Any) -> None:
        self.member = member

    def __str__(self) -> str:
        return word(self.member)


class SurveyForm(ProjectForm):
    title = TidyField(_l("Title"), [required(), Length(max=128)])
    held_on = DayField(_l("Day of the survey"), [required(), not_in_future(today)])
    channel = TidyField(_l("Channel"), [Length(max=64)], description=_l("Paper, phone, home visit …"))
    issued_forms = CountField(_l("Forms handed out"))
    returned_forms = CountField(_l("Forms returned"))


class SatisfactionForm(SurveyForm):
    tallies = FormField(_tallies(SurveyPurpose.SATISFACTION))


class ImprovementForm(SurveyForm):
    tallies = FormField(_tallies(SurveyPurpose.IMPROVEMENT))


class TypedFigureForm(OnceForm):
    """A finding in words, for an indicator no record can give."""

    indicator_id = SelectField(_l("Indicator"), coerce=int)
    words = TidyField(_l("What was reached"), [required(), Length(max=256)])
    attained = RadioField(
        _l("Is the target met?"),
        [required(_l("Say whether the target is met."))],
        choices=lambda: [("yes", _l("Yes")), ("no", _l("No"))],
    )
    evidence = TextAreaField(
        _l("Evidence and reason"),
        [required(), Length(max=500)],
        description=_l("The paper, page and date it rests on, and why it cannot be computed."),
    )
