"""`make explain`: which statements of which pages walk through a whole growing table, at 200,000 households.

python -m bench.explain --database sqlite --households 200000
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

import click

from bench.asked import Asked, ask, main_pages, shape
from bench.plans import Planner
from bench.site import Hand
from bench.worlds import World, grown_world
from caseapp.app import create_app

ALLOWED: tuple[tuple[str, str, str], ...] = (
    ("household", "held_papers", "whose papers lack something is asked of every file, by what each of them needs"),
    ("held_papers", "households.state IN", "the same, from the side of the papers"),
    ("household", "NOT (EXISTS (SELECT * FROM payments", "who was not aided is asked of every file"),
    ("payments", "NOT (EXISTS (SELECT * FROM payments", "the same, from the side of the payments"),
    ("household", "households.updated_at <", "most files may be untouched for a year: no index by itself is narrower"),
    ("household", "households.on_file_on <=", "a rate is of all who were on file in the year"),
    ("household", "count(households.id)", "how many files there are, of a kind or found: all of them are counted"),
    ("household", "ORDER BY households.monthly_income_fen", "files in an order that no index has: their ids alone"),
    ("household", "ORDER BY households.size", "the same"),
    ("household", "ORDER BY coalesce(households.reverify_due_on", "the same"),
    ("household", "person_keys", "two letters or a surname find one in thirty of all people"),
    ("household", "households.state = ", "the first of the printed list, of files that nearly all are in that state"),
    ("people", "on_file_on", "a rate is of all who were on file in the year"),
    ("people", "seen_findings", "one account for two people is looked for among all who were paid"),
    ("household", "seen_findings", "the same"),
    ("payments", "payments.breaches", "along the index of those alone that passed a rule over"),
    (
        "batches",
        "batches",
        "one for hundreds of payments; ranked by whose turn it is, and found by a part of the title",
    ),
    ("activit", "AS planned", "a year's activities, tens to a project, are ranked together"),
)
"""(how the table begins, what the statement holds, why it may be gone through)."""


@dataclass(frozen=True)
class Found:
    asked: Asked
    table: str
    line: str
    reason: str | None

    def __str__(self) -> str:
        told = f"{self.asked.page}  {short(self.asked.statement.sql)}\n    {self.table}: {self.line[:150]}"
        return (
            told + f"  [{self.asked.seconds * 1000:.0f} ms]" + (f"\n    allowed: {self.reason}" if self.reason else "")
        )


def short(sql: str) -> str:
    """What it reads and by what, without the columns."""
    return re.sub(r"\s+", " ", "SELECT …" + shape(sql).partition("\nFROM")[2])[:160]


def explained(url: str, asked: Iterable[Asked], *, as_grown: bool = False) -> Iterator[Found]:
    """One for each table that a statement walks through, with the first page that asks it; `as_grown` as of Planner."""
    told = set()
    with Planner(url, as_grown=as_grown) as planner:
        for one in asked:
            for walk in planner.walks(one.statement):
                key = (shape(one.statement.sql), walk.table)
                if key not in told:
                    told.add(key)
                    yield Found(one, walk.table, walk.line, reason(walk.table, one.statement.sql))


def reason(table: str, sql: str) -> str | None:
    """Why a walk through this table is allowed in this statement."""
    held = re.sub(r"\s+", " ", sql)
    return next((why for name, part, why in ALLOWED if table.startswith(name) and part in held), None)


def look(world: World) -> list[Asked]:
    """Every statement of the main pages on that world."""
    app = create_app(world.settings)
    with closing(Hand(world.url)) as hand:
        pages = list(main_pages(hand))
    return ask(app, pages)


@click.command()
@click.option("--database", default="both", show_default=True, type=click.Choice(["sqlite", "postgres", "both"]))
@click.option("--households", default=200_000, show_default=True, type=click.IntRange(0, 1_000_000))
@click.option("--slowest", default=10, show_default=True, help="So many of the slowest statements are told too.")
def explain(database: str, households: int, slowest: int) -> None:
    """Name the statements of the main pages that walk through a whole growing table; fails when one is not allowed."""
    faults = 0
    for kind in ("sqlite", "postgres") if database == "both" else (database,):
        with grown_world(kind, households) as (world, _):
            asked = look(world)
            found = list(explained(world.url, asked))
        bad = [one for one in found if one.reason is None]
        faults += len(bad)
        click.echo(f"\n{kind}, {households} households: {len(asked)} statements, {len(found)} walk, {len(bad)} may not")
        for one in sorted(found, key=lambda one: one.reason or ""):
            click.echo(str(one))
        click.echo("the slowest:")
        for each in sorted(asked, key=lambda each: -each.seconds)[:slowest]:
            click.echo(f"{each.seconds * 1000:6.0f} ms  {each.page}  {short(each.statement.sql)}")
    if faults:
        raise SystemExit(1)


if __name__ == "__main__":
    explain()
