"""What the bench shows: the table of the newest ratios, their history, the curves."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench import report
from bench.curve import Curve, drawing
from bench.timing import Result


def test_the_report_shows_the_newest_ratio_of_each_place_and_what_is_missed(tmp_path: Path) -> None:
    _keep(tmp_path, "2026-01-02", "sqlite", Result("W1 first page", 30, 40, 10, 2))
    _keep(tmp_path, "2026-01-03", "sqlite", Result("W1 first page", 15, 40, 10, 2))
    _keep(tmp_path, "2026-01-03", "postgres", Result("W1 first page", 31, 40, 10, 2), Result("W0 bare", 3, 4, 1, None))
    assert report.newest(report.read(tmp_path)).splitlines() == [
        "| Work | Goal | SQLite 10,000 | PostgreSQL 10,000 |",
        "| --- | --- | --- | --- |",
        "| W1 first page | ≤ 2.00 | 1.50 | **3.10** |",
    ]
    assert report.history(report.read(tmp_path)).splitlines() == [
        "W1 first page, PostgreSQL 10,000: 3.10 (2026-01-03 abc)",
        "W1 first page, SQLite 10,000: 3.00 (2026-01-02 abc), 1.50 (2026-01-03 abc)",
    ]


def _keep(folder: Path, day: str, database: str, *results: Result) -> None:
    kept = {"at": day, "commit": "abc", "database": database, "households": 10_000}
    run = {**kept, "results": [one.as_json() for one in results]}
    (folder / f"{day}-{database}.json").write_text(json.dumps(run))


def test_a_curve_is_drawn_over_a_logarithmic_number() -> None:
    rises, level = Curve("rises", [(10, 10), (100, 20), (1000, 40)]), Curve("level", [(10, 5), (1000, 5)])
    shown = ElementTree.fromstring(drawing([rises, level], "payments"))
    lines = [one.get("d", "") for one in shown.iter() if str(one.get("class")).startswith("line")]
    flat, steep = ([tuple(map(float, point.split())) for point in line[1:].split("L")] for line in lines)
    (left, _), (middle, _), (right, top) = steep
    assert middle - left == pytest.approx(right - middle, abs=0.2)
    assert flat[0][1] == flat[-1][1] > top
    with pytest.raises(ValueError, match="two points"):
        drawing([Curve("one", [(10, 1)])], "payments")
