"""The second factor, showing who one is, and sessions that end everywhere."""

from collections.abc import Callable
from datetime import date, timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM, Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Refused
from caseapp.models.audit import AuditEvent
from caseapp.models.requests import Setting
from caseapp.models.second_factors import RecoveryCode, SecondFactor
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.services import second_factor, throttle, users
from caseapp.web.support.clock import now
from tests.factories.units import make_unit
from tests.factories.users import make_post, make_user

GOOD = "correct horse battery"
STEP = timedelta(seconds=30)


@pytest.fixture
def city(world: Session) -> Unit:
    return make_unit(world, name="唐山市总工会")


@pytest.fixture
def cashier(world: Session, city: Unit) -> User:
    user = make_user(world, login="caiwu", name="王财务")
    users.set_password(user, GOOD)
    make_post(world, user, Role.CASHIER, city)
    world.commit()
    return user


def enrolled(world: Session, user: User) -> tuple[str, list[str]]:
    """The secret and the recovery codes."""
    actor = Actor(user.id, user.name)
    second_factor.begin(world, actor)
    factor = second_factor.factor_of(world, user.id)
    assert factor is not None and factor.secret
    codes = second_factor.confirm(world, actor, code=pyotp.TOTP(factor.secret).at(now() - STEP), now=now())
    world.commit()
    return factor.secret, codes


def password(client, **more: str):  # type: ignore[no-untyped-def]
    with client.session_transaction() as cookie:
        cookie["locale"] = "en"
    return client.send("/sign-in", {"login": "caiwu", "password": GOOD, **more})


def test_who_signs_for_money_enrols_before_anything_else_opens(app: Flask, world: Session, cashier: User) -> None:
    app.config["TWO_FACTOR"] = "required"
    client = app.test_client()
    assert password(client).location == "/"
    assert client.get("/batches").location == "/account/second-factor"
    client.send("/account/second-factor/begin", form_at="/account/second-factor")
    page = client.get("/account/second-factor").get_data(as_text=True)
    assert "data:image/svg+xml" in page
    secret = world.scalars(select(SecondFactor).where(SecondFactor.user_id == cashier.id)).one().secret
    assert secret and secret.encode() not in world.scalars(select(SecondFactor.secret_sealed)).one()
    world.rollback()
    at = "/account/second-factor"
    assert client.send("/account/second-factor/confirm", {"code": "000000x"}, form_at=at).status_code == 422
    answer = client.send("/account/second-factor/confirm", {"code": pyotp.TOTP(secret).at(now())}, form_at=at)
    assert answer.get_data(as_text=True).count("<li><code>") == second_factor.RECOVERY_CODES
    assert client.get("/batches").status_code == 200
    acts = world.scalars(select(AuditEvent.action)).all()
    assert "user.second_factor" in acts


def test_a_demo_database_and_other_posts_ask_for_none(
    app: Flask, world: Session, city: Unit, sign_in: Callable
) -> None:
    app.config["TWO_FACTOR"] = "required"
    assert sign_in(Role.CASEWORKER, unit=city).get("/batches").status_code == 200
    reviewer = sign_in(Role.REVIEWER, unit=city)
    assert reviewer.get("/batches").location == "/account/second-factor"
    world.add(Setting(name="demo", value='{"password": "x", "accounts": []}'))
    world.commit()
    assert reviewer.get("/batches").status_code == 200
    assert "demo database" in reviewer.get("/account").get_data(as_text=True)


def test_the_password_alone_opens_nothing_and_a_code_works_once(app: Flask, world: Session, cashier: User) -> None:
    secret, _codes = enrolled(world, cashier)
    client, other = app.test_client(), app.test_client()
    assert password(client).location == "/sign-in/code"
    assert client.get("/batches").location.startswith("/sign-in")
    code = pyotp.TOTP(secret).at(now())
    assert client.send("/sign-in/code", {"code": code}).location == "/"
    assert client.get("/batches").status_code == 200
    password(other)
    assert other.send("/sign-in/code", {"code": code}).status_code == 422, "the code was seen and is replayed"
    assert other.send("/sign-in/code", {"code": pyotp.TOTP(secret).at(now() + STEP)}).location == "/"


def test_an_old_code_and_a_late_one_are_refused(app: Flask, world: Session, cashier: User) -> None:
    secret, _codes = enrolled(world, cashier)
    client = app.test_client()
    password(client)
    for code in (pyotp.TOTP(secret).at(now() - 3 * STEP), pyotp.TOTP(secret).at(now() + 3 * STEP), "", "١٢٣٤٥٦"):
        assert client.send("/sign-in/code", {"code": code}).status_code == 422
    with time_machine.travel(now() + timedelta(minutes=6), tick=False):
        answer = client.post("/sign-in/code", data={"code": pyotp.TOTP(secret).at(now())})
        assert answer.status_code in (302, 409)
        assert client.get("/batches").location.startswith("/sign-in")


