"""Each row of the 2025 book finds its measure by its words; what the words leave open is left to a person."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.activities.codes import ActivityKind
from caseapp.domain.book import IndicatorLine
from caseapp.domain.households.codes import Category
from caseapp.domain.indicators.catalogue import CATALOGUE, KIND_GROUPS
from caseapp.domain.indicators.match import match
from caseapp.domain.indicators.slices import ACTIVITIES, CATEGORIES, NONE
from caseapp.domain.indicators.tailoring import measure_named, measure_of
from caseapp.domain.payments.codes import AidKind
from caseapp.readers.targets import read_targets
from tests.factories.books import BOOK

EXPECTED = {
    1: """activity.materials activity.completion date.last_activity money.spent activity.reach survey.satisfaction""",
    2: """money.remitted remittance.in_place quarters.on_time money.spent typed survey.satisfaction""",
    3: """activity.held activity.completion date.last_activity money.spent typed survey.satisfaction""",
    4: """activity.participants activity.pass_rate date.last_activity money.spent typed survey.satisfaction""",
    5: """count.times.any rate.households_and_groups quarters.served money.spent survey.improvement
          survey.satisfaction""",
    6: """count.households.any rate.households date.last_payment money.spent survey.improvement survey.satisfaction""",
    7: """count.persons.honour count.persons.relief rate.model_workers date.last_payment money.spent
          survey.improvement survey.satisfaction""",
}
PROJECTS = read_targets(BOOK.read_bytes()).projects
AID = ("困难职工帮扶资金", "用于在档困难职工救助")


def line(name: str, target: str, level2: str = "数量指标", description: str = "") -> IndicatorLine:
    return IndicatorLine("产出指标", level2, name, description or name, target, "")


@pytest.mark.parametrize("number", EXPECTED)
def test_every_row_of_the_book_finds_its_measure(number: int) -> None:
    project = PROJECTS[number - 1]
    found = [match(project.name, project.purpose, row, 2025) for row in project.indicators]
    assert found == EXPECTED[number].split()


def test_all_43_rows_were_looked_at() -> None:
    assert sum(len(keys.split()) for keys in EXPECTED.values()) == 43


def test_neither_spaces_nor_half_width_brackets_change_the_measure() -> None:
    for number, keys in EXPECTED.items():
        project = PROJECTS[number - 1]
        for row, key in zip(project.indicators, keys.split(), strict=True):
            spaced = replace(row, name=" ".join(row.name), target=row.target.replace("（", "(").replace("）", ")"))
            assert match(project.name, project.purpose, spaced, 2025) == key


@pytest.mark.parametrize(
    ("project", "row", "key"),
    [
        (AID, line("救助困难职工家庭户数", "不低于150户"), "count.households.any"),
        (AID, line("发放生活救助人次", "≥300人次"), "count.person_times.living"),
        (AID, line("受助职工人数（含供养人口）", "≥500人"), "count.with_dependants.any"),
        (AID, line("慰问困难职工户次", "200户次"), "count.household_times.consolation"),
        (AID, line("在档困难职工帮扶覆盖率", "100%", "质量指标"), "rate.households"),
        (AID, line("救助资金发放时限", "12月底前", "时效指标"), "date.last_payment"),
        (AID, line("每季度发放", "每季度一次", "时效指标"), "quarters.served"),
        (AID, line("受助家庭生活质量改善比例", "90%以上", "社会效益指标"), "survey.improvement"),
        (AID, line("项目支出", "≤67.3万元", "经济成本指标"), "money.spent"),
        (("劳模慰问金", ""), line("享受荣誉津贴的退休劳模", "310人"), "count.persons.honour"),
        (("劳模慰问金", ""), line("荣誉金发放率", "100%", "质量指标"), "rate.honour"),
        (("职工技能培训班", ""), line("参训学员", "≥80人"), "activity.participants"),
        (("职工技能培训班", ""), line("结业考核通过率", "≥95%", "质量指标"), "activity.pass_rate"),
        (("安全生产宣传活动", ""), line("发放宣传手册", "2000册"), "activity.materials"),
        (("工会经费代扣", ""), line("经费拨缴时间", "12月31日前", "时效指标"), "date.last_remittance"),
    ],
)
def test_other_words_for_the_same_find_the_measure_too(project: tuple[str, str], row: IndicatorLine, key: str) -> None:
    assert match(*project, row, 2026) == key


@pytest.mark.parametrize(
    "row",
    [
        line("人均补助标准", "≤3000元", "成本指标"),
        line("资金支付合规率", "100%", "质量指标"),
        line("方案制定时间", "3月31日前", "时效指标"),
        line("满意度调查回收率", "≥95%", "满意度指标"),
        line("为职工挽回经济损失", "≥100万元", "经济效益指标"),
        line("荣誉金和困难救济发放人数", "443人"),
        line("走访企业", "≥20家"),
        line("救助标准执行率", "100%", "质量指标"),
    ],
)
def test_what_no_rule_decides_is_left_open(row: IndicatorLine) -> None:
    assert match(*AID, row, 2025) is None


def test_a_project_that_is_two_things_has_no_day_of_completion() -> None:
    assert match("困难职工技能培训", "", line("完成时间", "12月20日前", "时效指标"), 2025) is None


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.text(max_size=10))
def test_any_words_give_a_known_measure_or_none(project: str, name: str, description: str, target: str) -> None:
    found = match(project, "", line(name, target, "数量指标", description))
    assert found is None or found in CATALOGUE


def test_kinds_in_the_catalogue_are_the_kinds_of_aid() -> None:
    assert {kind for _, _, kinds in KIND_GROUPS.values() for kind in kinds} == {kind.value for kind in AidKind}


def test_every_measure_says_what_it_is_in_both_languages() -> None:
    for key, measure in CATALOGUE.items():
        assert key == measure.key
        assert all((measure.zh, measure.en, measure.definition_zh, measure.definition_en)), key


def test_the_parameters_speak_of_kinds_and_categories_in_the_words_of_the_code_lists() -> None:
    assert {key: words[0] for key, words in ACTIVITIES.items()} == {one.value: one.zh for one in ActivityKind}
    named = {key: words[0] for key, words in CATEGORIES.items() if key != NONE}
    assert named == {one.value: one.zh for one in Category}


@pytest.mark.parametrize(
    "key",
    [
        "count.households.living;kinds=medical",
        "count.households.any;kinds=living",
        "count.households.any;period=q5",
        "count.households.any;period=",
        "count.households.any;period=q1;kinds=living,medical",
        "count.households.any;due=day",
        "rate.honour;period=q1",
        "survey.satisfaction;survey=12",
        "typed;unit=0001",
        "count.households.any;unit=1 OR 1=1",
        "count.households.any;colour=red",
        "nothing",
        "",
    ],
)
def test_a_key_that_its_family_does_not_know_or_that_says_it_otherwise_names_no_measure(key: str) -> None:
    assert measure_named(key) is None


def test_a_definition_says_its_limits_in_plain_words() -> None:
    measure = measure_of("count.person_times.any;kinds=living,medical;category=deep,none;period=q2")
    assert measure.zh == "生活救助、医疗救助人次数（发放时为深度困难、未注明类别；只计第二季度）"
    assert measure.definition_zh.startswith("生活救助、医疗救助：发放笔数，每笔计一人次。")
    assert measure.definition_zh.endswith("限定：发放时为深度困难、未注明类别；只计第二季度。")
    assert measure.definition_en.endswith("Only: at payment deep hardship or no category given; in quarter 2.")
