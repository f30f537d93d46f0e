"""The targets book: every cell right, or every fault with its place."""

import os
import warnings
from decimal import Decimal
from functools import cache
from importlib import resources
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.domain.book import Book
from caseapp.readers.targets import BookErrors, read_targets

TEXT = (resources.files("caseapp.demo") / "book-2025.txt").read_text(encoding="utf-8")
LINES = TEXT.split("\n")
HEADINGS = [at for at, line in enumerate(LINES) if line.endswith("绩效目标表")]
PROJECTS = [
    ("13020025P00J4J410004Y", "安全月宣传活动", 300_000, [None, 100, 100, 100]),
    ("13020025P004X4F100059", "财政代扣工会经费", 835_130_000, [25, 50, 75, 100]),
    ("13020025P002R0E10007R", "全市职工安全生产工作经费", 1_000_000, [None, None, 100, 100]),
    ("13020025P00PT62100044", "全市职工安全生产培训", 2_370_000, [None, None, None, 100]),
    ("13020025P00779410001X", "2025年省级困难职工及劳模帮扶救助专项资金", 65_490_000, [20, 40, 70, 100]),
    ("13020025P007461100037", "困难职工专项帮扶资金", 67_300_000, [20, 40, 70, 100]),
    ("13020025P00746010002X", "劳动模范荣誉基金及劳模困难救济金", 140_000_000, [None, None, 29, 100]),
]
TARGETS = [
    ["≥1000套", "100%", "6月30日前", "0.3万元", "≥1000人", "≥85%"],
    ["835.13万元", "100%", "每季度20日前", "835.13万元", "有效保障", "≥95%"],
    ["5场次", "100%", "9月30日前", "≤1万元", "安全生产管理水平得到有效提高", "≥90%"],
    ["≥55人次", "100%", "2025年12月20日前", "≤2.37万元", "职工安全生产意识有一定提高", "≥90%"],
    ["≥426户（人）次", "≥96%", "4季", "65.49万元", "≥90%", "≥90%"],
    ["≥140户", "100%", "2025年12月20日前", "67.3万元", "≥90%", "≥90%"],
    ["309人", "≤134人", "100%", "12月20日前完成", "≤140万元", "≥90%", "≥93%"],
]
DAMAGE = settings(max_examples=60, deadline=None)


@cache
def book() -> Book:
    return read_targets(TEXT.encode())


def faults_of(lines: list[str]) -> list[str]:
    with pytest.raises(BookErrors) as refusal:
        read_targets("\n".join(lines).encode())
    problems = refusal.value.problems
    assert all(problem.field and str(problem).startswith(problem.field) for problem in problems)
    return [str(problem) for problem in problems]


def cell(text: str, after: int = 0) -> int:
    return next(at for at in range(after, len(LINES)) if LINES[at] == f"\t{text}")


def row_blocks() -> list[tuple[int, int]]:
    """The [from, to) lines of each row that stands alone between empty lines and cannot be left out unnoticed."""
    blocks, start = [], None
    for at, line in enumerate([*LINES, ""]):
        if line.startswith("\t") and start is None:
            start = at
        elif not line.strip() and not line.startswith("\t") and start is not None:
            blocks.append((start, at))
            start = None
    second_count_row = cell("困难劳模人数")
    return [(low, high) for low, high in blocks if not low <= second_count_row < high]


BLOCKS = row_blocks()


def assert_figures(found: Book) -> None:
    assert found.year == 2025
    assert len(found.projects) == 7
    assert sum(len(project.indicators) for project in found.projects) == 43
    for number, (project, (code, name, fen, plan)) in enumerate(zip(found.projects, PROJECTS, strict=True), 1):
        assert (project.number, project.code, project.name, project.unit) == (
            number,
            code,
            name,
            "408001唐山市总工会本级",
        )
        assert (project.budget_fen, project.fiscal_fen, project.other_fen) == (fen, fen, None)
        assert project.plan == dict(zip((3, 6, 10, 12), (None if p is None else Decimal(p) for p in plan), strict=True))
        assert [line.target for line in project.indicators] == TARGETS[number - 1]
        assert all(line.name and line.description and line.basis for line in project.indicators)
        assert [line.level1 for line in project.indicators][-2:] == ["效益指标", "满意度指标"]
        assert {line.level1 for line in project.indicators[:-2]} == {"产出指标"}
        assert project.purpose
        assert [goal[:2] for goal in project.goals] == ["1."]
    assert [len(part) for part in (found.goals, found.measures)] == [3, 10]
    assert all(goal.name and goal.goal and goal.indicators for goal in found.goals)
    assert found.overall_goal


