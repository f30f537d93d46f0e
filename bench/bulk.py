"""Rows into a table as fast as the database takes them: COPY on PostgreSQL, one prepared INSERT on SQLite.

Values are raw: dates and moments as ISO text, enum members as their stored words, sealed columns as bytes. A column
that is not named takes its model's default. Indexes of the filled tables, save the unique ones of columns, are dropped
before and built after.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.engine import Engine

from caseapp.domain.labels import Word
from caseapp.models.engine import open_engine

CHUNK = 50_000


class Bulk:
    """One transaction over one connection; `done` commits it."""

    def __init__(self, url: str, tables: Sequence[Table]) -> None:
        self.engine: Engine = open_engine(url)
        self.connection = self.engine.connect().execution_options(write=True)
        self.tables = tables
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        if self.is_sqlite:
            for pragma in ("cache_size=-400000", "foreign_keys=OFF", "ignore_check_constraints=ON", "synchronous=OFF"):
                self.raw.execute(f"PRAGMA {pragma}")
        else:
            self.connection.exec_driver_sql("SET session_replication_role = replica")
        self.held = [index for table in tables for index in table.indexes]
        for index in self.held:
            index.drop(self.connection)

    @property
    def raw(self) -> Any:
        return self.connection.connection.driver_connection

    def next_id(self, table: Table) -> int:
        return int(self.connection.execute(text(f"SELECT coalesce(max(id), 0) + 1 FROM {table.name}")).scalar_one())

    def rows(self, sql: str) -> list[Any]:
        return list(self.connection.execute(text(sql)))

    def put(self, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        defaults = defaults_of(table, columns)
        names, rest = [*columns, *defaults], tuple(defaults.values())
        filled = ((*row, *rest) for row in rows)
        listed = ", ".join(f'"{name}"' for name in names)
        if self.is_sqlite:
            marks = ", ".join("?" * len(names))
            self.raw.executemany(f"INSERT INTO {table.name} ({listed}) VALUES ({marks})", filled)
            return
        with self.raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({listed}) FROM STDIN") as copy:
            for row in filled:
                copy.write_row(row)

    def done(self) -> None:
        for index in self.held:
            index.create(self.connection)
        if not self.is_sqlite:
            for table in (table for table in self.tables if table.autoincrement_column is not None):
                last = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}"
                self.connection.execute(text(last))
            self.connection.exec_driver_sql("SET session_replication_role = DEFAULT")
        self.connection.commit()
        self.connection.close()
        self._look_over()
        self.engine.dispose()

    def _look_over(self) -> None:
        """As autovacuum would some minutes later: without it PostgreSQL does not read an index alone."""
        alone = self.engine.execution_options(isolation_level="AUTOCOMMIT", write=True)
        with alone.connect() as connection:
            connection.exec_driver_sql("ANALYZE" if self.is_sqlite else "VACUUM ANALYZE")


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Word) else value


def defaults_of(table: Table, named: Collection[str]) -> dict[str, Any]:
    """The raw values of the columns that must hold one and are not named."""
    return {
        column.name: _plain(column.default.arg)
        for column in table.columns
        if column.name not in named and not column.nullable and column.default is not None
    }
