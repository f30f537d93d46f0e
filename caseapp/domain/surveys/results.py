"""What the answers come to: how often each was given, and the rate of those that count."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from caseapp.domain.surveys.questions import Answers, Question


@dataclass(frozen=True)
class Rate:
    """`good` of `valid` answers count; `percent` with two decimals, None without answers."""

    good: int
    valid: int

    @property
    def percent(self) -> Decimal | None:
        if not self.valid:
            return None
        return (Decimal(self.good) * 100 / Decimal(self.valid)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def tally(question: Question, forms: Iterable[Answers]) -> dict[str, int]:
    """How many of the valid forms picked each option, those nobody picked too, in the order of the question."""
    given = Counter(form[question.key] for form in forms if question.key in form)
    return {option.key: given[option.key] for option in question.options}


def rate(question: Question, tallied: dict[str, int]) -> Rate:
    """Counted ÷ valid answers of this question."""
    return Rate(sum(tallied.get(key, 0) for key in question.counted), sum(tallied.values()))
