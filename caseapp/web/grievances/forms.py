"""Giving a grievance to somebody, and settling it."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField

from caseapp.domain.surveys.codes import GrievanceOutcome
from caseapp.web.support.forms import BaseForm, DayField, WordField, required


class AssignForm(BaseForm):
    owner_id = SelectField(_l("Who follows it up"), coerce=lambda value: int(value) if value else None)
    due_on = DayField(_l("To be settled by"), [required()])


class CloseForm(BaseForm):
    outcome = WordField(GrievanceOutcome, _l("Outcome"), empty=True)
    note = TextAreaField(
        _l("What was done"), description=_l("Kept sealed; only those who follow up grievances and the auditor read it.")
    )
