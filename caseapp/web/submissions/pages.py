"""The differences since a hand-in as a page shows them: what lies outside the reader's reach is counted, not shown."""

from dataclasses import dataclass

from caseapp.domain.indicators.measures import Family
from caseapp.domain.indicators.submission import Member
from caseapp.services.submission_changes import FigureChange, RecordChange
from caseapp.web.submissions.words import act
from caseapp.web.support.language import yuan


@dataclass(frozen=True)
class Row:
    record: RecordChange
    before: str
    now: str
    effect: str
    causes: list[tuple[str, str | None, object]]


@dataclass(frozen=True)
class Block:
    """One figure that is not what it was. `hidden` rows lie outside the reach; `hidden_effect` is their sum."""

    figure: FigureChange
    effect: str
    rows: list[Row]
    hidden: int
    hidden_effect: str


def blocks_of(changes: list[FigureChange], reach: frozenset[int]) -> list[Block]:
    return [_block(change, reach) for change in changes if not change.is_same]


def _block(change: FigureChange, reach: frozenset[int]) -> Block:
    measure = change.now.measure if change.now else None
    is_money = measure is not None and measure.family is Family.MONEY
    mine = [record for record in change.records if record.unit_id is None or record.unit_id in reach]
    others = [record for record in change.records if record not in mine]
    has_sum = change.frozen.numerator is not None
    return Block(
        change,
        _signed(change.effect, is_money) if has_sum else "",
        [_row(record, is_money, has_sum) for record in mine],
        len(others),
        _signed(sum(record.change.effect for record in others), is_money) if has_sum else "",
    )


def _row(record: RecordChange, is_money: bool, has_sum: bool) -> Row:
    change = record.change
    return Row(
        record,
        _said(change.before, is_money),
        _said(change.now, is_money),
        _signed(change.effect, is_money) if has_sum else "",
        [(act(cause.action), cause.who, cause.at) for cause in record.causes],
    )


def _said(member: Member | None, is_money: bool) -> str:
    if member is None:
        return "—"
    if is_money or member.amount_fen is None:
        return yuan(member.count) if is_money else f"{member.count}"
    return f"{member.count} · {yuan(member.amount_fen)}"


def _signed(number: int, is_money: bool) -> str:
    if is_money:
        return f"{'+' if number > 0 else '−' if number < 0 else '±'}{yuan(abs(number))}"
    return f"{number:+,}".replace("-", "−") if number else "±0"
