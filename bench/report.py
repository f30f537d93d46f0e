"""`python -m bench.report`: the newest ratio of each work on each database and size, as docs/performance.md has them.

Bold: missed; –: not measured. With `--history` every ratio that was kept, oldest first.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from bench.timing import goal_of

NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Kept:
    """One ratio of one run."""

    at: str
    commit: str
    database: str
    households: int
    work: str
    goal: str
    ratio: float
    is_met: bool

    @property
    def place(self) -> tuple[int, str]:
        """Its column: the demo world first, SQLite before PostgreSQL."""
        return self.households, NAMES[self.database]


def read(folder: Path) -> list[Kept]:
    """Every ratio with a goal, oldest first."""
    runs = sorted((json.loads(path.read_text()) for path in folder.glob("*.json")), key=lambda run: str(run["at"]))
    return [
        Kept(
            run["at"],
            run["commit"],
            run["database"],
            run["households"],
            one["name"],
            goal_of(one["goal"], is_rate=one["is_rate"]),
            one["ratio"],
            one["is_met"],
        )
        for run in runs
        for one in run["results"]
        if one["goal"] is not None
    ]


def newest(kept: Sequence[Kept]) -> str:
    """A Markdown table: a row for each work, a column for each size and database."""
    latest = {(one.work, one.place): one for one in kept}
    places = sorted({one.place for one in kept}, key=lambda place: (place[0], place[1] != NAMES["sqlite"]))
    goals = {one.work: one.goal for one in kept}
    head = ["Work", "Goal", *(f"{name} {households:,}" for households, name in places)]
    rows = [[work, goals[work], *(_cell(latest.get((work, place))) for place in places)] for work in sorted(goals)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def history(kept: Iterable[Kept]) -> str:
    """A line for each work, size and database."""
    lines: dict[str, list[str]] = {}
    for one in kept:
        households, name = one.place
        lines.setdefault(f"{one.work}, {name} {households:,}", []).append(
            f"{one.ratio:.2f} ({one.at[:10]} {one.commit})"
        )
    return "\n".join(f"{place}: {', '.join(ratios)}" for place, ratios in sorted(lines.items()))


def _cell(one: Kept | None) -> str:
    if one is None:
        return "–"
    return f"{one.ratio:.2f}" if one.is_met else f"**{one.ratio:.2f}**"


@click.command()
@click.option("--history", "is_history", is_flag=True, help="Every ratio that was kept, oldest first.")
def report(is_history: bool) -> None:
    """The newest ratios as a table."""
    kept = read(RESULTS)
    if not kept:
        raise click.ClickException(f"nothing was measured yet: {RESULTS} is empty")
    click.echo(history(kept) if is_history else newest(kept))


if __name__ == "__main__":
    report()
