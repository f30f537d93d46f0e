"""The columns a workbook of survey answers has: whose form, how and when it was answered, and one for each question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from caseapp.domain.errors import N_, Invalid
from caseapp.domain.rosters.columns import Column, Kind, Layout, Part, normal
from caseapp.domain.surveys.codes import InvalidReason, SurveyChannel
from caseapp.domain.surveys.questions import Question

FORM = Column("form", "问卷编号", "Form no.", others=("编号", "问卷号", "作答码", "form number", "code"), required=True)
NAME = Column("name", "姓名", "Name", others=("受访者", "受访者姓名", "单位名称"))
HOW = (
    Column("channel", "作答方式", "Channel", Kind.WORD, SurveyChannel, ("渠道", "方式", "调查方式"), True),
    Column("interviewer", "调查员", "Interviewer", others=("访问员", "登记人", "录入人")),
    Column("day", "作答日期", "Day taken", Kind.DAY, others=("日期", "调查日期", "填表日期"), required=True),
    Column("invalid", "无效原因", "Does not count because", Kind.WORD, InvalidReason, ("不计入原因",)),
)
UNTOUCHED = frozenset({FORM.key, NAME.key})
"""A row that says no more than this is of a form that has not come back."""


@dataclass(frozen=True)
class AnswerSheet:
    """The workbook of one survey; `keys` leads from a column of a question to the question."""

    layout: Layout
    keys: Mapping[str, Question]

    def column_of(self, question_key: str) -> str:
        return next(column for column, question in self.keys.items() if question.key == question_key)


def answer_sheet(questions: Sequence[Question], *, is_anonymous: bool) -> AnswerSheet:
    """An anonymous survey's workbook has no column for a name: the form's number or code is all it needs."""
    keys = {f"a{place}": question for place, question in enumerate(questions, 1)}
    asked = tuple(_column(key, place, one) for place, (key, one) in enumerate(keys.items(), 1))
    columns = (FORM, *(() if is_anonymous else (NAME,)), *HOW, *asked)
    return AnswerSheet(Layout(Part("答卷", columns, frozenset({FORM.key}))), keys)


def option_number(question: Question, said: str) -> str:
    """The number of the option that a cell names by its words, its number or its key. Raises Invalid."""
    wanted = normal(said)
    for number, option in enumerate(question.options, 1):
        if wanted in {normal(option.zh), normal(option.en), normal(option.key)}:
            return str(number)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(question.options):
        return wanted
    message = N_("“%(text)s” is not in the list. Allowed: %(allowed)s")
    allowed = "、".join(option.zh for option in question.options)
    raise Invalid.one(question.key, message, text=said[:40], allowed=allowed)


def _column(key: str, place: int, question: Question) -> Column:
    english = f"{place}. {question.en}" if question.en else f"Question {place}"
    others = (question.zh, f"第{place}题", f"Q{place}", str(place), *([question.en] if question.en else []))
    options = tuple(option.zh for option in question.options)
    is_needed = question.feeds is not None
    return Column(key, f"{place}. {question.zh}", english, others=others, required=is_needed, options=options)
