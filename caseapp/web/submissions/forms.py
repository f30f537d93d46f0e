"""Opening a table to hand in; sending one back."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, TextAreaField

from caseapp.domain.indicators.submission import Form
from caseapp.queries.projects import ProjectChoice
from caseapp.web.support.forms import BaseForm, DayField, OnceForm, WordField, required

DEPARTMENT = "department"


class OpenForm(OnceForm):
    form = WordField(Form, _l("Table"))
    of = SelectField(_l("Of"))
    as_of = DayField(_l("Figures as of"), [required()])

    def offer(self, projects: tuple[ProjectChoice, ...]) -> "OpenForm":
        """The department and the projects to choose from."""
        whole = (DEPARTMENT, str(_("The department: all projects")))
        self.of.choices = [whole, *((one.code, f"{one.number}. {one.name}") for one in projects)]
        return self

    @property
    def code(self) -> str | None:
        chosen: Any = self.of.data
        return None if chosen == DEPARTMENT else str(chosen)


class StepForm(BaseForm):
    version = HiddenField()
    reason = TextAreaField(_l("Reason"))
