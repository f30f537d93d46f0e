"""Code lists of an assessment 认定: what counts, how a line is compared, what excludes (邢台 2021, 青岛, 余姚)."""

from caseapp.domain.labels import Word
from caseapp.domain.workflow import Machine


class Comparison(Word):
    """How a figure must lie to a limit; local rules differ, so it is kept beside each factor."""

    BELOW = "below", "低于（<）", "Below (<)"
    AT_MOST = "at_most", "不高于（≤）", "At most (≤)"

    @property
    def sign(self) -> str:
        return "<" if self is Comparison.BELOW else "≤"

    def holds(self, figure: int, limit: int) -> bool:
        return figure < limit if self is Comparison.BELOW else figure <= limit


class Divisor(Word):
    ALL = "all", "家庭总人口", "All members"
    TOGETHER = "together", "共同生活人口", "Those living together"


class ItemKind(Word):
    WAGES = "wages", "工资性收入", "Wages"
    BUSINESS = "business", "经营净收入", "Net income from business"
    PROPERTY = "property", "财产净收入", "Net income from property"
    TRANSFER = "transfer", "转移净收入", "Net transfers (pensions, support)"
    RESIDENT_PENSION = "resident_pension", "城乡居民基础养老金", "Residents' basic pension"
    UNION_AID = "union_aid", "工会帮扶金", "Union aid"
    FESTIVAL_GIFT = "festival_gift", "节日慰问品", "Festival gifts"
    OTHER_INCOME = "other_income", "其他应计收入", "Other income"
    ILLNESS = "illness", "因病支出", "Illness"
    DISABILITY = "disability", "因残支出", "Disability"
    SCHOOLING = "schooling", "因学支出", "Schooling"
    COMPULSORY_SCHOOLING = "compulsory_schooling", "义务教育阶段支出", "Compulsory schooling"
    HOUSING = "housing", "住房支出", "Housing"
    OTHER_SPENDING = "other_spending", "其他刚性支出", "Other rigid spending"

    @property
    def is_income(self) -> bool:
        return self in INCOME


K = ItemKind
INCOME = (
    *(K.WAGES, K.BUSINESS, K.PROPERTY, K.TRANSFER),
    *(K.RESIDENT_PENSION, K.UNION_AID, K.FESTIVAL_GIFT, K.OTHER_INCOME),
)
SPENDING = tuple(kind for kind in ItemKind if kind not in INCOME)


class Basis(Word):
    """What an item's amount covers."""

    MONTH = "month", "每月", "Each month"
    WINDOW = "window", "核算期合计", "The whole period"


class Exclusion(Word):
    """A yes to any of them keeps the household from every category."""

    COSTLY_SCHOOL = "costly_school", "子女就读高收费民办学校或自费留学", "High-fee private school or study abroad"
    OWNER = "owner", "家庭成员为企业控股股东或实际控制人", "A member controls a company"
    HOMES = "homes", "两套以上住房且超过当地人均住房面积", "Two or more homes above the local area a head"
    VEHICLE = "vehicle", "拥有或经常使用机动车辆（伤病残代步车除外）", "Owns or regularly uses a motor vehicle"
    REFUSES_CHECK = "refuses_check", "拒绝配合家庭经济状况核查", "Refuses the checks"
    HIDES = "hides", "隐瞒收入、财产或家庭成员", "Hides income, property or members"
    REFUSES_WORK = "refuses_work", "有劳动能力无正当理由拒绝就业", "Refuses work without cause"


class Holds(Word):
    NO = "no", "否", "No", "good"
    YES = "yes", "是", "Yes", "bad"


class AssessmentState(Word):
    PROPOSED = "proposed", "待审核", "Awaiting decision", "info"
    APPROVED = "approved", "已认定", "Decided", "good"
    RETURNED = "returned", "已退回", "Returned", "warn"


class AssessmentAction(Word):
    APPROVE = "approve", "认定", "Decide"
    RETURN = "return", "退回", "Return"


ASSESSMENT_LIFE: Machine[AssessmentState, AssessmentAction] = Machine(
    "assessment",
    AssessmentState.PROPOSED,
    {
        (AssessmentState.PROPOSED, AssessmentAction.APPROVE): AssessmentState.APPROVED,
        (AssessmentState.PROPOSED, AssessmentAction.RETURN): AssessmentState.RETURNED,
    },
)
