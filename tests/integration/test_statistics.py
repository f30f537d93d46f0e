"""The planner is told what the tables hold, wherever much has changed at once."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from caseapp.models.engine import begin_write, open_engine
from caseapp.models.people import Person
from caseapp.services import statistics
from tests.factories.once import run

NOW = datetime(2026, 11, 2, tzinfo=UTC)
KNOWN = {
    "sqlite": "SELECT CAST(stat AS INTEGER) FROM sqlite_stat1 WHERE tbl = 'people' AND idx = 'ix_people_name'",
    "postgresql": "SELECT CAST(reltuples AS INTEGER) FROM pg_class WHERE relname = 'people' AND relkind = 'r'",
}


def known(url: str) -> int:
    """The people that the planner reckons with."""
    engine = open_engine(url)
    with engine.connect() as connection:
        is_new = engine.dialect.name == "sqlite" and not inspect(engine).has_table("sqlite_stat1")
        found = 0 if is_new else connection.scalar(text(KNOWN[engine.dialect.name]))
    engine.dispose()
    return found or 0


def test_what_was_put_in_is_known_once_it_is_gathered(database: str) -> None:
    engine = open_engine(database)
    with Session(engine) as session:
        begin_write(session)
        session.add_all([Person(name=f"王{number}", created_at=NOW, updated_at=NOW) for number in range(300)])
        session.commit()
        assert known(database) <= 0
        begin_write(session)
        statistics.gather(session)
        session.commit()
    engine.dispose()
    assert known(database) == 300


@pytest.mark.xdist_group("demo")
def test_the_demo_is_known_and_work_makes_good_what_is_lost(demo_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    url = f"sqlite:///{home / 'caseapp.db'}"
    people = known(url)
    assert people > 0
    engine = open_engine(url)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(text("DELETE FROM sqlite_stat1"))
    engine.dispose()
    assert known(url) == 0
    worked = run(home, "work", "--once")
    assert worked.returncode == 0, worked.stderr
    assert known(url) == people
