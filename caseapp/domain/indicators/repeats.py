"""Measures of what was counted more than once: they close the gap between two ways of counting the same payments.

Each adds up, over the owners (households, persons, beneficiaries), how many more payments, quarters, payees or places
they had than one; so `payments = households + repeat.households.payments`, and the quarters of a year, added up, are
the year and `repeat.households.quarters`.
"""

from caseapp.domain.indicators.measures import Family, Measure
from caseapp.domain.indicators.paid_rule import PAID_RULE_EN, PAID_RULE_ZH

OWNERS: dict[str, tuple[str, str, str]] = {
    "households": ("户", "家庭", "household"),
    "persons": ("人", "领款人", "person"),
    "beneficiaries": ("户（人）", "家庭或没有家庭档案的个人", "household or person without a file"),
}

OVER: dict[str, tuple[str, str, str, str]] = {
    "payments": ("重复发放", "Paid again", "发放笔数减一", "payments but the first"),
    "quarters": (
        "跨季度重复",
        "Counted in several quarters",
        "有发放的季度数减一",
        "quarters with a payment but the first",
    ),
    "payees": ("多人领款", "Several payees", "不同领款人数减一", "payees but the first"),
    "places": (
        "兼领",
        "Paid in several places",
        "代领的不同家庭数（本人无档案的领款另计一处）减一",
        "households received for, and oneself without a file, but the first",
    ),
}


def _repeat(owner: str, over: str) -> Measure:
    unit, owner_zh, owner_en = OWNERS[owner]
    zh, en, each_zh, each_en = OVER[over]
    return Measure(
        f"repeat.{owner}.{over}",
        f"{zh}数（{unit}）",
        f"{en}, by {owner_en}",
        f"{zh}：每个{owner_zh}的{each_zh}，逐一相加。{PAID_RULE_ZH}。",
        f"{en}: of each {owner_en} the {each_en}, added up: {PAID_RULE_EN}.",
        Family.REPEATS,
        "次" if over == "payments" else unit,
        f"{owner}.{over}",
    )


_KNOWN = {
    "households": ("payments", "quarters", "payees"),
    "persons": ("payments", "quarters", "places"),
    "beneficiaries": ("payments", "quarters"),
}

REPEATS = [_repeat(owner, over) for owner, known in _KNOWN.items() for over in known]
