"""A bank's answer laid beside the lines of its file: which line each row speaks of, and all that does not fit."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from caseapp.domain.errors import N_, Problem
from caseapp.domain.money import Money
from caseapp.domain.payments.bank_answers import Answer, Effect, Said, Standing, answer_of, effect_of
from caseapp.domain.payments.codes import LineState
from caseapp.readers.result_tables import UNREAD, ResultTable
from caseapp.readers.rosters.lines import Fault, PersonLine

REASON_FITS = 256


@dataclass(frozen=True)
class SentLine:
    """A line as it went to the bank, and as it stands now."""

    id: int
    serial: int
    reference: str
    account: str
    names: frozenset[str]
    amount_fen: int
    state: LineState
    paid_on: date | None
    returned_on: date | None


@dataclass(frozen=True)
class SentFile:
    number: str
    released_on: date
    lines: Sequence[SentLine]


@dataclass(frozen=True)
class Told:
    """What one row does to one line."""

    line: SentLine
    effect: Effect
    said: Said
    row: PersonLine


@dataclass
class Findings:
    """What the answer would do, and every fault in the order of the cells."""

    table: ResultTable
    told: list[Told] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def counts(self) -> Counter[Effect]:
        return Counter(one.effect for one in self.told)

    @property
    def changes(self) -> int:
        return sum(one.effect in (Effect.PAY, Effect.FAIL, Effect.RETURN) for one in self.told)


def match(table: ResultTable, file: SentFile, today: date) -> Findings:
    found = Findings(table, faults=list(table.faults))
    index = _Index(file)
    taken: dict[int, PersonLine] = {}
    for row in table.lines:
        line, problems = index.find(row)
        if line is not None:
            earlier = taken.setdefault(line.id, row)
            problems = _repeated(index, row, earlier) if earlier is not row else _judged(found, row, line, file, today)
        found.faults += [row.fault(one.field or "", one.message, one.values) for one in problems]
    order = {name: turn for turn, name in enumerate(table.headers)}
    found.faults.sort(key=lambda one: (order.get(one.place.sheet, 0), one.place.row, one.place.column))
    return found


def _repeated(index: "_Index", row: PersonLine, earlier: PersonLine) -> list[Problem]:
    message = N_("This line stands already in %(place)s.")
    return [Problem(index.key_of(row), message, {"place": earlier.place(index.key_of(earlier))})]


def _judged(found: Findings, row: PersonLine, line: SentLine, file: SentFile, today: date) -> list[Problem]:
    said, problems = _answer(row)
    problems += _differences(row, line)
    if said is None:
        return problems
    effect = effect_of(said, Standing(line.state, line.paid_on, line.returned_on, file.released_on, today))
    if isinstance(effect, list):
        problems += [one for one in effect if row.said.get(one.field or "") != UNREAD]
    elif not problems and UNREAD not in row.said.values():
        found.told.append(Told(line, effect, said, row))
    return problems


class _Index:
    """Finds the line a row speaks of: by its reference, else by account with amount, else by its place in the file."""

    def __init__(self, file: SentFile) -> None:
        self._number = _plain(file.number)
        self._by_reference = {_plain(line.reference): line for line in file.lines}
        self._by_serial = {str(line.serial): line for line in file.lines}
        self._by_account: dict[str, list[SentLine]] = {}
        for line in file.lines:
            self._by_account.setdefault(line.account, []).append(line)

    def key_of(self, row: PersonLine) -> str:
        return next(key for key in ("reference", "account", "serial") if key in row.said)

    def find(self, row: PersonLine) -> tuple[SentLine | None, list[Problem]]:
        said = row.said
        if "file_number" in said and _plain(said["file_number"]) != self._number:
            message = N_("This row belongs to another file: “%(number)s”.")
            return None, [Problem("file_number", message, {"number": str(said["file_number"])[:40]})]
        key = self.key_of(row)
        if said[key] == UNREAD:
            return None, []
        candidates = self._candidates(key, said)
        if len(candidates) == 1:
            return candidates[0], []
        if candidates:
            message = N_("Several lines of this file go to this account. Add the line reference.")
            return None, [Problem(key, message)]
        messages = {
            "reference": N_("This file has no such line."),
            "account": N_("No line of this file goes to this account."),
            "serial": N_("This file has no line with this number."),
        }
        return None, [Problem(key, messages[key])]

    def _candidates(self, key: str, said: Mapping[str, object]) -> list[SentLine]:
        if key == "reference":
            found = self._by_reference.get(_plain(said["reference"]))
            return [found] if found else []
        if key == "serial":
            found = self._by_serial.get(str(said["serial"]).lstrip("0"))
            return [found] if found else []
        lines = (
            [
                line
                for account, those in self._by_account.items()
                for line in those
                if _same_account(str(said["account"]), account)
            ]
            if "*" in str(said["account"])
            else self._by_account.get(str(said["account"]), [])
        )
        for name in ("amount", "serial"):
            if len(lines) > 1 and name in said:
                fitting = [line for line in lines if self._fits(line, name, said[name])]
                lines = fitting or lines
        return lines

    def _fits(self, line: SentLine, name: str, told: object) -> bool:
        return line.amount_fen == told if name == "amount" else str(line.serial) == str(told).lstrip("0")


def _differences(row: PersonLine, line: SentLine) -> Iterator[Problem]:
    said = row.said
    amount = said.get("amount")
    if amount is None:
        if "amount" in row.columns:
            yield Problem("amount", N_("Write the amount."))
    elif amount not in (UNREAD, line.amount_fen):
        message = N_("The bank says %(told)s yuan; this line has %(amount)s yuan.")
        yield Problem("amount", message, {"told": _yuan(int(amount)), "amount": _yuan(line.amount_fen)})
    account = str(said.get("account", ""))
    if account and account != UNREAD and not _same_account(account, line.account):
        yield Problem("account", N_("This is not the account that the money was sent to."))
    for key in ("payee", "holder"):
        name = str(said.get(key, ""))
        if name and name != UNREAD and _plain(name) not in line.names:
            yield Problem(key, N_("This is not the name that the money was sent to."))


def _answer(row: PersonLine) -> tuple[Said | None, list[Problem]]:
    text = str(row.said.get("status", ""))
    if text == UNREAD:
        return None, []
    if not text:
        return None, [Problem("status", N_("Write the bank's result."))]
    answer = answer_of(text)
    if answer is None:
        allowed = "、".join(one.zh for one in Answer)
        message = N_("“%(text)s” is no known result. Allowed: %(allowed)s")
        return None, [Problem("status", message, {"text": text[:40], "allowed": allowed})]
    day, returned = _day(row, "day"), _day(row, "returned_on")
    if answer is Answer.RETURNED and "returned_on" not in row.columns:
        day, returned = None, day
    return Said(answer, day, returned, str(row.said.get("reason", ""))[:REASON_FITS].strip()), []


def _day(row: PersonLine, key: str) -> date | None:
    text = str(row.said.get(key, UNREAD))
    return None if text == UNREAD else date.fromisoformat(text)


def _plain(text: object) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", str(text))).upper()


def _same_account(told: str, own: str) -> bool:
    """A masked account agrees where it shows digits."""
    if "*" not in told:
        return told == own
    head, tail = told.partition("*")[0], told.rpartition("*")[2]
    return bool(head or tail) and own.startswith(head) and own.endswith(tail)


def _yuan(fen: int) -> str:
    return f"{Money(fen).yuan():,.2f}"


def names_of(*names: str | None) -> frozenset[str]:
    """Names as they are compared."""
    return frozenset(_plain(name) for name in names if name)
