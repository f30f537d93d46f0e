"""The catalogue of measures as data; kinds of aid stand as their stored words, no kinds means all."""

from caseapp.domain.indicators.measures import Family, Measure, Roll
from caseapp.domain.indicators.paid_rule import PAID_RULE_EN, PAID_RULE_ZH
from caseapp.domain.indicators.repeats import REPEATS

KIND_GROUPS: dict[str, tuple[str, str, frozenset[str]]] = {
    "any": ("各类救助", "all kinds", frozenset()),
    "living": ("生活救助", "living aid", frozenset({"living"})),
    "medical": ("医疗救助", "medical aid", frozenset({"medical"})),
    "education": ("子女助学", "education aid", frozenset({"education"})),
    "one_off": ("临时救助", "one-off aid", frozenset({"one_off"})),
    "consolation": ("送温暖", "consolation", frozenset({"consolation"})),
    "honour": ("荣誉金", "honour allowance", frozenset({"honour"})),
    "relief": ("劳模困难救济", "model worker relief", frozenset({"relief"})),
}

COUNTED_UNITS: dict[str, tuple[str, str, str, str]] = {
    "households": ("户", "households", "不同困难职工家庭数，一户只计一次", "distinct households"),
    "persons": ("人", "persons", "不同领款人数，一人只计一次", "distinct payees"),
    "household_times": ("户次", "household payments", "发给困难职工家庭的笔数", "payments made to households"),
    "person_times": ("人次", "person payments", "发放笔数，每笔计一人次", "payments, each to one person"),
    "times": ("户（人）次", "payments", "发放笔数，不论发给家庭或个人", "payments, to a household or a person"),
    "beneficiaries": (
        "户（人）",
        "beneficiaries",
        "不同家庭数加上没有家庭档案的不同个人数",
        "distinct households plus distinct persons without a file",
    ),
    "with_dependants": (
        "人（含供养人口）",
        "people with dependants",
        "不同家庭按最近一次发放时的家庭人口累加，没有家庭档案的个人每人计一",
        "household size at the latest payment over distinct households, plus one per person without a file",
    ),
}


def _counts() -> list[Measure]:
    return [
        Measure(
            key=f"count.{unit}.{group}",
            zh=f"{kinds_zh}{printed}数",
            en=f"{en[0].upper()}{en[1:]}: {kinds_en}",
            definition_zh=f"{kinds_zh}：{zh}。{PAID_RULE_ZH}。",
            definition_en=f"{en[0].upper()}{en[1:]} ({of}), {kinds_en}: {PAID_RULE_EN}.",
            family=Family.DEPENDANTS if unit == "with_dependants" else Family.PAYMENTS,
            unit=printed,
            subject=unit,
            kinds=kinds,
        )
        for unit, (printed, en, zh, of) in COUNTED_UNITS.items()
        for group, (kinds_zh, kinds_en, kinds) in KIND_GROUPS.items()
    ]


def _rate(key: str, zh: str, en: str, rolls: set[Roll], *kinds: str) -> Measure:
    due_zh = "、".join(r.zh for r in Roll if r in rolls)
    due_en = ", ".join(r.en for r in Roll if r in rolls)
    return Measure(
        key=f"rate.{key}",
        zh=zh,
        en=en,
        definition_zh=f"应受助的（{due_zh}）中已由本项目发放过的比例，同一户或同一人两边都只计一次；应受助指当年至截至日应享受者。{PAID_RULE_ZH}。",
        definition_en=f"Those paid by this project among those due ({due_en}) in the year up to the as-of day, "
        f"each household or person once on both sides: {PAID_RULE_EN}.",
        family=Family.SERVED,
        unit="%",
        subject=key,
        kinds=frozenset(kinds),
        rolls=frozenset(rolls),
    )


def _activity(subject: str, unit: str, *words: str) -> Measure:
    """`words`: name and definition, each in Chinese and English."""
    zh, en, definition_zh, definition_en = words
    return Measure(f"activity.{subject}", zh, en, definition_zh, definition_en, Family.ACTIVITY, unit, subject)


H, G, E, R = Roll.HOUSEHOLDS, Roll.LISTED, Roll.ENTITLED, Roll.RELIEF

_RATES = [
    _rate("households", "困难职工救助率", "Households aided among those on file", {H}),
    _rate("groups", "特殊群体受助率", "Listed people aided", {G}),
    _rate("households_and_groups", "困难职工及特殊群体救助率", "Households and listed people aided", {H, G}),
    _rate("honour", "荣誉金发放率", "Entitled model workers paid honour money", {E}, "honour"),
    _rate("relief", "劳模困难救济率", "Approved relief paid", {R}, "relief"),
    _rate("model_workers", "劳模受助率", "Model workers paid among those due", {E, R}, "honour", "relief"),
]

