"""A printed target in the reader's words."""

from flask_babel import gettext as _

from caseapp.domain.indicators.target import Operator, Target
from caseapp.web.support.language import word


def understood(target: Target) -> str:
    """The target in the reader's words, from what was understood of it, not from what is printed."""
    if target.operator is Operator.WORDS:
        return word(target.operator)
    if target.operator is Operator.FREQUENCY:
        return target.normal()
    if target.strict:
        sign = _("more than") if target.operator is Operator.AT_LEAST else _("less than")
    else:
        sign = word(target.operator)
    if target.operator is Operator.RANGE:
        value = f"{target.low}–{target.high}"
    elif target.operator is Operator.DATE and target.value is None:
        value = f"{target.month:02}-{target.day:02}"
    else:
        value = target.value or ""
    gap = "" if target.value_unit == "%" else " "
    return f"{sign} {value}{gap}{target.value_unit}".strip()
