"""Evidence packs: the lists tie to the figures, names are masked, the digests hold, the same pack is the same bytes."""

import re
import subprocess
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.money import Money
from caseapp.models.audit import AuditEvent
from caseapp.readers.targets import read_targets
from caseapp.services.projects import project_table
from tests.web.test_projects import DATED, Scene

COUNTS, AMOUNTS = "计数", "金额（元）"


@pytest.fixture
def scene(world: Session) -> Scene:
    return Scene(world)


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def column(sheet: bytes, heading: str) -> list[str]:
    """The filled cells below a heading."""
    rows = [[str(cell or "") for cell in row] for row in openpyxl.load_workbook(BytesIO(sheet)).active.values]
    at = next(number for number, row in enumerate(rows) if heading in row)
    place = rows[at].index(heading)
    return [row[place] for row in rows[at + 1 :] if row[place] and re.fullmatch(r"[\d,.]+", row[place])]


def pack(client: Any, scene: Scene, number: int) -> dict[str, bytes]:
    return unpacked(client.get(f"{scene.url(number)}/evidence.zip{DATED}").data)


@pytest.mark.parametrize("number", range(1, 8))
def test_every_figure_of_a_project_has_its_proof_and_the_sums_tie(scene: Scene, sign_in: Callable, number: int) -> None:
    files = pack(sign_in(Role.PERFORMANCE, unit=scene.city), scene, number)
    figures = scene.figures(number)
    assert read_targets(files["绩效目标表.docx"]).projects == (project_table(scene.projects[number]),)
    for figure in figures:
        told = files[f"{figure.row:02d}/说明.txt"].decode()
        assert f"指标值：{figure.target}" in told
        assert f"实际完成值：{figure.shown or '—'}" in told
        listed = files.get(f"{figure.row:02d}/名单.xlsx")
        counted = figure.measure and figure.measure.startswith("count.") and "with_dependants" not in figure.measure
        if counted and listed:
            assert sum(map(int, column(listed, COUNTS))) == figure.numerator
        if figure.measure == "money.spent" and listed:
            amounts = [int(float(text.replace(",", "")) * 100 + 0.5) for text in column(listed, AMOUNTS)]
            assert sum(amounts) == figure.numerator


def test_the_payments_behind_a_figure_are_listed_with_their_sum(scene: Scene, sign_in: Callable) -> None:
    files = pack(sign_in(Role.PERFORMANCE, unit=scene.city), scene, 5)
    payments = column(files["01/发放明细.xlsx"], AMOUNTS)
    assert payments == ["1,234.00"] * 5
    assert f"发放明细：5 笔，合计 {Money(5 * 123_400).yuan():,.2f} 元" in files["01/说明.txt"].decode()


def test_names_are_masked_whoever_takes_the_pack(scene: Scene, sign_in: Callable) -> None:
    name = scene.mine.head.name.encode()
    for role in (Role.PERFORMANCE, Role.REVIEWER):
        files = pack(sign_in(role, unit=scene.city), scene, 5)
        inside = [content for sheet in files.values() if sheet[:2] == b"PK" for content in unpacked(sheet).values()]
        assert not [content for content in (*files.values(), *inside) if name in content]
    assert scene.session.query(AuditEvent).filter_by(action="evidence.export").count() == 2


def test_the_digests_hold_and_the_same_pack_is_the_same_bytes(scene: Scene, sign_in: Callable, tmp_path: Path) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    url = f"{scene.url(5)}/rows/1/evidence.zip{DATED}"
    once, again = client.get(url).data, client.get(url).data
    assert once == again
    with zipfile.ZipFile(BytesIO(once)) as archive:
        archive.extractall(tmp_path)
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False)
    assert checked.returncode == 0
    (tmp_path / "01/说明.txt").write_text("another figure")
    spoiled = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False)
    assert spoiled.returncode == 1


def test_a_unit_gets_its_own_people_and_the_number_of_the_others(scene: Scene, sign_in: Callable) -> None:
    files = pack(sign_in(Role.CASEWORKER, unit=scene.county), scene, 5)
    assert "另有 1 条属于本人权限以外的单位" in files["01/说明.txt"].decode()
    assert scene.theirs.file_no.encode() not in b"".join(unpacked(files["01/名单.xlsx"]).values())
