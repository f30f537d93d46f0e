"""What became of a batch's lines between two looks at it."""

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from caseapp.domain.labels import Word
from caseapp.domain.payments.codes import AidKind


class Change(Word):
    ADDED = "added", "新增明细", "Line added", "warn"
    REMOVED = "removed", "移除明细", "Line taken out", "warn"
    AMOUNT = "amount", "金额改动", "Amount changed", "bad"
    ACCOUNT = "account", "账户改动", "Account changed", "bad"
    OTHER = "other", "收款人或期间改动", "Payee or period changed", "bad"


@dataclass(frozen=True)
class SeenLine:
    """One line as a signer saw it. `account` is the blind index in hex, `tail` the last four digits, both "" without
    one; `payee` tells apart whom the line is for and for which period."""

    id: int
    name: str
    kind: AidKind
    amount_fen: int
    account: str
    tail: str
    payee: str


@dataclass(frozen=True)
class LineChange:
    """`before` and `after` are the line itself; None where it was not there."""

    change: Change
    before: SeenLine | None
    after: SeenLine | None

    @property
    def line(self) -> SeenLine:
        line = self.after or self.before
        assert line is not None, "a change has a line on one side at least"  # noqa: S101
        return line


def changes(before: Iterable[SeenLine], after: Iterable[SeenLine]) -> list[LineChange]:
    """Every difference, line by line in order of their ids; a line may have several."""
    old, new = {line.id: line for line in before}, {line.id: line for line in after}
    found: list[LineChange] = []
    for number in sorted(old.keys() | new.keys()):
        was, now = old.get(number), new.get(number)
        if was is None or now is None:
            found.append(LineChange(Change.ADDED if was is None else Change.REMOVED, was, now))
            continue
        differs = {
            Change.AMOUNT: was.amount_fen != now.amount_fen,
            Change.ACCOUNT: was.account != now.account,
            Change.OTHER: (was.payee, was.kind) != (now.payee, now.kind),
        }
        found += [LineChange(change, was, now) for change, is_so in differs.items() if is_so]
    return found


def written(lines: Iterable[SeenLine]) -> str:
    return json.dumps([astuple(line) for line in lines], ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> list[SeenLine]:
    return [SeenLine(row[0], row[1], AidKind(row[2]), *row[3:]) for row in json.loads(text)]
