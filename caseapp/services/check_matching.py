"""An answer of the authority laid beside the list that went out: whom each row speaks of, and all that does not fit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from caseapp.domain import identity
from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.domain.households.means import Finding, finding_of
from caseapp.queries.check_rules import Holding
from caseapp.readers.check_results import TOLD
from caseapp.readers.result_tables import UNREAD, ResultTable
from caseapp.readers.rosters.lines import Fault, PersonLine

NOTE_FITS = 500


@dataclass(frozen=True)
class Answered:
    """What the authority says of one person; money in fen."""

    finding: Finding
    day: date
    note: str = ""
    income_fen: int | None = None
    savings_fen: int | None = None
    homes: int | None = None
    vehicles: int | None = None


@dataclass(frozen=True)
class Listed:
    """One person on the list, and what is on record of the answer by now."""

    id: int
    household_id: int
    file_no: str
    person_id: int
    name: str
    id_number: str
    applied_on: date
    answered: Answered | None


@dataclass(frozen=True)
class Told:
    """What one row says of one person."""

    line: Listed
    answered: Answered
    row: PersonLine


@dataclass
class Matched:
    """`unanswered` counts rows that name somebody and say nothing yet."""

    table: ResultTable
    told: list[Told] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unanswered: int = 0


@dataclass(frozen=True)
class Frame:
    """What the rows are judged by: the day the list went out, today, and how long a result holds. `elsewhere` gives the
    file of a number that the actor may see though it is not on the list."""

    made_on: date
    today: date
    holding: Holding
    elsewhere: Mapping[str, str]


def numbers_in(table: ResultTable) -> set[str]:
    """The ID numbers that the rows name, as they are stored."""
    return {number for row in table.lines if (number := _number(row)[0])}


def match(table: ResultTable, listed: Sequence[Listed], frame: Frame) -> Matched:
    found = Matched(table, faults=list(table.faults))
    index = _Index(listed, frame.elsewhere)
    taken: dict[int, PersonLine] = {}
    for row in table.lines:
        if not row.said.keys() & set(TOLD):
            found.unanswered += 1
            continue
        lines, problems = index.find(row)
        again = [line for line in lines if line.id in taken]
        if again:
            problems.append(
                Problem(
                    _key(row), N_("This person stands already in %(place)s."), {"place": _place(taken[again[0].id])}
                )
            )
        taken |= {line.id: row for line in lines if line.id not in taken}
        answered, wrong = _answer(row, lines, frame)
        problems += wrong
        found.faults += [row.fault(one.field or "", one.message, one.values) for one in problems]
        if answered is not None and not problems and UNREAD not in row.said.values():
            found.told += [Told(line, answered, row) for line in lines]
    order = {name: turn for turn, name in enumerate(table.headers)}
    found.faults.sort(key=lambda one: (order.get(one.place.sheet, 0), one.place.row, one.place.column))
    return found


class _Index:
    """Finds whom a row speaks of: by ID number; by file number and name; by file number alone, then everybody in it."""

    def __init__(self, listed: Sequence[Listed], elsewhere: Mapping[str, str]) -> None:
        self._by_number: dict[str, list[Listed]] = {}
        self._by_file: dict[str, list[Listed]] = {}
        self._elsewhere = elsewhere
        for line in listed:
            self._by_number.setdefault(line.id_number, []).append(line)
            self._by_file.setdefault(_plain(line.file_no), []).append(line)

    def find(self, row: PersonLine) -> tuple[list[Listed], list[Problem]]:
        if UNREAD in (row.said.get("id_number"), row.said.get("file_no")):
            return [], []
        if "id_number" in row.said:
            return self._by_id(row)
        return self._by_file_no(row)

    def _by_id(self, row: PersonLine) -> tuple[list[Listed], list[Problem]]:
        number, problem = _number(row)
        lines = self._by_number.get(number, [])
        if not lines:
            if problem is not None:
                return [], [problem]
            file_no = self._elsewhere.get(number)
            if file_no:
                message = N_("This person is in file %(file_no)s, which is not on this list.")
                return [], [Problem("id_number", message, {"file_no": file_no})]
            return [], [Problem("id_number", N_("Nobody with this number is on this list."))]
        told = _plain(row.said.get("file_no", ""))
        if told and told not in {_plain(line.file_no) for line in lines}:
            return [], [Problem("file_no", N_("This person is on the list, but under another file number."))]
        return self._named(lines[:1], row)

    def _by_file_no(self, row: PersonLine) -> tuple[list[Listed], list[Problem]]:
        lines = self._by_file.get(_plain(row.said["file_no"]), [])
        if not lines:
            return [], [Problem("file_no", N_("No file with this number is on this list."))]
        name = _plain(row.said.get("name", ""))
        if not name:
            return lines, []
        named = [line for line in lines if _plain(line.name) == name]
        if len(named) > 1:
            return [], [Problem("name", N_("Two people of this file have this name. Add the ID number."))]
        if not named:
            return [], [Problem("name", N_("Nobody of this name is in this file."))]
        return named, []

    def _named(self, lines: list[Listed], row: PersonLine) -> tuple[list[Listed], list[Problem]]:
        name = _plain(row.said.get("name", ""))
        if name and name not in {_plain(line.name) for line in lines}:
            return lines, [
                Problem("name", N_("On the list this number has another name. See which of the two is right."))
            ]
        return lines, []


def _answer(row: PersonLine, lines: Sequence[Listed], frame: Frame) -> tuple[Answered | None, list[Problem]]:
    problems = []
    text, note = str(row.said.get("result", "")), str(row.said.get("note", ""))
    finding = finding_of(text)
    if not text:
        problems.append(Problem("result", N_("Write the result of the check.")))
    elif finding is None and text != UNREAD:
        allowed = "、".join(one.zh for one in Finding)
        message = N_("“%(text)s” is no known result. Allowed: %(allowed)s")
        problems.append(Problem("result", message, {"text": text[:40], "allowed": allowed}))
    if finding is Finding.MISFITS and not note:
        problems.append(Problem("note", N_("Write what was found.")))
    if len(note) > NOTE_FITS:
        problems.append(Problem("note", N_("Write at most %(limit)s characters."), {"limit": NOTE_FITS}))
    problems += _day_problems(row, lines, frame)
    if problems or finding is None or "day" not in row.said or UNREAD in row.said.values():
        return None, problems
    whole: dict[str, Any] = {name: row.said.get(name) for name in ("homes", "vehicles")}
    money: dict[str, Any] = {f"{name}_fen": row.said.get(name) for name in ("income", "savings")}
    return Answered(finding, date.fromisoformat(str(row.said["day"])), note, **money, **whole), []


def _day_problems(row: PersonLine, lines: Sequence[Listed], frame: Frame) -> Iterator[Problem]:
    told = str(row.said.get("day", ""))
    if told == UNREAD:
        return
    if not told:
        if "day" in row.columns:
            yield Problem("day", N_("Write the day of the check."))
        return
    day = date.fromisoformat(told)
    first = max([frame.made_on, *(line.applied_on for line in lines)])
    if day > frame.today:
        yield Problem("day", N_("This day lies in the future."))
    elif frame.holding.until(day) < frame.today:
        until = frame.holding.until(day)
        yield Problem("day", N_("This check expired on %(day)s. Ask for a new one."), {"day": until})
    elif day < first:
        yield Problem("day", N_("This day lies before the list went out (%(first)s)."), {"first": first})


def _number(row: PersonLine) -> tuple[str, Problem | None]:
    """The ID number as it is stored; what does not read as a resident's stays as written, with why."""
    told = str(row.said.get("id_number", ""))
    if told in ("", UNREAD):
        return "", None
    try:
        return identity.parse(told), None
    except Invalid as invalid:
        return identity.normalise(told), Problem("id_number", invalid.problems[0].message, invalid.problems[0].values)


def _key(row: PersonLine) -> str:
    return "id_number" if "id_number" in row.said else "file_no"


def _place(row: PersonLine) -> Any:
    return row.place(_key(row))


def _plain(text: object) -> str:
    return identity.normalise(str(text))
