"""Importing and exporting rosters on pages: look, decide, take in by steps, get the own file back, give one out."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from caseapp.domain.access.roles import Role
from caseapp.models.audit import AuditEvent
from caseapp.models.households import Household
from caseapp.models.imports import Import, ImportRow
from caseapp.models.units import Unit
from caseapp.readers.rosters import read_households
from caseapp.services.imports import STEP
from tests.factories.households import make_household
from tests.factories.listings import make_listing
from tests.factories.rosters import HEADS, Book, number, roster
from tests.factories.units import make_unit


@pytest.fixture
def unit(world: Session) -> Unit:
    return make_unit(world)


def upload(client: Any, data: bytes, name: str = "名册.xlsx") -> TestResponse:
    body = {"file": (BytesIO(data), name)}
    return client.send("/imports/new", body, content_type="multipart/form-data")


def mixed() -> Book:
    book = roster(4)
    book.heads[2]["困难类别"] = "特别困难"
    return book


def count(world: Session) -> int:
    world.expire_all()
    found = world.scalar(select(func.count(Household.id))) or 0
    world.commit()
    return found


def test_a_file_is_looked_at_before_anything_is_taken_in(world: Session, unit: Unit, sign_in: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=unit)
    answer = upload(client, mixed().xlsx())
    assert answer.status_code == 302
    page = client.get(answer.location).get_data(as_text=True)
    assert "困难职工 F4" in page
    assert "“特别困难” is not in the list" in page
    assert "Take in 3 records" in page
    assert count(world) == 0
    new = client.get(answer.location + "?show=new").get_data(as_text=True)
    assert new.count("Skip</button>") == 3


def test_without_scripts_a_button_takes_the_next_step_and_with_them_the_page_does(
    world: Session, unit: Unit, sign_in: Callable
) -> None:
    client = sign_in(Role.CASEWORKER, unit=unit)
    address = upload(client, roster(STEP + 10).xlsx()).location
    client.send(f"{address}/start", form_at=address)
    page = client.get(address).get_data(as_text=True)
    assert f"0 of {STEP + 10:,} records are settled" in page
    assert re.search(r'hx-post="/imports/\d+/advance"', page)
    assert client.send(f"{address}/advance", form_at=address).location == address
    assert count(world) == STEP
    last = client.send(f"{address}/advance", form_at=address, headers={"HX-Request": "true"})
    assert (last.status_code, last.headers["HX-Refresh"]) == (200, "true")
    assert count(world) == STEP + 10
    assert f"{STEP + 10:,} records were taken in" in client.get(address).get_data(as_text=True)


def test_one_household_is_skipped_and_the_field_differences_of_another_are_shown(
    world: Session, unit: Unit, sign_in: Callable
) -> None:
    client = sign_in(Role.CASEWORKER, unit=unit)
    book = roster(2)
    address = upload(client, book.xlsx()).location
    client.send(f"{address}/start", form_at=address)
    client.send(f"{address}/advance", form_at=address)
    for head in book.heads:
        head["困难类别"] = "深度困难"
    address = upload(client, book.xlsx()).location
    page = client.get(address).get_data(as_text=True)
    assert page.count("<strong>Deep hardship</strong>") == 2
    assert "last changed" in page
    row = world.scalars(select(ImportRow.id).order_by(ImportRow.id.desc())).first()
    world.commit()
    client.send(f"{address}/rows/{row}", {"skip": "1"}, form_at=address)
    assert "Take in 1 records" in client.get(address).get_data(as_text=True)
    client.send(f"{address}/rows", {"verdict": "changed", "skip": "1"}, form_at=address)
    assert "Take in" not in client.get(address).get_data(as_text=True)
    assert "Columns recognised" in client.get(address).get_data(as_text=True)


def test_the_own_file_comes_back_marked_in_the_readers_language(world: Session, unit: Unit, sign_in: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=unit)
    address = upload(client, mixed().xlsx()).location
    answer = client.get(f"{address}/marked")
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(BytesIO(answer.data))[HEADS]
    assert "特别困难" in sheet["N4"].value
    assert sheet["F4"].fill.start_color.rgb == "FFFFC7CE"


def test_what_is_no_roster_is_told_on_the_form_and_nothing_is_kept(
    world: Session, unit: Unit, sign_in: Callable
) -> None:
    client = sign_in(Role.CASEWORKER, unit=unit)
    answer = upload(client, b"a,b\n1,2\n", "x.csv")
    assert answer.status_code == 422
    assert "No sheet has the headings" in answer.get_data(as_text=True)
    assert client.send("/imports/new", {}).status_code == 422
    assert world.scalar(select(func.count(Import.id))) == 0
    world.commit()


def test_a_colleague_and_a_reviewer_find_nothing(world: Session, unit: Unit, sign_in: Callable) -> None:
    address = upload(sign_in(Role.CASEWORKER, unit=unit), roster(1).xlsx()).location
    colleague = sign_in(Role.CASEWORKER, unit=unit)
    for path in ("", "/marked"):
        assert colleague.get(address + path).status_code == 404
    for path in ("/start", "/advance", "/cancel", "/rows"):
        assert colleague.send(address + path, form_at="/imports/new").status_code == 404
    assert sign_in(Role.REVIEWER, unit=unit).get("/imports").status_code == 403


def test_an_import_is_cancelled(world: Session, unit: Unit, sign_in: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=unit)
    address = upload(client, roster(2).xlsx()).location
    client.send(f"{address}/cancel", form_at=address)
    assert client.send(f"{address}/start", form_at=address).status_code == 409
    assert "名册.xlsx" in client.get("/imports").get_data(as_text=True)
    assert count(world) == 0


def test_the_template_is_downloaded(world: Session, unit: Unit, sign_in: Callable) -> None:
    answer = sign_in(Role.CASEWORKER, unit=unit).get("/imports/template.xlsx")
    assert read_households(answer.data).records == []


def export(client: Any, query: str = "", **fields: str) -> TestResponse:
    return client.send(f"/households/export{query}", {"reason": "上报省总", **fields})


def numbers(answer: TestResponse) -> list[str]:
    return [str(row[3].value) for row in openpyxl.load_workbook(BytesIO(answer.data))[HEADS].iter_rows(min_row=2)]


def test_an_export_holds_the_filtered_files_in_reach_masked_and_leaves_its_reason(
    world: Session, unit: Unit, sign_in: Callable
) -> None:
    mine = make_household(world, unit, size=2)
    make_household(world, make_unit(world, name="路南区总工会"))
    head_id = mine.head.id_number or ""
    world.commit()
    client = sign_in(Role.AUDITOR, unit=unit)
    assert export(client, reason=" ").status_code == 422
    answer = export(client, in_full="y")
    assert numbers(answer) == [f"{head_id[:4]}**********{head_id[-4:]}"]
    event = world.scalars(select(AuditEvent).where(AuditEvent.action == "household.export")).one()
    assert (event.details["reason"], event.details["count"]) == ("上报省总", 1)
    world.commit()
    caseworker = sign_in(Role.CASEWORKER, unit=unit)
    assert numbers(export(caseworker, in_full="y")) == [head_id]
    assert numbers(export(caseworker)) != [head_id]
    assert numbers(export(caseworker, "?category=accident")) == []


def test_what_was_exported_in_full_changes_nothing_when_it_is_taken_in(
    world: Session, unit: Unit, sign_in: Callable
) -> None:
    make_household(world, unit, size=3)
    world.commit()
    client = sign_in(Role.CASEWORKER, unit=unit)
    data = export(client, in_full="y").data
    page = client.get(upload(client, data).location).get_data(as_text=True)
    assert "Everything in this file is on record already" in page


def honoured(name: str = "赵建国") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(
        ["姓名", "身份证号", "工作状态", "支付单位", "退休日期", "荣誉称号", "荣誉级别", "评选年度", "工作单位"]
    )
    sheet.append([name, number(1), "离退休", "市本级", "2015-05-01", "唐山市劳动模范", "市级", 1998, "开滦集团"])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_model_workers_come_in_on_the_same_pages_and_go_out_masked_for_a_reason(
    world: Session, unit: Unit, sign_in: Callable
) -> None:
    client = sign_in(Role.CASEWORKER, unit=unit)
    body = {"file": (BytesIO(honoured()), "劳模.xlsx"), "kind": "model-workers"}
    address = client.send("/imports/new", body, content_type="multipart/form-data").location
    assert "Take in 1 records" in client.get(address).get_data(as_text=True)
    client.send(f"{address}/start", form_at=address)
    client.send(f"{address}/advance", form_at=address)
    assert "LM-" in client.get(f"{address}?show=new").get_data(as_text=True)
    page = client.get("/model-workers").get_data(as_text=True)
    assert "赵建国" in page
    assert "/model-workers/export" in page
    assert client.send("/model-workers/export", {"reason": ""}).status_code == 422
    answer = client.send("/model-workers/export?q=赵建国", {"reason": "年检"})
    sheets = openpyxl.load_workbook(BytesIO(answer.data))
    assert [sheets["劳动模范"].max_row, sheets["荣誉称号"].max_row] == [2, 2]
    assert number(1) not in str([cell.value for cell in sheets["劳动模范"][2]])
    event = world.scalars(select(AuditEvent).where(AuditEvent.action == "model_worker.export")).one()
    assert (event.details["count"], event.details["reason"]) == (1, "年检")
    world.commit()


def test_special_groups_go_out_by_group_and_year(world: Session, unit: Unit, sign_in: Callable) -> None:
    make_listing(world, unit, year=2024)
    make_listing(world, unit, year=2025)
    world.commit()
    client = sign_in(Role.CASEWORKER, unit=unit)
    assert "2025" in client.get("/special-groups/export?year=2025").get_data(as_text=True)
    answer = client.send("/special-groups/export?year=2025", {"reason": "报送"})
    assert openpyxl.load_workbook(BytesIO(answer.data))["特殊群体"].max_row == 2
    event = world.scalars(select(AuditEvent).where(AuditEvent.action == "listing.export")).one()
    assert (event.details["count"], event.details["in_full"]) == (1, False)
    world.commit()


@pytest.mark.parametrize("kind", ["households", "model-workers", "special-groups"])
def test_each_kind_has_a_template_with_text_columns(world: Session, unit: Unit, sign_in: Callable, kind: str) -> None:
    client = sign_in(Role.CASEWORKER, unit=unit)
    assert f"kind={kind}" in client.get("/imports/new").get_data(as_text=True)
    book = openpyxl.load_workbook(BytesIO(client.get(f"/imports/template.xlsx?kind={kind}").data))
    sheet = book.worksheets[0]
    at = [cell.value for cell in sheet[1]].index("身份证号")
    assert sheet.column_dimensions[openpyxl.utils.get_column_letter(at + 1)].number_format == "@"
    assert book.worksheets[-1].title == "填写说明"
