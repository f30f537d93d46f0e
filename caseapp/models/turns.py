"""Who writes to an SQLite file next: each in turn, by a lock on a file beside it.

SQLite itself lets those who wait sleep and try again, longer each time: whoever comes later overtakes, and between two
writers nobody writes. Waiting here ends when the writer before has ended, whether it committed, failed or was killed.
A program that does not wait here is still held off by SQLite.
"""

import fcntl
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine, event

_TURN = "turn"


def keep_turns(engine: Engine) -> None:
    """Each connection holds its own lock from the begin of a write to its return to the pool."""
    database = Path(str(engine.url.database))
    beside = database.with_name(f"{database.name}-turn")

    @event.listens_for(engine, "connect")
    def open_file(driver: Any, record: Any) -> None:
        record.info[_TURN] = beside.open("a")

    @event.listens_for(engine, "checkin")
    def leave(driver: Any, record: Any) -> None:
        fcntl.flock(record.info[_TURN], fcntl.LOCK_UN)

    @event.listens_for(engine, "close")
    def close_file(driver: Any, record: Any) -> None:
        record.info.pop(_TURN).close()


def wait_for_turn(connection: Connection) -> None:
    """Until nobody else writes; at once for a connection whose turn it is."""
    turn: IO[str] | None = connection.info.get(_TURN)
    if turn is not None:
        fcntl.flock(turn, fcntl.LOCK_EX)
