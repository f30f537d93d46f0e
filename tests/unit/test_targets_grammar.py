"""What a printed target means."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.indicators.target import Operator, Target, attained, parse_target

PIECES = re.findall(
    r"\S+",
    "≥ ≤ > < = ≧ ≦ >= <= ± ～ ~ - — 至 不低于 不少于 不超过 "
    "以上 以下 以内 （含） 大于 小于 约 为 达到 控制在 满意度 每 每季度 "
    "按月 1 4 20 90 100 1,000 65.49 ９０ 一 两 十 2025 2025年 6月 12月 13月 "
    "30日 31日 底 末 前 完成 季 季度 次 一次 上半年 "
    "内 起 多 % ％ ‰ 元 万元 人 户 户（人）次 元/人·次 场次 个 。 ； ， ( ) [ ] 且 有效保障 投诉 零 百分之",
)
composed = st.lists(st.sampled_from(PIECES), max_size=7).map("".join)
any_text = st.one_of(st.text(max_size=40), composed)
years = st.one_of(st.none(), st.integers(2015, 2035))


def meaning(target: Target) -> Target:
    return replace(target, printed="")


@given(any_text, years)
def test_any_text_is_understood_or_kept_as_words_and_never_refused(text: str, year: int | None) -> None:
    target = parse_target(text, year)
    assert target.printed == text
    assert target.value is not None or target.operator in (Operator.WORDS, Operator.DATE)


@given(any_text, years)
def test_the_normal_spelling_means_the_same(text: str, year: int | None) -> None:
    target = parse_target(text, year)
    assert meaning(parse_target(target.normal(), year)) == meaning(target)


@given(any_text)
def test_a_number_is_a_decimal_string_and_a_dated_day_an_iso_date(text: str) -> None:
    target = parse_target(text, 2025)
    if target.operator is Operator.DATE:
        assert target.value is not None
        date.fromisoformat(target.value)
    elif target.value is not None:
        assert Decimal(target.value).is_finite()


@given(st.integers(0, 10**6), st.sampled_from(["人", "户（人）次", "%", "万元", "场次", ""]))
def test_every_spelling_of_a_floor_means_the_same(number: int, unit: str) -> None:
    full_width = str(number).translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"})
    spellings = [
        f"{sign}{number}{unit}" for sign in ("≥", "≧", ">=", "＞＝", "不低于", "不少于", "至少", "大于等于 ", "≥ ")
    ]
    spellings += [f"{number}{unit}以上", f"≥{full_width}{unit}。", f"{number}{unit}（含）以上"]
    expected = meaning(parse_target(f"≥{number}{unit}"))
    assert expected.operator is Operator.AT_LEAST
    assert (expected.value, expected.value_unit) == (str(number), unit)
    assert {meaning(parse_target(text)) for text in spellings} == {expected}


@given(st.integers(0, 10**6), st.sampled_from(["人", "天", "%", "万元", ""]))
def test_every_spelling_of_a_ceiling_means_the_same(number: int, unit: str) -> None:
    spellings = [f"{sign}{number}{unit}" for sign in ("≤", "≦", "<=", "不超过", "不高于", "不大于", "小于等于")]
    spellings += [f"{number}{unit}{after}" for after in ("以下", "以内", "之内")] + [f"控制在{number}{unit}以内"]
    expected = meaning(parse_target(f"≤{number}{unit}"))
    assert expected.operator is Operator.AT_MOST
    assert {meaning(parse_target(text)) for text in spellings} == {expected}


@pytest.mark.parametrize(
    ("printed", "operator", "value", "unit", "kind"),
    [
        ("≥426户（人）次", ">=", "426", "户（人）次", "count"),
        ("309人", "=", "309", "人", "count"),
        ("65.49万元", "=", "65.49", "万元", "money"),
        ("100%", "=", "100", "%", "rate"),
        ("≤134人", "<=", "134", "人", "count"),
        ("500元/人·次", "=", "500", "元/人·次", "price"),
        ("百分之九十以上", ">=", "90", "%", "rate"),
        ("不少于两场", ">=", "2", "场", "count"),
        ("7个工作日内", "<=", "7", "个工作日", "count"),
        ("受益职工满意度不低于93%", ">=", "93", "%", "rate"),
        ("零投诉", "=", "0", "投诉", "count"),
        ("80%-90%", "range", "80", "%", "rate"),
        ("80~90", "range", "80", "", "count"),
        ("80至90%", "range", "80", "%", "rate"),
        ("≥80%且≤90%", "range", "80", "%", "rate"),
        ("80%≤合格率≤90%", "range", "80", "%", "rate"),
        ("±3%以内", "range", "3", "%", "rate"),
        ("6月30日前", "date", "2025-06-30", "", "date"),
        ("2024年12月20日前", "date", "2024-12-20", "", "date"),
        ("12月20日前完成", "date", "2025-12-20", "", "date"),
        ("12月底前", "date", "2025-12-31", "", "date"),
        ("2月底前", "date", "2025-02-28", "", "date"),
        ("2025-12-20前", "date", "2025-12-20", "", "date"),
        ("≤12月31日", "date", "2025-12-31", "", "date"),
        ("年底前", "date", "2025-12-31", "", "date"),
        ("第三季度末", "date", "2025-09-30", "", "date"),
        ("1-12月", "date", "2025-12-31", "", "date"),
        ("4季", "frequency", "4", "季", "frequency"),
        ("每季度20日前", "frequency", "20", "每季度", "frequency"),
        ("每季度一次", "frequency", "1", "次/季度", "frequency"),
        ("每月", "frequency", "1", "次/月", "frequency"),
        ("有效保障", "words", None, "", "words"),
        ("309（人）", "=", "309", "人", "count"),
        ("95%（含95%）以上", ">=", "95", "%", "rate"),
        ("不得超过预算65.49万元", "<=", "65.49", "万元", "money"),
        ("九成以上", ">=", "90", "%", "rate"),
        ("十二月二十日前", "date", "2025-12-20", "", "date"),
        ("2025年12月20日24时前", "date", "2025-12-20", "", "date"),
        ("1季度", "date", "2025-03-31", "", "date"),
        ("每季度前20日", "frequency", "20", "每季度", "frequency"),
        ("半年一次", "frequency", "1", "次/半年", "frequency"),
        ("逐年提高", "words", None, "", "words"),
        ("次年1月底前", "words", None, "", "words"),
        ("安全意识有一定提高", "words", None, "", "words"),
        ("6月31日前", "words", None, "", "words"),
        ("≥90%以下", "words", None, "", "words"),
        ("落实第3条", "words", None, "", "words"),
        ("3A级景区", "words", None, "", "words"),
    ],
)
def test_a_printed_target_is_understood(printed: str, operator: str, value: str | None, unit: str, kind: str) -> None:
    target = parse_target(printed, 2025)
    assert (target.operator.value, target.value, target.value_unit, target.kind.value) == (operator, value, unit, kind)


def test_a_day_without_a_year_waits_for_one() -> None:
    target = parse_target("6月30日前")
    assert (target.value, target.deadline(2026)) == (None, date(2026, 6, 30))
    assert attained(target, date(2026, 6, 30)) is True
    assert attained(target, date(2026, 7, 1)) is False


def test_more_than_leaves_its_number_out() -> None:
    assert attained(parse_target(">90%"), Decimal(90)) is False
    assert attained(parse_target("≥90%"), Decimal(90)) is True
    assert attained(parse_target("小于5天"), Decimal(5)) is False


@pytest.mark.parametrize(
    ("printed", "met", "missed"),
    [
        ("≤134人", 134, 135),
        ("309人", 310, 308),
        ("0起", 0, 1),
        ("80-90%", 90, 91),
        ("±3%", -3, -4),
        ("4季", 4, 3),
        ("每季度20日前", 4, 3),
        ("每季度两次", 8, 7),
    ],
)
def test_a_target_is_met_at_its_edge_and_missed_beyond(printed: str, met: int, missed: int) -> None:
    target = parse_target(printed)
    assert attained(target, Decimal(met)) is True
    assert attained(target, Decimal(missed)) is False


def test_what_cannot_be_compared_is_neither_met_nor_missed() -> None:
    assert attained(parse_target("有效保障"), Decimal(1)) is None
    assert attained(parse_target("309人"), None) is None
    assert attained(parse_target("309人"), date(2025, 1, 1)) is None
    assert attained(parse_target("6月30日前"), Decimal(1)) is None
