"""The page a target table is edited on: two tabs, live reading, and the copy of a year."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.access.roles import Role
from caseapp.models.projects import Project
from caseapp.models.units import Unit
from caseapp.readers.targets import read_targets
from caseapp.services.projects import load_book
from tests.factories.books import BOOK
from tests.factories.clock import NOW
from tests.factories.units import make_unit
from tests.web.test_two_tabs import contested, filled

ADDRESS = "/projects/2025/13020025P00779410001X/edit"


@pytest.fixture
def city(world: Session) -> Unit:
    unit = make_unit(world, name="唐山市总工会", code="408001")
    load_book(world, SYSTEM, book=read_targets(BOOK.read_bytes()), digest="a" * 64, now=NOW)
    return unit


def targets(world: Session) -> list[str]:
    world.expire_all()
    project = world.scalars(select(Project).where(Project.code == "13020025P00779410001X", Project.year == 2025)).one()
    said = [row.target for row in project.indicators]
    world.commit()
    return said


def test_two_tabs_lose_no_edit_and_brackets_stay_as_printed(world: Session, city: Unit, sign_in: Callable) -> None:
    client: Any = sign_in(Role.PERFORMANCE, unit=city)
    mine, theirs = opened(client), opened(client)
    theirs |= {"rows-0-target": "≥430户（人）次", "rows-4-target": "≥91%", "reason": "他们改"}
    assert client.post(ADDRESS, data=theirs).status_code == 302
    mine |= {"rows-0-target": "≥440户（人）次", "rows-1-target": "≥97%", "reason": "我改"}
    answer = client.post(ADDRESS, data=mine)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert len(contested(page)) == 1
    assert "≥430户（人）次" in page
    sent = boxes(page) | {f"choice-{next(iter(contested(page)))}": "mine"}
    assert client.post(ADDRESS, data=sent).status_code == 302
    assert targets(world) == ["≥440户（人）次", "≥97%", "4季", "65.49万元", "≥91%", "≥90%"]
    shown = client.get(ADDRESS).get_data(as_text=True)
    assert [said in shown for said in ("他们改", "我改", "<del>≥90%</del>", "<ins>≥91%</ins>")] == [True] * 4


def boxes(page: str) -> dict[str, str]:
    """What the page's form would send, no row taken away."""
    return {name: value for name, value in filled(page).items() if not name.endswith("-away")}


def opened(client: Any) -> dict[str, str]:
    return boxes(client.get(ADDRESS).get_data(as_text=True))


def test_what_is_wrong_stands_at_its_box_and_nothing_is_stored(world: Session, city: Unit, sign_in: Callable) -> None:
    client: Any = sign_in(Role.PERFORMANCE, unit=city)
    before = targets(world)
    typed = opened(client) | {"rows-0-target": "", "reason": "改"}
    answer = client.post(ADDRESS, data=typed)
    assert answer.status_code == 422
    assert 'id="rows-0-target-error"' in answer.get_data(as_text=True)
    assert targets(world) == before
    more = client.post(ADDRESS, data=typed | {"more_rows": "1"})
    assert (more.status_code, "rows-6-name" in more.get_data(as_text=True)) == (200, True)


def test_a_target_is_read_while_it_is_typed(world: Session, city: Unit, sign_in: Callable) -> None:
    client: Any = sign_in(Role.PERFORMANCE, unit=city)
    said = client.get(f"{ADDRESS}/understood?rows-3-target=不少于426户").get_data(as_text=True)
    assert "at least 426 户" in said


def test_a_year_is_copied_after_its_preview_and_once(world: Session, city: Unit, sign_in: Callable) -> None:
    client: Any = sign_in(Role.PERFORMANCE, unit=city)
    page = client.get("/projects/2025/copy").get_data(as_text=True)
    assert "2026年12月20日前" in page
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    assert client.send("/projects/2025/copy", {"seen": seen}, form_at="/projects/2025/copy").status_code == 302
    assert world.scalar(select(func.count()).select_from(Project)) == 14
    world.commit()
    assert client.get("/projects/2025/copy").status_code == 409
