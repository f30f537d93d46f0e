"""What is asked: questions in both languages, which answers count, and what may be written as an answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.domain.surveys.codes import PICKED, QuestionKind, SurveyPurpose

LONGEST_WORDS = 500
LARGEST = Decimal(100_000_000)
Answers = Mapping[str, str]
"""By question key: the key of an option, a number, or words."""


@dataclass(frozen=True)
class Option:
    """`counts`: who gives this answer counts as satisfied, as better off, or whatever the question feeds. `follow`:
    in a survey with names, somebody sees to whoever gives it."""

    key: str
    zh: str
    en: str
    counts: bool = False
    follow: bool = False


@dataclass(frozen=True)
class Question:
    """`feeds` names the indicator that takes its rate from this question; None for questions that only inform."""

    key: str
    kind: QuestionKind
    zh: str
    en: str
    options: tuple[Option, ...] = ()
    feeds: SurveyPurpose | None = None
    required: bool = True

    @property
    def is_picked(self) -> bool:
        return self.kind in PICKED

    @property
    def counted(self) -> frozenset[str]:
        return frozenset(option.key for option in self.options if option.counts)

    @property
    def followed_up(self) -> frozenset[str]:
        return frozenset(option.key for option in self.options if option.follow)

    def option(self, key: str) -> Option | None:
        return next((option for option in self.options if option.key == key), None)


def checked(questions: Sequence[Question]) -> tuple[Question, ...]:
    """The questions, when they can be asked; raises Invalid with every problem, named `questions-0-zh`."""
    problems = [] if questions else [Problem(None, N_("Ask at least one question."))]
    fed = [question.feeds for question in questions if question.feeds]
    for place, question in enumerate(questions):
        name = f"questions-{place}-"
        if not question.zh.strip():
            problems.append(Problem(f"{name}zh", N_("Write the question in Chinese; the English may follow later.")))
        if question.is_picked and len(question.options) < 2:
            problems.append(Problem(f"{name}zh", N_("Give at least two answers to choose from.")))
        if len({option.zh.strip() for option in question.options}) < len(question.options):
            problems.append(Problem(f"{name}zh", N_("Two answers of this question read the same.")))
        if question.counted & question.followed_up:
            problems.append(Problem(f"{name}zh", N_("An answer that counts as good is not one to follow up.")))
        if question.feeds and not question.is_picked:
            problems.append(Problem(f"{name}feeds", N_("Only a question with answers to choose from gives a rate.")))
        elif question.feeds and not 0 < len(question.counted) < len(question.options):
            problems.append(Problem(f"{name}feeds", N_("Mark which answers count: at least one, and not all of them.")))
        if question.feeds and fed.count(question.feeds) > 1:
            problems.append(
                Problem(f"{name}feeds", N_("Two questions give the rate of “%(what)s”."), {"what": question.feeds})
            )
    if len({question.key for question in questions}) < len(questions):
        raise ValueError("two questions have one key")
    if problems:
        raise Invalid(problems)
    return tuple(questions)


def read_answer(question: Question, raw: str) -> str:
    """The answer as it is kept; "" for none. Raises Invalid."""
    text = raw.strip()
    if not text:
        if question.required:
            raise Invalid.one(question.key, N_("Choose or write an answer first."))
        return ""
    if question.is_picked:
        if question.option(text) is None:
            raise Invalid.one(question.key, N_("Choose one of the answers shown."))
        return text
    if question.kind is QuestionKind.NUMBER:
        return _number(question, text)
    if len(text) > LONGEST_WORDS:
        raise Invalid.one(question.key, N_("Write at most %(most)s characters."), most=LONGEST_WORDS)
    return text


def read_answers(questions: Iterable[Question], raw: Answers) -> dict[str, str]:
    """Every answer given; raises Invalid with all problems by question key."""
    read: dict[str, str] = {}
    problems: list[Problem] = []
    for question in questions:
        try:
            read[question.key] = read_answer(question, raw.get(question.key, ""))
        except Invalid as invalid:
            problems += invalid.problems
    if problems:
        raise Invalid(problems)
    return {key: answer for key, answer in read.items() if answer}


def _number(question: Question, text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 <= number <= LARGEST or number != number.quantize(Decimal("0.01")):
        raise Invalid.one(question.key, N_("Write a number such as 3 or 2.5."))
    return f"{number.normalize():f}"


def to_plain(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """What a version keeps."""
    return [
        {
            "key": question.key,
            "kind": question.kind.value,
            "zh": question.zh,
            "en": question.en,
            "options": [
                {
                    "key": option.key,
                    "zh": option.zh,
                    "en": option.en,
                    "counts": option.counts,
                    "follow": option.follow,
                }
                for option in question.options
            ],
            "feeds": question.feeds.value if question.feeds else None,
            "required": question.required,
        }
        for question in questions
    ]


def from_plain(kept: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    return tuple(
        Question(
            one["key"],
            QuestionKind(one["kind"]),
            one["zh"],
            one["en"],
            tuple(Option(**option) for option in one["options"]),
            SurveyPurpose(one["feeds"]) if one["feeds"] else None,
            one["required"],
        )
        for one in kept
    )
