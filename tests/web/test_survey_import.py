"""Answers from Excel on pages: a look first, the own file back with its errors, then taken in and never twice."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from caseapp.domain.access.roles import Role
from caseapp.models.audit import AuditEvent
from caseapp.models.imports import Import
from caseapp.models.projects import Project
from caseapp.models.questionnaires import SurveyInvitation
from caseapp.models.requests import AnsweredRequest
from caseapp.services import carried_files
from tests.factories.answer_sheets import SHEET, answers_file, row
from tests.factories.projects import make_project
from tests.factories.surveys import make_asked
from tests.factories.units import make_unit

CARRIED = re.compile(r'name="carried" value="([^"]+)"')


@pytest.fixture
def project(world: Session) -> Project:
    return make_project(world, make_unit(world))


def send_file(client: Any, home: str, data: bytes, name: str = "答卷.xlsx") -> TestResponse:
    body = {"file": (BytesIO(data), name)}
    return client.send(f"{home}/import/preview", body, form_at=f"{home}/import", content_type="multipart/form-data")


def answered(world: Session) -> int:
    count = world.scalar(select(func.count()).where(SurveyInvitation.channel.is_not(None))) or 0
    world.commit()
    return count


def test_a_file_is_looked_at_then_taken_in_and_sent_again_changes_nothing(
    world: Session, project: Project, sign_in: Callable
) -> None:
    survey = make_asked(world, project, names=14).survey
    client = sign_in(Role.PERFORMANCE, unit=project.unit)
    home, data = f"/surveys/{survey.id}", answers_file([row(str(number)) for number in range(1, 13)])
    assert f'href="{home}/import"' in client.get(home).get_data(as_text=True)
    before = world.scalar(select(func.count(AuditEvent.seq)))
    world.commit()
    page = send_file(client, home, data)
    assert page.status_code == 200 and "Take in 12 answers" in page.get_data(as_text=True)
    assert answered(world) == 0
    carried = CARRIED.search(page.get_data(as_text=True))[1]
    assert client.send(f"{home}/import", {"carried": carried}, form_at=home).location == home
    assert answered(world) == 12
    assert "12 answers are taken in." in client.get(home).get_data(as_text=True)
    assert client.send(f"{home}/import", {"carried": carried}, form_at=home).location == home
    assert "Nothing was new" in client.get(home).get_data(as_text=True)
    again = send_file(client, home, data).get_data(as_text=True)
    assert "it would change nothing" in again and "carried" not in again
    assert answered(world) == 12
    for kept in (AnsweredRequest.key, Import.id):
        assert world.scalar(select(func.count(kept))) == 0
    assert world.scalar(select(func.count(AuditEvent.seq))) == before


def test_the_own_file_comes_back_with_every_error_at_its_cell(
    world: Session, project: Project, sign_in: Callable
) -> None:
    survey = make_asked(world, project, names=5, is_anonymous=False).survey
    client = sign_in(Role.PERFORMANCE, unit=project.unit)
    home, data = f"/surveys/{survey.id}", answers_file([row("1"), row("2", "很好"), row("77", 作答日期="")])
    page = send_file(client, home, data)
    told = page.get_data(as_text=True)
    assert page.status_code == 422 and "3 errors in 答卷.xlsx" in told and "“很好” is not in the list" in told
    sent = {"carried": CARRIED.search(told)[1], "name": "答卷.xlsx"}
    marked = client.send(f"{home}/import/marked", sent, form_at=home)
    sheet = openpyxl.load_workbook(BytesIO(marked.data))[SHEET]
    red = {cell.coordinate for line in sheet["A2:L4"] for cell in line if cell.fill.start_color.rgb == "FFFFC7CE"}
    assert red == {"G3", "A4", "E4"} and sheet["B2"].value is None
    assert "There is no form of this number." in sheet["M4"].value
    assert client.send(f"{home}/import", sent, form_at=home).status_code == 409
    assert answered(world) == 0
    mended = [row("1"), row("2"), row("3")]
    assert "Take in 3 answers" in send_file(client, home, answers_file(mended)).get_data(as_text=True)


def test_what_is_no_such_file_or_not_carried_by_its_sender_is_refused(
    world: Session, project: Project, sign_in: Callable
) -> None:
    survey = make_asked(world, project, names=5).survey
    client, other = (sign_in(Role.PERFORMANCE, unit=project.unit) for _ in range(2))
    home = f"/surveys/{survey.id}"
    for data, sentence in (
        (b"", "Choose a file."),
        (b"no,table\n1,2\n", "No sheet has the headings"),
        (b"x" * (carried_files.LARGEST + 1), "larger than 340 KB"),
    ):
        refused = send_file(client, home, data, "" if not data else "x.csv")
        assert refused.status_code == 422 and sentence in refused.get_data(as_text=True), sentence
    carried = CARRIED.search(send_file(client, home, answers_file([row("1")])).get_data(as_text=True))[1]
    for who, value in ((other, carried), (client, carried[:-6] + "AAAAAA"), (client, "***"), (client, "")):
        assert who.send(f"{home}/import", {"carried": value}, form_at=home).status_code == 409
    assert answered(world) == 0
    template = client.get(f"{home}/answers-template.xlsx")
    assert len(openpyxl.load_workbook(BytesIO(template.data))[SHEET]["A"]) == 6


def test_a_file_as_large_as_may_be_fits_the_page_that_carries_it(
    world: Session, project: Project, sign_in: Callable
) -> None:
    home = f"/surveys/{make_asked(world, project, names=5).survey.id}"
    client = sign_in(Role.PERFORMANCE, unit=project.unit)
    as_large = "A" * (-(-(carried_files.LARGEST + 64) // 3) * 4)
    refused = client.send(f"{home}/import", {"carried": as_large, "name": "答" * 128}, form_at=home)
    assert refused.status_code == 409 and "too old, or not yours" in refused.get_data(as_text=True)


def test_no_form_that_takes_answers_keeps_a_moment_against_double_sending(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        takes = rule.endpoint.startswith("answering.") or rule.endpoint in {"surveys.take_in", "surveys.take_file_in"}
        if takes and "POST" in (rule.methods or set()):
            assert not app.view_functions[rule.endpoint].access.once, rule.endpoint  # type: ignore[attr-defined]