def test_a_recovery_code_works_once_and_is_kept_only_as_a_digest(app: Flask, world: Session, cashier: User) -> None:
    _secret, codes = enrolled(world, cashier)
    client, other = app.test_client(), app.test_client()
    password(client)
    assert client.send("/sign-in/code", {"code": codes[3].upper()}).location == "/"
    password(other)
    assert other.send("/sign-in/code", {"code": codes[3]}).status_code == 422
    assert not any(codes[3].replace("-", "").encode() in one for one in world.scalars(select(RecoveryCode.code_index)))
    assert "user.recovered" in world.scalars(select(AuditEvent.action)).all()


def test_guessing_codes_is_paused_in_the_database(app: Flask, world: Session, cashier: User) -> None:
    secret, _codes = enrolled(world, cashier)
    client = app.test_client()
    password(client)
    for _ in range(throttle.TRIES):
        client.send("/sign-in/code", {"code": "000000"})
    late = client.send("/sign-in/code", {"code": pyotp.TOTP(secret).at(now())})
    assert late.status_code == 422 and "Too many tries" in late.get_data(as_text=True)


def test_an_administrator_takes_a_lost_generator_away(app: Flask, world: Session, cashier: User) -> None:
    enrolled(world, cashier)
    stamp = cashier.stamp
    with pytest.raises(Refused, match="their own"):
        second_factor.reset(world, Actor(cashier.id, "x", _posts(cashier)), user_id=cashier.id, now=now())
    second_factor.reset(world, SYSTEM, user_id=cashier.id, now=now())
    world.commit()
    assert cashier.stamp != stamp
    assert not second_factor.is_enrolled(world, cashier.id)
    assert world.scalars(select(RecoveryCode)).all() == []
    world.commit()
    assert password(app.test_client()).location == "/"


def _posts(user: User):  # type: ignore[no-untyped-def]
    from caseapp.domain.access.actor import HeldPost

    return tuple(HeldPost(Role.ADMINISTRATOR, post.unit.path, date(2020, 1, 1), None) for post in user.posts)


def test_signing_out_ends_every_copy_of_the_cookie(app: Flask, world: Session, cashier: User) -> None:
    client, copy = app.test_client(), app.test_client()
    password(client)
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    with copy.session_transaction() as cookie:
        cookie.update(kept)
    assert copy.get("/batches").status_code == 200
    client.send("/sign-out", form_at="/batches")
    assert copy.get("/batches").location.startswith("/sign-in")


def test_money_is_released_only_by_who_has_lately_shown_who_they_are(app: Flask, world: Session, cashier: User) -> None:
    secret, _codes = enrolled(world, cashier)
    client = app.test_client()
    password(client)
    client.send("/sign-in/code", {"code": pyotp.TOTP(secret).at(now())})
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        page = {"Referer": "http://localhost/batches?state=approved"}
        asked = client.send("/batches/1/release", {"request_key": "k" * 20}, form_at="/batches", headers=page)
        assert asked.location == "/account/confirm?next=/batches?state%3Dapproved"
        at = "/account/confirm?next=/batches"
        wrong = {"password": "wrong", "code": pyotp.TOTP(secret).at(now())}
        assert client.send(at, wrong).status_code == 422
        right = client.send(at, {"password": GOOD, "code": pyotp.TOTP(secret).at(now())})
        assert right.location == "/batches"
        answer = client.send("/batches/1/release", {"request_key": "k" * 20}, form_at="/batches")
        assert answer.status_code == 404, "the door is open now; there is no such batch"


def test_wrong_passwords_at_the_confirmation_are_counted(app: Flask, world: Session, cashier: User) -> None:
    client = app.test_client()
    password(client)
    for _ in range(throttle.TRIES):
        client.send("/account/confirm", {"password": "wrong"})
    assert "Too many tries" in client.send("/account/confirm", {"password": GOOD}).get_data(as_text=True)


def test_incompatible_posts_are_refused_across_the_tree(world: Session, city: Unit, cashier: User) -> None:
    county = make_unit(world, parent=city)
    elsewhere = make_unit(world)
    for unit, refused in ((county, True), (elsewhere, False)):
        values = {"user": cashier, "unit": unit, "role": Role.REVIEWER, "start": date(2025, 1, 1), "end": None}
        if refused:
            with pytest.raises(Refused, match="above or below"):
                users.give_post(world, SYSTEM, **values, now=now())  # type: ignore[arg-type]
        else:
            users.give_post(world, SYSTEM, **values, now=now())  # type: ignore[arg-type]
