"""Answers typed from paper: the number of the option instead of the option, and what may stay empty."""

from collections.abc import Sequence
from dataclasses import replace

from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.domain.surveys.codes import InvalidReason
from caseapp.domain.surveys.questions import Answers, Question, read_answer


def read_typed(questions: Sequence[Question], typed: Answers, *, invalid: InvalidReason | None) -> dict[str, str]:
    """The answers of one form. On paper only the questions that give a rate must be answered, and none of a form that
    does not count. Raises Invalid with every problem, by question key."""
    answers: dict[str, str] = {}
    problems: list[Problem] = []
    for question in questions:
        asked = replace(question, required=question.feeds is not None and invalid is None)
        try:
            answer = read_answer(asked, _option(question, typed.get(question.key, "")))
        except Invalid as refusal:
            problems += refusal.problems
        else:
            if answer:
                answers[question.key] = answer
    if problems:
        raise Invalid(problems)
    return answers


def _option(question: Question, typed: str) -> str:
    text = typed.strip()
    if not question.is_picked or not text:
        return text
    if not text.isdecimal() or not 1 <= int(text) <= len(question.options):
        raise Invalid.one(question.key, N_("Type a number from 1 to %(last)s."), last=len(question.options))
    return question.options[int(text) - 1].key