def test_every_figure_of_the_book_is_read() -> None:
    assert_figures(book())


def test_a_level_printed_once_holds_for_the_rows_below() -> None:
    levels = [(line.level1, line.level2) for line in book().projects[6].indicators]
    assert levels == [
        ("产出指标", "数量指标"),
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
        ("产出指标", "时效指标"),
        ("产出指标", "成本指标"),
        ("效益指标", "社会效益指标"),
        ("满意度指标", "服务对象满意度指标"),
    ]


def test_empty_lines_line_breaks_and_bookmarks_inside_a_cell_are_noise() -> None:
    special = book().projects[4].indicators[0]
    assert special.description.endswith("实际人数以发放为准。")
    assert special.target == "≥426户（人）次"
    assert book().projects[6].indicators[0].name == "发放荣誉基金劳模人数"
    assert book().projects[6].indicators[1].basis.startswith("根据《关于建立唐山市劳动模范生活困难救济基金的通知》")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_encoding_and_line_ends_do_not_matter(encoding: str, ending: str) -> None:
    assert read_targets(TEXT.replace("\n", ending).encode(encoding)) == book()


def test_the_published_book_is_read_too() -> None:
    """It is not ours to carry: CASEAPP_TARGETS_BOOK names it, else it is looked for beside the project."""
    beside = Path(__file__).parents[2].parent / "shared" / "targets"
    named = os.environ.get("CASEAPP_TARGETS_BOOK")
    files = [Path(named)] if named else sorted(beside.glob("*.txt"))
    if not files:
        warnings.warn("the published targets book is absent: only the book of the demo world was read", stacklevel=1)
    for file in files:
        assert_figures(read_targets(file.read_bytes()))
    for file in sorted(beside.glob("*.docx")):
        (project,) = read_targets(file.read_bytes()).projects
        assert (project.number, project.code) == (7, PROJECTS[6][0])
        assert [line.target for line in project.indicators] == TARGETS[6]


@given(st.sampled_from(BLOCKS))
@DAMAGE
def test_a_missing_row_is_found(block: tuple[int, int]) -> None:
    low, high = block
    assert faults_of(LINES[:low] + LINES[high:])


def test_a_missing_cell_is_found_wherever_it_was() -> None:
    for at, line in enumerate(LINES):
        if line.startswith("\t"):
            assert faults_of(LINES[:at] + LINES[at + 1 :])


def test_a_file_cut_off_is_found_whatever_the_last_line() -> None:
    last_cell = cell("按照走访记录", cell("受益群体满意度"))
    for length in range(last_cell):
        assert faults_of(LINES[:length])
    assert read_targets("\n".join(LINES[: last_cell + 1]).encode()) == book()


def test_an_empty_line_too_few_between_rows_does_no_harm() -> None:
    at = cell("项目名称") + 2
    assert LINES[at] == ""
    assert read_targets("\n".join(LINES[:at] + LINES[at + 1 :]).encode()) == book()


@pytest.mark.parametrize("table", range(7))
def test_swapped_rows_of_a_table_are_found(table: int) -> None:
    start, end = HEADINGS[table], [*HEADINGS, len(LINES)][table + 1]
    inside = [block for block in BLOCKS if start < block[0] < end]
    for first, second in combinations(inside, 2):
        swapped = LINES[: first[0]] + LINES[second[0] : second[1]] + LINES[first[1] : second[0]]
        assert faults_of(swapped + LINES[first[0] : first[1]] + LINES[second[1] :])


