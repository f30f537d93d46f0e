"""The doors do what the matrix says: every route is tried by every role, and by nobody."""

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import GRANTS, Role
from tests.factories.cookies import signed_in
from tests.factories.units import make_unit
from tests.factories.users import make_staff

VALUES = {"int": "987654", "year": "2025"}


def _made_up(part: re.Match[str]) -> str:
    one_of = re.match(r"any\((\w+)", part[1] or "")
    return one_of[1] if one_of else VALUES.get(part[2]) or VALUES.get(part[1] or "", "nothing")


def routes(app: Flask) -> list[tuple[str, str, object]]:
    """(method, an address with made-up values, access rule) of every view."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        address = re.sub(r"<(?:([^:>]+):)?(\w+)>", _made_up, rule.rule)
        method = "POST" if "POST" in (rule.methods or set()) else "GET"
        found.append((method, address, app.view_functions[rule.endpoint].access))  # type: ignore[attr-defined]
    return sorted(found, key=lambda route: route[:2])


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_a_role_is_refused_exactly_where_it_has_no_right(role: Role, app: Flask, world: Session, sign_in) -> None:  # type: ignore[no-untyped-def]
    app.config["WTF_CSRF_ENABLED"] = False
    client = sign_in(role, unit=make_unit(world))
    for method, address, access in routes(app):
        if access.public:
            continue
        answer = client.open(address, method=method)
        allowed = not access.permissions or bool(set(access.permissions) & GRANTS[role])
        if allowed:
            assert answer.status_code not in {401, 403, 500}, f"{method} {address} answered {answer.status_code}"
        else:
            assert answer.status_code == 403, f"{method} {address} let a {role.value} in ({answer.status_code})"


def test_nobody_gets_in_without_signing_in(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    for method, address, access in routes(app):
        if not access.public:
            answer = client.open(address, method=method)
            assert answer.status_code == 302 and answer.location.startswith("/sign-in"), f"{method} {address}"


def test_a_post_without_its_token_changes_nothing(app: Flask, world: Session, sign_in) -> None:  # type: ignore[no-untyped-def]
    client = sign_in(Role.ADMINISTRATOR, unit=make_unit(world))
    answer = client.post("/users/new", data={"login": "x", "name": "y"})
    assert answer.status_code == 409
    assert "x</a>" not in client.get("/users").get_data(as_text=True)


UNHOLDABLE = [
    "/households/99999999999999999999",
    "/households?unit=99999999999999999999",
    "/households?q=%00",
    "/special-groups?year=99999999999999999999",
    "/batches?after=0-99999999999999999999",
    "/projects?year=99999999999999999999",
    "/projects/2025/x%00y",
    "/records?year=99999&page=99999999999999999999",
    "/payments/99999999999999999999",
]


def test_an_address_with_what_no_column_holds_finds_nothing(either_app: Flask, either_world: Session) -> None:
    user = make_staff(either_world, Role.AUDITOR, make_unit(either_world))
    either_world.commit()
    client = either_app.test_client()
    signed_in(client, user)
    for address in UNHOLDABLE:
        assert client.get(address).status_code in {200, 404}, address


def test_a_form_with_what_no_column_holds_is_refused(either_app: Flask, either_world: Session) -> None:
    user = make_staff(either_world, Role.ADMINISTRATOR, make_unit(either_world))
    either_world.commit()
    client = either_app.test_client()
    signed_in(client, user)
    answer = client.send("/users/new", {"login": "x\0", "name": "y" * 500})
    assert answer.status_code in {302, 422}
