"""A rule set for assessing households: lines and lists of one place, in force from a day, with its document."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from caseapp.domain.errors import N_, Problem
from caseapp.domain.households.assessment_codes import Comparison, Divisor, Exclusion, ItemKind
from caseapp.domain.households.codes import Cause

MOST_MONTHS = 36


@dataclass(frozen=True)
class Limit:
    """A share of the line in whole %, and how the figure must lie to it."""

    percent: int
    comparison: Comparison

    def fen(self, line_fen: int) -> int:
        """The limit in fen a head and month, half up."""
        return (line_fen * self.percent + 50) // 100


@dataclass(frozen=True)
class RuleSet:
    """`line_fen` is the minimum living allowance (低保线) a head and month.

    `accident_limit` None: an accident has no upper line. `accident_loss` is tested in % of a year's income:
    the loss left after insurance and compensation must be above it.
    """

    document_no: str
    valid_from: date
    valid_to: date | None
    line_fen: int
    window_months: int
    divisor: Divisor
    deep: Limit
    relative: Limit
    accident_limit: Limit | None
    accident_loss_percent: int
    accident_barred: frozenset[Cause]
    counted: frozenset[ItemKind]
    exclusions: frozenset[Exclusion]

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def asked(self) -> tuple[Exclusion, ...]:
        """The questions of the checklist, in their printed order."""
        return tuple(one for one in Exclusion if one in self.exclusions)


def faults(rules: RuleSet) -> Iterator[Problem]:
    """What keeps a rule set from being used, by the fields of its form."""
    if not rules.document_no.strip():
        yield Problem("document_no", N_("Write the number of the document these rules come from."))
    if rules.valid_to is not None and rules.valid_to < rules.valid_from:
        yield Problem("valid_to", N_("The last day cannot lie before the first."))
    if rules.line_fen <= 0:
        yield Problem("line", N_("The line must be more than nothing."))
    if not 1 <= rules.window_months <= MOST_MONTHS:
        yield Problem("window_months", N_("Write 1 to %(most)s months."), {"most": MOST_MONTHS})
    if rules.deep.percent <= 0:
        yield Problem("deep_percent", N_("The share of the line must be more than nothing."))
    if rules.relative.percent < rules.deep.percent:
        yield Problem("relative_percent", N_("This share cannot be below that of deep hardship."))
    if rules.accident_limit is not None and rules.accident_limit.percent < rules.relative.percent:
        yield Problem("accident_percent", N_("This share cannot be below that of relative hardship."))
    if rules.accident_loss_percent < 0:
        yield Problem("accident_loss_percent", N_("Write a whole number, 0 or more."))
    if not any(kind.is_income for kind in rules.counted):
        yield Problem("counted", N_("At least one kind of income must count."))


def months_before(day: date, months: int) -> tuple[date, date]:
    """The first and last day of the whole calendar months before the month of `day`."""
    index = day.year * 12 + day.month - 1
    start = index - months
    first = date(start // 12, start % 12 + 1, 1)
    return first, date.fromordinal(date(index // 12, index % 12 + 1, 1).toordinal() - 1)
