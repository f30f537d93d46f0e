"""A bank may tell the truth in any order, in pieces and many times over: the end is the same."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.payments.bank_answers import WORDS, Answer, Effect, Said, Standing, answer_of, effect_of
from caseapp.domain.payments.codes import LineState

RELEASED, TODAY = date(2025, 6, 16), date(2025, 6, 30)
days = st.integers(0, 14).map(lambda gone: RELEASED + timedelta(days=gone))


@st.composite
def truths(draw: st.DrawFn) -> list[Said]:
    """All a bank can say of one line without contradicting itself."""
    waiting = Said(Answer.WAITING)
    kind = draw(st.sampled_from(Answer))
    if kind is Answer.WAITING:
        return [waiting]
    if kind is Answer.FAILED:
        return [waiting, Said(Answer.FAILED, reason="户名不符"), Said(Answer.FAILED, reason="账号不存在")]
    paid, back = sorted((draw(days), draw(days)))
    told = [waiting, Said(Answer.PAID, paid)]
    if kind is Answer.RETURNED:
        told += [Said(Answer.RETURNED, None, back), Said(Answer.RETURNED, paid, back)]
    return told


def after(line: Standing, said: Said) -> Standing:
    """The line once the answer was taken in; unchanged when it was refused."""
    match effect_of(said, line):
        case Effect.PAY:
            return replace(line, state=LineState.PAID, paid_on=said.paid_on)
        case Effect.FAIL:
            return replace(line, state=LineState.FAILED)
        case Effect.RETURN:
            paid_on = line.paid_on or said.paid_on
            return replace(line, state=LineState.RETURNED, paid_on=paid_on, returned_on=said.returned_on)
        case _:
            return line


def settled(line: Standing, told: list[Said]) -> Standing:
    """Every answer in turn, and those that came too early sent once more."""
    for said in [*told, *told]:
        line = after(line, said)
    return line


@given(truths(), st.data())
def test_any_order_of_the_banks_answers_gives_the_same_end(told: list[Said], data: st.DataObject) -> None:
    start = Standing(LineState.OPEN, None, None, RELEASED, TODAY)
    end = settled(start, told)
    shuffled = data.draw(st.permutations([*told, *data.draw(st.lists(st.sampled_from(told), max_size=3))]))
    assert settled(start, shuffled) == end


@given(truths())
def test_what_was_taken_in_changes_nothing_when_it_is_said_again(told: list[Said]) -> None:
    line = settled(Standing(LineState.OPEN, None, None, RELEASED, TODAY), told)
    for said in told:
        assert effect_of(said, line) in (Effect.SAME, Effect.WAIT)


@given(st.sampled_from(LineState), st.sampled_from(Answer), st.none() | days, st.none() | days)
def test_a_result_is_never_taken_back_by_a_file(
    state: LineState, answer: Answer, paid: date | None, back: date | None
) -> None:
    """Only a return follows a payment; a failure, a return and a reversal stay."""
    recorded = RELEASED if state in (LineState.PAID, LineState.RETURNED) else None
    line = Standing(state, recorded, RELEASED if state is LineState.RETURNED else None, RELEASED, TODAY)
    effect = effect_of(Said(answer, paid, back, "原因"), line)
    if state not in (LineState.OPEN, LineState.PAID):
        assert isinstance(effect, list) or effect in (Effect.SAME, Effect.WAIT)
    if state is LineState.PAID:
        assert isinstance(effect, list) or effect in (Effect.SAME, Effect.WAIT, Effect.RETURN)


def test_every_word_of_the_bank_is_known_once_whatever_its_width() -> None:
    words = [word for told in WORDS.values() for word in told]
    assert len(words) == len(set(words))
    assert answer_of(" ＳＵＣＣＥＳＳ ") is Answer.PAID
    assert answer_of("处理中…") is Answer.WAITING
    assert answer_of("成功率") is None