_MONEY = [
    Measure(
        "money.spent",
        "项目支出总额",
        "Money spent",
        f"已发放金额、活动等费用支出与拨缴金额之和。{PAID_RULE_ZH}。",
        f"Payments, expenses and remittances passed on, added up: {PAID_RULE_EN}.",
        Family.MONEY,
        "万元",
        "spent",
    ),
    Measure(
        "money.paid",
        "发放总额",
        "Money paid",
        f"已发放金额之和。{PAID_RULE_ZH}。",
        f"The sum of payments: {PAID_RULE_EN}.",
        Family.MONEY,
        "万元",
        "paid",
    ),
    Measure(
        "money.expenses",
        "费用支出总额",
        "Money spent on vouchers",
        "活动等费用支出金额之和，按支付日期归入年度。",
        "Expenses on vouchers, added up, by the day they were paid.",
        Family.MONEY,
        "万元",
        "expenses",
    ),
    Measure(
        "money.remitted",
        "拨缴总额",
        "Money passed on",
        "各季度代扣工会经费已拨缴金额之和，按拨缴日期归入年度。",
        "Withheld dues passed on, by the day they were passed on.",
        Family.MONEY,
        "万元",
        "remitted",
    ),
]

_DAYS = [
    Measure(
        "date.last_payment",
        "最后发放日期",
        "Day of the last payment",
        f"最后一笔发放的日期。{PAID_RULE_ZH}。",
        f"The day of the last payment: {PAID_RULE_EN}.",
        Family.LAST_DAY,
        "",
        "payment",
    ),
    Measure(
        "date.last_activity",
        "最后一次活动日期",
        "Day of the last activity",
        "最后一次已举办活动的日期。",
        "The day of the last activity held.",
        Family.LAST_DAY,
        "",
        "activity",
    ),
    Measure(
        "date.last_remittance",
        "最后拨缴日期",
        "Day of the last remittance",
        "最后一次拨缴的日期。",
        "The day dues were last passed on.",
        Family.LAST_DAY,
        "",
        "remittance",
    ),
]

_QUARTERS = [
    Measure(
        "quarters.served",
        "有发放的季度数",
        "Quarters with payments",
        f"当年有发放的季度个数。{PAID_RULE_ZH}。",
        f"How many quarters had a payment: {PAID_RULE_EN}.",
        Family.QUARTERS,
        "季",
        "served",
    ),
    Measure(
        "quarters.on_time",
        "按时拨缴的季度数",
        "Quarters passed on in time",
        "在规定日期（含）前完成拨缴的季度个数。",
        "How many quarters' dues were passed on by the day they were due.",
        Family.REMITTANCE,
        "季",
        "on_time",
    ),
]

_SURVEYS = [
    Measure(
        "survey.satisfaction",
        "满意度",
        "Satisfaction",
        "截至日前最近一次满意度问卷中，计入满意的答卷数除以有效答卷数；计入的选项随问卷保存。",
        "Answers counted as satisfied over valid answers, in the latest satisfaction survey held by the as-of day.",
        Family.SURVEY,
        "%",
        "satisfaction",
    ),
    Measure(
        "survey.improvement",
        "生活水平改善率",
        "Improvement",
        "截至日前最近一次改善情况问卷中，回答改善的答卷数除以有效答卷数；计入的选项随问卷保存。",
        "Answers saying improved over valid answers, in the latest improvement survey held by the as-of day.",
        Family.SURVEY,
        "%",
        "improvement",
    ),
]

_ACTIVITIES = [
    _activity("held", "场次", "举办场次", "Activities held", "已举办的活动、培训场数。", "Activities held."),
    _activity(
        "participants",
        "人次",
        "参加人次",
        "Participants",
        "已举办的各场参加人数之和，一人参加两场计两次。",
        "Attendance added up over the activities held.",
    ),
    _activity(
        "materials", "套", "宣传品数量", "Materials given", "各场发放宣传品数量之和。", "Things given, added up."
    ),
    _activity("reach", "人", "影响人数", "People reached", "各场覆盖人数之和。", "People reached, added up."),
    _activity(
        "completion",
        "%",
        "活动完成率",
        "Activities held among those planned",
        "已举办场数除以本项目当年计划场数。",
        "Activities held over all activities planned for the project's year.",
    ),
    _activity(
        "pass_rate",
        "%",
        "培训合格率",
        "Passed among those examined",
        "已举办的各场合格人数之和除以参加考核人数之和。",
        "Passed over examined, added up over the activities held.",
    ),
]

_OTHERS = [
    Measure(
        "remittance.in_place",
        "资金到位率",
        "Money in place",
        "到截至日应到的各季度代扣经费中，已到位金额除以应到金额。",
        "Money received over money due, for the quarters due by the as-of day.",
        Family.REMITTANCE,
        "%",
        "in_place",
    ),
    Measure(
        "typed",
        "人工填报",
        "Typed",
        "无法由业务记录计算，由绩效人员填报结论并附依据。",
        "Cannot be computed from records: a performance officer types the finding with its evidence.",
        Family.TYPED,
        "",
    ),
]

CATALOGUE: dict[str, Measure] = {
    measure.key: measure
    for measure in (*_counts(), *REPEATS, *_MONEY, *_RATES, *_DAYS, *_QUARTERS, *_SURVEYS, *_ACTIVITIES, *_OTHERS)
}
"""By key, each taking everything it can; `tailoring` gives them parameters."""
