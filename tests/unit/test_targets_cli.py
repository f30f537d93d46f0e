"""`caseapp targets …`, the commands that scripts use."""

import json
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from caseapp.cli.targets import targets
from caseapp.domain.errors import Invalid

BOOK = str(resources.files("caseapp.demo") / "book-2025.txt")


def run(*words: str) -> Result:
    return CliRunner().invoke(targets, words)


def answer(*words: str) -> dict[str, object]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_the_book_as_json_has_the_promised_shape() -> None:
    said = answer("read", BOOK)
    projects = said["projects"]
    assert set(said["department"]["goals"][0]) == {"name", "goal", "indicators"}
    assert len(said["department"]["measures"]) == 10
    assert [len(project["indicators"]) for project in projects] == [6, 6, 6, 6, 6, 6, 7]
    assert set(projects[0]) == {
        "number", "code", "name", "unit", "budget_fen", "fiscal_fen", "other_fen",
        "purpose", "plan", "goals", "indicators",
    }  # fmt: skip
    assert (projects[0]["budget_fen"], projects[0]["other_fen"]) == (300_000, None)
    assert projects[0]["plan"] == {"3": None, "6": 100, "10": 100, "12": 100}
    assert projects[6]["indicators"][1] == {
        "level1": "产出指标",
        "level2": "数量指标",
        "name": "困难劳模人数",
        "description": "全年得到救济的困难劳模人数",
        "target": "≤134人",
        "basis": "根据《关于建立唐山市劳动模范生活困难救济基金的通知》（唐工总字[2006]5号）和审批名册",
        "operator": "<=",
        "value": "134",
        "value_unit": "人",
        "kind": "count",
    }
    assert projects[6]["indicators"][3]["value"] == "2025-12-20"


def test_a_damaged_book_is_refused_with_all_its_faults(tmp_path: Path) -> None:
    damaged = tmp_path / "book.txt"
    damaged.write_text(
        Path(BOOK).read_text(encoding="utf-8").replace("\t25%", "\t25分").replace("\t67.30", "\t七"), "utf-8"
    )
    result = run("read", str(damaged))
    assert isinstance(result.exception, Invalid)
    assert len(result.exception.problems) == 3
    assert result.output == ""


def test_a_printed_target_is_explained() -> None:
    assert answer("value", "≥426户（人）次") == {
        "operator": ">=",
        "value": "426",
        "value_unit": "户（人）次",
        "kind": "count",
        "printed": "≥426户（人）次",
    }
    assert answer("value", "6月30日前", "--year", "2024")["value"] == "2024-06-30"
    assert str(answer("value", "6月30日前")["value"]).endswith("-06-30")
    assert answer("value", "80%-90%")["high"] == "90"
    assert answer("value", "-5%")["value"] == "-5"


@pytest.mark.parametrize(
    ("words", "points"),
    [
        (("≥426户（人）次", "400", "10"), 9.39),
        (("≤134人", "150", "10"), 8.93),
        (("≤134人", "150", "10", "--practice", "linear"), 8.81),
        (("0起", "2", "10"), 0),
        (("≥-5%", "-4%", "10"), 10),
        (("2025年12月20日前", "2025-12-18", "5"), 5),
        (("80%-90%", "99%", "10", "--outside-range", "distance"), 9),
        (("有效保障", "部分达成", "10"), 6),
    ],
)
def test_a_score_is_a_number_with_its_rule(words: tuple[str, ...], points: float) -> None:
    said = answer("score", *words)
    assert said["score"] == points
    assert set(said) == {"score", "weight", "rule", "flags"}


def test_what_is_no_number_is_refused() -> None:
    assert isinstance(run("score", "309人", "许多", "10").exception, Invalid)
    assert isinstance(run("score", "309人", "309", "十分").exception, Invalid)
    assert isinstance(run("read", "/nowhere/book.txt").exception, OSError)
