"""`python -m bench`: the workloads on a demo world of their own, a table, and bench/results/<date>-<database>.json."""

import json
import os
import platform
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import click

from bench import any_page, logging_aid, project, roster, rosters_in_and_out
from bench.pages import measure
from bench.report import RESULTS
from bench.served import OURS, PAGES, served
from bench.site import Site
from bench.timing import Result, table
from bench.worlds import World, grown_world

WORKS = ("W0", "W1", "W2", "W3", "W4", "W5")
SIZES = (10_000, 200_000)


@click.command()
@click.option("--households", multiple=True, default=SIZES, show_default=True, type=click.IntRange(0, 1_000_000))
@click.option("--database", default="both", show_default=True, type=click.Choice(["sqlite", "postgres", "both"]))
@click.option("--seconds", default=4.0, show_default=True, type=click.FloatRange(0.5, 120), help="For each figure.")
@click.option("--clients", default=8, show_default=True, type=click.IntRange(1, 16), help="Who log payments at once.")
@click.option("--work", multiple=True, default=WORKS, show_default=True, type=click.Choice(WORKS))
def bench(households: tuple[int, ...], database: str, seconds: float, clients: int, work: tuple[str, ...]) -> None:
    """Measure each workload beside its limit."""
    for kind in ("sqlite", "postgres") if database == "both" else (database,):
        fewest: list[Result] = []
        for size in sorted(households):
            with grown_world(kind, size) as (world, made):
                click.echo(f"\n{kind}, {size} households more than the demo's, added in {made:.0f} s")
                results = list(_run(world, work, seconds, clients, size))
                if not size:
                    click.echo(world.command("invariants"))
            results += _beside(results, fewest, min(households))
            fewest = fewest or results
            click.echo(table(results))
            _keep(kind, size, seconds, results)


def _run(world: World, work: tuple[str, ...], seconds: float, clients: int, size: int) -> Iterator[Result]:
    site = Site(world)
    try:
        with served(world, OURS) as ours:
            with served(world, PAGES) as least:
                if "W0" in work:
                    yield from measure(any_page.pages(site.hand), site, ours, least, seconds)
                if "W1" in work:
                    yield from roster.run(site, ours, least, seconds)
                if "W2" in work:
                    yield from project.run(site, ours, least, seconds)
            if "W3" in work:
                yield from logging_aid.run(world, site, ours, seconds, clients)
        if {"W4", "W5"} & set(work):
            yield from rosters_in_and_out.run(site, size)
    finally:
        site.close()


def _beside(results: list[Result], fewer: list[Result], households: int) -> Iterator[Result]:
    """The roster's pages beside the same with fewer households."""
    before = {result.name: result for result in fewer if result.statements and result.name.startswith("W1")}
    for result in results:
        if result.name in before:
            least = before[result.name]
            name = f"{result.name} beside {households}"
            yield replace(result, name=name, limit=least.p50, limit_rate=least.rate, goal=1.5)


def _commit() -> str:
    told = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return told.stdout.strip()


def _keep(kind: str, households: int, seconds: float, results: list[Result]) -> None:
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    kept = {
        "commit": _commit(),
        "at": now.isoformat(timespec="seconds"),
        "database": kind,
        "households": households,
        "seconds": seconds,
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load": os.getloadavg(),
        "results": [result.as_json() for result in results],
    }
    path = RESULTS / f"{now:%Y-%m-%dT%H%M%S}-{kind}-{households}.json"
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    click.echo(f"kept in {path.relative_to(RESULTS.parent.parent)}")


if __name__ == "__main__":
    bench()