@given(st.sampled_from(range(7)), st.sampled_from(["abc%", "-5%", "二成", "1e2%", "12%%", "101%", "1000"]))
@DAMAGE
def test_a_bad_percentage_is_found_at_its_line(table: int, bad: str) -> None:
    at = cell("12月底", HEADINGS[table]) + 6
    assert LINES[at] == "\t100%"
    found = faults_of([*LINES[:at], f"\t{bad}", *LINES[at + 1 :]])
    assert [fault for fault in found if fault.startswith(f"line {at + 1}:")]


@given(st.sampled_from([at for at, line in enumerate(LINES) if line.endswith("指标") and at > 81]))
@DAMAGE
def test_an_unknown_level_is_found_at_its_line(at: int) -> None:
    if LINES[at] in ("\t一级指标", "\t二级指标", "\t三级指标", "\t服务对象满意度指标"):
        return
    found = faults_of([*LINES[:at], "\t态度指标", *LINES[at + 1 :]])
    assert [fault for fault in found if fault.startswith(f"line {at + 1}:")]


def changed(*changes: tuple[int, str]) -> list[str]:
    lines = list(LINES)
    for at, text in changes:
        lines[at] = text
    return lines


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("25%", "60%", "less than before"),
        ("75%", " ", "empty after it had begun"),
        ("65.49", "65,4a", "is not an amount"),
        ("65.49", "70.00", "do not add up"),
        ("13020025P00779410001X", "13020025P0077941", "is no project code"),
        ("13020025P00779410001X", "13020025P007461100037", "already belongs"),
        ("单位：万元", "单位：美元", "万元 or 元"),
        ("≥426户（人）次", " ", "is empty"),
        ("宣传品数量", " ", "is empty"),
        ("1.按季度完成财政代扣工会经费的核算和拨付。", " ", "no goal"),
        ("二级指标", "级别", "belongs here"),
        ("社会效益指标", "数量指标", "does not belong under"),
        ("财政代扣工会经费", "财政代扣经费", "the heading names the project"),
        ("其他资金", "别的资金", "belongs here"),
    ],
)
def test_each_kind_of_fault_is_told_at_its_line(old: str, new: str, said: str) -> None:
    at = cell(old)
    found = faults_of(changed((at, f"\t{new}")))
    assert [fault for fault in found if said in fault], found
    assert len(found) <= 2


def test_a_missing_heading_and_a_gap_in_the_numbers_are_found() -> None:
    assert any("heading" in fault for fault in faults_of(changed((HEADINGS[2], ""))))
    gone = LINES[: HEADINGS[3]] + LINES[HEADINGS[4] :]
    assert any("table 5 stands where table 4 belongs" in fault for fault in faults_of(gone))


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    percent, level, budget = cell("25%"), cell("质量指标", HEADINGS[2]), cell("67.30")
    found = faults_of(changed((percent, "\t25分"), (level, "\t好坏指标"), (budget, "\t六十七")))
    places = [int(fault.split(":")[0].removeprefix("line ")) for fault in found]
    assert places == sorted(places)
    assert {percent + 1, level + 1, budget + 1} <= set(places)


def test_a_target_that_changed_places_with_its_name_is_found() -> None:
    at = cell("≥1000套")
    swapped = changed((at - 1, LINES[at]), (at, LINES[at - 1]))
    assert any("may be swapped" in fault for fault in faults_of(swapped))


def test_faults_of_the_first_part_are_found() -> None:
    goal, measure, title = (
        next(at for at, line in enumerate(LINES) if line.startswith(head))
        for head in ("（二）", "3、", "[bookmark: _Toc_2_2_0000000003]")
    )
    assert any("department goal" in fault for fault in faults_of(LINES[:goal] + LINES[goal + 1 :]))
    third = next(at for at, line in enumerate(LINES) if line.startswith("（三）"))
    assert any("already has" in fault for fault in faults_of(LINES[:third] + LINES[third + 1 :]))
    assert any("safeguard" in fault for fault in faults_of(LINES[:measure] + LINES[measure + 1 :]))
    assert any("section" in fault for fault in faults_of(LINES[:title] + LINES[title + 1 :]))


@given(st.binary(max_size=200))
def test_no_bytes_at_all_give_a_book_or_another_error(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", "绩效".encode()):
        with pytest.raises(BookErrors):
            read_targets(start + data)
