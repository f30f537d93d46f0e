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
