"""Who writes to an SQLite file next: each in turn, by a lock on a file beside it.

SQLite itself lets those who wait sleep and try again, longer each time: whoever comes later overtakes, and between two
writers nobody writes. Waiting here ends when the writer before has ended, whether it committed, failed or was killed.
A program that does not wait here is still held off by SQLite.
"""

import fcntl
import os
from pathlib import Path
from threading import Thread
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


def has_turn(connection: Connection, *, within: float) -> bool:
    """Whether nobody else writes now or so many seconds later; at once for a connection whose turn it is."""
    turn: IO[str] | None = connection.info.get(_TURN)
    if turn is None:
        return True
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if _waited(turn, within):
            return True
        connection.info[_TURN] = Path(turn.name).open("a")  # noqa: SIM115 - as long as the connection
        turn.close()  # the thread that still waits leaves the turn as soon as it has it
        return False
    return True


def _waited(turn: IO[str], seconds: float) -> bool:
    """The system's wait for a lock has no end; so it is done by a thread on the same open file."""
    same = os.dup(turn.fileno())

    def wait() -> None:
        try:
            fcntl.flock(same, fcntl.LOCK_EX)
        finally:
            os.close(same)

    waiting = Thread(target=wait, name="turn", daemon=True)
    waiting.start()
    waiting.join(seconds)
    return not waiting.is_alive()
