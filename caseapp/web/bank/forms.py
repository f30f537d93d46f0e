"""The forms of bank files: a template with its columns, a file to make, an answer to send."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, SelectMultipleField
from wtforms.validators import Length, StopValidation

from caseapp.domain.payments.bank_files import BankColumn, BankFact, Delimiter, Encoding, FileKind, Layout
from caseapp.services.bank_templates import TemplateFacts
from caseapp.web.support.forms import BaseForm, DayField, OnceForm, TidyField, WordField, required
from caseapp.web.support.sent_files import SentFileField

USUAL = (
    BankFact.SERIAL,
    BankFact.REFERENCE,
    BankFact.HOLDER,
    BankFact.ACCOUNT,
    BankFact.BANK,
    BankFact.AMOUNT_YUAN,
    BankFact.ID_NUMBER,
    BankFact.PURPOSE,
)


class ColumnForm(Form):
    """One fact: its place among the columns (empty: left out) and the heading over it."""

    place = TidyField(_l("Place"))
    heading = TidyField(_l("Heading"), [Length(max=40)])

    def validate_place(self, field: Any) -> None:
        if field.data and not (field.data.isascii() and field.data.isdecimal() and 1 <= int(field.data) <= 99):
            raise StopValidation(str(_l("Write a number from 1 to 99, or nothing.")))


class TemplateForm(BaseForm):
    version = HiddenField()
    name = TidyField(_l("Name of the template"), [required(), Length(max=64)])
    unit = SelectField(_l("Used by this unit and those below it"), coerce=int)
    kind = WordField(FileKind, _l("Kind of file"))
    encoding = WordField(Encoding, _l("Encoding (text only)"))
    delimiter = WordField(Delimiter, _l("Between the columns (text only)"))
    valid_from = DayField(_l("In use from"), [required()])
    valid_to = DayField(_l("Until"), description=_l("Leave empty while it is open."))
    columns = FieldList(FormField(ColumnForm), min_entries=len(BankFact), max_entries=len(BankFact))

    def show(self, layout: Layout) -> None:
        """Fill in the columns; facts that are not used keep their usual heading."""
        self.kind.data, self.encoding.data, self.delimiter.data = layout.kind, layout.encoding, layout.delimiter
        places = {column.fact: (turn, column.heading) for turn, column in enumerate(layout.columns, 1)}
        for fact, entry in zip(BankFact, self.columns, strict=True):
            turn, heading = places.get(fact, (0, fact.zh))
            entry.form.place.data, entry.form.heading.data = str(turn or ""), heading

    def layout(self) -> Layout:
        """As typed; a place that cannot be read leaves its column out, the form says so."""
        chosen = [
            (int(entry.form.place.data), turn, BankColumn(fact, entry.form.heading.data or fact.zh))
            for turn, (fact, entry) in enumerate(zip(BankFact, self.columns, strict=True))
            if (entry.form.place.data or "").isdecimal()
        ]
        columns = tuple(column for *_, column in sorted(chosen, key=lambda one: one[:2]))
        return Layout(
            FileKind(self.kind.data or FileKind.XLSX),
            Encoding(self.encoding.data or Encoding.UTF8),
            Delimiter(self.delimiter.data or Delimiter.COMMA),
            columns,
        )

    def facts(self) -> TemplateFacts | None:
        """What was typed; None while a field that is needed could not be read."""
        first: date | None = self.valid_from.data
        if first is None or not self.name.data:
            return None
        return TemplateFacts(self.name.data, self.unit.data, first, self.valid_to.data, self.layout())


def usual_layout() -> Layout:
    """What most banks can read."""
    columns = tuple(BankColumn(fact, fact.zh) for fact in USUAL)
    return Layout(FileKind.XLSX, Encoding.UTF8, Delimiter.COMMA, columns)


class MakeForm(OnceForm):
    template = SelectField(_l("Template"), coerce=int)


class HandOutForm(OnceForm):
    reason = TidyField(_l("Why it is needed again"))


class AnswerForm(BaseForm):
    file = SentFileField(_l("Answer of the bank"))


class FollowUpForm(OnceForm):
    lines = SelectMultipleField(_l("Lines"), coerce=int, choices=[], validate_choice=False)
