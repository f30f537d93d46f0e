"""Which measure an indicator asks for, by rules over its words; what no rule, or more than one, decides is left open.

A rule looks at the target's kind and unit, at the row's words (level 2, name, description) and at the nature of the
project; never at codes or places in the book.
"""

import re
from dataclasses import dataclass

from caseapp.domain.book import IndicatorLine
from caseapp.domain.indicators.target import Kind, parse_target
from caseapp.domain.labels import Word


class Nature(Word):
    """What a project does: told by its name, or by its purpose when the name does not say one thing."""

    AID = "aid", "救助发放", "Pays aid"
    EVENTS = "events", "活动培训", "Holds events"
    REMITTANCE = "remittance", "经费拨缴", "Passes dues on"


_NATURES = {
    Nature.REMITTANCE: r"代扣|拨缴|代收|上解|工会经费.{0,4}(划拨|返还|拨付)",
    Nature.AID: r"救助|帮扶|救济|慰问|送温暖|困难职工|困难劳模|劳模|劳动模范|荣誉(金|基金|津贴|补贴)|助学",
    Nature.EVENTS: r"宣传|培训|竞赛|比武|演讲|讲座|活动|安全生产|安全月|展览|巡讲|检查员",
}

_ANY = r""
_NEVER = r"(?!)"


@dataclass(frozen=True)
class Rule:
    """`says` must be found in the row's words and `lacks` must not; the patterns of `unit` and `level2` must be found.

    `measure` may hold {unit} and {kind}: the counted unit of the target, the kind of aid the words name.
    """

    measure: str
    target: Kind
    natures: frozenset[Nature]
    says: str = _ANY
    lacks: str = _NEVER
    unit: str = _ANY
    level2: str = _ANY


AID, EVENTS, DUES = (frozenset({nature}) for nature in (Nature.AID, Nature.EVENTS, Nature.REMITTANCE))
ALL = AID | EVENTS | DUES

_SERVED = r"(救助|受助|帮扶|发放|受益|慰问|补助|救济).{0,6}(率|比率|比例|覆盖)"
_NOT_SERVED = r"满意|改善|及时|准确|到位|执行|合规|完成率|知晓"
_FINISHED = r"完成|时间|时限|按时|期限|结束"
_NOT_FINISHED = r"启动|开始|方案|制定|部署|验收|公示|申报"
_PEOPLE = r"救助|帮扶|困难|劳模|劳动模范|荣誉|慰问|送温暖|特殊群体|受助|补助|救济|助学|发放"
_ATTENDED = r"培训|参训|参加|参与|学员|参赛"
_REACHED = r"影响|覆盖|受众|惠及|普及"
_GOODS = r"宣传品|宣传资料|宣传材料|资料|手册|物品|海报|展板|挂图|读本|用品"
_TOTAL = r"(补助|救助|发放|帮扶).{0,4}(总|金额|资金)"
_EACH = r"人均|户均|标准|每人|每户|单价|单位|节约"
_PASSED = r"(培训|考核|考试|学员|参训|结业|测试).{0,6}(合格|通过)"
_SESSIONS = r"场次|场数|次数|期数|班次|举办|开展|活动|培训|讲座"

RULES: tuple[Rule, ...] = (
    Rule("typed", Kind.WORDS, ALL),
    Rule("survey.satisfaction", Kind.RATE, ALL, says=r"满意", lacks=r"调查(率|覆盖)|回收|投诉"),
    Rule("survey.improvement", Kind.RATE, AID, says=r"改善|生活(水平|质量).{0,4}提(高|升)", lacks=r"满意"),
    Rule("money.spent", Kind.MONEY, ALL, level2=r"成本", lacks=_EACH),
    Rule("money.spent", Kind.MONEY, AID, level2=r"数量", says=_TOTAL, lacks=_EACH),
    Rule("money.remitted", Kind.MONEY, DUES, level2=r"数量", says=r"代扣|拨缴|划拨|经费"),
    Rule("remittance.in_place", Kind.RATE, DUES, says=r"到位"),
    Rule("quarters.on_time", Kind.FREQUENCY, DUES, unit=r"^(每季度|季|次/季度)$"),
    Rule("quarters.served", Kind.FREQUENCY, AID, unit=r"^(季|次/季度)$"),
    Rule("date.last_payment", Kind.DATE, AID, says=_FINISHED, lacks=_NOT_FINISHED),
    Rule("date.last_activity", Kind.DATE, EVENTS, says=_FINISHED, lacks=_NOT_FINISHED),
    Rule("date.last_remittance", Kind.DATE, DUES, says=_FINISHED, lacks=_NOT_FINISHED),
    Rule("rate.{due}", Kind.RATE, AID, says=_SERVED, lacks=_NOT_SERVED),
    Rule("count.{unit}.{kind}", Kind.COUNT, AID, says=_PEOPLE, lacks=_ATTENDED),
    Rule("activity.materials", Kind.COUNT, EVENTS, says=_GOODS, unit=r"^[套份册件个本张条块]$"),
    Rule("activity.participants", Kind.COUNT, EVENTS, says=_ATTENDED, lacks=_REACHED, unit=r"^(人|人次|名)$"),
    Rule("activity.reach", Kind.COUNT, EVENTS, says=_REACHED, lacks=_ATTENDED, unit=r"^(人|人次|名)$"),
    Rule("activity.held", Kind.COUNT, EVENTS, says=_SESSIONS, unit=r"^(场|场次|次|期|班次|个班)$"),
    Rule("activity.completion", Kind.RATE, EVENTS, says=r"完成率|举办率|开展率", lacks=r"预算|资金|支出|执行|及时"),
    Rule("activity.pass_rate", Kind.RATE, EVENTS, says=_PASSED, lacks=_GOODS),
)

