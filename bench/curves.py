"""`python -m bench.curves`: what one unit's caseworker and one project wait for while others' data grow beside them.

The demo world stays as it is: a district's caseworker asks for the roster, a household's page and the aid form and logs
payments; the performance officer asks for two projects with payments of the demo: one of the federation, to which by
definition the files of every unit are due, and one that is given to that district. Other units with other projects get
2,000, 10,000, 40,000 and 200,000 households with five payments each. Every answer is also seen beside that of a page
with next to nothing of its own, asked in turn, so that a machine that was busier at one size does not bend a curve.

Writes docs/curves-<database>.json and .svg.
"""

import json
import platform
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import click

from bench import client, logging_aid
from bench.client import Answer, Client
from bench.curve import Curve, drawing
from bench.grown import grow
from bench.paid import LIKE
from bench.served import OURS, served
from bench.site import Hand, Site
from bench.timing import milliseconds, take_turns
from bench.worlds import World, demo_world
from caseapp.app import create_app
from caseapp.demo.families import FEWEST

DOCS = Path(__file__).parent.parent / "docs"
HOUSEHOLDS = (2_000, 10_000, 40_000, 200_000)
PAYMENTS = 5
CASEWORKER, OFFICER = "lubei-jingban", "jixiao"
DISTRICT, OF_DISTRICT = "路北区总工会", "13020025P00779410001X"
"""The caseworker's unit, and the project it is given."""
BARE = "account page"


@click.command()
@click.option("--households", multiple=True, default=HOUSEHOLDS, show_default=True, type=click.IntRange(100, 1_000_000))
@click.option("--database", default="both", show_default=True, type=click.Choice(["sqlite", "postgres", "both"]))
@click.option("--seconds", default=20.0, show_default=True, type=click.FloatRange(0.5, 120), help="For each size.")
def curves(households: tuple[int, ...], database: str, seconds: float) -> None:
    """Draw the curves."""
    for kind in ("sqlite", "postgres") if database == "both" else (database,):
        points: list[dict[str, Any]] = []
        with demo_world(kind, FEWEST) as world:
            create_app(world.settings)  # its keys seal what is added
            _give(world)
            before = 0
            for size in sorted(households):
                took = grow(world.url, size - before, elsewhere=True)
                before, found = size, measured(world, seconds)
                points.append({"payments": size * PAYMENTS, "grown_in": round(took, 1), "p50": found})
                click.echo(f"{kind}, {size * PAYMENTS} other payments, added in {took:.0f} s: {found}")
        keep(kind, points)
        click.echo(told(points))


def _give(world: World) -> None:
    hand = Hand(world.url)
    hand.write(
        "UPDATE projects SET unit_id = (SELECT id FROM units WHERE name = %s) WHERE year = 2025 AND code = %s",
        *(DISTRICT, OF_DISTRICT),
    )
    hand.close()


def measured(world: World, seconds: float) -> dict[str, float]:
    """Median milliseconds of each."""
    site = Site(world, CASEWORKER)
    try:
        with served(world, OURS) as ours, Client(ours.port) as asking:
            acts = dict(_acts(site, ours.port, asking))
            taken = take_turns(list(acts.values()), seconds)
    finally:
        site.close()
    return {name: round(milliseconds(times), 2) for name, times in zip(acts, taken, strict=True)}


def _acts(site: Site, port: int, asking: Client) -> Iterator[tuple[str, Callable[[], object]]]:
    form, turns = logging_aid.open_form(site), count()
    caseworker, officer = (client.sign_in(port, login) for login in (CASEWORKER, OFFICER))
    household_id, _, _ = form.households[0]

    def page(path: str, who: client.Session) -> Callable[[], object]:
        return lambda: _good(asking.ask(client.get(path, who.cookie)), 200)

    yield BARE, page("/account", caseworker)
    yield "roster", page("/households", caseworker)
    yield "household", page(f"/households/{household_id}", caseworker)
    yield "aid form", page(f"/aid/log/household/{household_id}", caseworker)
    yield "log a payment", lambda: _good(asking.ask(logging_aid.aid(form, next(turns), caseworker)), 302)
    yield "district's project", page(f"/projects/2025/{OF_DISTRICT}", officer)
    yield "federation's project", page(f"/projects/2025/{LIKE}", officer)


def _good(answer: Answer, status: int) -> None:
    if answer.status != status:
        raise RuntimeError(f"answered {answer.status} {answer.location}")


def keep(kind: str, points: list[dict[str, Any]]) -> None:
    kept = {
        "database": kind,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "points": points,
    }
    (DOCS / f"curves-{kind}.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    (DOCS / f"curves-{kind}.svg").write_text(drawing(_curves(points), "payments of other units and projects"))


def _curves(points: list[dict[str, Any]]) -> list[Curve]:
    return [
        Curve(name, [(point["payments"], point["p50"][name]) for point in points], is_ground=name == BARE)
        for name in points[0]["p50"]
    ]


def told(points: list[dict[str, Any]]) -> str:
    """A Markdown table of milliseconds; growth: of the last size beside the first, each beside the bare page of its
    size."""
    sizes = [f"{point['payments']:,}" for point in points]
    rows = [["", *sizes, "growth"], ["---"] * (len(sizes) + 2)]
    for name in points[0]["p50"]:
        first, last = (point["p50"][name] / point["p50"][BARE] for point in (points[0], points[-1]))
        rows.append([name, *(f"{point['p50'][name]:.1f}" for point in points), f"{last / first:.2f}"])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    curves()
