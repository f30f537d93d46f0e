"""Survey purposes and answers."""

from caseapp.domain.labels import Word


class SurveyPurpose(Word):
    SATISFACTION = "satisfaction", "满意度", "Satisfaction"
    IMPROVEMENT = "improvement", "生活水平改善", "Improvement"


class Answer(Word):
    VERY = "very", "满意", "Satisfied"
    FAIRLY = "fairly", "基本满意", "Fairly satisfied"
    NEUTRAL = "neutral", "一般", "Neutral"
    NOT = "not", "不满意", "Not satisfied"
    BETTER = "better", "改善", "Improved"
    SAME = "same", "没有变化", "No change"
    WORSE = "worse", "变差", "Worse"


ANSWERS = {
    SurveyPurpose.SATISFACTION: (Answer.VERY, Answer.FAIRLY, Answer.NEUTRAL, Answer.NOT),
    SurveyPurpose.IMPROVEMENT: (Answer.BETTER, Answer.SAME, Answer.WORSE),
}
COUNTED = {
    SurveyPurpose.SATISFACTION: (Answer.VERY, Answer.FAIRLY),
    SurveyPurpose.IMPROVEMENT: (Answer.BETTER,),
}
"""The default counted set; each survey stores its own."""
