"""Money by kind and month, as the chart and the table beside it take it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from caseapp.domain.payments.codes import AidKind
from caseapp.queries.facts import MonthPaid
from caseapp.web.support.language import word


@dataclass(frozen=True)
class Series:
    """One kind; fen by month."""

    label: str
    fen: dict[int, int]

    @property
    def total(self) -> int:
        return sum(self.fen.values())


def kinds_of(months: Sequence[MonthPaid]) -> list[Series]:
    """Kinds of aid in their order, then expenses and remittances; kinds without money are left out."""
    sums: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for one in months:
        sums[one.kind][one.month] += one.amount_fen
    words = {**{kind.value: word(kind) for kind in AidKind}, "expense": _("Expenses"), "remittance": _("Remittances")}
    return [Series(label, dict(sums[kind])) for kind, label in words.items() if kind in sums]
