"""Loading a targets book on a page: all its faults or all it says, then exactly what was seen, once."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.access.roles import Role
from caseapp.models.audit import AuditEvent
from caseapp.models.projects import DepartmentYear, Indicator, Project
from caseapp.models.units import Unit
from caseapp.readers.targets import read_targets
from caseapp.services.projects import load_book
from tests.factories.books import BOOK
from tests.factories.clock import NOW
from tests.factories.target_tables import WHOLE, as_xlsx
from tests.factories.units import make_unit

TEXT = BOOK.read_text(encoding="utf-8")
DAMAGED = TEXT.replace("数量指标", "数目指标", 1).replace(
    "2.财政代扣工会经费绩效目标表", "9.财政代扣工会经费绩效目标表"
)


@pytest.fixture
def city(world: Session) -> Unit:
    return make_unit(world, name="唐山市总工会", code="408001")


def look(client: Any, text: str | bytes, name: str = "book.txt") -> TestResponse:
    file = (BytesIO(text.encode() if isinstance(text, str) else text), name)
    return client.send("/books/preview", {"file": file}, form_at="/books/new", content_type="multipart/form-data")


def sealed(answer: TestResponse) -> str:
    return answer.get_data(as_text=True).partition('name="book" value="')[2].partition('"')[0]


def stored(world: Session) -> tuple[int | None, ...]:
    world.expire_all()
    counts = tuple(world.scalar(select(func.count()).select_from(table)) for table in (Project, Indicator))
    world.commit()
    return counts


def test_a_book_is_seen_whole_before_anything_is_stored(world: Session, city: Unit, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=city)
    answer = look(client, TEXT)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert [name in page for name in ("安全月宣传活动", "困难职工专项帮扶资金", "≥426户（人）次")] == [True] * 3
    assert "at least 426 户" in page
    assert "43 New" in page
    assert "every indicator has its measure" in page
    assert stored(world) == (0, 0)


def test_another_layout_shows_its_cells_beside_what_was_understood(
    world: Session, city: Unit, sign_in: Callable
) -> None:
    client = sign_in(Role.PERFORMANCE, unit=city)
    page = look(client, as_xlsx("项目支出绩效目标表（2023年度）", WHOLE), "form.xlsx").get_data(as_text=True)
    assert "指标性质：大于等于；指标值：96；度量单位：%" in page
    assert "at least 96%" in page


def test_what_was_seen_is_loaded_and_recorded(world: Session, city: Unit, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=city)
    answer = client.send("/books", {"book": sealed(look(client, TEXT))}, form_at="/books/new")
    assert (answer.status_code, answer.location) == (302, "/projects?year=2025")
    assert stored(world) == (7, 43)
    event = world.scalars(select(AuditEvent).where(AuditEvent.action == "book.load")).one()
    assert event.actor_id == client.user_id
    world.commit()
    assert "is loaded" in client.get(answer.location).get_data(as_text=True)


def test_the_same_file_again_changes_nothing(world: Session, city: Unit, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=city)
    parcel = sealed(look(client, TEXT))
    client.send("/books", {"book": parcel}, form_at="/books/new")
    page = look(client, TEXT).get_data(as_text=True)
    assert "nothing changes" in page
    assert "Load this book" not in page
    again = client.send("/books", {"book": parcel}, form_at="/books/new")
    assert "nothing changed" in client.get(again.location).get_data(as_text=True)
    assert stored(world) == (7, 43)


def test_the_preview_says_what_changes(world: Session, city: Unit, sign_in: Callable) -> None:
    load_book(world, SYSTEM, book=read_targets(TEXT.encode()), digest="0" * 64, now=NOW)
    client = sign_in(Role.PERFORMANCE, unit=city)
    page = look(client, TEXT.replace("≥426户（人）次", "≥430户（人）次")).get_data(as_text=True)
    assert "1 Changed, 6 Same" in page
    assert "1 Changed, 42 Same" in page


def test_an_indicator_without_a_measure_asks_for_one(city: Unit, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=city)
    page = look(client, TEXT.replace("≥426户（人）次", "≥426吨")).get_data(as_text=True)
    assert page.count("asks for a measure") == 1


@pytest.mark.parametrize(("locale", "place"), [("en", "line "), ("zh", "第")])
def test_a_damaged_book_shows_every_fault_with_its_place(
    world: Session, city: Unit, sign_in: Callable, locale: str, place: str
) -> None:
    client = sign_in(Role.PERFORMANCE, unit=city, locale=locale)
    answer = look(client, DAMAGED)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count("<tr>") >= 3
    assert "数目指标" in page
    assert f">{place}" in page
    assert stored(world) == (0, 0)


@pytest.mark.parametrize("text", ["", "你好", "PK这不是文档"])
def test_what_is_no_book_is_refused_with_a_sentence(world: Session, city: Unit, sign_in: Callable, text: str) -> None:
    client = sign_in(Role.PERFORMANCE, unit=city)
    assert look(client, text).status_code == 422
    assert stored(world) == (0, 0)


def test_a_file_must_be_chosen_and_may_not_be_huge(city: Unit, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=city)
    nothing = client.send("/books/preview", {}, form_at="/books/new", content_type="multipart/form-data")
    assert (nothing.status_code, "Choose a file." in nothing.get_data(as_text=True)) == (422, True)
    huge = look(client, "a" * (5 * 1024 * 1024 + 1))
    assert (huge.status_code, "larger than 5 MB" in huge.get_data(as_text=True)) == (422, True)


def test_a_parcel_changed_on_the_way_is_refused(world: Session, city: Unit, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=city)
    parcel = sealed(look(client, TEXT))
    for bad in ("", parcel[:-1], ("B" if parcel[40] == "A" else "A").join((parcel[:40], parcel[41:]))):
        assert client.send("/books", {"book": bad}, form_at="/books/new").status_code == 409
    other = sign_in(Role.PERFORMANCE, unit=city)
    assert other.send("/books", {"book": parcel}, form_at="/books/new").status_code == 409
    assert stored(world) == (0, 0)


def test_a_preview_overtaken_by_another_book_is_refused(world: Session, city: Unit, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=city)
    parcel = sealed(look(client, TEXT))
    load_book(world, SYSTEM, book=read_targets(TEXT.encode()), digest="0" * 64, now=NOW)
    world.commit()
    assert client.send("/books", {"book": parcel}, form_at="/books/new").status_code == 409
    assert world.scalar(select(DepartmentYear.book_digest)) == "0" * 64


def test_a_caseworker_loads_no_book(city: Unit, sign_in: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=city)
    assert client.get("/books/new").status_code == 403
    assert look(client, TEXT).status_code == 403
    assert client.send("/books", {"book": "x"}, form_at="/").status_code == 403
    assert "/books/new" not in client.get("/projects").get_data(as_text=True)


def test_the_officer_of_a_county_cannot_replace_the_city_s_book(world: Session, city: Unit, sign_in: Callable) -> None:
    county = make_unit(world, parent=city, code="408002")
    load_book(world, SYSTEM, book=read_targets(TEXT.encode()), digest="0" * 64, now=NOW)
    client = sign_in(Role.PERFORMANCE, unit=county)
    assert look(client, TEXT.replace("408001", "408002")).status_code == 403
    assert stored(world) == (7, 43)
