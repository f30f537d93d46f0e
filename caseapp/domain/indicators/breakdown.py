"""Payments parted by kind, category, unit, month or quarter, the unspecified part among the others: the slow, obvious
way. The SQL of `queries/facts/breakdown` must agree."""

from collections import defaultdict
from dataclasses import dataclass

from caseapp.domain.indicators.reference import counts
from caseapp.domain.indicators.slices import unit_part
from caseapp.domain.indicators.world import PaymentFact, World
from caseapp.domain.labels import Word
from caseapp.domain.periods import Window, quarter_of


class By(Word):
    KIND = "kind", "救助类别", "Kind of aid"
    CATEGORY = "category", "发放时困难类别", "Category at payment"
    UNIT = "unit", "发放单位", "Paying unit"
    MONTH = "month", "月份", "Month"
    QUARTER = "quarter", "季度", "Quarter"


@dataclass(frozen=True)
class Counts:
    """The same payments in every counted unit; money in fen."""

    households: int = 0
    persons: int = 0
    unfiled: int = 0
    household_times: int = 0
    times: int = 0
    amount_fen: int = 0

    @property
    def beneficiaries(self) -> int:
        return self.households + self.unfiled


NOTHING = Counts()


def part_of(payment: PaymentFact, by: By, project_path: str) -> str | None:
    """None: unspecified."""
    day = payment.paid_on
    return {
        By.KIND: payment.kind or None,
        By.CATEGORY: payment.category,
        By.UNIT: unit_part(payment.path, project_path),
        By.MONTH: str(day.month) if day else None,
        By.QUARTER: str(quarter_of(day)) if day else None,
    }[by]


def breakdown(world: World, by: By, window: Window) -> dict[str | None, Counts]:
    """Only parts with a payment; None: the unspecified one."""
    parts: dict[str | None, list[PaymentFact]] = defaultdict(list)
    for payment in world.payments:
        if payment.project == world.project and counts(payment, window):
            parts[part_of(payment, by, world.path)].append(payment)
    return {part: _counted(payments) for part, payments in parts.items()}


def _counted(payments: list[PaymentFact]) -> Counts:
    filed = [payment for payment in payments if payment.household is not None]
    return Counts(
        households=len({payment.household for payment in filed}),
        persons=len({payment.person for payment in payments}),
        unfiled=len({payment.person for payment in payments if payment.household is None}),
        household_times=len(filed),
        times=len(payments),
        amount_fen=sum(payment.amount_fen for payment in payments),
    )
