"""What a bank's answer means for one line: a step forward, nothing new, or a contradiction."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from caseapp.domain.errors import N_, Problem
from caseapp.domain.labels import Word
from caseapp.domain.payments.codes import LineState


class Answer(Word):
    PAID = "paid", "成功", "Paid", "good"
    FAILED = "failed", "失败", "Failed", "bad"
    RETURNED = "returned", "退票", "Returned", "bad"
    WAITING = "waiting", "处理中", "In hand", "info"


class Effect(Word):
    """What taking the answer in does to the line."""

    PAY = "pay", "登记成功", "Paid", "good"
    FAIL = "fail", "登记失败", "Failed", "bad"
    RETURN = "return", "登记退回", "Came back", "bad"
    SAME = "same", "已登记，无变化", "Recorded already", "quiet"
    WAIT = "wait", "银行处理中", "Still with the bank", "info"


WORDS: dict[Answer, tuple[str, ...]] = {
    Answer.PAID: ("成功", "交易成功", "处理成功", "支付成功", "付款成功", "发放成功", "入账成功", "代发成功", "已入账",
                  "已到账", "已付款", "已支付", "已发放", "success", "paid", "s"),
    Answer.FAILED: ("失败", "交易失败", "处理失败", "支付失败", "付款失败", "发放失败", "入账失败", "代发失败",
                    "未入账", "拒绝", "fail", "failed", "f"),
    Answer.RETURNED: ("退票", "已退票", "退汇", "已退汇", "退回", "已退回", "returned", "r"),
    Answer.WAITING: ("处理中", "银行处理中", "待处理", "已受理", "受理中", "交易处理中", "processing", "p"),
}  # fmt: skip
_ANSWERS = {word: answer for answer, words in WORDS.items() for word in words}


def answer_of(text: str) -> Answer | None:
    """The bank's word, whatever its width, case or punctuation."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text).lower() if sign.isalnum())
    return _ANSWERS.get(plain)


@dataclass(frozen=True)
class Said:
    """`paid_on` and `returned_on` as far as the answer names them."""

    answer: Answer
    paid_on: date | None = None
    returned_on: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Standing:
    """The line as it is recorded, and the days its result may lie between."""

    state: LineState
    paid_on: date | None
    returned_on: date | None
    released_on: date
    today: date


_EFFECTS: dict[tuple[Answer, LineState], Effect] = {
    (Answer.PAID, LineState.OPEN): Effect.PAY,
    (Answer.PAID, LineState.PAID): Effect.SAME,
    (Answer.PAID, LineState.RETURNED): Effect.SAME,
    (Answer.FAILED, LineState.OPEN): Effect.FAIL,
    (Answer.FAILED, LineState.FAILED): Effect.SAME,
    (Answer.RETURNED, LineState.OPEN): Effect.RETURN,
    (Answer.RETURNED, LineState.PAID): Effect.RETURN,
    (Answer.RETURNED, LineState.RETURNED): Effect.SAME,
}


def effect_of(said: Said, line: Standing) -> Effect | list[Problem]:
    """The effect, or everything that stands against it; the fields are `status`, `day`, `returned_on`, `reason`."""
    if said.answer is Answer.WAITING:
        return Effect.WAIT
    effect = _EFFECTS.get((said.answer, line.state))
    problems = [*_lacks(said), *_day_faults(said, line)] or [*_against_the_record(said, line, effect)]
    return effect if effect is not None and not problems else problems


def _lacks(said: Said) -> Iterator[Problem]:
    match said.answer:
        case Answer.PAID if said.paid_on is None:
            yield Problem("day", N_("Write the day of payment."))
        case Answer.RETURNED if said.returned_on is None:
            yield Problem("returned_on", N_("Write the day the money came back."))
        case Answer.FAILED if not said.reason:
            yield Problem("reason", N_("Write why the payment failed."))


def _day_faults(said: Said, line: Standing) -> Iterator[Problem]:
    days = {} if said.answer is Answer.FAILED else {"day": said.paid_on, "returned_on": said.returned_on}
    for name, day in days.items():
        if day and day > line.today:
            yield Problem(name, N_("This day lies in the future."))
        elif day and day < line.released_on:
            message = N_("This day lies before the release of the batch (%(day)s).")
            yield Problem(name, message, {"day": line.released_on.isoformat()})


def _against_the_record(said: Said, line: Standing, effect: Effect | None) -> Iterator[Problem]:
    if effect is None:
        message = N_("This line already has another result: “%(state)s”.")
        yield Problem("status", message, {"state": line.state})
        return
    pairs = (("day", said.paid_on, line.paid_on), ("returned_on", said.returned_on, line.returned_on))
    for name, told, recorded in pairs:
        if told and recorded and told != recorded:
            message = N_("Another day is recorded for this line: %(day)s.")
            yield Problem(name, message, {"day": recorded.isoformat()})
    paid_on = line.paid_on or said.paid_on
    if said.answer is Answer.RETURNED and paid_on is None:
        message = N_("This line is not recorded as paid yet; take in the file of its payment first.")
        yield Problem("status", message)
    elif said.returned_on and paid_on and said.returned_on < paid_on:
        message = N_("The money came back before it was paid (%(day)s).")
        yield Problem("returned_on", message, {"day": paid_on.isoformat()})