_UNITS = {
    "户": "households",
    "人": "persons",
    "名": "persons",
    "户次": "household_times",
    "人次": "person_times",
    "户(人)次": "times",
    "户人次": "times",
    "人(户)次": "times",
    "户(人)": "beneficiaries",
    "人(户)": "beneficiaries",
}

_KINDS = {
    "honour": r"荣誉",
    "relief": r"困难劳模|劳模.{0,4}(困难|救济|救助)|困难救济",
    "living": r"生活(救助|补助|困难补助)",
    "medical": r"医疗|大病",
    "education": r"助学|就学",
    "one_off": r"临时救助|意外致困",
    "consolation": r"送温暖|慰问",
}

_DUE = {
    "honour": r"荣誉",
    "relief": r"困难劳模|困难救济|劳模.{0,4}(困难|救济)",
    "model_workers": r"劳模|劳动模范",
    "households": r"困难职工|在档",
    "groups": r"特殊群体|特殊职工|环卫|新就业",
}


Asked = tuple[str, str, IndicatorLine, int]
"""What the rules look at: the project's name and purpose, the row, the year."""


def measure_after(before: Asked, measure: str | None, after: Asked) -> str | None:
    """The measure of a row whose words changed: what stood, a person's choice too, unless the rules now say another."""
    ruled = match(*after)
    return measure if match(*before) == ruled else ruled


def match(project_name: str, purpose: str, line: IndicatorLine, year: int | None = None) -> str | None:
    """The key of the measure the row asks for; None when the rules do not give exactly one."""
    target = parse_target(line.target, year)
    words = _plain(f"{line.name} {line.description}")
    unit = _plain(target.value_unit)
    nature = _nature(project_name, purpose, words)
    found = set()
    for rule in RULES:
        if (
            target.kind is rule.target
            and (nature in rule.natures or rule.natures == ALL)
            and re.search(rule.unit, unit)
            and re.search(rule.level2, _plain(line.level2))
            and re.search(rule.says, words)
            and not re.search(rule.lacks, words)
        ):
            found.add(_filled(rule.measure, unit, words, _plain(f"{project_name} {purpose}")))
    return found.pop() if len(found) == 1 else None


def _filled(measure: str, unit: str, words: str, project: str) -> str | None:
    counted = "with_dependants" if unit == "人" and "含供养" in words else _UNITS.get(unit)
    kind = _one_kind(words)
    due = _one_due(words) or _one_due(project)
    if ("{unit}" in measure and counted is None) or ("{kind}" in measure and kind is None):
        return None
    if "{due}" in measure and due is None:
        return None
    return measure.format(unit=counted, kind=kind, due=due)


def _one_kind(words: str) -> str | None:
    """The kind named; `any` when none or several are; honour and relief in one row are no single figure."""
    named = [kind for kind, pattern in _KINDS.items() if re.search(pattern, words)]
    if {"honour", "relief"} <= set(named):
        return None
    return named[0] if len(named) == 1 else "any"


def _one_due(words: str) -> str | None:
    """Whom the words speak of; model workers include both of their rolls."""
    spoken = {due for due, pattern in _DUE.items() if re.search(pattern, words)}
    if "model_workers" in spoken and spoken & {"honour", "relief"}:
        spoken = spoken - {"model_workers"} if len(spoken) == 2 else spoken - {"honour", "relief"}
    if {"honour", "relief"} <= spoken:
        spoken = spoken - {"honour", "relief"} | {"model_workers"}
    if spoken == {"households", "groups"}:
        return "households_and_groups"
    return spoken.pop() if len(spoken) == 1 else None


def _nature(name: str, purpose: str, words: str) -> Nature | None:
    """Told by the name, else with the purpose, else by the row's own words; None when that still says two things."""
    for text in (name, f"{name} {purpose}", words):
        found = [nature for nature, pattern in _NATURES.items() if re.search(pattern, _plain(text))]
        if len(found) == 1:
            return found[0]
    return None


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text.translate(str.maketrans("（）％﹝﹞", "()%[]"))) if text else ""
