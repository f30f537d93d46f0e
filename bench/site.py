"""The app in this process, a caseworker signed in, and the limit of any of its pages.

The limit page is a bare Flask view: hand-written SQL on a plain connection fills the page's own template, with what
stands around it (frame, choices) kept from one real answer. No session, rights or ORM.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask, render_template_string, request, template_rendered
from flask.testing import FlaskClient
from sqlalchemy import event, select

from bench.timing import Result, milliseconds, take_turns
from bench.worlds import World
from caseapp.app import create_app
from caseapp.domain.identity import mask
from caseapp.extensions import db
from caseapp.models.engine import open_engine
from caseapp.models.users import User
from caseapp.web.support.clock import now
from caseapp.web.support.session import SignedIn

CASEWORKER = "jingban"
MASKED = mask("130201198001010016")
PLAIN = """<!doctype html><title>plain</title><h1>plain</h1>{% for rows in found %}<table>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}
</table>{% endfor %}"""

Found = list[list[Any]]
"""The rows of each hand-written statement."""


class Hand:
    """A plain connection for hand-written SQL, `%s` for values on both databases."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)
        self._connection = self._engine.raw_connection()
        self.is_sqlite = self._engine.dialect.name == "sqlite"
        if not self.is_sqlite:
            self._connection.driver_connection.autocommit = True

    def rows(self, sql: str, *values: Any) -> list[Any]:
        cursor = self._connection.cursor()
        cursor.execute(self._in_own_style(sql), values)
        return list(cursor.fetchall())

    def write(self, sql: str, *values: Any) -> None:
        """In a transaction of its own."""
        self._connection.cursor().execute(self._in_own_style(sql), values)

    def write_many(self, sql: str, rows: list[Any]) -> None:
        cursor = self._connection.cursor()
        cursor.execute("BEGIN")
        cursor.executemany(self._in_own_style(sql), rows)
        cursor.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()

    def _in_own_style(self, sql: str) -> str:
        return sql.replace("%s", "?") if self.is_sqlite else sql


@dataclass(frozen=True)
class ByHand:
    """`read` runs the statements; `fill` puts their rows into a copy of the page's context."""

    read: Callable[[], Found]
    fill: Callable[[dict[str, Any], Found], dict[str, Any]]


class Site:
    def __init__(self, world: World) -> None:
        self.app = create_app(world.settings)
        self.client = self.app.test_client()
        self.hand = Hand(world.url)
        with self.app.app_context():
            user = db.session.scalars(select(User).where(User.login == CASEWORKER)).one()
            signed_in = SignedIn(user)
            token, self.actor = signed_in.get_id(), signed_in.actor
        moment = int(now().timestamp())
        with self.client.session_transaction() as cookie:
            cookie.update(_user_id=token, _fresh=True, signed_at=moment, seen_at=moment)

    def close(self) -> None:
        self.hand.close()
        with self.app.app_context():
            db.engine.dispose()

    def measure(self, name: str, path: str, by_hand: ByHand, *, goal: float, seconds: float) -> Result:
        """The page beside its limit and beside a plain table; raises when the limit page shows other rows."""
        template, context, statements, body = self.look(path)
        limit, plain = _limit(self.app, template, context, by_hand), _plain(by_hand)
        shown = limit.get(path).data.count(b"<tr")
        if shown != body.count(b"<tr"):
            raise RuntimeError(f"the limit of {name} shows {shown} rows, the page {body.count(b'<tr')}")
        page, least, table = take_turns([partial(one.get, path) for one in (self.client, limit, plain)], seconds)
        return Result(
            name,
            milliseconds(page),
            milliseconds(page, 0.95),
            milliseconds(least),
            goal,
            statements=len(statements),
            plain=milliseconds(table),
        )

    def look(self, path: str) -> tuple[str, dict[str, Any], list[str], bytes]:
        """The template, its context, the SQL statements and the body of one answer."""
        seen: list[tuple[str, dict[str, Any]]] = []

        def note(sender: Flask, template: Any, context: dict[str, Any], **rest: Any) -> None:
            seen.append((template.name, dict(context)))

        with template_rendered.connected_to(note, self.app), self._statements() as statements:
            answer = self.client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
        return *seen[-1], statements, answer.data

    @contextmanager
    def _statements(self) -> Iterator[list[str]]:
        collected: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA", "SET TRANSACTION")):
                collected.append(statement)

        with self.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        yield collected
        event.remove(engine, "before_cursor_execute", note)


def _limit(app: Flask, template: str, context: dict[str, Any], by_hand: ByHand) -> FlaskClient:
    compiled = app.jinja_env.get_template(template)
    bare = Flask("limit")

    @bare.get("/<path:path>")
    def page(path: str) -> str:
        filled = by_hand.fill(context, by_hand.read())
        with app.request_context(request.environ):
            return compiled.render(filled)

    return bare.test_client()


def _plain(by_hand: ByHand) -> FlaskClient:
    bare = Flask("plain")

    @bare.get("/<path:path>")
    def page(path: str) -> str:
        return render_template_string(PLAIN, found=by_hand.read())

    return bare.test_client()
