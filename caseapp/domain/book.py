"""The targets book (部门预算绩效文本) as plain values: what is printed, nothing computed."""

from dataclasses import dataclass, replace
from decimal import Decimal

PLAN_MONTHS = (3, 6, 10, 12)


@dataclass(frozen=True)
class IndicatorLine:
    """One row of the six columns, as printed; an empty level-1 or level-2 cell is filled from the row above.

    `weight`: points of a hundred, None where the layout has none. `printed`: the cells that `target` was put together
    from, where the layout prints it in several; else empty.
    """

    level1: str
    level2: str
    name: str
    description: str
    target: str
    basis: str
    weight: Decimal | None = None
    printed: str = ""

    def over(self, older: "IndicatorLine") -> "IndicatorLine":
        """This row in the place of an older one: what its layout does not print stays as it was."""
        weight = older.weight if self.weight is None and self.name == older.name else self.weight
        printed = older.printed if not self.printed and self.target == older.target else self.printed
        return replace(self, weight=weight, printed=printed)

    def says(self, other: "IndicatorLine") -> bool:
        """Whether both ask for the same: all but the weight and the cells of the target."""
        return replace(self, weight=other.weight, printed=other.printed) == other


@dataclass(frozen=True)
class ProjectTable:
    """One 项目绩效目标表. Money in fen; `plan` gives the cumulative % at the end of months 3, 6, 10 and 12."""

    number: int
    code: str
    name: str
    unit: str
    budget_fen: int
    fiscal_fen: int | None
    other_fen: int | None
    purpose: str
    plan: dict[int, Decimal | None]
    goals: tuple[str, ...]
    indicators: tuple[IndicatorLine, ...]


@dataclass(frozen=True)
class DepartmentGoal:
    """One 分项绩效目标: its name, goal sentence and indicator sentence, as printed."""

    name: str
    goal: str
    indicators: str


@dataclass(frozen=True)
class Book:
    year: int | None
    overall_goal: str
    goals: tuple[DepartmentGoal, ...]
    measures: tuple[str, ...]
    projects: tuple[ProjectTable, ...]
