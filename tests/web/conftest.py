"""A client that checks every page it fetches, signed in as whoever the test asks for."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from caseapp.app import create_app
from caseapp.config import Settings
from caseapp.domain.access.roles import Role
from caseapp.extensions import db
from caseapp.models.engine import open_engine
from caseapp.models.units import Unit
from caseapp.models.users import Post, User
from tests.factories.cookies import signed_in

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Counter:
    statements: list[str] = field(default_factory=list)


class PageClient(FlaskClient):
    """`get` and `post` as ever; HTML answers must be valid HTML5 with one h1 and no inline script or style."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        whole_page = response.mimetype == "text/html" and response.data.lstrip().lower().startswith(b"<!doctype")
        if whole_page and not response.location:
            tree = check_page(response.get_data(as_text=True))
            check_keys(self.application, response.request.path, tree)
        return response

    def send(
        self, url: str, data: dict[str, Any] | None = None, *, form_at: str | None = None, **kwargs: Any
    ) -> TestResponse:
        """POST with the token (and request key) of the form on the page at `form_at` (default: the URL itself)."""
        page = self.get(form_at or url)
        token = TOKEN.search(page.get_data(as_text=True))
        key = re.search(r'name="request_key"[^>]*value="([^"]+)"', page.get_data(as_text=True))
        body = {"csrf_token": token.group(1) if token else ""}
        if key:
            body["request_key"] = key.group(1)
        return self.post(url, data={**body, **(data or {})}, **kwargs)


def check_page(text: str) -> Any:
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=False, namespaceHTMLElements=False)
    tree = parser.parse(text)
    faults = [error for error in parser.errors if error[1] not in {"unexpected-end-tag-treated-as"}]
    assert not faults, faults[:5]
    assert len(tree.findall(".//h1")) == 1, "a page has one h1"
    assert (tree.findtext(".//title") or "").strip(), "a page has a title"
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert "style" not in element.attrib and element.tag != "style", f"inline style on {element.tag}"
        assert not any(name.startswith("on") for name in element.attrib), f"inline handler on {element.tag}"
        if element.tag == "script":
            assert element.get("src"), "inline script"
        if element.tag == "form" and element.get("method", "get").lower() == "post":
            names = {child.get("name") for child in element.iter() if isinstance(child.tag, str)}
            assert "csrf_token" in names, f"no token in the form to {element.get('action')}"
    labelled = {label.get("for") for label in tree.iter("label")}
    for kind in ("input", "select", "textarea"):
        for control in tree.iter(kind):
            if control.get("type") in {"hidden", "submit"}:
                continue
            named = control.get("id") in labelled or control.get("aria-label") or control.get("aria-labelledby")
            assert named or _inside_label(tree, control), f"no label for {control.get('name')}"
    return tree


def check_keys(app: Flask, here: str, tree: Any) -> None:
    """Every form whose view counts once carries a key of its own."""
    addresses, keys = app.url_map.bind("localhost"), []
    for form in tree.iter("form"):
        if form.get("method", "get").lower() != "post":
            continue
        action = urlsplit(form.get("action") or here).path
        endpoint = addresses.match(action, method="POST")[0]
        if app.view_functions[endpoint].access.once:  # type: ignore[attr-defined]
            own = [field.get("value") for field in form.iter("input") if field.get("name") == "request_key"]
            assert len(own) == 1 and own[0], f"no request key in the form to {action}"
            keys += own
    assert len(keys) == len(set(keys)), "two forms share a request key"


def _inside_label(tree: Any, control: Any) -> bool:
    return any(control in list(label.iter()) for label in tree.iter("label"))


@pytest.fixture(scope="session")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def build_app(home: Path, url: str) -> Flask:
    app = create_app(Settings(home=home, database_url=url))
    app.config.update(TESTING=True)
    app.test_client_class = PageClient
    return app


@pytest.fixture
def app(_home: Path, make_sqlite: Callable[[], str]) -> Iterator[Flask]:
    """The app on a fresh SQLite file."""
    made = build_app(_home, make_sqlite())
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def postgres_app(_home: Path, make_postgres: Callable[[], str]) -> Iterator[Flask]:
    """The app on a fresh PostgreSQL database."""
    made = build_app(_home, make_postgres())
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def world(app: Flask) -> Iterator[Session]:
    """A writing session on the app's database. Commit before the client writes: SQLite has one writer at a time."""
    yield from writing_session(app)


def writing_session(app: Flask) -> Iterator[Session]:
    with app.app_context():
        url = db.engine.url
    engine = open_engine(url.render_as_string(hide_password=False))
    with Session(engine.execution_options(write=True), expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture(params=["app", "postgres_app"])
def either_app(request: pytest.FixtureRequest) -> Flask:
    """The app, once on each database."""
    made: Flask = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def either_world(either_app: Flask) -> Iterator[Session]:
    """`world` on whichever database the app has."""
    yield from writing_session(either_app)


@pytest.fixture
def sign_in(app: Flask, world: Session) -> Callable[..., PageClient]:
    """`sign_in(Role.CASEWORKER, unit)` gives a client of a fresh user with that post; commits the scene."""

    def enter(*roles: Role, unit: Unit, locale: str = "en") -> PageClient:
        number = world.query(User).count() + 1
        user = User(login=f"signed{number}", name=f"用户{number}", active=True)
        world.add(user)
        world.flush()
        for role in roles:
            world.add(Post(user_id=user.id, unit_id=unit.id, role=role, from_on=date(2020, 1, 1)))
        world.commit()
        client = app.test_client()
        signed_in(client, user, locale)
        client.user_id = user.id
        return client

    return enter


@contextmanager
def watched(app: Flask) -> Iterator[Counter]:
    """Collects the SQL of the app inside the block (transaction words aside)."""
    counter = Counter()

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SET TRANSACTION")):
            counter.statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield counter
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def statements(app: Flask) -> Callable[[], Any]:
    """`with statements() as counter:` watches the app."""
    return lambda: watched(app)
