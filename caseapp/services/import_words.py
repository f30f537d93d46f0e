"""What was found in a file, kept as JSON until somebody reads it in their language: faults, changes, refusals."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from caseapp.domain.errors import Problem
from caseapp.domain.households.codes import HouseholdState
from caseapp.domain.labels import Word
from caseapp.readers.rosters import Fault
from caseapp.readers.rosters.lines import Place
from caseapp.services.planned import Change


def dump_faults(faults: Iterable[Fault]) -> str:
    return _dump([[*_cell(one.place), one.heading, one.message, _plain(one.values)] for one in faults])


def faults_of(text: str | None) -> list[Fault]:
    return [
        Fault(Place(sheet, row, column), heading, message, _rich(values))
        for sheet, row, column, heading, message, values in json.loads(text or "[]")
    ]


def dump_problems(problems: Sequence[Problem]) -> str:
    return _dump([[one.field, one.message, _plain(one.values)] for one in problems])


def problems_of(text: str | None) -> list[Problem]:
    return [Problem(name, message, _rich(values)) for name, message, values in json.loads(text or "[]")]


def dump_changes(changes: Iterable[Change]) -> str:
    return _dump([[one.who, one.key, one.before, one.after] for one in changes])


def changes_of(text: str | None) -> list[Change]:
    return [Change(who, key, tuple(before), tuple(after)) for who, key, before, after in json.loads(text or "[]")]


def _cell(place: Place) -> tuple[str, int, int]:
    return place.sheet, place.row, place.column


def _plain(values: dict[str, object]) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in values.items()}


def _plain_value(value: object) -> Any:
    match value:
        case HouseholdState():
            return {"state": value.value}
        case Word():
            return value.zh
        case Place():
            return {"place": _cell(value)}
        case int():
            return value
        case _:
            return str(value)


def _rich(values: dict[str, Any]) -> dict[str, object]:
    return {name: _rich_value(value) for name, value in values.items()}


def _rich_value(value: Any) -> object:
    match value:
        case {"state": state}:
            return HouseholdState(state)
        case {"place": [sheet, row, column]}:
            return Place(sheet, row, column)
        case _:
            return value


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
