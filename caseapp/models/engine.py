"""One way to open either database: SQLite through the pysqlite3 wheel, PostgreSQL through psycopg 3.

A transaction is for reading unless its connection carries the execution option `write=True`; a reading one cannot
write (the database refuses), a writing one on SQLite begins IMMEDIATE: it waits for its turn instead of failing late.
"""

from pathlib import Path
from typing import Any

import pysqlite3
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from caseapp.domain.errors import N_, Busy
from caseapp.models.turns import has_turn, keep_turns

SQLITE_FLOOR = (3, 51, 3)
BUSY_MS = 15_000
WAIT_S = 60
"""How long a writer waits for the one before, and for a row that somebody else is changing."""
RETRY_STATES = {"40001", "40P01"}
UNDEFINED_TABLE = "42P01"
LOCK_NOT_AVAILABLE = "55P03"
NO_TABLES = N_("The database has no tables yet: run `caseapp db upgrade`.")


class UnsafeSQLite(RuntimeError):
    """This SQLite can corrupt a database in WAL mode."""


def engine_options(url: str) -> dict[str, Any]:
    """What create_engine needs for this URL, the same for the app and for scripts."""
    if make_url(url).get_backend_name() == "sqlite":
        if pysqlite3.sqlite_version_info < SQLITE_FLOOR:
            raise UnsafeSQLite(f"SQLite {pysqlite3.sqlite_version} is older than 3.51.3 and can corrupt data")
        return {
            "hide_parameters": True,
            "module": pysqlite3,
            "connect_args": {"timeout": BUSY_MS / 1000, "check_same_thread": False},
        }
    return {"hide_parameters": True, "pool_pre_ping": True, "connect_args": {"prepare_threshold": None}}


def open_engine(url: str) -> Engine:
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    return engine


def prepare(engine: Engine) -> None:
    """Attach our transaction rules to an engine."""
    if engine.dialect.name == "sqlite":
        database = engine.url.database
        if database and database != ":memory:":
            Path(database).parent.mkdir(parents=True, exist_ok=True)
            keep_turns(engine)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _set_up_postgres)
        event.listen(engine, "begin", _begin_postgres)
    _leave_savepoints(engine)


def _leave_savepoints(engine: Engine) -> None:
    """SQLAlchemy goes back to a savepoint and leaves it open: those of a thousand tries would stand one within the
    other, and each try after them would take longer on both databases."""
    dialect = engine.dialect
    go_back = dialect.do_rollback_to_savepoint

    def go_back_and_leave(connection: Connection, name: str) -> None:
        go_back(connection, name)
        dialect.do_release_savepoint(connection, name)

    dialect.do_rollback_to_savepoint = go_back_and_leave  # type: ignore[method-assign]


def _set_up_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _is_write(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("write", False))


def _begin_sqlite(connection: Connection) -> None:
    write = _is_write(connection)
    if write and not has_turn(connection, within=WAIT_S):
        raise Busy
    connection.exec_driver_sql(f"PRAGMA query_only={0 if write else 1}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _set_up_postgres(connection: Any, record: object) -> None:
    connection.execute(f"SET lock_timeout = '{WAIT_S}s'")
    connection.commit()


def _begin_postgres(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    is_read = not _is_write(connection)
    if driver.read_only is not is_read:
        driver.read_only = is_read


def begin_write(session: Session) -> None:
    """Open the session's transaction for writing; must be its first act."""
    session.connection(execution_options={"write": True})


def is_worth_retrying(error: DBAPIError) -> bool:
    """A serialization failure, a deadlock or a busy SQLite: the same transaction may go through next time."""
    return getattr(error.orig, "sqlstate", None) in RETRY_STATES or "database is locked" in str(error.orig)


def waited_too_long(error: DBAPIError) -> bool:
    """A row was kept by somebody else for WAIT_S."""
    return getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE


def lacks_tables(error: Exception) -> bool:
    """A table was asked for that the database does not have: nobody has made or upgraded it."""
    if not isinstance(error, DBAPIError):
        return False
    return getattr(error.orig, "sqlstate", None) == UNDEFINED_TABLE or "no such table" in str(error.orig)
