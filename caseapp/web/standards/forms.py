"""The form of an aid standard."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import StopValidation

from caseapp.domain.households.codes import Category
from caseapp.domain.labels import Word
from caseapp.domain.model_workers.codes import HonourLevel
from caseapp.domain.payments.codes import AidKind, CapScope, Repeat, SchoolStage
from caseapp.domain.payments.standards import Standard
from caseapp.domain.special_groups.codes import SpecialGroup
from caseapp.models.aid_standards import AidStandard
from caseapp.services.standards import StandardFacts
from caseapp.web.support.forms import BaseForm, DayField, MoneyField, TidyField, WordField, required
from caseapp.web.support.language import word

GRADES: dict[str, Word] = {
    one.value: one for words in (Category, SchoolStage, HonourLevel, SpecialGroup) for one in words if one != "other"
}
"""Whom a standard can be for, by the value kept in `grade`."""


class NumberField(TidyField):
    """A whole number from 0 to 999 in `number`; an empty field gives None."""

    number: int | None = None

    def process_data(self, value: Any) -> None:
        self.number = value
        self.data = "" if value is None else str(value)

    def pre_validate(self, form: Any) -> None:
        self.number = None
        if self.data:
            if not self.data.isascii() or not self.data.isdecimal() or len(self.data) > 3:
                raise StopValidation(str(_l("Write a whole number, 0 or more.")))
            self.number = int(self.data)


class StandardForm(BaseForm):
    version = HiddenField()
    kind = WordField(AidKind, _l("Kind of aid"))
    project = SelectField(_l("Project"))
    grade = SelectField(_l("For whom"))
    amount = MoneyField(_l("Fixed amount"), description=_l("Either this, or a share below."))
    share_percent = NumberField(_l("Share of the own part or the loss"))
    band_from = MoneyField(_l("Above this part of it"))
    band_percent = NumberField(_l("only this share"))
    floor = MoneyField(_l("At least, each time"))
    cap = MoneyField(_l("At most, each time"))
    yearly_cap = MoneyField(_l("Yearly cap"), description=_l("Over all projects together."))
    cap_scope = WordField(CapScope, _l("The yearly cap counts"))
    repeat = WordField(Repeat, _l("How often"))
    times = NumberField(_l("Times in that period"), [required()])
    stackable = RadioField(_l("Beside other kinds of aid in a year"))
    document_no = TidyField(_l("Document no."), [required()])
    valid_from = DayField(_l("In force from"), [required()])
    valid_to = DayField(_l("Until"), description=_l("Leave empty while it is open; a later standard takes its place."))

    def offer(self, projects: list[tuple[int, str]]) -> None:
        self.project.choices = [("", _l("Every project")), *((str(id_), name) for id_, name in projects)]
        self.grade.choices = [("", _l("Everybody")), *((value, word(one)) for value, one in GRADES.items())]
        self.stackable.choices = [("yes", _l("allowed")), ("no", _l("only with a written reason"))]

    def fill(self, row: AidStandard) -> None:
        for name in ("kind", "grade", "cap_scope", "repeat", "document_no", "valid_from", "valid_to"):
            self[name].data = getattr(row, name)
        self.project.data = "" if row.project_id is None else str(row.project_id)
        self.stackable.data = "yes" if row.stackable else "no"
        for name in ("amount", "band_from", "floor", "cap", "yearly_cap"):
            self[name].process_data(getattr(row, f"{name}_fen"))
        for name in ("share_percent", "band_percent", "times"):
            self[name].process_data(getattr(row, name))

    def facts(self) -> StandardFacts | None:
        """What was typed; None while a field that is needed could not be read."""
        day: date | None = self.valid_from.data
        times: int | None = self.times.number
        if day is None or times is None or self.errors:
            return None
        standard = Standard(
            amount_fen=self.amount.fen,
            share_percent=self.share_percent.number,
            cap_fen=self.cap.fen,
            repeat=self.repeat.data,
            document_no=(self.document_no.data or "").strip(),
            band_from_fen=self.band_from.fen,
            band_percent=self.band_percent.number,
            floor_fen=self.floor.fen,
            yearly_cap_fen=self.yearly_cap.fen,
            cap_scope=self.cap_scope.data,
            times=times,
            stackable=self.stackable.data == "yes",
        )
        project_id = int(self.project.data) if self.project.data else None
        return StandardFacts(self.kind.data, project_id, self.grade.data or "", standard, day, self.valid_to.data)
