"""The app in this process with a caseworker signed in, and a plain connection to its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask, template_rendered
from sqlalchemy import event, select

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

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        cursor = self._connection.cursor()
        cursor.execute("BEGIN")
        yield cursor
        cursor.execute("COMMIT")

    def put(self, cursor: Any, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
        listed = ", ".join(columns)
        if self.is_sqlite:
            cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({', '.join('?' * len(columns))})", rows)
            return
        with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()

    def _in_own_style(self, sql: str) -> str:
        return sql.replace("%s", "?") if self.is_sqlite else sql


@dataclass(frozen=True)
class Seen:
    """One answer: the template and the context it was made of, the SQL statements it took."""

    template: str
    context: dict[str, Any]
    statements: list[str]


class Site:
    def __init__(self, world: World, login: str = CASEWORKER) -> None:
        self.app = create_app(world.settings)
        self.client = self.app.test_client()
        self.hand = Hand(world.url)
        with self.app.app_context():
            user = db.session.scalars(select(User).where(User.login == login)).one()
            signed_in = SignedIn.of(user)
            token, self.actor = signed_in.get_id(), signed_in.actor
        moment = int(now().timestamp())
        with self.client.session_transaction() as cookie:
            cookie.update(_user_id=token, _fresh=True, signed_at=moment, seen_at=moment)

    def close(self) -> None:
        self.hand.close()
        with self.app.app_context():
            db.engine.dispose()

    def statements_of(self, path: str, form: dict[str, str]) -> int:
        """Of one form sent; raises RuntimeError when it leads nowhere."""
        with self._statements() as statements:
            answer = self.client.post(path, data=form)
        if answer.status_code != 302:
            raise RuntimeError(f"{path} answers {answer.status}")
        return len(statements)

    def look(self, path: str) -> Seen:
        seen: list[tuple[str, dict[str, Any]]] = []

        def note(sender: Flask, template: Any, context: dict[str, Any], **rest: Any) -> None:
            seen.append((template.name, dict(context)))

        with template_rendered.connected_to(note, self.app), self._statements() as statements:
            answer = self.client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
        return Seen(*seen[-1], statements)

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
