"""A measure: what can be computed of one project in one window, with its 取数说明 in plain words."""

from dataclasses import dataclass

from caseapp.domain.indicators.slices import WHOLE, Slice
from caseapp.domain.labels import Word


class Family(Word):
    """Which records a measure is computed from, and how."""

    PAYMENTS = "payments", "发放计数", "Counts of payments"
    DEPENDANTS = "dependants", "含供养人口", "People with their dependants"
    REPEATS = "repeats", "重复", "Counted more than once"
    MONEY = "money", "金额", "Sums of money"
    SERVED = "served", "受助率", "Served among those due"
    LAST_DAY = "last_day", "完成时间", "Day of the last record"
    QUARTERS = "quarters", "季度", "Quarters"
    SURVEY = "survey", "问卷", "Survey rates"
    ACTIVITY = "activity", "活动", "Activities"
    REMITTANCE = "remittance", "拨缴", "Remittances"
    TYPED = "typed", "人工填报", "Typed"


class Roll(Word):
    """Whom a rate is owed to."""

    HOUSEHOLDS = "households", "在档困难职工家庭", "households on file"
    LISTED = "listed", "特殊群体名单", "the special-group list"
    ENTITLED = "entitled", "享受荣誉金劳模", "model workers entitled to honour money"
    RELIEF = "relief", "获批困难救济劳模", "model workers with approved relief"


@dataclass(frozen=True)
class Measure:
    """`unit` is printed after the figure; `subject` says which of its family: the counted unit, a purpose, a column.

    `key` names it for good: a word of the catalogue, with the parameters of `slice` and the kinds behind it if any.
    """

    key: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    family: Family
    unit: str
    subject: str = ""
    kinds: frozenset[str] = frozenset()
    rolls: frozenset[Roll] = frozenset()
    slice: Slice = WHOLE

    def takes(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds

    @property
    def is_gathered(self) -> bool:
        """Grows through the year, so a target may be held against the part of the year gone by."""
        grows = self.family not in {Family.SURVEY, Family.LAST_DAY, Family.TYPED} and self.subject != "pass_rate"
        return grows and not self.slice.period
