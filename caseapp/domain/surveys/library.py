"""Two questionnaires ready to use, in our own words: was it done well, and is life better for it."""

from collections.abc import Iterable

from caseapp.domain.surveys.codes import ANSWERS, COUNTED, Answer, QuestionKind, SurveyPurpose
from caseapp.domain.surveys.questions import Option, Question

_ARRIVED = (Option("yes", "是", "Yes", True), Option("no", "否", "No", follow=True))


def _scale(purpose: SurveyPurpose) -> tuple[Option, ...]:
    good = COUNTED[purpose]
    return tuple(
        Option(answer.value, answer.zh, answer.en, answer in good, answer is Answer.NOT) for answer in ANSWERS[purpose]
    )


def _plain(*words: tuple[str, str, str]) -> tuple[Option, ...]:
    return tuple(Option(*one) for one in words)


READY: dict[SurveyPurpose, tuple[Question, ...]] = {
    SurveyPurpose.SATISFACTION: (
        Question(
            "satisfied",
            QuestionKind.SCALE,
            "总的来说，您对工会这次的帮扶（服务）满意吗？",
            "All in all, how satisfied are you with this help or service of the union?",
            _scale(SurveyPurpose.SATISFACTION),
            SurveyPurpose.SATISFACTION,
        ),
        Question(
            "arrived",
            QuestionKind.YES_NO,
            "说好的款物是否足额、按时到了您手里？",
            "Did what was promised reach you in full and in time?",
            _ARRIVED,
        ),
        Question(
            "manner",
            QuestionKind.SCALE,
            "您觉得工会工作人员的态度怎么样？",
            "How did the union's staff treat you?",
            (
                Option("good", "好", "Well"),
                Option("fair", "一般", "So-so"),
                Option("poor", "不好", "Badly", follow=True),
            ),
        ),
        Question(
            "wish",
            QuestionKind.TEXT,
            "您还希望工会做些什么？（可以不填）",
            "What else would you like the union to do? (May stay empty)",
            required=False,
        ),
    ),
    SurveyPurpose.IMPROVEMENT: (
        Question(
            "better",
            QuestionKind.SCALE,
            "和接受帮扶以前相比，您家的生活怎么样了？",
            "Compared with the time before the help, how is life in your home now?",
            _scale(SurveyPurpose.IMPROVEMENT),
            SurveyPurpose.IMPROVEMENT,
        ),
        Question(
            "relieved",
            QuestionKind.CHOICE,
            "帮扶主要缓解了哪方面的困难？",
            "Which difficulty did the help ease most?",
            _plain(
                ("living", "日常生活", "Daily living"),
                ("medical", "看病", "Medical care"),
                ("school", "子女上学", "Children's schooling"),
                ("other", "其他", "Something else"),
                ("none", "没有缓解", "None"),
            ),
        ),
        Question(
            "people",
            QuestionKind.NUMBER,
            "您家现在有几口人一起生活？（可以不填）",
            "How many people live in your home now? (May stay empty)",
            required=False,
        ),
        Question(
            "hard",
            QuestionKind.TEXT,
            "现在最大的困难是什么？（可以不填）",
            "What is hardest now? (May stay empty)",
            required=False,
        ),
    ),
}


def ready(purposes: Iterable[SurveyPurpose]) -> tuple[Question, ...]:
    """The questions of the chosen sheets, one after another."""
    chosen = set(purposes)
    return tuple(question for purpose in SurveyPurpose if purpose in chosen for question in READY[purpose])
