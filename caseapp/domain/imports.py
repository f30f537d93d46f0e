"""A roster taken in from a file: what was found of each record in it, what is to be done, what was done."""

from caseapp.domain.labels import Word


class RosterKind(Word):
    HOUSEHOLDS = "households", "困难职工家庭", "Households"
    MODEL_WORKERS = "model-workers", "劳动模范", "Model workers"
    SPECIAL_GROUPS = "special-groups", "特殊群体", "Special groups"
    PAYMENTS = "payments", "历年发放", "Past payments"


class ImportState(Word):
    CHECKED = "checked", "已核对", "Checked", "info"
    RUNNING = "running", "导入中", "Being applied", "warn"
    DONE = "done", "已完成", "Applied", "good"
    CANCELLED = "cancelled", "已取消", "Cancelled", "quiet"


class Verdict(Word):
    FAULTY = "faulty", "有错误", "With errors", "bad"
    CHANGED = "changed", "有更新", "To update", "warn"
    NEW = "new", "新增", "New", "info"
    SAME = "same", "无变化", "Nothing to change", "quiet"


class RowState(Word):
    WAITING = "waiting", "待导入", "Waiting", "quiet"
    SKIPPED = "skipped", "跳过", "Skipped", "quiet"
    DONE = "done", "已导入", "Taken in", "good"
    REFUSED = "refused", "未导入", "Refused", "bad"
