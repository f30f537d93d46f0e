from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, TextAreaField

from caseapp.domain.model_workers.codes import HonourLevel, Payer, ReliefCause, WorkerState
from caseapp.domain.model_workers.particulars import FIELDS
from caseapp.queries.model_workers import HonourRow, ModelWorkerFile
from caseapp.queries.units import UnitChoice
from caseapp.services.model_workers import HonourFacts, ModelWorkerFacts
from caseapp.web.support.forms import BaseForm, DayField, MoneyField, TidyField, WordField, required
from caseapp.web.support.language import word
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
    treatment_level = WordField(HonourLevel, _l("Treatment"), empty=True)
    awarded_on = DayField(_l("Awarded on"))
    revoked_on = DayField(_l("Revoked on"))
    revocation_no = TidyField(_l("Document of revocation"))

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
            revocation_no=self.revocation_no.data or "",
            treatment_level=self.treatment_level.data,
            awarded_on=self.awarded_on.data,
            honour_id=honour_id,
        )


class ParticularsForm(PersonForm):
    """The further fields of the roster, a line of text each; the service reads them."""

    def fill_particulars(self, known: Mapping[str, str]) -> None:
        """Sealed ones stay empty: what is recorded is shown masked beside them."""
        for one in FIELDS:
            if not one.sealed:
                self[one.key].data = known.get(one.key, "")
            elif known.get(one.key):
                self.numbers[one.key] = (known[one.key], known[one.key])

    def hint(self, key: str, known: Mapping[str, str]) -> str | None:
        sealed = next(one.sealed for one in FIELDS if one.key == key)
        return str(_l("Recorded: %(value)s", value=known[key])) if sealed and known.get(key) else None


for _one in FIELDS:
    setattr(ParticularsForm, _one.key, TidyField(LazyString(word, _one.label)))


class ModelWorkerForm(ParticularsForm):
    unit_id = SelectField(_l("Unit"), coerce=whole_number)
    employer = TidyField(_l("Employer"))
    work_state = WordField(WorkerState, _l("Work"), default=WorkerState.RETIRED)
    payer = WordField(Payer, _l("Paid by"), default=Payer.CITY)
    retired_on = DayField(_l("Retired on"))
    died_on = DayField(_l("Died on"))
    death_reported_on = DayField(_l("Death reported on"), description=_l("Leave empty for today."))
    honours = FieldList(FormField(HonourForm), max_entries=MOST_ROWS)
    note = TextAreaField(_l("Note"))

    def offer(self, units: list[UnitChoice]) -> None:
        self.unit_id.choices = form_units(units)
        self.unit_id.flags.required = self.id_number.flags.required = True

    def add_rows(self, count: int) -> None:
        for _ in range(min(count, MOST_ROWS - len(self.honours))):
            self.honours.append_entry()

    def fill(self, file: ModelWorkerFile) -> None:
        self.fill_particulars(file.particulars)
        self.fill_person(file.person)
        for name in ("version", "employer", "work_state", "payer", "note"):
            getattr(self, name).data = getattr(file, name)
        for name in ("retired_on", "died_on", "death_reported_on"):
            getattr(self, name).data = getattr(file, name)
        for honour in file.honours:
            self.honours.append_entry(_row(honour))
        self.opened()

    def facts(self) -> ModelWorkerFacts:
        return ModelWorkerFacts(
            unit_id=self.unit_id.data if "unit_id" in self else None,
            person=self.person(),
            work_state=self.work_state.data,
            payer=self.payer.data,
            employer=self.employer.data or "",
            retired_on=self.retired_on.data,
            died_on=self.died_on.data,
            death_reported_on=self.death_reported_on.data,
            particulars={one.key: self[one.key].data or "" for one in FIELDS},
            note=self.note.data or "",
            honours=tuple(row.form.facts() for row in self.honours),
        )


class ReliefForm(BaseForm):
    year = TidyField(_l("Year"), [required()], render_kw=YEAR)
    cause = WordField(ReliefCause, _l("Cause"))
    monthly_income = MoneyField(_l("Own monthly income"))
    amount = MoneyField(_l("Amount"), [required()])
    applied_on = DayField(_l("Applied on"), [required()])
    reason = TidyField(_l("What happened"))

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
        "revocation_no": honour.revocation_no,
        "treatment_level": honour.treatment_level,
        "awarded_on": honour.awarded_on,
    }
