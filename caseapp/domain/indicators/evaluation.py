"""绩效自评: how the hundred points are spread, what the money earns, and the grade of the sum.

Source: the points 10/50/30/10 and the grades of 财预〔2020〕10号; the choices of a year are data.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum

from caseapp.domain.indicators.scoring import DEFAULT, Practice
from caseapp.domain.labels import Word

CENT = Decimal("0.01")
WHOLE = Decimal(100)


class Grade(Word):
    EXCELLENT = "excellent", "优", "Excellent", "good"
    GOOD = "good", "良", "Good", "good"
    FAIR = "fair", "中", "Fair", "warn"
    POOR = "poor", "差", "Poor", "bad"


class Group(StrEnum):
    """The level-1 groups that share the points."""

    OUTPUT = "产出"
    BENEFIT = "效益"
    SATISFACTION = "满意度"
    COST = "成本"


@dataclass(frozen=True)
class EvaluationRules:
    """One year's choices, in points of a hundred. `bounds`: the least sum of 优, 良 and 中.

    A table with cost at level 1 spreads by `with_cost`, (cost, output, benefit, satisfaction).
    """

    execution: Decimal = Decimal(10)
    output: Decimal = Decimal(50)
    benefit: Decimal = Decimal(30)
    satisfaction: Decimal = Decimal(10)
    with_cost: tuple[Decimal, Decimal, Decimal, Decimal] = (Decimal(20), Decimal(40), Decimal(20), Decimal(10))
    bounds: tuple[Decimal, Decimal, Decimal] = (Decimal(90), Decimal(80), Decimal(60))
    practice: Practice = field(default=DEFAULT)


def group_of(level1: str) -> Group:
    """Raises ValueError for a level 1 that no table has."""
    for group in Group:
        if level1.startswith(group.value):
            return group
    raise ValueError(f"no points for level 1 {level1!r}")


def spread(levels: Sequence[str], rules: EvaluationRules) -> list[Decimal]:
    """The points of each row, by its level 1: each group's points split evenly, what is left over to its last row.

    The points of a group without rows go to 效益, else to 产出. Rows and execution together make a hundred.
    """
    groups = [group_of(level1) for level1 in levels]
    points = _points_of(set(groups), rules)
    shares: list[Decimal] = []
    for place, group in enumerate(groups):
        of_group = groups.count(group)
        each = (points[group] / of_group).quantize(CENT, rounding=ROUND_DOWN)
        is_last = group not in groups[place + 1 :]
        shares.append(points[group] - each * (of_group - 1) if is_last else each)
    return shares


def weights_of(rows: Sequence[tuple[str, Decimal | None]], rules: EvaluationRules) -> list[Decimal]:
    """The points of each (level 1, weight in the target table).

    The table's own weights count when every row has one and they fill what the budget's execution leaves; else the
    points are spread.
    """
    given = [weight for _, weight in rows if weight is not None]
    if len(given) == len(rows) and sum(given) + rules.execution == WHOLE:
        return given
    return spread([level1 for level1, _ in rows], rules)


def _points_of(present: set[Group], rules: EvaluationRules) -> dict[Group, Decimal]:
    if Group.COST in present:
        cost, output, benefit, satisfaction = rules.with_cost
    else:
        cost, output, benefit, satisfaction = Decimal(0), rules.output, rules.benefit, rules.satisfaction
    points = {
        Group.COST: cost,
        Group.OUTPUT: output,
        Group.BENEFIT: benefit,
        Group.SATISFACTION: satisfaction,
    }
    heir = next((group for group in (Group.BENEFIT, Group.OUTPUT, *Group) if group in present), None)
    if heir is not None:
        points[heir] += sum((points[group] for group in Group if group not in present), Decimal(0))
    return points


def execution_rate(budget_fen: int, executed_fen: int) -> Decimal | None:
    """Percent of the adjusted budget, two decimals; None of a budget of 0, which is scored by hand."""
    if not budget_fen:
        return None
    return (Decimal(executed_fen) * 100 / budget_fen).quantize(CENT, rounding=ROUND_HALF_UP)


def execution_score(rate: Decimal | None, weight: Decimal) -> Decimal | None:
    """min(rate, 100%) × weight."""
    if rate is None:
        return None
    return (min(rate, WHOLE) * weight / WHOLE).quantize(CENT, rounding=ROUND_HALF_UP)


def grade(total: Decimal, rules: EvaluationRules) -> Grade:
    excellent, good, fair = rules.bounds
    if total >= excellent:
        return Grade.EXCELLENT
    if total >= good:
        return Grade.GOOD
    return Grade.FAIR if total >= fair else Grade.POOR
