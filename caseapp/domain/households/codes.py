"""Code lists and the life of a 困难职工家庭 file (domain sources: provincial and city file rules, 2016–2025)."""

from caseapp.domain.labels import Word
from caseapp.domain.workflow import Machine


class HouseholdState(Word):
    DRAFT = "draft", "草稿", "Draft", "quiet"
    SUBMITTED = "submitted", "待审批", "Awaiting approval", "info"
    ON_FILE = "on_file", "在档", "On file", "good"
    EXITED = "exited", "脱困", "Exited", "quiet"
    CLOSED = "closed", "注销", "Closed", "quiet"


class HouseholdAction(Word):
    SUBMIT = "submit", "提交", "Submit"
    RETURN = "return", "退回补充", "Return for completion"
    APPROVE = "approve", "批准建档", "Approve"
    EXIT = "exit", "脱困", "Exit"
    CLOSE = "close", "注销", "Close"


S, A = HouseholdState, HouseholdAction
HOUSEHOLD_LIFE: Machine[HouseholdState, HouseholdAction] = Machine(
    "household",
    S.DRAFT,
    {
        (S.DRAFT, A.SUBMIT): S.SUBMITTED,
        (S.SUBMITTED, A.RETURN): S.DRAFT,
        (S.SUBMITTED, A.APPROVE): S.ON_FILE,
        (S.ON_FILE, A.EXIT): S.EXITED,
        (S.ON_FILE, A.CLOSE): S.CLOSED,
        (S.DRAFT, A.CLOSE): S.CLOSED,
    },
)
LIVE_STATES = (S.DRAFT, S.SUBMITTED, S.ON_FILE)
"""States in which a person's place in the file keeps them out of every other file."""


class Category(Word):
    DEEP = "deep", "深度困难", "Deep hardship", "bad"
    RELATIVE = "relative", "相对困难", "Relative hardship", "warn"
    ACCIDENT = "accident", "意外致困", "Hardship by accident", "info"


class Cause(Word):
    NO_CAPACITY = "1", "无劳动能力", "Unable to work"
    UNEMPLOYED = "2", "有劳动能力而未就业", "Able but without work"
    LAID_OFF = "3", "下岗失业", "Laid off"
    UNINSURED = "4", "未参加社会保险", "Without social insurance"
    INSURANCE_UNPAID = "5", "社保待遇落实不到位", "Social insurance not honoured"
    MAJOR_ILLNESS = "6", "患重特大疾病", "Major illness"
    DISASTER = "7", "自然灾害", "Natural disaster"
    ACCIDENT = "8", "意外事故", "Accident"
    SCHOOLING = "9", "子女上学", "Children's schooling"
    OTHER = "10", "其他", "Other"


class Relation(Word):
    HEAD = "head", "户主", "Head"
    SPOUSE = "spouse", "配偶", "Spouse"
    CHILD = "child", "子女", "Child"
    PARENT = "parent", "父母", "Parent"
    SIBLING = "sibling", "兄弟姐妹", "Sibling"
    GRANDCHILD = "grandchild", "孙子女", "Grandchild"
    GRANDPARENT = "grandparent", "祖父母", "Grandparent"
    OTHER = "other", "其他", "Other"


class Health(Word):
    GOOD = "good", "良好", "Good"
    CANCER = "cancer", "恶性肿瘤", "Cancer"
    HEART = "heart", "心血管病", "Cardiovascular disease"
    STROKE = "stroke", "脑血管病", "Cerebrovascular disease"
    KIDNEY = "kidney", "终末期肾病", "End-stage kidney disease"
    CHRONIC = "chronic", "一般疾病", "Ordinary illness"
    DISABLED = "disabled", "残疾", "Disabled"


class WorkState(Word):
    EMPLOYED = "employed", "在岗", "At work"
    WAITING = "waiting", "下(待)岗", "Off post"
    JOBLESS = "jobless", "失(无)业", "Without work"
    RETIRED = "retired", "退休", "Retired"
    SICK_LEAVE = "sick_leave", "病休", "On sick leave"
    STUDENT = "student", "在读", "Student"
    OTHER = "other", "其他", "Other"
