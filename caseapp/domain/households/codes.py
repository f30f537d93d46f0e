"""Code lists and the life of a 困难职工家庭 file (domain sources: provincial and city file rules, 2016–2025)."""

from caseapp.domain.labels import Word
from caseapp.domain.workflow import Machine


class HouseholdState(Word):
    DRAFT = "draft", "草稿", "Draft", "quiet"
    SUBMITTED = "submitted", "待入户", "Awaiting the visit", "info"
    VISITED = "visited", "待核对", "Awaiting the means check", "info"
    CHECKED = "checked", "待公示", "Awaiting the notice", "info"
    ON_NOTICE = "on_notice", "公示中", "On notice", "warn"
    TEMPORARY = "temporary", "临时档案", "Temporary file", "warn"
    ON_FILE = "on_file", "在档", "On file", "good"
    EXITED = "exited", "脱困", "Exited", "quiet"
    CLOSED = "closed", "注销", "Closed", "quiet"
    MERGED = "merged", "已并入", "Merged", "quiet"


class HouseholdAction(Word):
    SUBMIT = "submit", "提交", "Submit"
    VISIT = "visit", "登记入户调查", "Record the visit"
    CHECK = "check", "登记核对结果", "Record the means check"
    NOTICE = "notice", "开始公示", "Start the notice"
    APPROVE = "approve", "批准建档", "Approve"
    RETURN = "return", "退回补充", "Return for completion"
    TEMPORARY = "temporary", "临时建档", "Open a temporary file"
    REGULARISE = "regularise", "转为正式档案", "Take up as a regular file"
    EXIT = "exit", "脱困", "Exit"
    CLOSE = "close", "注销", "Close"
    FOLLOW_UP = "follow_up", "登记回访", "Record the follow-up"
    MERGE = "merge", "并入", "Merge"
    UNMERGE_DRAFT = "unmerge_draft", "撤销并入（恢复草稿）", "Undo the merge (draft)"
    UNMERGE_ON_FILE = "unmerge_on_file", "撤销并入（恢复在档）", "Undo the merge (on file)"


S, A = HouseholdState, HouseholdAction
APPLYING = (S.SUBMITTED, S.VISITED, S.CHECKED, S.ON_NOTICE)
"""From the application handed in to the approval: each can be returned for completion, or refused by closing."""
HOUSEHOLD_LIFE: Machine[HouseholdState, HouseholdAction] = Machine(
    "household",
    S.DRAFT,
    {
        (S.DRAFT, A.SUBMIT): S.SUBMITTED,
        (S.SUBMITTED, A.VISIT): S.VISITED,
        (S.VISITED, A.CHECK): S.CHECKED,
        (S.CHECKED, A.CHECK): S.CHECKED,
        (S.CHECKED, A.NOTICE): S.ON_NOTICE,
        (S.ON_NOTICE, A.APPROVE): S.ON_FILE,
        (S.SUBMITTED, A.TEMPORARY): S.TEMPORARY,
        (S.TEMPORARY, A.REGULARISE): S.SUBMITTED,
        **{(state, A.RETURN): S.DRAFT for state in APPLYING},
        (S.ON_FILE, A.EXIT): S.EXITED,
        (S.EXITED, A.FOLLOW_UP): S.EXITED,
        **{(state, A.CLOSE): S.CLOSED for state in (S.DRAFT, *APPLYING, S.TEMPORARY, S.ON_FILE)},
        (S.DRAFT, A.MERGE): S.MERGED,
        (S.ON_FILE, A.MERGE): S.MERGED,
        (S.MERGED, A.UNMERGE_DRAFT): S.DRAFT,
        (S.MERGED, A.UNMERGE_ON_FILE): S.ON_FILE,
    },
)
UNMERGES = {S.DRAFT: A.UNMERGE_DRAFT, S.ON_FILE: A.UNMERGE_ON_FILE}
"""How a merge is undone, by the state it was made in."""
BESIDE_ANOTHER = (A.MERGE, *UNMERGES.values())
"""Steps taken while looking at another file too, so the file's own page does not offer them."""
LIVE_STATES = (S.DRAFT, *APPLYING, S.TEMPORARY, S.ON_FILE)
"""States in which a person's place in the file keeps them out of every other file."""
AIDED_STATES = (S.ON_FILE, S.TEMPORARY)
"""States in which aid may be logged; a temporary file takes one-off aid only."""


class CheckResult(Word):
    """What the civil-affairs, property, vehicle and business records say of the household's means."""

    CLEAR = "clear", "核对无异常", "Nothing found", "good"
    FOUND = "found", "核对有异常", "Something found", "bad"


class ObjectionState(Word):
    OPEN = "open", "待核实", "To be looked into", "warn"
    DISMISSED = "dismissed", "异议不成立", "Not borne out", "good"
    UPHELD = "upheld", "异议成立", "Borne out", "bad"


class TransferState(Word):
    OFFERED = "offered", "待接收", "Awaiting acceptance", "warn"
    ACCEPTED = "accepted", "已接收", "Accepted", "good"
    REFUSED = "refused", "已拒收", "Refused", "bad"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn", "quiet"


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
    MENTAL = "mental", "精神病", "Mental illness"
    LIVER = "liver", "肝病", "Liver disease"
    BLOOD = "blood", "血液病", "Blood disease"
    DIABETES = "diabetes", "糖尿病", "Diabetes"
    TUMOUR = "tumour", "肿瘤病", "Tumour"
    SPINE = "spine", "腰颈椎病", "Spinal disease"
    HYPERTENSION = "hypertension", "高血压病", "High blood pressure"
    LUNG = "lung", "肺病", "Lung disease"
    CHRONIC = "chronic", "一般疾病", "Ordinary illness"
    COMA = "coma", "深度昏迷", "Deep coma"
    PARALYSIS = "paralysis", "永久瘫痪", "Permanent paralysis"
    NEURAL = "neural", "严重阿尔茨海默、帕金森、运动神经元病", "Severe dementia, Parkinson's or motor neurone disease"
    DISABLED = "disabled", "残疾", "Disabled"


class WorkState(Word):
    EMPLOYED = "employed", "在岗", "At work"
    WAITING = "waiting", "下(待)岗", "Off post"
    JOBLESS = "jobless", "失(无)业", "Without work"
    RETIRED = "retired", "退休", "Retired"
    SICK_LEAVE = "sick_leave", "病休", "On sick leave"
    EARLY_RETIRED = "early_retired", "内退", "Retired early"
    VETERAN = "veteran", "离休", "Veteran's retirement"
    MIGRANT = "migrant", "农民工", "Migrant worker"
    STUDENT = "student", "在读", "Student"
    OTHER = "other", "其他", "Other"
