"""Who writes to an SQLite file next: each in turn, by a lock on a file beside it.

SQLite itself lets those who wait sleep and try again, longer each time: whoever comes later overtakes, and between two
writers nobody writes. Waiting here ends when the writer before has ended, whether it committed, failed or was killed.
A program that does not wait here is still held off by SQLite.

Of one process only one thread waits at the file; the others wait for that thread, and not for ever.
"""

import fcntl
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import Connection, Engine, event

_TURN = "turn"
_IN_THIS_PROCESS: WeakValueDictionary[Path, Lock] = WeakValueDictionary()
"""For each file beside a database, who of this process may stand at it."""


class _Turn:
    """A connection's own place: its lock on the file, held from the begin of a write to the return to the pool."""

    def __init__(self, beside: Path, first: Lock) -> None:
        self._file, self._first = beside.open("a"), first
        self._is_mine = False

    def take(self, within: float) -> bool:
        if not self._is_mine and self._first.acquire(timeout=within):
            self._is_mine = True
            fcntl.flock(self._file, fcntl.LOCK_EX)
        return self._is_mine

    def leave(self) -> None:
        if self._is_mine:
            fcntl.flock(self._file, fcntl.LOCK_UN)
            self._is_mine = False
            self._first.release()

    def close(self) -> None:
        self.leave()
        self._file.close()


def keep_turns(engine: Engine) -> None:
    """Give each connection its own turn."""
    database = Path(str(engine.url.database)).resolve()
    beside = database.with_name(f"{database.name}-turn")
    first = _IN_THIS_PROCESS.setdefault(beside, Lock())

    @event.listens_for(engine, "connect")
    def open_file(driver: Any, record: Any) -> None:
        record.info[_TURN] = _Turn(beside, first)

    @event.listens_for(engine, "checkin")
    def leave(driver: Any, record: Any) -> None:
        record.info[_TURN].leave()

    @event.listens_for(engine, "close")
    def close(driver: Any, record: Any) -> None:
        record.info.pop(_TURN).close()


def has_turn(connection: Connection, *, within: float) -> bool:
    """Whether it is this connection's turn to write, now or so many seconds later."""
    turn: _Turn | None = connection.info.get(_TURN)
    return turn is None or turn.take(within)
