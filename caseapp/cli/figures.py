"""`caseapp indicators` and `caseapp members`: the figures of a year and the list behind each."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import click

from caseapp.cli.support import database, today
from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.money import Money
from caseapp.queries.facts import Entry, MemberList
from caseapp.queries.projects import project_by_code, years
from caseapp.services.figures import IndicatorFigure, figures_of, members_of
from caseapp.services.glance import in_year

_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
_as_of = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day to look from; else today, or the last day of a year gone by.",
)


@click.command()
@click.argument("year", type=click.IntRange(2000, 2100))
@click.option("--project", "code", help="Only the project with this code.")
@_as_of
@_as_json
def indicators(year: int, code: str | None, as_of: datetime | None, as_json: bool) -> None:
    """Every indicator of YEAR with its target and what was reached."""
    with database() as session:
        if code is not None:
            project_by_code(session, SYSTEM, year, code)
        elif year not in years(session, SYSTEM):
            raise NotFound(N_("No targets book of %(year)s has been loaded."), year=year)
        figures = figures_of(session, year, as_of=day_of(year, as_of), project_code=code)
    click.echo(dump([figure_json(figure) for figure in figures]) if as_json else _table(figures))


@click.command()
@click.argument("year", type=click.IntRange(2000, 2100))
@click.argument("code")
@click.argument("row", type=click.IntRange(1))
@_as_of
@_as_json
def members(year: int, code: str, row: int, as_of: datetime | None, as_json: bool) -> None:
    """The list behind the figure in ROW of the project with this CODE.

    One entry a counted unit; of a sum one entry a payment, with amount_fen. A rate lists everyone due, `count` 1 for
    those served. Where one record stands for many (people at an event, answers of a survey), `count` says how many.
    """
    with database() as session:
        found = members_of(session, year, code, row, as_of=day_of(year, as_of))
    click.echo(dump([entry_json(entry) for entry in found.entries]) if as_json else _list(found))


def day_of(year: int, as_of: datetime | None) -> date:
    return in_year(year, today()) if as_of is None else as_of.date()


def figure_json(figure: IndicatorFigure) -> dict[str, Any]:
    return {
        "project": figure.project_code,
        "row": figure.row,
        "name": figure.name,
        "target": figure.target,
        "operator": figure.operator,
        "measure": figure.measure,
        "source": figure.source,
        "actual": _plain(figure.actual),
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "unit": figure.unit,
        "attained": figure.attained,
        "as_of": figure.as_of.isoformat(),
    }


def entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "id": entry.id,
        "label": entry.label,
        "code": entry.code,
        "on": entry.on and entry.on.isoformat(),
        "amount_fen": entry.amount_fen,
        "count": entry.count,
        "of": entry.of,
        "times": entry.times,
        "batch": entry.batch_number,
        "past_voucher": entry.voucher_no,
        "household_id": entry.household_id,
        "person_id": entry.person_id,
    }


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _plain(actual: Decimal | date | str | None) -> int | float | str | None:
    """A number as a number, whole ones without a point; a day in ISO form."""
    if isinstance(actual, Decimal):
        return int(actual) if actual == actual.to_integral_value() else float(actual)
    return actual.isoformat() if isinstance(actual, date) else actual


def _table(figures: list[IndicatorFigure]) -> str:
    lines: list[str] = []
    project = None
    for figure in figures:
        if figure.project_code != project:
            project = figure.project_code
            lines.append(f"{project}  {figure.project_name}")
        answer = {True: "✓", False: "✗", None: "·"}[figure.attained]
        lines.append(f"  {figure.row:2} {answer} {figure.name}  {figure.target}  {figure.shown or '—'}")
    return "\n".join(lines)


def _list(found: MemberList) -> str:
    return "\n".join(_line(entry) for entry in found.entries)


def _line(entry: Entry) -> str:
    money = "" if entry.amount_fen is None else f"{Money(entry.amount_fen).yuan():,.2f}"
    day = entry.on.isoformat() if entry.on else ""
    return "  ".join((entry.key, entry.code, entry.label, day, money, f"{entry.count}/{entry.of}"))
