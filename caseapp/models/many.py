"""Many at once. Rows are written as plain values by column: one prepared INSERT on SQLite, COPY on PostgreSQL."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, cast

import psycopg
from sqlalchemy import ARRAY, Column, ColumnElement, Connection, Table, any_, func, literal, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from caseapp.models.base import Base


def put(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """All rows must name the same columns; what they leave out takes its default."""
    if not rows:
        return
    connection, table = session.connection(), _table(model)
    left_out = {
        column.name: column.default.arg
        for column in table.columns
        if isinstance(column.default, ScalarElementColumnDefault) and column.name not in rows[0]
    }
    names = [*rows[0], *left_out]
    plain = list(_plain(connection, [table.c[name] for name in names], rows, tuple(left_out.values())))
    into = f"{table.name} ({', '.join(map(connection.dialect.identifier_preparer.quote, names))})"
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {into} FROM STDIN", plain)
    else:
        marks = ", ".join("?" * len(names))
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({marks})", plain)  # noqa: S608 - names of the model


def among(session: Session, column: InstrumentedAttribute[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """The column is one of hundreds of values: on PostgreSQL one array, since a statement with a mark for each takes
    its driver longer to read than the server to answer."""
    if session.connection().dialect.name == "postgresql":
        return column == any_(literal(list(values), ARRAY(column.type)))
    return column.in_(values)


def next_ids(session: Session, model: type[Base], count: int) -> list[int]:
    """Ids that nobody else gets. On SQLite only one transaction writes: they are those it would take by itself."""
    table = _table(model)
    if session.connection().dialect.name == "postgresql":
        number = func.nextval(func.pg_get_serial_sequence(table.name, "id"))
        return list(session.scalars(select(number).select_from(func.generate_series(1, count))))
    last = session.scalar(select(func.max(table.c.id))) or 0
    return list(range(last + 1, last + 1 + count))


def _table(model: type[Base]) -> Table:
    return cast(Table, model.__table__)


def _plain(
    connection: Connection, columns: Sequence[Column[Any]], rows: Sequence[dict[str, Any]], rest: tuple[Any, ...]
) -> Iterator[tuple[Any, ...]]:
    """The rows as the driver takes them, `rest` at the end of each; None is NULL whatever the column."""
    kinds = [column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for column in columns]
    processed = [(at, process) for at, process in enumerate(kinds) if process]
    for row in rows:
        values = [*row.values(), *rest]
        for at, process in processed:
            if values[at] is not None:
                values[at] = process(values[at])
        yield tuple(values)


def _copy(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        raise DBAPIError.instance(
            statement, None, error, psycopg.Error, hide_parameters=True, dialect=connection.dialect
        ) from error
