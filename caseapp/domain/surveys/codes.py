"""The words of surveys: purposes, answers, kinds of question, channels, states, and what comes of a bad answer."""

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


class QuestionKind(Word):
    SCALE = "scale", "程度", "Scale"
    YES_NO = "yes_no", "是否", "Yes or no"
    CHOICE = "choice", "单选", "One of several"
    NUMBER = "number", "数字", "Number"
    TEXT = "text", "文字", "Own words"


PICKED = frozenset({QuestionKind.SCALE, QuestionKind.YES_NO, QuestionKind.CHOICE})
"""Kinds answered by picking one of the options."""


class FrameKind(Word):
    PAID = "paid", "期间受助对象", "People paid in the period"
    ATTENDEES = "attendees", "活动参加者", "Those at an activity"
    LISTED = "listed", "自拟名单", "A list of your own"


class SizeRule(Word):
    ALL = "all", "全部", "Everybody"
    PRECISION = "precision", "按置信度和误差抽样", "Sample by confidence and margin"
    NUMBER = "number", "按数量抽样", "Sample of a given size"


class SurveyChannel(Word):
    LINK = "link", "扫码或链接", "Code or link"
    PAPER = "paper", "纸质问卷", "Paper form"
    TELEPHONE = "telephone", "电话", "Telephone"
    VISIT = "visit", "入户走访", "Home visit"


class DropReason(Word):
    UNREACHED = "unreached", "联系不上", "Could not be reached"
    DECLINED = "declined", "不愿参加", "Did not want to take part"
    NOT_OF_IT = "not_of_it", "不属于调查对象", "Is not among those asked"


class InvalidReason(Word):
    EMPTY = "empty", "主要问题未答", "Main question left empty"
    SEVERAL = "several", "单选题多选", "Several answers ticked"
    NOT_OWN = "not_own", "非本人作答", "Filled in by somebody else"
    UNREADABLE = "unreadable", "无法辨认", "Unreadable"


class SurveyState(Word):
    DRAFT = "draft", "草稿", "Draft", "quiet"
    OPEN = "open", "进行中", "Open", "info"
    CLOSED = "closed", "已结束", "Closed", "good"
    VOID = "void", "已作废", "Void", "bad"


class SurveyAction(Word):
    OPEN = "open", "开始调查", "Open"
    CLOSE = "close", "结束调查", "Close"
    VOID = "void", "作废", "Declare void"


class InvitationState(Word):
    WAITING = "waiting", "未答", "Not answered", "warn"
    ANSWERED = "answered", "已答", "Answered", "good"
    DROPPED = "dropped", "未能参加", "Dropped out", "quiet"


class InvitationAction(Word):
    ANSWER = "answer", "作答", "Answer"
    DROP = "drop", "登记未能参加", "Note as dropped out"


class GrievanceState(Word):
    OPEN = "open", "待跟进", "To follow up", "warn"
    CLOSED = "closed", "已办结", "Settled", "good"


class GrievanceAction(Word):
    CLOSE = "close", "办结", "Settle"


class GrievanceOutcome(Word):
    SOLVED = "solved", "已解决", "Solved"
    EXPLAINED = "explained", "已解释说明", "Explained"
    REFERRED = "referred", "已转交有关部门", "Passed on to who is in charge"
    NOT_POSSIBLE = "not_possible", "暂时无法解决", "Cannot be solved for now"
    UNREACHED = "unreached", "多次联系不上", "Could not be reached after several tries"
