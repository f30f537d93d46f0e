"""Weights, points and reasons of one project's self-evaluation; and a year's choices."""

from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length, StopValidation

from caseapp.domain.indicators.evaluation import EvaluationRules
from caseapp.domain.indicators.scoring import Ceiling, OutsideRange
from caseapp.models.evaluations import EvaluationYear
from caseapp.services.evaluation_saving import RowFacts
from caseapp.services.evaluation_years import YearFacts
from caseapp.services.evaluations import EvaluationSheet
from caseapp.web.support.forms import BaseForm, DayField, TidyField, WordField, required, tidy
from caseapp.web.support.people import whole_number

LARGEST = Decimal(1000)


class PointsField(StringField):
    """Points with at most two decimals in `points`; empty gives None."""

    data: Any
    points: Decimal | None = None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:f}"

    def process_data(self, value: Decimal | None) -> None:
        self.data = self.points = value

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data, self.points = tidy(valuelist[0]) if valuelist else "", None

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        try:
            points = Decimal(str(self.data))
        except InvalidOperation:
            points = None
        if (
            points is None
            or not points.is_finite()
            or abs(points) > LARGEST
            or points != points.quantize(Decimal("0.01"))
        ):
            raise StopValidation(str(_l("Write points with at most two decimals, such as 12.50.")))
        self.points = points


class RowForm(Form):
    weight = PointsField(_l("Weight"), [required()])
    final = PointsField(_l("Points"))
    reason = TidyField(_l("Reason"), [Length(max=500)])

    def facts(self) -> RowFacts:
        return RowFacts(self.weight.points or Decimal(0), self.final.points, self.reason.data or "")


class EvaluationForm(BaseForm):
    version = HiddenField()
    as_of = DayField(_l("Figures as of"), [required()])
    achieved = TextAreaField(_l("What was achieved of the year's goals"))
    execution_final = PointsField(_l("Points"))
    execution_reason = TidyField(_l("Reason"), [Length(max=500)])
    rows = FieldList(FormField(RowForm))

    def fill(self, sheet: EvaluationSheet) -> None:
        self.version.data = str(sheet.version)
        self.as_of.process_data(sheet.as_of)
        self.achieved.process_data(sheet.achieved)
        self.execution_final.process_data(sheet.execution.final)
        self.execution_reason.data = sheet.execution.reason
        for row in sheet.rows:
            self.rows.append_entry(
                {"weight": row.points.weight, "final": row.points.final, "reason": row.points.reason}
            )

    def execution(self, sheet: EvaluationSheet) -> RowFacts:
        return RowFacts(sheet.execution.weight, self.execution_final.points, self.execution_reason.data or "")


class YearForm(BaseForm):
    version = HiddenField()
    execution = PointsField(_l("Execution of the budget"), [required()])
    output = PointsField(_l("Output"), [required()])
    benefit = PointsField(_l("Benefit"), [required()])
    satisfaction = PointsField(_l("Satisfaction"), [required()])
    excellent_from = PointsField(_l("“Excellent” from"), [required()])
    good_from = PointsField(_l("“Good” from"), [required()])
    fair_from = PointsField(_l("“Fair” from"), [required()])
    ceiling = WordField(Ceiling, _l("Above a ceiling (≤)"))
    outside_range = WordField(OutsideRange, _l("Outside a range"))
    over_percent = TidyField(_l("Far above the target from, percent"), [required()], render_kw={"inputmode": "numeric"})
    partly_percent = TidyField(_l("“Partly reached” earns, percent"), [required()], render_kw={"inputmode": "numeric"})
    document_no = TidyField(_l("Document no."), [required(), Length(max=64)])

    def facts(self) -> YearFacts:
        points = {name: getattr(self, name).points or Decimal(0) for name in POINTS}
        return YearFacts(
            **points,
            ceiling=self.ceiling.data,
            outside_range=self.outside_range.data,
            over_percent=whole_number(self.over_percent.data),
            partly_percent=whole_number(self.partly_percent.data),
            document_no=(self.document_no.data or "").strip(),
        )


POINTS = ("execution", "output", "benefit", "satisfaction", "excellent_from", "good_from", "fair_from")


def known(chosen: EvaluationYear) -> dict[str, Any]:
    names = (*POINTS, "ceiling", "outside_range", "over_percent", "partly_percent", "document_no", "version")
    return {name: getattr(chosen, name) for name in names}


def _usual() -> dict[str, Any]:
    rules = EvaluationRules()
    excellent, good, fair = rules.bounds
    return {
        **{name: getattr(rules, name) for name in POINTS[:4]},
        "excellent_from": excellent,
        "good_from": good,
        "fair_from": fair,
        "ceiling": rules.practice.ceiling,
        "outside_range": rules.practice.outside_range,
        "over_percent": int(rules.practice.over_from * 100),
        "partly_percent": int(rules.practice.partly_from * 100),
        "version": 0,
    }


USUAL = _usual()
"""The choices of a year for which nobody has chosen yet."""
