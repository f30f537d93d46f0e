"""The working of an assessment, case by case by hand from the trade's rules (邢台 2021, 青岛, 余姚 2024, 平顶山)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.households.assessment import Answered, Case, Item, Member, Working, assess
from caseapp.domain.households.assessment_codes import (
    INCOME,
    SPENDING,
    Basis,
    Comparison,
    Divisor,
    Exclusion,
    Holds,
    ItemKind,
)
from caseapp.domain.households.assessment_rules import Limit, RuleSet, faults, months_before
from caseapp.domain.households.codes import Category, Cause

K = ItemKind
BELOW, AT_MOST = Comparison.BELOW, Comparison.AT_MOST
NOT_COUNTED = (K.RESIDENT_PENSION, K.FESTIVAL_GIFT, K.COMPULSORY_SCHOOLING)
LINE = 78_000
"""780 yuan a head and month."""
RULES = RuleSet(
    document_no="测试〔2025〕1号",
    valid_from=date(2025, 1, 1),
    valid_to=None,
    line_fen=LINE,
    window_months=12,
    divisor=Divisor.ALL,
    deep=Limit(100, BELOW),
    relative=Limit(200, AT_MOST),
    accident_limit=None,
    accident_loss_percent=80,
    accident_barred=frozenset(),
    counted=frozenset(kind for kind in ItemKind if kind not in NOT_COUNTED),
    exclusions=frozenset(Exclusion),
)
XINGTAI = replace(RULES, deep=Limit(100, AT_MOST))
YUYAO = replace(
    RULES,
    relative=Limit(150, AT_MOST),
    accident_limit=Limit(200, AT_MOST),
    accident_loss_percent=0,
    accident_barred=frozenset({Cause.SCHOOLING, Cause.UNEMPLOYED}),
)
TOGETHER = replace(RULES, divisor=Divisor.TOGETHER)
NOBODY_EXCLUDED = {one: Answered(Holds.NO) for one in Exclusion}


def wages(yuan: float, member: int = 1, basis: Basis = Basis.MONTH) -> Item:
    return Item(member, K.WAGES, basis, round(yuan * 100), "工资流水")


def spent(yuan: float, kind: ItemKind = K.ILLNESS, evidence: str = "结算单") -> Item:
    return Item(1, kind, Basis.WINDOW, round(yuan * 100), evidence)


def case(*items: Item, people: int = 1, together: int | None = None, **values: object) -> Case:
    lived = people if together is None else together
    members = tuple(Member(turn + 1, f"成员{turn + 1}", turn < lived) for turn in range(people))
    base = Case(members, items, NOBODY_EXCLUDED, Cause.MAJOR_ILLNESS)
    return replace(base, **values)  # type: ignore[arg-type]


def with_answer(exclusion: Exclusion, holds: Holds | None) -> dict[Exclusion, Answered]:
    return {**NOBODY_EXCLUDED, exclusion: Answered(holds, "车辆登记查询")}


D, R, A = Category.DEEP, Category.RELATIVE, Category.ACCIDENT
CASES: list[tuple[str, Case, RuleSet, int | None, Category | None]] = [
    ("one fen below the line is deep where the rule says below", case(wages(779.99)), RULES, 77_999, D),
    ("the line itself is not deep where the rule says below", case(wages(780)), RULES, 78_000, R),
    ("the line itself is deep where the rule says at most", case(wages(780)), XINGTAI, 78_000, D),
    ("one fen above the line is relative where the rule says at most", case(wages(780.01)), XINGTAI, 78_001, R),
    ("twice the line is relative where the rule says at most", case(wages(1560)), RULES, 156_000, R),
    ("one fen above twice the line is nothing", case(wages(1560.01)), RULES, 156_001, None),
    (
        "twice the line is nothing where the rule says below",
        case(wages(1560)), replace(RULES, relative=Limit(200, BELOW)), 156_000, None,
    ),
    (
        "one fen below twice the line is relative where the rule says below",
        case(wages(1559.99)), replace(RULES, relative=Limit(200, BELOW)), 155_999, R,
    ),
    ("one and a half times the line is relative in 余姚", case(wages(1170)), YUYAO, 117_000, R),
    ("above it nothing without an event", case(wages(1170.01)), YUYAO, 117_001, None),
    (
        "above it an accident with an event, up to twice the line",
        case(wages(1560), loss_fen=1, main_cause=Cause.ACCIDENT), YUYAO, 156_000, A,
    ),
    (
        "not above twice the line",
        case(wages(1560.01), loss_fen=5_000_000, main_cause=Cause.ACCIDENT), YUYAO, 156_001, None,
    ),
    (
        "schooling is no main cause of an accident in 余姚",
        case(wages(1500), loss_fen=5_000_000, main_cause=Cause.SCHOOLING), YUYAO, 150_000, None,
    ),
    ("a loss of 80% of the year's income is not above it", case(wages(2000), loss_fen=1_920_000), RULES, 200_000, None),
    ("a fen more is", case(wages(2000), loss_fen=1_920_001), RULES, 200_000, A),
    (
        "the loss is measured against a year also when half a year is looked at",
        case(wages(2000), loss_fen=1_920_000), replace(RULES, window_months=6), 200_000, None,
    ),
    (
        "邢台: wages and pension less illness, schooling and housing, by three people and twelve months",
        case(
            wages(3200), Item(2, K.TRANSFER, Basis.MONTH, 95_000, "养老金存折"),
            spent(18_000), spent(5_400, K.SCHOOLING), spent(3_600, K.HOUSING), people=3,
        ),
        XINGTAI, 63_333, D,
    ),
    ("all members divide", case(wages(3000), people=4, together=3), RULES, 75_000, D),
    ("those living together divide in 青岛", case(wages(3000), people=4, together=3), TOGETHER, 100_000, R),
    ("a third of a fen is rounded down, two thirds up", case(wages(0.20), people=3), RULES, 7, D),
    ("half a fen is rounded up", case(wages(0.01), people=2), RULES, 1, D),
    ("nobody in the household gives no figure and no category", case(people=0), RULES, None, None),
    ("nobody living together gives none either", case(wages(100), together=0), TOGETHER, None, None),
    ("no income at all is deep", case(), RULES, 0, D),
    ("spending above income is taken as nothing", case(wages(500), spent(90_000)), RULES, 0, D),
    ("a spending without evidence does not count", case(wages(900), spent(6_000, evidence=" ")), RULES, 90_000, R),
    ("with evidence it does", case(wages(900), spent(6_000)), RULES, 40_000, D),
    (
        "an income without evidence counts as declared",
        case(Item(1, K.WAGES, Basis.MONTH, 90_000)), RULES, 90_000, R,
    ),
    ("compulsory schooling is left out", case(wages(900), spent(6_000, K.COMPULSORY_SCHOOLING)), RULES, 90_000, R),
    ("union aid counts as income in 江门", case(wages(700), replace(spent(1_200), kind=K.UNION_AID)), RULES, 80_000, R),
    ("festival gifts do not", case(wages(700), replace(spent(1_200), kind=K.FESTIVAL_GIFT)), RULES, 70_000, D),
    (
        "residents' basic pension is left out",
        case(wages(700), replace(spent(1_200), kind=K.RESIDENT_PENSION)), RULES, 70_000, D,
    ),
    (
        "辛集 looks at income only",
        case(wages(900), spent(6_000)), replace(RULES, counted=frozenset(INCOME)), 90_000, R,
    ),
    (
        "a sum for the period is not multiplied by the months",
        case(wages(9_360, basis=Basis.WINDOW)), RULES, 78_000, R,
    ),
    (
        "a motor vehicle excludes the poorest",
        case(wages(100), answers=with_answer(Exclusion.VEHICLE, Holds.YES)), RULES, 10_000, None,
    ),
    (
        "but not where the rules do not ask",
        case(wages(100), answers=with_answer(Exclusion.VEHICLE, Holds.YES)),
        replace(RULES, exclusions=frozenset({Exclusion.OWNER})), 10_000, D,
    ),
    (
        "an unanswered question keeps back the category",
        case(wages(100), answers=with_answer(Exclusion.HOMES, None)), RULES, 10_000, None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("what", "given_case", "rules", "figure", "category"), CASES, ids=[one[0] for one in CASES])
def test_by_hand(what: str, given_case: Case, rules: RuleSet, figure: int | None, category: Category | None) -> None:
    working = assess(given_case, rules)
    assert (working.figure_fen, working.category) == (figure, category)


def said(working: Working) -> list[str]:
    return [step.message % step.values for step in (*working.steps, *working.tests, working.why)]


def test_the_working_is_written_out_step_by_step() -> None:
    worked = case(wages(3200), Item(2, K.TRANSFER, Basis.MONTH, 95_000, "存折"), spent(18_000), people=3)
    working = assess(worked, XINGTAI)
    assert [(step.message % step.values, step.fen) for step in working.steps] == [
        ("成员1, wages: 3,200.00 a month × 12 months", 3_840_000),
        ("成员2, transfer: 950.00 a month × 12 months", 1_140_000),
        ("成员1, illness: in all 12 months", -1_800_000),
        ("Income counted", 4_980_000),
        ("Rigid spending counted", -1_800_000),
        ("Net income of the household", 3_180_000),
        ("÷ 3 people (all) ÷ 12 months: a head and month", 88_333),
    ]
    assert [(step.message % step.values, step.held) for step in (*working.tests, working.why)] == [
        ("deep: 883.33 is not ≤ 780.00 (100% of 780.00)", False),
        ("relative: 883.33 ≤ 1,560.00 (200% of 780.00)", True),
        ("Proposed: relative", True),
    ]


def test_what_is_missing_is_listed() -> None:
    answers = {**NOBODY_EXCLUDED, Exclusion.VEHICLE: Answered(Holds.YES, "")}
    working = assess(case(Item(1, K.WAGES, Basis.MONTH, 1), spent(5, evidence=""), answers=answers), RULES)
    assert [step.values.get("item", step.values.get("exclusion")) for step in working.gaps] == [
        K.WAGES, K.ILLNESS, Exclusion.VEHICLE,
    ]  # fmt: skip


def test_each_exclusion_is_named() -> None:
    for exclusion in Exclusion:
        working = assess(case(answers=with_answer(exclusion, Holds.YES)), RULES)
        assert working.excluded == (exclusion,)
        assert exclusion.value in said(working)[-1]


def test_the_window_is_the_whole_months_before() -> None:
    assert months_before(date(2025, 3, 31), 12) == (date(2024, 3, 1), date(2025, 2, 28))
    assert months_before(date(2025, 1, 1), 1) == (date(2024, 12, 1), date(2024, 12, 31))


def test_every_fault_of_a_rule_set_is_told_at_once() -> None:
    wrong = replace(
        RULES, document_no=" ", valid_to=date(2024, 1, 1), line_fen=0, window_months=0, deep=Limit(0, BELOW),
        relative=Limit(-1, BELOW), accident_limit=Limit(-2, BELOW), accident_loss_percent=-1,
        counted=frozenset(SPENDING),
    )  # fmt: skip
    assert {problem.field for problem in faults(wrong)} == {
        "document_no", "valid_to", "line", "window_months", "deep_percent", "relative_percent", "accident_percent",
        "accident_loss_percent", "counted",
    }  # fmt: skip
    assert list(faults(RULES)) == []


DEPTH = {Category.DEEP: 3, Category.RELATIVE: 2, Category.ACCIDENT: 1, None: 0}
AMOUNTS = st.integers(0, 3_000_000)
LIMITS = st.builds(Limit, st.integers(50, 150), st.sampled_from(Comparison))


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    upper = Limit(draw(st.integers(250, 300)), draw(st.sampled_from(Comparison)))
    return replace(
        RULES,
        line_fen=draw(st.integers(1, 200_000)),
        window_months=draw(st.sampled_from([1, 6, 12])),
        divisor=draw(st.sampled_from(Divisor)),
        deep=draw(LIMITS),
        relative=Limit(draw(st.integers(150, 250)), draw(st.sampled_from(Comparison))),
        accident_limit=draw(st.sampled_from([None, upper])),
        accident_loss_percent=draw(st.integers(0, 200)),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    people = draw(st.integers(0, 5))
    members = tuple(Member(key, f"成员{key}", draw(st.booleans())) for key in range(people))
    item = st.builds(
        Item,
        st.integers(0, people - 1),
        st.sampled_from(ItemKind),
        st.sampled_from(Basis),
        AMOUNTS,
        st.sampled_from(["", "有"]),
    )
    items = tuple(draw(st.lists(item, max_size=6))) if people else ()
    answers = NOBODY_EXCLUDED if draw(st.booleans()) else with_answer(draw(st.sampled_from(Exclusion)), Holds.YES)
    return Case(members, items, answers, draw(st.sampled_from(Cause)), draw(st.none() | AMOUNTS))


def depth(one: Case, rules: RuleSet) -> int:
    return DEPTH[assess(one, rules).category]


@given(cases(), rule_sets(), AMOUNTS, st.sampled_from(INCOME))
def test_more_income_never_makes_the_category_deeper(one: Case, rules: RuleSet, fen: int, kind: ItemKind) -> None:
    if one.members:
        more = replace(one, items=(*one.items, Item(0, kind, Basis.MONTH, fen)))
        assert depth(more, rules) <= depth(one, rules)


@given(cases(), rule_sets(), AMOUNTS, st.sampled_from(SPENDING), st.booleans())
def test_more_spending_never_makes_it_shallower_and_counts_only_with_evidence(
    one: Case, rules: RuleSet, fen: int, kind: ItemKind, proved: bool
) -> None:
    if one.members:
        more = replace(one, items=(*one.items, Item(0, kind, Basis.WINDOW, fen, "票据" if proved else "")))
        assert depth(more, rules) >= depth(one, rules)
        if not proved:
            assert assess(more, rules).figure_fen == assess(one, rules).figure_fen


@given(cases(), rule_sets(), st.integers(1, 100_000))
def test_a_higher_line_never_makes_it_shallower(one: Case, rules: RuleSet, more: int) -> None:
    assert depth(one, replace(rules, line_fen=rules.line_fen + more)) >= depth(one, rules)


@given(cases(), rule_sets(), st.randoms(use_true_random=False))
def test_the_order_of_items_changes_no_figure(one: Case, rules: RuleSet, dice: object) -> None:
    shuffled = list(one.items)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = assess(one, rules), assess(replace(one, items=tuple(shuffled)), rules)
    assert (first.figure_fen, first.category, first.income_fen) == (
        second.figure_fen, second.category, second.income_fen,
    )  # fmt: skip


@given(cases(), rule_sets())
def test_the_lines_add_up_to_the_sums_and_the_sums_to_the_figure(one: Case, rules: RuleSet) -> None:
    working = assess(one, rules)
    lines = [step.fen or 0 for step in working.steps[: len(one.items)]]
    assert sum(lines) == working.income_fen - working.spending_fen
    parts = working.people * rules.window_months
    if working.figure_fen is not None:
        assert abs(working.figure_fen * parts - max(sum(lines), 0)) * 2 <= parts
    assert (working.figure_fen is None) == (working.people == 0)


@given(cases(), rule_sets())
def test_whoever_is_excluded_gets_no_category(one: Case, rules: RuleSet) -> None:
    working = assess(one, rules)
    assert not (working.excluded and working.category)
    assert bool(working.why.held) == (working.category is not None)
