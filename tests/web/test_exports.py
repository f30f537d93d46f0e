"""A list too long for one answer: a page that shows how far it is, then the workbook; a short one is the answer."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.models.audit import AuditEvent
from caseapp.models.exports import Export
from caseapp.services import exports
from tests.factories.households import make_household
from tests.factories.listings import make_listing
from tests.factories.model_workers import make_model_worker
from tests.factories.rosters import HEADS
from tests.factories.units import make_unit

SignIn = Callable[..., Any]
FILES = 5
REASON = "上报省总"


@pytest.fixture
def client(world: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A caseworker with more files than are given out at once."""
    monkeypatch.setattr(exports, "LONG", FILES - 1)
    monkeypatch.setattr(exports, "STEP", 2)
    unit = make_unit(world)
    for _ in range(FILES):
        make_household(world, unit)
        make_model_worker(world, unit)
        make_listing(world, unit)
    return sign_in(Role.CASEWORKER, unit=unit)


def begun(client: Any, register: str = "households") -> str:
    answer = client.send(f"/{register}/export", {"reason": REASON, "in_full": "y"})
    assert answer.status_code == 302
    return str(answer.location)


def test_a_long_list_is_made_while_one_watches_and_taken_when_it_is_ready(client: Any, world: Session) -> None:
    asked = client.get("/households/export").get_data(as_text=True)
    assert "made step by step" in asked and "Make the list" in asked
    page = begun(client)
    watching = {"headers": {"HX-Request": "true"}, "form_at": page}
    assert "0 of 5 records are in the list." in client.get(page).get_data(as_text=True)
    assert client.get(f"{page}/roster.xlsx").status_code == 409
    first = client.send(f"{page}/advance", **watching)
    assert "2 of 5 records are in the list." in first.get_data(as_text=True) and "HX-Refresh" not in first.headers
    client.send(f"{page}/advance", **watching)
    assert client.send(f"{page}/advance", **watching).headers["HX-Refresh"] == "true"
    assert "The list is ready: 5 records." in client.get(page).get_data(as_text=True)
    taken = client.get(f"{page}/roster.xlsx")
    assert len(list(openpyxl.load_workbook(BytesIO(taken.data))[HEADS].iter_rows(min_row=2))) == FILES
    events = world.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()
    assert events[-2:] == ["household.export", "export.download"]


def test_without_scripts_a_button_goes_on(client: Any) -> None:
    page = begun(client)
    for _ in range(3):
        answer = client.send(f"{page}/advance", form_at=page)
        assert (answer.status_code, answer.location) == (302, page)
    assert "The list is ready" in client.get(page).get_data(as_text=True)


@pytest.mark.parametrize("register", ["households", "model-workers", "special-groups"])
def test_the_page_that_asks_names_the_lists_of_today_and_they_can_be_deleted(client: Any, register: str) -> None:
    page = begun(client, register)
    asked = client.get(f"/{register}/export").get_data(as_text=True)
    assert f'href="{page}"' in asked and "0 of 5" in asked and REASON in asked
    dropped = client.send(f"{page}/drop", form_at=page, follow_redirects=True).get_data(as_text=True)
    assert "The list is deleted." in dropped and page not in dropped
    assert client.get(page).status_code == 404


def test_nobody_else_finds_it(client: Any, world: Session, sign_in: SignIn) -> None:
    page = begun(client)
    unit = make_unit(world)
    other = sign_in(Role.CASEWORKER, Role.REVIEWER, unit=unit)
    assert other.get(page).status_code == other.get(f"{page}/roster.xlsx").status_code == 404
    assert "Long lists of yours" not in other.get("/households/export").get_data(as_text=True)


def test_a_short_list_is_the_answer_and_leaves_nothing_behind(client: Any, world: Session) -> None:
    answer = client.send("/households/export?category=accident", {"reason": REASON})
    assert answer.status_code == 200 and re.search(r"xlsx$", answer.headers["Content-Disposition"])
    assert world.scalars(select(Export)).all() == []
