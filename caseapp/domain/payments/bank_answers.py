"""What a bank's answer means for one line: a step forward, nothing new, or a contradiction."""

import unicodedata
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
    Answer.FAILED: ("失败", "交易失败", "处理失败", "支付失败", "付款失败", "发放失败", "入账失败", "代发失败", "未入账",
                    "拒绝", "fail", "failed", "f"),
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


def effect_of(said: Said, line: Standing) -> Effect | list[Problem]:
    """The effect, or everything that stands against it; the fields are `status`, `day`, `returned_on`, `reason`."""
    if said.answer is Answer.WAITING:
        return Effect.WAIT
    problems = _lacks(said, line)
    if problems:
        return problems
    match said.answer, line.state:
        case Answer.PAID, LineState.OPEN:
            return Effect.PAY
        case Answer.PAID, LineState.PAID | LineState.RETURNED:
            return Effect.SAME if said.paid_on == line.paid_on else [_other_day("day", line.paid_on)]
        case Answer.FAILED, LineState.OPEN:
            return Effect.FAIL
        case Answer.FAILED, LineState.FAILED:
            return Effect.SAME
        case Answer.RETURNED, LineState.PAID:
            return Effect.RETURN
        case Answer.RETURNED, LineState.OPEN if said.paid_on:
            return Effect.RETURN
        case Answer.RETURNED, LineState.OPEN:
            return [
                Problem("status", N_("This line is not recorded as paid yet; take in the file of its payment first."))
            ]
        case Answer.RETURNED, LineState.RETURNED:
            if said.returned_on == line.returned_on:
                return Effect.SAME
            return [_other_day("returned_on", line.returned_on)]
        case _:
            message = N_("This line already has another result: “%(state)s”.")
            return [Problem("status", message, {"state": line.state})]


def _lacks(said: Said, line: Standing) -> list[Problem]:
    problems = []
    if said.answer is Answer.PAID and said.paid_on is None:
        problems.append(Problem("day", N_("Write the day of payment.")))
    if said.answer is Answer.RETURNED and said.returned_on is None:
        problems.append(Problem("returned_on", N_("Write the day the money came back.")))
    if said.answer is Answer.RETURNED and said.paid_on and line.paid_on and said.paid_on != line.paid_on:
        return [_other_day("day", line.paid_on)]
    if said.answer is Answer.FAILED and not said.reason:
        problems.append(Problem("reason", N_("Write why the payment failed.")))
    if said.paid_on and said.answer is not Answer.FAILED:
        problems += _day_faults("day", said.paid_on, line)
    if said.returned_on:
        before = said.paid_on or line.paid_on
        problems += _day_faults("returned_on", said.returned_on, line)
        if before and said.returned_on < before and not problems:
            message = N_("The money came back before it was paid (%(day)s).")
            problems.append(Problem("returned_on", message, {"day": before.isoformat()}))
    return problems


def _day_faults(name: str, day: date, line: Standing) -> list[Problem]:
    if day > line.today:
        return [Problem(name, N_("This day lies in the future."))]
    if day < line.released_on:
        message = N_("This day lies before the release of the batch (%(day)s).")
        return [Problem(name, message, {"day": line.released_on.isoformat()})]
    return []


def _other_day(name: str, recorded: date | None) -> Problem:
    message = N_("Another day is recorded for this line: %(day)s.")
    return Problem(name, message, {"day": recorded.isoformat() if recorded else "—"})
