"""What a planner knows of the tables: their rows, and how many of them an index finds for a value.

PostgreSQL's autovacuum gathers it some minutes after a table changed much, SQLite only when it is told to. A connection
of SQLite that was open before goes on with what it read when it was opened.
"""

from sqlalchemy.orm import Session


def gather(session: Session) -> None:
    """Bring it up to date; the caller's transaction is one for writing. On SQLite only of tables that were never looked
    at or changed tenfold since, by a sample: milliseconds when there is none."""
    connection = session.connection()
    connection.exec_driver_sql("PRAGMA optimize=0x10012" if connection.dialect.name == "sqlite" else "ANALYZE")
