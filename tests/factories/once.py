"""What takes long to make is made by whichever worker of a test run comes first; the others wait for it."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The path of that name; in the folder that CASEAPP_MADE_ONCE names, several runs share it."""
    own = tmp_path_factory.getbasetemp()
    folder = Path(os.environ.get("CASEAPP_MADE_ONCE") or (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own))
    path = folder / name
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            make(path.with_suffix(".making"))
            path.with_suffix(".making").rename(path)
    return path


def run(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """A command of the program on the SQLite database of that home."""
    environment = {**os.environ, "CASEAPP_HOME": str(home), "PYTHONPATH": str(ROOT)}
    environment.pop("CASEAPP_DATABASE_URL", None)
    code = "import sys; from caseapp.__main__ import command_line; sys.exit(command_line())"
    return subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, env=environment, cwd=ROOT, check=False
    )


def demo_of(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a demo world, made by the command; never written to: who changes it takes a copy. What the command
    said lies in it as `said.txt`."""

    def make(home: Path) -> None:
        tables = run(home, "db", "upgrade")
        assert tables.returncode == 0, tables.stderr
        made = run(home, "demo")
        assert (made.returncode, made.stderr) == (0, "")
        (home / "said.txt").write_text(made.stdout)

    return made_once(tmp_path_factory, "demo-home", make)
