"""The official table as a page shows it: merged level cells, the light's word, where each figure comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from caseapp.domain.indicators.interval import SMALL, wilson
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.domain.indicators.tailoring import measure_named
from caseapp.domain.indicators.target import Operator, parse_target
from caseapp.services.figures import IndicatorFigure
from caseapp.web.support.language import current

_SUFFIX = "指标"
"""Said by the column already, so the screen leaves it out."""
_PAID = {Family.PAYMENTS, Family.DEPENDANTS, Family.MONEY, Family.SERVED}
SOURCES = {
    "payments": (_l("Payment records"), "quiet"),
    "survey": (_l("Survey"), "info"),
    "activity": (_l("Activities"), "quiet"),
    "remittance": (_l("Remittances"), "quiet"),
    "typed": (_l("Typed by hand"), "warn"),
}


@dataclass(frozen=True)
class Row:
    """`level1_span` and `level2_span` are how many rows the cell covers; 0: covered by the cell above."""

    figure: IndicatorFigure
    shown: str
    level1: str
    level2: str
    level1_span: int
    level2_span: int
    under: str
    verdict: str
    source: tuple[object, str] | None
    definition: str
    is_typed: bool


def rows_of(figures: Sequence[IndicatorFigure]) -> list[Row]:
    rows = []
    for _level1, first in groupby(figures, lambda figure: figure.level1):
        outer = list(first)
        for _level2, second in groupby(outer, lambda figure: figure.level2):
            inner = list(second)
            for figure in inner:
                level1 = len(outer) if figure is outer[0] else 0
                rows.append(_row(figure, level1, len(inner) if figure is inner[0] else 0))
    return rows


def _row(figure: IndicatorFigure, level1: int, level2: int) -> Row:
    measure = measure_named(figure.measure)
    return Row(
        figure,
        shown_of(figure),
        figure.level1.removesuffix(_SUFFIX),
        figure.level2.removesuffix(_SUFFIX),
        level1,
        level2,
        under_of(figure, measure),
        verdict_of(figure),
        SOURCES[source_of(measure)] if measure else None,
        definition_of(measure),
        measure is not None and measure.family is Family.TYPED,
    )


def shown_of(figure: IndicatorFigure) -> str:
    """The figure on a screen: days as 2025-12-20, a dash while there is none, no unit where the target says it."""
    if isinstance(figure.actual, date):
        return figure.actual.isoformat()
    if figure.unit == figure.value_unit and figure.unit not in {"%", "季"}:
        return figure.shown.removesuffix(figure.unit) or "—"
    return figure.shown or "—"


def source_of(measure: Measure) -> str:
    """Which records the measure reads; money adds payments, expenses and remittances and is named after the first."""
    if measure.family in _PAID:
        return "remittance" if measure.subject == "remitted" else "payments"
    if measure.family in {Family.LAST_DAY, Family.QUARTERS}:
        return {"activity": "activity", "remittance": "remittance"}.get(measure.subject, "payments")
    return measure.family.value


def name_of(measure: Measure) -> str:
    return measure.zh if current() == "zh" else measure.en


def definition_of(measure: Measure | None) -> str:
    if measure is None:
        return ""
    return measure.definition_zh if current() == "zh" else measure.definition_en


def under_of(figure: IndicatorFigure, measure: Measure | None) -> str:
    """The quiet line below a rate: its parts, or the size and the spread of the sample."""
    if figure.numerator is None or not figure.denominator or measure is None:
        return ""
    if measure.family is not Family.SURVEY:
        return _parts(figure, measure)
    low, high = wilson(figure.numerator, figure.denominator) or (Decimal(0), Decimal(0))
    spread = _("n=%(n)s, %(low)s–%(high)s%%", n=figure.denominator, low=low, high=high)
    return str(spread if figure.denominator >= SMALL else _("%(spread)s, too few answers", spread=spread))


def _parts(figure: IndicatorFigure, measure: Measure) -> str:
    part, whole = figure.numerator or 0, figure.denominator or 0
    if measure.subject == "in_place":
        return f"{Decimal(part) / 1_000_000:,.2f} / {Decimal(whole) / 1_000_000:,.2f} 万元"
    return f"{part:,} / {whole:,}"


def verdict_of(figure: IndicatorFigure) -> str:
    """What the light says: met, or by how much not."""
    if figure.measure is None:
        return str(_("no measure chosen"))
    if figure.attained is None:
        return str(_("no figure yet"))
    if figure.attained:
        return str(_("met"))
    gap = _gap(figure)
    if figure.tone == "info":
        return str(_("on the way, %(gap)s to go", gap=gap) if gap else _("on the way"))
    if gap:
        return str(_("over by %(gap)s", gap=gap) if _is_ceiling(figure) else _("short by %(gap)s", gap=gap))
    return str(_("not met"))


def _is_ceiling(figure: IndicatorFigure) -> bool:
    return figure.operator == Operator.AT_MOST


def _gap(figure: IndicatorFigure) -> str:
    target = parse_target(figure.target, figure.year)
    goal = target.due if target.operator is Operator.FREQUENCY and target.due else target.number
    if not isinstance(figure.actual, Decimal) or goal is None:
        return ""
    gap = abs(goal - figure.actual)
    text = f"{gap.quantize(Decimal('0.01')):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text + ("%" if target.value_unit == "%" else "")
