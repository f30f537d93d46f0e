"""What a measurement is, and its ratio to the limit: plain arithmetic on seconds."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

FEWEST = 20


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
    """One line of the table. Milliseconds; where `is_rate`, `p50` and `limit` are answers a second.

    `plain`: the same SQL in a table without frame or components. `goal`: the most the ratio may be (least of a rate).
    """

    name: str
    p50: float
    p95: float
    limit: float
    goal: float
    statements: int | None = None
    plain: float | None = None
    is_rate: bool = False
    errors: int = 0

    @property
    def ratio(self) -> float:
        return ratio(self.p50, self.limit)

    @property
    def is_met(self) -> bool:
        reached = self.ratio >= self.goal if self.is_rate else self.ratio <= self.goal
        return reached and not self.errors

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": round(self.ratio, 3), "is_met": self.is_met}


def milliseconds(seconds: Sequence[float], share: float = 0.5) -> float:
    return percentile(seconds, share) * 1000


HEAD = ("work", "p50", "p95", "SQL", "limit", "ratio", "goal", "plain", "errors")


def table(results: Sequence[Result]) -> str:
    """The results as aligned text."""
    lines = [HEAD, *(_cells(result) for result in results)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEAD))]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))])
        for line in lines
    )


def _cells(result: Result) -> tuple[str, ...]:
    unit = "/s" if result.is_rate else "ms"
    sign = "≥" if result.is_rate else "≤"
    return (
        result.name,
        f"{result.p50:.1f} {unit}",
        f"{result.p95:.1f} ms",
        "" if result.statements is None else str(result.statements),
        f"{result.limit:.1f} {unit}",
        f"{result.ratio:.2f}",
        f"{sign} {result.goal:.2f} {'met' if result.is_met else 'MISSED'}",
        "" if result.plain is None else f"{result.plain:.1f} {unit}",
        str(result.errors),
    )
