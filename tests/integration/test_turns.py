"""Writers to one SQLite file wait for their turn, also longer than SQLite itself would."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from caseapp.domain.errors import Busy
from caseapp.models import engine
from caseapp.models.requests import Setting
from caseapp.services.transaction import transact


def test_who_waits_longer_than_sqlite_would_gets_a_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 20)
    one, other = (engine.open_engine(f"sqlite:///{tmp_path / 'case.db'}") for _ in range(2))

    def put(into: Engine) -> None:
        with Session(into) as session:
            engine.begin_write(session)
            session.execute(text("INSERT INTO notes VALUES (1)"))
            session.commit()

    with Session(one) as session, ThreadPoolExecutor(1) as pool:
        engine.begin_write(session)
        session.execute(text("CREATE TABLE notes (number INTEGER)"))
        waiting = pool.submit(put, other)
        time.sleep(0.3)
        assert not waiting.done()
        session.commit()
        waiting.result(10)
    one.dispose()
    other.dispose()


def test_a_write_that_failed_holds_nobody_up(tmp_path: Path) -> None:
    one, other = (engine.open_engine(f"sqlite:///{tmp_path / 'case.db'}") for _ in range(2))

    def fail() -> None:
        raise LookupError

    with Session(one) as session:
        with pytest.raises(LookupError):
            transact(session, fail)
        with Session(other) as next_one, ThreadPoolExecutor(1) as pool:
            pool.submit(transact, next_one, lambda: None).result(10)
    one.dispose()
    other.dispose()


def test_nobody_waits_for_ever_and_who_gave_up_holds_nobody_up(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "WAIT_S", 1)
    one, other, third = (engine.open_engine(database) for _ in range(3))
    change = text("UPDATE settings SET value = value")
    with Session(one) as session:
        transact(session, lambda: session.add(Setting(name="held", value="1")))
        engine.begin_write(session)
        session.execute(change)
        with Session(other) as waiting, pytest.raises(Busy):
            transact(waiting, lambda: waiting.execute(change))
        session.rollback()
        for following in (one, third, other):
            with Session(following) as free:
                transact(free, lambda: free.execute(change))
    for each in (one, other, third):
        each.dispose()
