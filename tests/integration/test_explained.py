"""No statement of the main pages goes through a whole growing table, save the few that are told why they may."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from bench.asked import Asked
from bench.explain import explained, look
from bench.grown import grow
from bench.plans import Planner, Statement
from bench.worlds import World
from caseapp.app import create_app
from caseapp.models import Base, sealing
from caseapp.models.engine import open_engine

HOUSEHOLDS = 2000

pytestmark = pytest.mark.xdist_group("demo")


def copy(from_url: str, to_url: str) -> None:
    """Every row, into empty tables of PostgreSQL."""
    source, target = open_engine(from_url), open_engine(to_url)
    with source.connect() as reading, target.connect().execution_options(write=True) as writing, writing.begin():
        writing.execute(text("SET session_replication_role = replica"))
        for table in Base.metadata.sorted_tables:
            rows = [dict(row._mapping) for row in reading.execute(select(table))]
            if rows:
                writing.execute(insert(table), rows)
            if rows and table.autoincrement_column is not None:
                writing.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}")
                )
    source.dispose()
    target.dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def world(
    request: pytest.FixtureRequest, demo_home: Path, tmp_path_factory: pytest.TempPathFactory, key_ring: sealing.KeyRing
) -> Iterator[World]:
    home = tmp_path_factory.mktemp("explained") / "home"
    shutil.copytree(demo_home, home)
    world = World(home, f"sqlite:///{home / 'caseapp.db'}")
    if request.param == "postgres":
        url = request.getfixturevalue("make_postgres")()
        copy(world.url, url)
        world = World(home, url)
    create_app(world.settings)
    grow(world.url, HOUSEHOLDS)
    yield world
    sealing.use(key_ring)


@pytest.fixture(scope="module")
def asked(world: World) -> list[Asked]:
    return look(world)


def test_no_statement_goes_through_a_whole_table(world: World, asked: list[Asked]) -> None:
    assert len(asked) > 300
    faults = [str(found) for found in explained(world.url, asked, as_grown=True) if found.reason is None]
    assert not faults, "\n".join(faults)


def test_a_lost_index_is_told(world: World) -> None:
    one = Statement("SELECT id FROM payments WHERE household_id = 2000 ORDER BY id", ())
    with Planner(world.url, as_grown=True) as planner:
        assert planner.walks(one) == []
    engine = open_engine(world.url)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(text("DROP INDEX ix_payments_household_id"))
    engine.dispose()
    with Planner(world.url, as_grown=True) as planner:
        assert [walk.table for walk in planner.walks(one)] == ["payments"]
