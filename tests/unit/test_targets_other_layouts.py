"""Target tables that are not in the 2025 book's layout: 性质|值|单位|权重, and the older 优|良|中|差."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.domain.book import Book
from caseapp.domain.indicators.target import Operator, parse_target
from caseapp.readers.targets import BookErrors, read_targets
from tests.factories.target_tables import CODE, SPLIT, WHOLE, Merged, as_docx, as_txt, as_xlsx, head, split_rows

FEW = settings(max_examples=30, deadline=None)


FORMATS = [as_docx, as_xlsx, as_txt]


@pytest.mark.parametrize("build", FORMATS)
def test_nature_value_and_unit_become_one_target_and_are_kept_as_printed(build) -> None:
    book: Book = read_targets(build("项目支出绩效目标表（2023年度）", WHOLE))
    (project,) = book.projects
    assert (book.year, project.code, project.name, project.unit) == (2023, CODE, "省级帮扶专项", "408001市总工会")
    assert (project.budget_fen, project.fiscal_fen, project.other_fen) == (65_490_000, 65_490_000, 0)
    assert project.goals == ("1.救助困难职工。", "2.慰问特殊群体。")
    assert [line.target for line in project.indicators] == [
        "≥426户（人）次",
        "≥96%",
        "2023年12月20日前",
        "有效保障",
        "≥90%",
    ]
    assert [line.weight for line in project.indicators] == [30, 20, 10, 30, 10]
    assert project.indicators[1].level1 == "产出指标"
    assert project.indicators[1].printed == "指标性质：大于等于；指标值：96；度量单位：%；指标方向性：正向指标"


GRADED = ["指标分类", "指标", "描述", "优", "良", "中", "差", "依据"]


@pytest.mark.parametrize("build", FORMATS)
@pytest.mark.parametrize("two_rows", [True, False])
def test_the_threshold_of_the_best_grade_is_the_target(build, two_rows: bool) -> None:
    over = [
        *(Merged(name, rows=2) for name in GRADED[:3]),
        Merged("评价标准", columns=4),
        *[None] * 3,
        Merged("依据", rows=2),
    ]
    heading = [over, [None, None, None, "优", "良", "中", "差", None]] if two_rows else [GRADED]
    rows = [
        [Merged("产出指标", rows=2), "救助户数", "救助户数", "≥140户", "≥130户", "≥120户", "<120户", "文件"],
        [None, "完成时间", "完成时间", "12月20日前", "12月25日前", "12月31日前", "次年", "文件"],
        ["满意度指标", "职工满意度", "满意度", "95%以上", "90%-95%", "80%-90%", "80%以下", "问卷"],
    ]
    book = read_targets(build("2019年项目绩效目标表", [*head(8, ""), *heading, *rows]))
    first, second, third = book.projects[0].indicators
    assert (book.year, first.level1, first.level2, first.basis) == (2019, "产出指标", "", "文件")
    assert [line.target for line in (first, second, third)] == ["≥140户", "12月20日前", "95%以上"]
    assert third.printed == "优：95%以上；良：90%-95%；中：80%-90%；差：80%以下"
    assert third.level2 == "服务对象满意度指标"


@pytest.mark.parametrize("build", [as_docx, as_xlsx])
def test_rows_that_each_name_their_project_make_one_table_a_project(build) -> None:
    first = ["单位名称", "项目名称", "预算数(万元)", "年度目标", *SPLIT]
    rows = [
        [*(Merged(text, rows=2) for text in ("408001总工会", "安全月", "0.30", "1.宣传。")), *row]
        if at == 0
        else [None, None, None, None, *row]
        for at, row in enumerate(
            [
                ["产出指标", "数量指标", "宣传品", "≥", "1000", "套", "60", "正向"],
                ["效益指标", "社会效益指标", "影响力", "≥", "1000", "人", "40", "正向"],
            ]
        )
    ]
    other = [
        "408001总工会",
        "培训",
        "2.37",
        "1.培训。",
        "产出指标",
        "数量指标",
        "人次",
        "≥",
        "55",
        "人次",
        "100",
        "正向",
    ]
    book = read_targets(build("部门预算项目绩效目标表（2023年度）", [first, *rows, other]))
    assert [(one.number, one.name, one.budget_fen) for one in book.projects] == [
        (1, "安全月", 300_000),
        (2, "培训", 2_370_000),
    ]
    assert [len(one.indicators) for one in book.projects] == [2, 1]


@pytest.mark.parametrize("build", FORMATS)
def test_everything_wrong_is_said_at_once_with_its_place(build) -> None:
    grid = split_rows(
        ["产出指标", "数量指标", "救助户次", "也许", "426", "户次", "30", ""],
        ["产出指标", "社会效益指标", "救助率", "≥", "很多", "%", "十", ""],
        ["别的", "", "比率", "≥", "0.9", "%", "10", ""],
        ["满意度指标", "", "满意度", "≤", "≥90%", "", "10", ""],
    )
    with pytest.raises(BookErrors) as refusal:
        read_targets(build("项目支出绩效目标表（2023年度）", grid))
    said = [str(problem) for problem in refusal.value.problems]
    for wrong in ("也许", "社会效益指标", "很多", "十", "别的", "≥0.9%", "≤"):
        assert any(f"“{wrong}”" in sentence for sentence in said), (wrong, said)
    assert len({problem.field for problem in refusal.value.problems}) >= 4


def test_weights_that_do_not_make_a_hundred_are_refused() -> None:
    grid = split_rows(
        ["产出指标", "数量指标", "救助户次", "≥", "426", "户次", "60", ""],
        ["满意度指标", "", "满意度", "≥", "90", "%", "50", ""],
    )
    with pytest.raises(BookErrors, match="110"):
        read_targets(as_docx("项目支出绩效目标表", grid))


signs = st.sampled_from(
    [("≥", ">="), (">=", ">="), ("＞＝", ">="), ("不低于", ">="), ("≤", "<="), ("不超过", "<="), ("=", "=")]
)
numbers = st.integers(1, 99_999).map(str) | st.decimals(1, 9999, places=2).map(str)
spaces = st.sampled_from(["", " ", "\u3000"])


@given(sign=signs, number=numbers, unit=st.sampled_from(["户", "人次", "%", "万元", "户（人）次"]), gap=spaces)
@FEW
def test_each_spelling_of_a_split_target_is_read_as_its_sign_number_and_unit(sign, number, unit, gap) -> None:
    printed, operator = sign
    row = ["产出指标", "数量指标", "救助", f"{gap}{printed}", f"{number}{gap}", f"{gap}{unit}", "100", "正向"]
    (line,) = read_targets(as_txt("项目支出绩效目标表", split_rows(row))).projects[0].indicators
    target = parse_target(line.target)
    assert (target.operator, target.number, target.value_unit) == (Operator(operator), Decimal(number), unit)
    assert f"：{printed}；" in line.printed
