"""`caseapp demo` in processes of its own, as `make run` calls it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from caseapp.models.engine import open_engine

pytestmark = pytest.mark.xdist_group("demo")
COMMAND = "import sys; from caseapp.__main__ import command_line; sys.exit(command_line())"


def caseapp(home: Path, url: str, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"CASEAPP_HOME": str(home), "CASEAPP_DATABASE_URL": url}
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *words], capture_output=True, text=True, env=environment, check=False
    )


def test_the_demo_is_made_once_and_kept(demo_home: Path, tmp_path: Path) -> None:
    said = (demo_home / "said.txt").read_text()
    assert "ready" in said
    assert "jingban" in said
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    url = f"sqlite:///{home / 'caseapp.db'}"
    again = caseapp(home, url, "demo", "--seed", "7")
    assert again.returncode == 0
    assert "kept" in again.stdout
    assert caseapp(home, url, "audit", "verify").returncode == 0


def test_a_database_in_use_is_left_alone(tmp_path: Path, make_sqlite) -> None:  # type: ignore[no-untyped-def]
    url = make_sqlite()
    engine = open_engine(url)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(text("INSERT INTO users (login, name, active, stamp) VALUES ('a', 'A', 1, 's')"))
    engine.dispose()
    refused = caseapp(tmp_path, url, "demo")
    assert refused.returncode == 2
    assert "already holds" in refused.stderr
    assert refused.stdout == ""


def test_a_world_below_the_smallest_is_bad_input(tmp_path: Path, make_sqlite) -> None:  # type: ignore[no-untyped-def]
    assert caseapp(tmp_path, make_sqlite(), "demo", "--households", "10").returncode == 2
