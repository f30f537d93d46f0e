"""What a measurement is, and its ratio to the limit: plain arithmetic on seconds."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

FEWEST = 20
MOST_MB = 150
"""Of a worker."""


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share (0 to 1] of the values do not exceed (nearest rank)."""
    if not values:
        raise ValueError("nothing was measured")
    if not 0 < share <= 1:
        raise ValueError("a share lies above 0 and is at most 1")
    return sorted(values)[math.ceil(share * len(values)) - 1]


def ratio(measured: float, limit: float) -> float:
    """How many times the limit; a limit of nothing cannot be measured against."""
    if limit <= 0:
        raise ValueError("the limit was not measured")
    return measured / limit


def take_turns(acts: Sequence[Callable[[], object]], seconds: float) -> list[list[float]]:
    """Seconds of each call of each act, called in turn so that all meet the same noise; each is warmed up before."""
    for act in acts:
        act()
    taken: list[list[float]] = [[] for _ in acts]
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(taken[0]) < FEWEST:
        for act, times in zip(acts, taken, strict=True):
            start = time.perf_counter()
            act()
            times.append(time.perf_counter() - start)
    return taken


@dataclass(frozen=True)
class Result:
    """One line of the table: milliseconds of one client, answers a second of several, megabytes.

    `goal`: the most times the limit's milliseconds, or where `is_rate` the least share of its answers a second; None
    where the work has none.
    """

    name: str
    p50: float
    p95: float
    limit: float
    goal: float | None
    rate: float | None = None
    limit_rate: float | None = None
    peak_mb: float | None = None
    statements: int | None = None
    is_rate: bool = False
    errors: int = 0

    @property
    def ratio(self) -> float:
        if self.is_rate:
            return ratio(self.rate or 0, self.limit_rate or 0)
        return ratio(self.p50, self.limit)

    @property
    def is_met(self) -> bool:
        if self.errors or self.goal is None:
            return not self.errors
        return self.ratio >= self.goal if self.is_rate else self.ratio <= self.goal

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": round(self.ratio, 3), "is_met": self.is_met}


def milliseconds(seconds: Sequence[float], share: float = 0.5) -> float:
    return percentile(seconds, share) * 1000


HEAD = ("work", "p50", "p95", "a second", "MB", "SQL", "limit", "a second", "ratio", "goal", "errors")


def table(results: Sequence[Result]) -> str:
    """The results as aligned text."""
    lines = [HEAD, *(cells(result) for result in results)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEAD))]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))])
        for line in lines
    )


def cells(result: Result) -> tuple[str, ...]:
    return (
        result.name,
        f"{result.p50:.1f} ms",
        f"{result.p95:.1f} ms",
        _number(result.rate, 1),
        _number(result.peak_mb, 0) + (" MISSED" if (result.peak_mb or 0) > MOST_MB else ""),
        _number(result.statements, 0),
        f"{result.limit:.1f} ms",
        _number(result.limit_rate, 1),
        f"{result.ratio:.2f}",
        _goal(result),
        str(result.errors),
    )


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _goal(result: Result) -> str:
    if result.goal is None:
        return "" if result.is_met else "MISSED"
    return f"{goal_of(result.goal, is_rate=result.is_rate)} {'met' if result.is_met else 'MISSED'}"


def goal_of(goal: float, *, is_rate: bool) -> str:
    return f"{'≥' if is_rate else '≤'} {goal:.2f}"
