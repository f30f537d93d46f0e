"""`caseapp targets`: what a book, a printed target or a score says; nothing is stored."""

import json
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from caseapp.cli.support import today
from caseapp.domain.book import Book, IndicatorLine, ProjectTable
from caseapp.domain.errors import N_, Invalid
from caseapp.domain.indicators.actual import parse_actual
from caseapp.domain.indicators.scoring import Ceiling, OutsideRange, Practice, score
from caseapp.domain.indicators.target import Operator, Target, parse_target
from caseapp.domain.money import Money
from caseapp.readers.targets import read_targets

_NUMBERS = {"ignore_unknown_options": True}  # an actual may be negative
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


@click.group(name="targets")
def targets() -> None:
    """Targets books, printed targets and scores."""


@targets.command()
@click.argument("file", type=click.Path(path_type=Path))
@_as_json
def read(file: Path, as_json: bool) -> None:
    """Read a book (txt, docx or xlsx) and print what it says."""
    book = read_targets(file.read_bytes())
    click.echo(_dump(book_json(book)) if as_json else _outline(book))


@targets.command(context_settings=_NUMBERS)
@click.argument("text")
@click.option("--year", type=click.IntRange(2000, 2100), help="The year of a day printed without one; else this year.")
@_as_json
def value(text: str, year: int | None, as_json: bool) -> None:
    """Say what a printed target means."""
    target = parse_target(text, year or today().year)
    click.echo(_dump(target_json(target)) if as_json else _sentence(target))


@targets.command(name="score", context_settings=_NUMBERS)
@click.argument("target")
@click.argument("actual")
@click.argument("weight")
@click.option(
    "--practice", type=click.Choice([choice.value for choice in Ceiling]), default="ratio", help="Above a ceiling (≤)."
)
@click.option(
    "--outside-range",
    type=click.Choice([choice.value for choice in OutsideRange]),
    default="by_hand",
    help="Outside a range.",
)
@click.option("--over", default="130", help="From how many percent of the target a reason is asked for.")
@click.option("--year", type=click.IntRange(2000, 2100), help="The year of a target day printed without one.")
@_as_json
def score_command(
    *,
    target: str,
    actual: str,
    weight: str,
    practice: str,
    outside_range: str,
    over: str,
    year: int | None,
    as_json: bool,
) -> None:
    """Score ACTUAL against TARGET with WEIGHT points."""
    wanted = parse_target(target, year)
    practices = Practice(
        ceiling=next(choice for choice in Ceiling if choice.value == practice),
        outside_range=next(choice for choice in OutsideRange if choice.value == outside_range),
        over_from=_number(over) / 100,
    )
    result = score(wanted, parse_actual(actual, wanted), _number(weight), practices)
    if as_json:
        flags = [flag.value for flag in result.flags]
        answer = {
            "score": float(result.score),
            "weight": float(result.weight),
            "rule": result.rule.value,
            "flags": flags,
        }
        click.echo(_dump(answer))
        return
    click.echo(f"{result.score} / {result.weight}  {result.rule.zh}")
    for flag in result.flags:
        click.echo(flag.zh)


def book_json(book: Book) -> dict[str, object]:
    goals = [{"name": goal.name, "goal": goal.goal, "indicators": goal.indicators} for goal in book.goals]
    department = {"overall_goal": book.overall_goal, "goals": goals, "measures": list(book.measures)}
    projects = [_project_json(project, book.year) for project in book.projects]
    return {"year": book.year, "department": department, "projects": projects}


def target_json(target: Target) -> dict[str, object]:
    """The five stable keys; `low` and `high` for a range, `strict` for > and <."""
    said: dict[str, object] = {
        "operator": target.operator.value,
        "value": target.value,
        "value_unit": target.value_unit,
        "kind": target.kind.value,
        "printed": target.printed,
    }
    if target.operator is Operator.RANGE:
        said |= {"low": str(target.low), "high": str(target.high)}
    if target.strict:
        said["strict"] = True
    return said


def _project_json(project: ProjectTable, year: int | None) -> dict[str, object]:
    return {
        "number": project.number,
        "code": project.code,
        "name": project.name,
        "unit": project.unit,
        "budget_fen": project.budget_fen,
        "fiscal_fen": project.fiscal_fen,
        "other_fen": project.other_fen,
        "purpose": project.purpose,
        "plan": {str(month): _plain(share) for month, share in project.plan.items()},
        "goals": list(project.goals),
        "indicators": [_indicator_json(line, year) for line in project.indicators],
    }


def _indicator_json(line: IndicatorLine, year: int | None) -> dict[str, object]:
    understood = target_json(parse_target(line.target, year))
    del understood["printed"]
    printed = {name: getattr(line, name) for name in ("level1", "level2", "name", "description", "target", "basis")}
    said: dict[str, object] = {} if line.weight is None else {"weight": _plain(line.weight)}
    if line.printed:
        said["printed"] = line.printed
    return printed | understood | said


def _plain(share: Decimal | None) -> int | float | None:
    if share is None:
        return None
    return int(share) if share == share.to_integral_value() else float(share)


def _outline(book: Book) -> str:
    lines = [f"{book.year}"]
    for project in book.projects:
        lines.append(f"{project.number}. {project.name} {project.code} {Money(project.budget_fen).wan()}万元")
        lines += [f"   {line.level2} {line.name}: {line.target}" for line in project.indicators]
    return "\n".join(lines)


def _sentence(target: Target) -> str:
    return " ".join(
        part for part in (target.operator.zh, target.value, target.value_unit, f"({target.kind.zh})") if part
    )


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.strip().removesuffix("%"))
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number <= 1000:
        raise Invalid.one(None, N_("Write a number from 0 to 1000, not “%(text)s”."), text=text)
    return number


def _dump(answer: object) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=2)
