"""A row put in unless a unique index refuses it: one statement without a savepoint, and the transaction goes on."""

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from caseapp.models.base import Base


def put_unless_there(session: Session, model: type[Base], values: Mapping[str, Any]) -> Any | None:
    """The new row's key; None when another row stands in its place. A transaction that is just taking that place is
    waited for. What the session has not written yet stays unwritten."""
    connection = session.connection()
    statement = _insert(connection.dialect.name, cast(Table, model.__table__))
    return connection.execute(statement, values).scalar()


@cache
def _insert(dialect: str, table: Table) -> Executable:
    insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect]
    return cast(Executable, insert(table).on_conflict_do_nothing().returning(*table.primary_key))
