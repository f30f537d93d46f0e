"""`python -m bench`: the workloads on a demo world of their own, a table, and bench/results/<date>-<database>.json."""

import json
import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from bench import logging_aid, project, roster
from bench.site import Site
from bench.timing import Result, table
from bench.worlds import World, demo_world
from caseapp.demo.families import FEWEST

RESULTS = Path(__file__).parent / "results"
WORKS = ("W1", "W2", "W3")


@click.command()
@click.option("--households", default=FEWEST, show_default=True, type=click.IntRange(FEWEST, 20_000))
@click.option("--database", default="both", show_default=True, type=click.Choice(["sqlite", "postgres", "both"]))
@click.option("--seconds", default=4.0, show_default=True, type=click.FloatRange(0.5, 120), help="For each figure.")
@click.option("--clients", default=2, show_default=True, type=click.IntRange(1, 16), help="Who log payments at once.")
@click.option("--work", multiple=True, default=WORKS, show_default=True, type=click.Choice(WORKS))
def bench(households: int, database: str, seconds: float, clients: int, work: tuple[str, ...]) -> None:
    """Measure each workload beside its limit."""
    for kind in ("sqlite", "postgres") if database == "both" else (database,):
        click.echo(f"\n{kind}, {households} households")
        with demo_world(kind, households) as world:
            results = list(_run(world, work, seconds, clients))
        click.echo(table(results))
        _keep(kind, households, seconds, results)


def _run(world: World, work: tuple[str, ...], seconds: float, clients: int) -> Iterator[Result]:
    site = Site(world)
    try:
        if "W1" in work:
            yield from roster.run(site, seconds)
        if "W2" in work:
            yield from project.run(site, seconds)
        if "W3" in work:
            yield from logging_aid.run(world, site, seconds, clients)
    finally:
        site.close()


def _keep(kind: str, households: int, seconds: float, results: list[Result]) -> None:
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    kept = {
        "at": now.isoformat(timespec="seconds"),
        "database": kind,
        "households": households,
        "seconds": seconds,
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load": os.getloadavg(),
        "results": [result.as_json() for result in results],
    }
    path = RESULTS / f"{now:%Y-%m-%dT%H%M}-{kind}.json"
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    click.echo(f"kept in {path.relative_to(RESULTS.parent.parent)}")


if __name__ == "__main__":
    bench()
