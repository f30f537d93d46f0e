"""A savepoint that was gone back to is left, so that a thousand tries do not stand one within the other."""

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from caseapp.models.engine import begin_write, open_engine


def test_a_savepoint_gone_back_to_is_left(database: str) -> None:
    engine, told = open_engine(database), []

    @event.listens_for(engine, "before_cursor_execute")
    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if "SAVEPOINT" in statement:
            told.append(statement.rpartition(" ")[0])

    with Session(engine) as session:
        begin_write(session)
        for _ in range(2):
            with pytest.raises(ZeroDivisionError), session.begin_nested():
                session.connection()
                raise ZeroDivisionError
    engine.dispose()
    assert told == ["SAVEPOINT", "ROLLBACK TO SAVEPOINT", "RELEASE SAVEPOINT"] * 2
