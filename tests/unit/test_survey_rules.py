"""Rules of surveys: what may be asked and answered, who is drawn, what is told."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.domain.errors import IllegalStep, Invalid
from caseapp.domain.surveys.codes import QuestionKind, SurveyAction, SurveyPurpose, SurveyState
from caseapp.domain.surveys.grievances import complained_of
from caseapp.domain.surveys.library import READY, ready
from caseapp.domain.surveys.life import SURVEY
from caseapp.domain.surveys.mixing import FEWEST, to_pour, withheld
from caseapp.domain.surveys.questions import (
    Option,
    Question,
    checked,
    from_plain,
    read_answer,
    read_answers,
    to_plain,
)
from caseapp.domain.surveys.results import rate, tally
from caseapp.domain.surveys.sampling import Candidate, Stratum, draw, quotas, replacement, sample_size

strata = st.builds(Stratum, st.sampled_from(["", "deep", "relative"]), st.integers(0, 3))
frames = st.lists(strata, max_size=60).map(lambda found: [Candidate(f"household:{n}", s) for n, s in enumerate(found)])
seeds = st.text("0123456789abcdef", min_size=1, max_size=8)


def test_the_ready_sheets_can_be_asked_and_feed_their_own_indicator() -> None:
    for purpose, questions in READY.items():
        assert checked(questions) == questions
        assert [question.feeds for question in questions if question.feeds] == [purpose]
    both = ready(SurveyPurpose)
    assert checked(both) == from_plain(to_plain(both))


def test_a_question_says_what_is_wrong_with_it() -> None:
    one = Question("a", QuestionKind.SCALE, " ", "", (Option("x", "好", "Good"),), SurveyPurpose.SATISFACTION)
    text = Question("b", QuestionKind.TEXT, "还有什么？", "", (), SurveyPurpose.IMPROVEMENT)
    with pytest.raises(Invalid) as refused:
        checked([one, text])
    assert [problem.field for problem in refused.value.problems] == [
        "questions-0-zh",
        "questions-0-zh",
        "questions-0-feeds",
        "questions-1-feeds",
    ]
    with pytest.raises(Invalid, match="at least one question"):
        checked([])


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        (QuestionKind.CHOICE, " yes ", "yes"),
        (QuestionKind.NUMBER, "3.50", "3.5"),
        (QuestionKind.NUMBER, "100", "100"),
        (QuestionKind.TEXT, " 多来看看 ", "多来看看"),
    ],
)
def test_an_answer_is_kept_tidy(kind: QuestionKind, raw: str, kept: str) -> None:
    assert read_answer(_question(kind), raw) == kept


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (QuestionKind.CHOICE, "maybe"),
        (QuestionKind.CHOICE, ""),
        (QuestionKind.NUMBER, "three"),
        (QuestionKind.NUMBER, "-1"),
        (QuestionKind.NUMBER, "1e99"),
        (QuestionKind.NUMBER, "NaN"),
        (QuestionKind.TEXT, "长" * 501),
    ],
)
def test_an_answer_that_is_none_is_refused(kind: QuestionKind, raw: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_answer(_question(kind), raw)
    assert refused.value.problems[0].field == "q"


def test_what_may_stay_empty_is_left_out_and_every_fault_is_told() -> None:
    must, may = _question(QuestionKind.CHOICE), Question("t", QuestionKind.TEXT, "还有？", "", required=False)
    assert read_answers([must, may], {"q": "no", "t": ""}) == {"q": "no"}
    number = Question("n", QuestionKind.NUMBER, "几口人？", "")
    with pytest.raises(Invalid) as refused:
        read_answers([must, number], {"n": "x"})
    assert [problem.field for problem in refused.value.problems] == ["q", "n"]


def _question(kind: QuestionKind) -> Question:
    return Question("q", kind, "好吗？", "Good?", (Option("yes", "是", "Yes"), Option("no", "否", "No")))


@given(
    st.integers(1, 6).flatmap(
        lambda n: st.tuples(
            st.just(n), st.sets(st.integers(0, n - 1)), st.lists(st.none() | st.integers(0, n - 1), max_size=50)
        )
    )
)
def test_the_rate_is_counted_over_valid_answers_for_any_counted_set(
    case: tuple[int, set[int], list[int | None]],
) -> None:
    count, good, given_answers = case
    options = tuple(Option(f"o{n}", f"{n}", "", n in good) for n in range(count))
    question = Question("q", QuestionKind.SCALE, "？", "", options)
    forms = [{} if one is None else {"q": f"o{one}"} for one in given_answers]
    found = rate(question, tally(question, forms))
    answered = [one for one in given_answers if one is not None]
    assert (found.good, found.valid) == (sum(one in good for one in answered), len(answered))
    assert (found.percent is None) == (not answered)


@pytest.mark.parametrize(
    ("population", "confidence", "margin", "size"),
    [
        (100_000, 95, "5", 383),
        (426, 95, "5", 203),
        (140, 95, "5", 103),
        (309, 99, "5", 212),
        (10, 95, "5", 10),
        (1, 90, "20", 1),
        (0, 95, "5", 0),
    ],
)
def test_the_size_has_the_correction_for_a_finite_population(
    population: int, confidence: int, margin: str, size: int
) -> None:
    """By Cochran's formula, rounded up."""
    assert sample_size(population, confidence=confidence, margin=Decimal(margin)) == size


