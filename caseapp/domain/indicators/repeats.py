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

PARTS: dict[str, tuple[str, str, str, str]] = {
    "kinds": ("跨类别重复", "Counted under several kinds", "救助类别数减一", "kinds of aid but the first"),
    "categories": (
        "跨困难类别重复",
        "Counted under several categories",
        "发放时困难类别数（未注明的另计一类）减一",
        "categories at payment, none given being one, but the first",
    ),
    "units": (
        "跨单位重复",
        "Counted under several units",
        "项目单位下一级的单位数（其他单位另计一处）减一",
        "units below the project's, all others being one, but the first",
    ),
    "months": ("跨月重复", "Counted in several months", "有发放的月数减一", "months with a payment but the first"),
}
"""Ways to part payments: the parts' counts, added up, are the whole's and what was counted in several parts."""

OVER: dict[str, tuple[str, str, str, str]] = {
    **PARTS,
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
    "households": ("payments", "quarters", "payees", *PARTS),
    "persons": ("payments", "quarters", "places", *PARTS),
    "beneficiaries": ("payments", "quarters", *PARTS),
}

REPEATS = [_repeat(owner, over) for owner, known in _KNOWN.items() for over in known]
