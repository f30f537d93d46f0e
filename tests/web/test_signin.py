"""Signing in: one-time links, throttling, timeouts."""

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.access.roles import Role
from caseapp.services import throttle, units, users
from caseapp.web.support.clock import now

GOOD = "correct horse battery"


def twice(password: str) -> dict[str, str]:
    return {"password": password, "again": password}


@pytest.fixture
def invited(world: Session) -> str:
    unit = units.federation(world, code="408001", name="唐山市总工会")
    user = users.add_user(world, SYSTEM, login="guanli", name="管理员", now=now())
    users.give_post(
        world, SYSTEM, user=user, unit=unit, role=Role.ADMINISTRATOR, start=date(2020, 1, 1), end=None, now=now()
    )
    code = users.invite(world, SYSTEM, user=user, now=now())
    world.commit()
    return code


def test_the_first_administrator_sets_a_password_and_signs_in(app: Flask, invited: str) -> None:
    client = app.test_client()
    answer = client.send(f"/invitations/{invited}", twice("一句话也可以当作密码用"))
    assert answer.status_code == 422  # eleven characters: one short
    answer = client.send(f"/invitations/{invited}", twice("一句话也可以当作密码用的"))
    assert answer.location == "/sign-in"
    answer = client.send("/sign-in", {"login": "guanli", "password": "一句话也可以当作密码用的"})
    assert answer.location == "/"
    assert client.get("/users").status_code == 200


def test_a_link_works_once(app: Flask, invited: str) -> None:
    client = app.test_client()
    good = twice(GOOD)
    assert client.send(f"/invitations/{invited}", good).status_code == 302
    assert client.get(f"/invitations/{invited}").status_code == 404


def test_guessing_is_paused_even_for_the_right_password(app: Flask, invited: str) -> None:
    client = app.test_client()
    good = twice(GOOD)
    client.send(f"/invitations/{invited}", good)
    for _ in range(throttle.TRIES):
        assert client.send("/sign-in", {"login": "guanli", "password": "wrong"}).status_code == 422
    assert client.send("/sign-in", {"login": "guanli", "password": GOOD}).status_code == 422
    with time_machine.travel(now() + throttle.WINDOW + timedelta(minutes=1), tick=False):
        assert client.send("/sign-in", {"login": "guanli", "password": GOOD}).location == "/"


def test_an_idle_session_ends(app: Flask, world: Session, sign_in) -> None:  # type: ignore[no-untyped-def]
    client = sign_in(Role.ADMINISTRATOR, unit=units.federation(world, code="408001", name="唐山市总工会"))
    assert client.get("/users").status_code == 200
    with time_machine.travel(now() + timedelta(minutes=31), tick=False):
        assert client.get("/users").location.startswith("/sign-in")


def test_nobody_is_sent_to_another_site_after_signing_in(app: Flask, invited: str) -> None:
    client = app.test_client()
    client.send(f"/invitations/{invited}", twice(GOOD))
    for bad in ("https://example.org/", "//example.org", "/\\example.org"):
        answer = client.send(f"/sign-in?next={bad}", {"login": "guanli", "password": GOOD}, form_at="/sign-in")
        assert answer.location == "/"
        client.send("/sign-out", form_at="/")


def test_incompatible_posts_are_refused_with_a_sentence(app: Flask, world: Session, sign_in) -> None:  # type: ignore[no-untyped-def]
    unit = units.federation(world, code="408001", name="唐山市总工会")
    client = sign_in(Role.ADMINISTRATOR, unit=unit)
    user = users.add_user(world, SYSTEM, login="li", name="李某", now=now())
    world.commit()
    form = {"unit_id": unit.id, "from_on": "2026-01-01"}
    assert (
        client.send(f"/users/{user.id}/posts", {**form, "role": "reviewer"}, form_at=f"/users/{user.id}").status_code
        == 302
    )
    answer = client.send(f"/users/{user.id}/posts", {**form, "role": "cashier"}, form_at=f"/users/{user.id}")
    assert answer.status_code == 422
    assert "One person cannot be" in answer.get_data(as_text=True)


def test_nothing_shown_or_taken_away_is_kept_by_the_browser(app: Flask, world: Session, sign_in) -> None:  # type: ignore[no-untyped-def]
    client = sign_in(Role.AUDITOR, unit=units.federation(world, code="408001", name="唐山市总工会"))
    for address in ("/households", "/projects", "/projects/2025/none/rows/1/list.xlsx"):
        assert client.get(address).headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in client.get("/").headers
    app.config["SESSION_COOKIE_SECURE"] = True
    assert client.get("/sign-in").headers["Strict-Transport-Security"] == "max-age=31536000"
