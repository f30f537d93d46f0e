from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, TextAreaField

from caseapp.domain.model_workers.codes import HonourLevel, Payer, ReliefCause, WorkerState
from caseapp.queries.model_workers import HonourRow, ModelWorkerFile
from caseapp.queries.units import UnitChoice
from caseapp.services.model_workers import HonourFacts, ModelWorkerFacts
from caseapp.web.support.forms import BaseForm, DayField, MoneyField, TidyField, WordField, required
from caseapp.web.support.people import PersonForm, form_units, whole_number

ROWS = 3
MOST_ROWS = 12
YEAR = {"inputmode": "numeric", "maxlength": "4"}


class HonourForm(Form):
    """A row; one without title and year is left empty, unless it stands for an honour already recorded."""

    honour_id = HiddenField()
    title = TidyField(_l("Honorary title"))
    level = WordField(HonourLevel, _l("Level"), default=HonourLevel.MUNICIPAL)
    year = TidyField(_l("Year"), render_kw=YEAR)
    issuer = TidyField(_l("Issued by"))
    document_no = TidyField(_l("Document no."))
    certificate_no = TidyField(_l("Certificate no."))
    revoked_on = DayField(_l("Revoked on"))

    def facts(self) -> HonourFacts | None:
        honour_id = whole_number(self.honour_id.data)
        if not (self.title.data or self.year.data or honour_id):
            return None
        return HonourFacts(
            title=self.title.data or "",
            level=self.level.data,
            year=whole_number(self.year.data),
            issuer=self.issuer.data or "",
            document_no=self.document_no.data or "",
            certificate_no=self.certificate_no.data or "",
            revoked_on=self.revoked_on.data,
            honour_id=honour_id,
        )


class ModelWorkerForm(PersonForm):
    unit_id = SelectField(_l("Unit"), coerce=whole_number)
    employer = TidyField(_l("Employer"))
    work_state = WordField(WorkerState, _l("Work"), default=WorkerState.RETIRED)
    treatment_level = WordField(HonourLevel, _l("Treatment level"), default=HonourLevel.MUNICIPAL)
    payer = WordField(Payer, _l("Paid by"), default=Payer.CITY)
    retired_on = DayField(_l("Retired on"))
    died_on = DayField(_l("Died on"))
    liveness_checked_on = DayField(_l("Liveness checked on"))
    honours = FieldList(FormField(HonourForm), max_entries=MOST_ROWS)
    note = TextAreaField(_l("Note"))

    def offer(self, units: list[UnitChoice]) -> None:
        self.unit_id.choices = form_units(units)
        self.unit_id.flags.required = self.id_number.flags.required = True

    def add_rows(self, count: int) -> None:
        for _ in range(min(count, MOST_ROWS - len(self.honours))):
            self.honours.append_entry()

    def fill(self, file: ModelWorkerFile) -> None:
        self.fill_person(file.person)
        for name in ("version", "employer", "work_state", "treatment_level", "payer", "note"):
            getattr(self, name).data = getattr(file, name)
        for name in ("retired_on", "died_on", "liveness_checked_on"):
            getattr(self, name).data = getattr(file, name)
        for honour in file.honours:
            self.honours.append_entry(_row(honour))
        self.opened()

    def facts(self) -> ModelWorkerFacts:
        return ModelWorkerFacts(
            unit_id=self.unit_id.data if "unit_id" in self else None,
            person=self.person(),
            work_state=self.work_state.data,
            treatment_level=self.treatment_level.data,
            payer=self.payer.data,
            employer=self.employer.data or "",
            retired_on=self.retired_on.data,
            died_on=self.died_on.data,
            liveness_checked_on=self.liveness_checked_on.data,
            note=self.note.data or "",
            honours=tuple(row.form.facts() for row in self.honours),
        )


class ReliefForm(BaseForm):
    year = TidyField(_l("Year"), [required()], render_kw=YEAR)
    cause = WordField(ReliefCause, _l("Cause"))
    amount = MoneyField(_l("Amount"), [required()])
    applied_on = DayField(_l("Applied on"), [required()])

    @classmethod
    def fresh(cls, today: date) -> "ReliefForm":
        return cls(formdata=None, year=str(today.year), applied_on=today)


def _row(honour: HonourRow) -> dict[str, Any]:
    return {
        "honour_id": honour.id,
        "title": honour.title,
        "level": honour.level,
        "year": str(honour.year),
        "issuer": honour.issuer,
        "document_no": honour.document_no,
        "certificate_no": honour.certificate_no,
        "revoked_on": honour.revoked_on,
    }