def test_a_size_needs_a_known_confidence_and_a_sane_margin() -> None:
    for confidence, margin in ((50, "5"), (95, "0.5"), (95, "21"), (95, "NaN")):
        with pytest.raises(Invalid):
            sample_size(100, confidence=confidence, margin=Decimal(margin))


@given(st.dictionaries(strata, st.integers(0, 40), max_size=8), st.integers(0, 200))
def test_quotas_are_proportional_and_add_up(counts: dict[Stratum, int], size: int) -> None:
    population = sum(counts.values())
    found = quotas(counts, size)
    size = min(size, population)
    assert sum(found.values()) == size
    for stratum, quota in found.items():
        assert counts[stratum] * size // population <= quota <= -(-counts[stratum] * size // population)


@given(frames, st.integers(0, 70), seeds, st.randoms())
def test_a_draw_keeps_its_quotas_and_comes_out_the_same_again(
    frame: list[Candidate], size: int, seed: str, order: object
) -> None:
    drawn = draw(frame, size, seed)
    counts = Counter(candidate.stratum for candidate in frame)
    wanted = {stratum: count for stratum, count in quotas(counts, size).items() if count}
    assert Counter(candidate.stratum for candidate in drawn) == wanted
    assert len(set(drawn)) == len(drawn) == min(size, len(frame))
    shuffled = list(frame)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert draw(shuffled, size, seed) == drawn


@given(frames.filter(bool), st.integers(1, 20), seeds)
def test_a_replacement_is_the_next_of_the_same_stratum(frame: list[Candidate], size: int, seed: str) -> None:
    drawn = draw(frame, size, seed)
    gone = drawn[0]
    following = replacement(frame, {one.key for one in drawn}, gone.stratum, seed)
    left = [one for one in frame if one.stratum == gone.stratum and one not in drawn]
    assert (following is None) == (not left)
    if following is not None:
        assert following in left
        again = replacement(frame, {one.key for one in drawn} | {following.key}, gone.stratum, seed)
        assert (again is None) == (len(left) == 1)


@given(st.integers(0, 500), st.integers(0, 5000))
def test_answers_are_mixed_in_several_at_a_time_and_some_are_held_back(waiting: int, boxed: int) -> None:
    poured = to_pour(waiting, boxed)
    assert poured == 0 or (poured >= FEWEST and poured * 10 >= boxed - 9 and waiting - poured == FEWEST)
    assert poured or waiting < 2 * FEWEST or waiting - FEWEST < boxed // 10


@given(st.dictionaries(st.text("abc", min_size=1, max_size=2), st.integers(0, 12)))
def test_small_groups_are_withheld_and_cannot_be_worked_out(groups: dict[str, int]) -> None:
    hidden = withheld(groups)
    assert all(groups[name] == 0 or groups[name] >= FEWEST for name in groups.keys() - hidden)
    missing = sum(groups[name] for name in hidden)
    assert missing == 0 or missing >= FEWEST or all(groups[name] == 0 for name in groups.keys() - hidden)


def test_a_survey_goes_from_draft_to_open_to_closed() -> None:
    state = SurveyState.DRAFT
    for action, after in ((SurveyAction.OPEN, SurveyState.OPEN), (SurveyAction.CLOSE, SurveyState.CLOSED)):
        state = SURVEY.after(state, action)
        assert state is after
    with pytest.raises(IllegalStep):
        SURVEY.after(SurveyState.CLOSED, SurveyAction.OPEN)


@given(st.lists(st.sampled_from(["very", "fairly", "neutral", "not", ""]), min_size=1, max_size=3), st.booleans())
@settings(max_examples=30)
def test_only_an_answer_marked_for_it_asks_to_be_followed_up(said: list[str], late: bool) -> None:
    for one in said:
        answers = {"satisfied": one, "arrived": "no" if late else "yes", "wish": "not", "better": "worse"}
        expected = (("satisfied",) if one == "not" else ()) + (("arrived",) if late else ())
        assert complained_of(ready(list(SurveyPurpose)), answers) == expected


def test_an_answer_that_counts_as_good_is_not_followed_up() -> None:
    options = (Option("a", "好", "Good", counts=True, follow=True), Option("b", "坏", "Bad"))
    with pytest.raises(Invalid, match="not one to follow up"):
        checked((Question("q", QuestionKind.YES_NO, "好吗？", "", options),))
