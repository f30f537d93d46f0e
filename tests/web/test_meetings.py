"""The pages of an activity: sessions, the list typed or taken in, vouchers; and a quarter's dues brought up to date."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.households.attachments import AT_ONCE
from caseapp.models.activities import Remittance
from caseapp.models.audit import AuditEvent
from caseapp.models.projects import Project
from caseapp.models.units import Unit
from caseapp.services.figures import one_figure
from tests.factories.books import load_book_2025
from tests.factories.people import resident_id
from tests.factories.records import make_activity, make_expense, make_remittance
from tests.factories.scans import pdf, picture
from tests.factories.units import make_unit
from tests.integration.test_sessions import workbook


@pytest.fixture
def city(world: Session) -> Unit:
    return make_unit(world, name="唐山市总工会", code="408001")


@pytest.fixture
def projects(world: Session, city: Unit) -> dict[int, Project]:
    return load_book_2025(world)


def came(world: Session, project: Project) -> object:
    found = one_figure(world, 2025, project.code, 1, as_of=date(2025, 12, 31)).actual
    world.commit()
    return found


def test_a_list_typed_or_taken_in_is_the_figure(
    world: Session, city: Unit, projects: dict[int, Project], sign_in: Callable
) -> None:
    activity = make_activity(world, projects[4], title="劳动保护培训")
    world.commit()
    client: Any = sign_in(Role.PERFORMANCE, unit=city)
    page = f"/records/activities/{activity.id}/sessions/new"
    session = {"topic": "第一讲", "planned_on": "2025-06-05", "held_on": "2025-06-05", "participants": "9"}
    assert client.send(page, session).status_code == 302
    assert came(world, projects[4]) == 9
    address = client.get(f"/records/activities/{activity.id}").get_data(as_text=True).partition("/records/sessions/")[2]
    list_page = f"/records/sessions/{address.partition('/')[0]}/list"
    typed = {"rows-2-name": "甲", "rows-2-present": "y", "rows-4-name": "乙", "rows-4-passed": "y", "version": "1"}
    refused = client.send(list_page, typed)
    assert (refused.status_code, "Only who was examined" in refused.get_data(as_text=True)) == (422, True)
    assert client.send(list_page, typed | {"rows-4-passed": ""}).status_code == 302
    assert came(world, projects[4]) == 1
    number = resident_id()
    take = list_page.replace("/list", "/import")

    def look(*rows: tuple[str, ...]) -> Any:
        sent = {"file": (BytesIO(workbook(*rows)), "名单.xlsx")}
        return client.send(f"{take}/preview", sent, form_at=take, content_type="multipart/form-data")

    wrong = look(("丙", "", "123", "", "", ""))
    carried = wrong.get_data(as_text=True).partition('name="carried" value="')[2].partition('"')[0]
    assert wrong.status_code == 422
    marked = client.send(f"{take}/marked", {"carried": carried, "name": "名单.xlsx"}, form_at=take)
    assert marked.data.startswith(b"PK")
    right = look(("丙", "", number, "", "", "")).get_data(as_text=True)
    carried = right.partition('name="carried" value="')[2].partition('"')[0]
    assert client.send(take, {"carried": carried}, form_at=take).status_code == 302
    assert came(world, projects[4]) == 2
    shown = client.get(list_page).get_data(as_text=True)
    assert (number in shown, number[:4] in shown) == (False, True)


def test_a_voucher_is_kept_sealed_and_opened_again(
    world: Session, city: Unit, projects: dict[int, Project], sign_in: Callable
) -> None:
    expense = make_expense(world, projects[4])
    world.commit()
    client: Any = sign_in(Role.PERFORMANCE, unit=city)
    page = f"/records/expenses/{expense.id}"
    sent = {"files": (BytesIO(pdf("发票")), "发票.pdf")}
    assert client.send(f"{page}/vouchers", sent, form_at=page, content_type="multipart/form-data").status_code == 302
    link = client.get(page).get_data(as_text=True).partition('href="/records/papers/')[2].partition('"')[0]
    assert client.get(f"/records/papers/{link}").data.startswith(b"%PDF")
    many = {"files": [(BytesIO(pdf()), f"{number}.pdf") for number in range(AT_ONCE + 1)]}
    refused = client.send(f"{page}/vouchers", many, form_at=page, content_type="multipart/form-data")
    assert "at most" in refused.get_data(as_text=True), "what is too many is said, not left out in silence"
    again = {"files": (BytesIO(pdf("发票")), "再来.pdf")}
    assert client.send(f"{page}/vouchers", again, form_at=page, content_type="multipart/form-data").status_code == 422


def test_a_quarter_is_due_on_the_twentieth_and_opens_with_what_is_recorded(
    world: Session, city: Unit, projects: dict[int, Project], sign_in: Callable
) -> None:
    make_remittance(world, projects[2], quarter=1)
    world.commit()
    client: Any = sign_in(Role.PERFORMANCE, unit=city)
    page = f"/records/new/remittance?year=2025&project={projects[2].id}&quarter="
    assert 'value="2025-06-20"' in client.get(f"{page}2").get_data(as_text=True)
    assert 'value="20000.00"' in client.get(f"{page}1").get_data(as_text=True)


def test_a_mistaken_session_is_struck_on_its_page_and_stands_there_with_the_reason(
    world: Session, city: Unit, projects: dict[int, Project], sign_in: Callable
) -> None:
    activity = make_activity(world, projects[4], title="劳动保护培训")
    world.commit()
    client: Any = sign_in(Role.PERFORMANCE, unit=city)
    page = f"/records/activities/{activity.id}"
    session = {"planned_on": "2025-06-05", "held_on": "2025-06-05", "participants": "9"}
    for topic in ("第一讲", "重录的讲"):
        assert client.send(f"{page}/sessions/new", session | {"topic": topic}).status_code == 302
    assert came(world, projects[4]) == 18
    address = client.get(page).get_data(as_text=True).rpartition("/records/sessions/")[2].partition("/")[0]
    edit, act = f"/records/sessions/{address}/edit", f"/records/sessions/{address}/withdraw"
    refused = client.send(act, {"version": "1", "reason": ""}, form_at=edit)
    assert (refused.status_code, "Write the reason." in refused.get_data(as_text=True)) == (422, True)
    assert client.send(act, {"version": "1", "reason": "录了两次"}, form_at=edit).status_code == 302
    assert came(world, projects[4]) == 9
    struck = select(AuditEvent.subject_id).where(AuditEvent.action == "activity.session_withdrawn")
    assert world.scalars(struck).all() == [activity.id]
    world.commit()
    shown = client.get(page).get_data(as_text=True)
    assert "<s>重录的讲</s>" in shown and "录了两次" in shown
    assert client.get(edit).status_code == 404


def test_photos_of_an_activity_are_kept_once_and_opened_by_who_may_see_it(
    world: Session, city: Unit, projects: dict[int, Project], sign_in: Callable
) -> None:
    activity = make_activity(world, projects[4], title="劳动保护培训")
    world.commit()
    client: Any = sign_in(Role.PERFORMANCE, unit=city)
    page, photo = f"/records/activities/{activity.id}", picture()

    def put(data: bytes, name: str) -> int:
        sent = {"files": (BytesIO(data), name)}
        answer = client.send(f"{page}/photos", sent, form_at=page, content_type="multipart/form-data")
        return int(answer.status_code)

    assert put(photo, "会场.jpg") == 302
    assert [put(photo, "又一张.jpg"), put(b"MZ", "会场.jpg")] == [422, 422]
    shown = client.get(page).get_data(as_text=True)
    assert ("会场.jpg" in shown, "又一张.jpg" in shown) == (True, False)
    link = shown.partition('href="/records/papers/')[2].partition('"')[0]
    assert client.get(f"/records/papers/{link}").data.startswith(b"\xff\xd8")
    outside: Any = sign_in(Role.ADMINISTRATOR, unit=city)
    assert outside.get(f"/records/papers/{link}").status_code == 403


def test_a_quarters_dues_are_in_time_late_short_or_overdue(
    world: Session, city: Unit, projects: dict[int, Project], sign_in: Callable
) -> None:
    quarters: list[dict[str, Any]] = [{}, {"passed_on": date(2025, 6, 21)}, {"passed_fen": 1_999_999}]
    for quarter, changed in enumerate([*quarters, {"passed_fen": 0, "passed_on": None}], 1):
        made = make_remittance(world, projects[2], quarter=quarter)
        for name, value in changed.items():
            setattr(made, name, value)
    world.commit()
    client: Any = sign_in(Role.PERFORMANCE, unit=city)
    page = client.get("/records?year=2025&section=remittances").get_data(as_text=True)
    lights = re.findall(r"light[^>]*>\s*(?:<[^>]*>\s*)*(in time|late or short|overdue|not yet)", page)
    assert sorted(lights) == ["in time", "late or short", "late or short", "overdue"]
    world.get_one(Remittance, made.id).due_on = date(2099, 12, 20)
    world.commit()
    assert "overdue" not in client.get("/records?year=2025&section=remittances").get_data(as_text=True)
