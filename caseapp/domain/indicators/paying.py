"""Which projects aid may be paid from: told by the measures of their indicators, never by their codes."""

from collections.abc import Collection, Iterable

from caseapp.domain.indicators.measures import Family
from caseapp.domain.indicators.tailoring import measure_of

_TO_PEOPLE = {Family.PAYMENTS, Family.DEPENDANTS, Family.REPEATS, Family.SERVED}
_PAYING = {"money.paid", "date.last_payment", "quarters.served"}
_SILENT = {Family.MONEY, Family.SURVEY, Family.TYPED}
"""Families that say nothing of what a project does with its money."""


def pays(measures: Iterable[str | None], kinds: Collection[str]) -> bool:
    """Whether payments of one of the `kinds` belong to a project with these measures (None: a row without one).

    Kinds narrow only where every measure of payments to people names some. Where nothing tells either way, a project
    with a row that still asks for its measure, or without rows, is taken to pay.
    """
    keys = list(measures)
    found = [measure_of(key) for key in keys if key is not None]
    to_people = [measure for measure in found if measure.family in _TO_PEOPLE]
    if to_people:
        return any(not measure.kinds or measure.kinds & set(kinds) for measure in to_people)
    if any(key is not None and key.partition(";")[0] in _PAYING for key in keys):
        return True
    return (not keys or None in keys) and all(measure.family in _SILENT for measure in found)
