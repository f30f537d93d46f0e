"""The form of a rule set: the lines and lists of one document."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput

from caseapp.domain.households.assessment_codes import Comparison, Divisor, Exclusion, ItemKind
from caseapp.domain.households.assessment_rules import Limit, RuleSet
from caseapp.domain.households.codes import Cause
from caseapp.domain.labels import Word
from caseapp.web.support.forms import BaseForm, DayField, MoneyField, TidyField, WordField, required
from caseapp.web.support.language import word

MOST = 100_000


class WholeField(TidyField):
    """A whole number from 0 in `number`; an empty field gives None."""

    number: int | None = None

    def process_data(self, value: Any) -> None:
        self.number = value
        self.data = "" if value is None else str(value)

    def pre_validate(self, form: Any) -> None:
        self.number = None
        if self.data:
            if not self.data.isascii() or not self.data.isdecimal() or int(self.data) > MOST:
                raise StopValidation(str(_l("Write a whole number, 0 or more.")))
            self.number = int(self.data)


class WordsField(SelectMultipleField):
    """Any number of the members of an enum."""

    option_widget = CheckboxInput()

    def __init__(self, kind: type[Word], label: Any, **options: Any) -> None:
        choices = [(member.value, member) for member in kind]
        super().__init__(label, choices=lambda: [(value, word(one)) for value, one in choices], coerce=kind, **options)

    def pre_validate(self, form: Any) -> None:
        """What could not be read is no member, so there is nothing more to check."""


class RulesForm(BaseForm):
    version = HiddenField()
    document_no = TidyField(_l("Document no."), [required()])
    valid_from = DayField(_l("In force from"), [required()])
    valid_to = DayField(_l("Until"), description=_l("Leave empty while it is open; the next rule set ends it."))
    line = MoneyField(_l("Line a head and month"), [required()])
    window_months = WholeField(_l("Months looked back"), [required()])
    divisor = WordField(Divisor, _l("Divided by"))
    deep_percent = WholeField(_l("Deep hardship: share of the line"), [required()])
    deep_comparison = WordField(Comparison, _l("Deep hardship: the figure is"))
    relative_percent = WholeField(_l("Relative hardship: share of the line"), [required()])
    relative_comparison = WordField(Comparison, _l("Relative hardship: the figure is"))
    accident_percent = WholeField(
        _l("Hardship by accident: share of the line"), description=_l("Leave empty for no upper line.")
    )
    accident_comparison = WordField(Comparison, _l("Hardship by accident: the figure is"))
    accident_loss_percent = WholeField(_l("The loss is above this share of a year's income"), [required()])
    accident_barred = WordsField(Cause, _l("Main causes that are no accident"))
    counted = WordsField(ItemKind, _l("Income and spending that count"))
    exclusions = WordsField(Exclusion, _l("Exclusions asked about"))

    def fill(self, rules: RuleSet) -> None:
        for name in ("document_no", "valid_from", "valid_to", "divisor"):
            getattr(self, name).data = getattr(rules, name)
        self.line.process_data(rules.line_fen)
        self.window_months.process_data(rules.window_months)
        limits = {"deep": rules.deep, "relative": rules.relative, "accident": rules.accident_limit}
        for name, limit in limits.items():
            if limit is not None:
                self[f"{name}_percent"].process_data(limit.percent)
                self[f"{name}_comparison"].data = limit.comparison
        self.accident_loss_percent.process_data(rules.accident_loss_percent)
        self.accident_barred.data = [one for one in Cause if one in rules.accident_barred]
        self.counted.data = [one for one in ItemKind if one in rules.counted]
        self.exclusions.data = list(rules.asked)

    def rules(self) -> RuleSet | None:
        """What was typed; None while a field that is needed could not be read."""
        numbers = [self.window_months, self.deep_percent, self.relative_percent, self.accident_loss_percent]
        read = [field.number for field in numbers if field.number is not None]
        day: date | None = self.valid_from.data
        if day is None or self.line.fen is None or len(read) < len(numbers) or self.errors:
            return None
        months, deep, relative, loss = read
        accident = self.accident_percent.number
        return RuleSet(
            document_no=self.document_no.data or "",
            valid_from=day,
            valid_to=self.valid_to.data,
            line_fen=self.line.fen,
            window_months=months,
            divisor=self.divisor.data,
            deep=Limit(deep, self.deep_comparison.data),
            relative=Limit(relative, self.relative_comparison.data),
            accident_limit=None if accident is None else Limit(accident, self.accident_comparison.data),
            accident_loss_percent=loss,
            accident_barred=frozenset(self.accident_barred.data or ()),
            counted=frozenset(self.counted.data or ()),
            exclusions=frozenset(self.exclusions.data or ()),
        )
