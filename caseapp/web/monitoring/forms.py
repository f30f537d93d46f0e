"""What is said of each row of a project for a period end; and a dated rule of the lights."""

import re
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, HiddenField, SelectMultipleField
from wtforms.validators import Length, StopValidation
from wtforms.widgets import CheckboxInput

from caseapp.domain.indicators.lights import USUAL, LightRules, Pacing
from caseapp.domain.indicators.monitoring import LONGEST, Cause, Likelihood, Said
from caseapp.services.monitor_rules import RuleFacts
from caseapp.services.monitoring import MonitorSheet
from caseapp.web.support.forms import BaseForm, DayField, TidyField, WordField, required
from caseapp.web.support.language import word
from caseapp.web.support.people import whole_number

WHOLE = {"inputmode": "numeric", "maxlength": "4"}


class CausesField(SelectMultipleField):
    """Any of the five causes."""

    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, choices=lambda: [(cause.value, word(cause)) for cause in Cause], **options)

    def pre_validate(self, form: Any) -> None:
        if not set(self.data or ()) <= {cause.value for cause in Cause}:
            raise StopValidation(str(_l("Choose one of the list.")))

    @property
    def causes(self) -> frozenset[Cause]:
        return frozenset(Cause(value) for value in self.data or () if value in set(Cause))


class RowForm(Form):
    seen = HiddenField()
    causes = CausesField(_l("Cause of the deviation"))
    explanation = TidyField(_l("Explanation"), [Length(max=LONGEST)])
    likelihood = WordField(Likelihood, _l("Likely to be reached"), empty=True)
    remark = TidyField(_l("Remark"), [Length(max=LONGEST)])

    def said(self) -> Said:
        return Said(
            self.causes.causes, self.explanation.data or "", self.likelihood.data or None, self.remark.data or ""
        )


class NotesForm(BaseForm):
    rows = FieldList(FormField(RowForm))

    def fill(self, sheet: MonitorSheet) -> None:
        for row in sheet.rows:
            self.rows.append_entry(
                {
                    "seen": str(row.note.id) if row.note else "",
                    "causes": [cause.value for cause in Cause if cause in row.said.causes],
                    "explanation": row.said.explanation,
                    "likelihood": row.said.likelihood,
                    "remark": row.said.remark,
                }
            )

    def seen(self, sheet: MonitorSheet) -> dict[int, int | None]:
        return {number: whole_number(entry.seen.data) for number, entry in self._by_row(sheet)}

    def said(self, sheet: MonitorSheet) -> dict[int, Said]:
        return {number: entry.said() for number, entry in self._by_row(sheet)}

    def _by_row(self, sheet: MonitorSheet) -> list[tuple[int, RowForm]]:
        return [(row.figure.row, entry.form) for row, entry in zip(sheet.rows, self.rows, strict=True)]


class RuleForm(BaseForm):
    valid_from = DayField(_l("In force from"), [required()])
    document_no = TidyField(_l("Document no."), [required()])
    indicator_good = TidyField(_l("Target: green from, percent of what is due"), [required()], render_kw=WHOLE)
    indicator_warn = TidyField(_l("Target: amber from, percent of what is due"), [required()], render_kw=WHOLE)
    money_good = TidyField(_l("Money: green from, percent of the plan"), [required()], render_kw=WHOLE)
    money_warn = TidyField(_l("Money: amber from, percent of the plan"), [required()], render_kw=WHOLE)
    ceiling_near = TidyField(_l("A ceiling or a budget nears from, percent"), [required()], render_kw=WHOLE)
    over_from = TidyField(_l("The target was too low from, percent of it"), [required()], render_kw=WHOLE)
    pacing = WordField(Pacing, _l("What of a yearly target is due by now"))
    period_months = TidyField(_l("Periods end with the months"), [required()])

    def facts(self) -> RuleFacts | None:
        """What was typed; None while the day could not be read."""
        begins: date | None = self.valid_from.data
        if begins is None:
            return None
        numbers = {name: whole_number(getattr(self, name).data) for name in PERCENTS}
        return RuleFacts(
            valid_from=begins,
            document_no=self.document_no.data or "",
            pacing=self.pacing.data,
            period_months=_months(self.period_months.data or ""),
            **numbers,
        )


PERCENTS = ("indicator_good", "indicator_warn", "money_good", "money_warn", "ceiling_near", "over_from")


def known(rules: LightRules = USUAL) -> dict[str, Any]:
    numbers = {name: str(getattr(rules, name)) for name in PERCENTS}
    return {**numbers, "pacing": rules.pacing, "period_months": ", ".join(map(str, rules.period_months))}


def _months(text: str) -> tuple[int, ...]:
    """Numbers with anything between them that people write; empty when there is something else."""
    parts = [part for part in re.split(r"[\s,;、,月]+", text) if part]
    return tuple(int(part) for part in parts) if all(part.isdecimal() and len(part) < 3 for part in parts) else ()
