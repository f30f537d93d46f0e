"""Kinds of aid, sources of money and the lives of a payment line and of a batch."""

from caseapp.domain.labels import Word
from caseapp.domain.workflow import Machine


class AidKind(Word):
    LIVING = "living", "生活救助", "Living aid"
    MEDICAL = "medical", "医疗救助", "Medical aid"
    EDUCATION = "education", "子女助学", "Education aid"
    ONE_OFF = "one_off", "临时救助", "One-off aid"
    CONSOLATION = "consolation", "送温暖", "Consolation"
    HONOUR = "honour", "荣誉金", "Honour allowance"
    RELIEF = "relief", "劳模困难救济", "Model worker relief"


HOUSEHOLD_KINDS = frozenset({AidKind.LIVING, AidKind.MEDICAL, AidKind.EDUCATION, AidKind.ONE_OFF, AidKind.CONSOLATION})
MODEL_WORKER_KINDS = frozenset({AidKind.HONOUR, AidKind.RELIEF, AidKind.CONSOLATION})
SPECIAL_GROUP_KINDS = frozenset({AidKind.CONSOLATION})


class FundSource(Word):
    FISCAL = "fiscal", "财政资金", "Fiscal"
    CARRIED = "carried", "上年结转资金", "Carried over"
    OTHER = "other", "其他资金", "Other"


class Repeat(Word):
    """How often one beneficiary may have one kind of aid from one project."""

    YEAR = "year", "每年一次", "Once a year"
    SCHOOL_YEAR = "school_year", "每学年一次", "Once a school year"
    QUARTER = "quarter", "每季度一次", "Once a quarter"
    MONTH = "month", "每月一次", "Once a month"
    DAY = "day", "不限次数", "Any number, once a day"


class CapScope(Word):
    """Whose aid of the year counts against a yearly cap."""

    HOUSEHOLD = "household", "每户", "Per household"
    PERSON = "person", "每人", "Per person"


class SchoolStage(Word):
    SENIOR = "senior", "普通高中", "Senior secondary school"
    VOCATIONAL = "vocational", "中等职业学校", "Vocational school"
    HIGHER = "higher", "高等教育", "Higher education"


class PayMeans(Word):
    """How the money or the goods reach the payee."""

    BANK = "bank", "银行转账", "Bank transfer"
    SHEET = "sheet", "现场签领", "Signed for on a sheet"


class LineState(Word):
    OPEN = "open", "待发放", "Not yet paid", "info"
    PAID = "paid", "已发放", "Paid", "good"
    FAILED = "failed", "发放失败", "Failed", "bad"
    RETURNED = "returned", "已退回", "Returned", "bad"
    REVERSED = "reversed", "已冲销", "Reversed", "bad"
    CANCELLED = "cancelled", "已撤销", "Cancelled", "quiet"


REPAYABLE = frozenset({LineState.FAILED, LineState.RETURNED, LineState.REVERSED})
"""What may be paid again."""


class LineAction(Word):
    PAY = "pay", "登记成功", "Record success"
    FAIL = "fail", "登记失败", "Record failure"
    RETURN = "return", "登记退回", "Record return"
    REVERSE = "reverse", "冲销", "Reverse"
    CANCEL = "cancel", "撤销", "Cancel"


LINE_LIFE: Machine[LineState, LineAction] = Machine(
    "payment_line",
    LineState.OPEN,
    {
        (LineState.OPEN, LineAction.PAY): LineState.PAID,
        (LineState.OPEN, LineAction.FAIL): LineState.FAILED,
        (LineState.OPEN, LineAction.CANCEL): LineState.CANCELLED,
        (LineState.PAID, LineAction.RETURN): LineState.RETURNED,
        (LineState.PAID, LineAction.REVERSE): LineState.REVERSED,
    },
)


class BatchState(Word):
    DRAFT = "draft", "制单中", "Draft", "quiet"
    SUBMITTED = "submitted", "待审批", "Awaiting approval", "info"
    HALF_APPROVED = "half_approved", "待第二人审批", "Awaiting the second approval", "info"
    APPROVED = "approved", "待发放", "Awaiting release", "info"
    RELEASED = "released", "已发放待对账", "Released", "warn"
    SETTLED = "settled", "已对账", "Settled", "good"
    CANCELLED = "cancelled", "已作废", "Cancelled", "quiet"


class BatchAction(Word):
    SUBMIT = "submit", "提交审批", "Submit"
    RETURN = "return", "退回", "Send back"
    APPROVE = "approve", "审批通过", "Approve"
    APPROVE_FIRST = "approve_first", "审批通过（第一人）", "Approve as first of two"
    APPROVE_SECOND = "approve_second", "审批通过（第二人）", "Approve as second of two"
    RELEASE = "release", "发放", "Release"
    SETTLE = "settle", "对账完成", "Settle"
    CANCEL = "cancel", "作废", "Cancel"


B, D = BatchState, BatchAction
BATCH_LIFE: Machine[BatchState, BatchAction] = Machine(
    "batch",
    B.DRAFT,
    {
        (B.DRAFT, D.SUBMIT): B.SUBMITTED,
        (B.DRAFT, D.CANCEL): B.CANCELLED,
        (B.SUBMITTED, D.APPROVE): B.APPROVED,
        (B.SUBMITTED, D.APPROVE_FIRST): B.HALF_APPROVED,
        (B.HALF_APPROVED, D.APPROVE_SECOND): B.APPROVED,
        (B.HALF_APPROVED, D.RETURN): B.DRAFT,
        (B.SUBMITTED, D.RETURN): B.DRAFT,
        (B.APPROVED, D.RELEASE): B.RELEASED,
        (B.APPROVED, D.RETURN): B.DRAFT,
        (B.RELEASED, D.SETTLE): B.SETTLED,
    },
)
