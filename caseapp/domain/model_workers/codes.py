"""Code lists of the 劳模 roster: honour level, treatment and payer are three different things."""

from caseapp.domain.labels import Word


class HonourLevel(Word):
    NATIONAL = "national", "全国", "National"
    PROVINCIAL = "provincial", "省部级", "Provincial or ministerial"
    MUNICIPAL = "municipal", "市级", "Municipal"


class WorkerState(Word):
    WORKING = "working", "在职", "At work", "info"
    RETIRED = "retired", "离退休", "Retired", "good"
    LAID_OFF = "laid_off", "下岗", "Laid off", "warn"
    FARMING = "farming", "务农", "Farming", "quiet"
    OTHER = "other", "其他", "Other", "quiet"


class Payer(Word):
    CITY = "city", "市本级", "City federation"
    COUNTY = "county", "县区", "County federation"
    EMPLOYER = "employer", "所在单位", "Employer"


class ReliefCause(Word):
    LOW_INCOME = "low_income", "收入低于标准线", "Income below the line"
    ILLNESS = "illness", "本人重大疾病", "Own major illness"
    FAMILY_ILLNESS = "family_illness", "家属重大疾病", "Family member's major illness"
    DISASTER = "disaster", "灾害意外", "Disaster or accident"


class Turn(Word):
    """Which month a change of state first counts in."""

    SAME_MONTH = "same_month", "当月", "The same month"
    NEXT_MONTH = "next_month", "次月", "The next month"


class Channel(Word):
    """How somebody was seen or heard to be alive."""

    VISIT = "visit", "上门走访", "Visit at home"
    OFFICE = "office", "本人到场", "Came in person"
    VIDEO = "video", "视频核验", "Video call"
    PHONE = "phone", "电话核实", "Telephone"
    RECORDS = "records", "部门数据比对", "Other bodies' records"


class Finding(Word):
    ALIVE = "alive", "健在", "Alive", "good"
    DIED = "died", "已故", "Died", "quiet"
    NOT_REACHED = "not_reached", "未联系上", "Not reached", "warn"


class Share(Word):
    """What a part of an allowance is for."""

    DUE = "due", "本期应发", "Due"
    BACK_PAY = "back_pay", "补发", "Back-pay"
    RECOVERY = "recovery", "扣回", "Taken back", "warn"


class Outcome(Word):
    """What the account of one person comes to."""

    PAYABLE = "payable", "应发", "Payable", "good"
    HELD = "held", "暂缓发放", "Held back", "warn"
    OVERPAID = "overpaid", "应收回", "To be claimed back", "bad"
    SETTLED = "settled", "已发放", "Paid already", "quiet"
    NONE = "none", "不发放", "Not entitled", "quiet"
