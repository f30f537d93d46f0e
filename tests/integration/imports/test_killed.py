"""An import whose process is killed in the middle goes on where it stopped and does nothing twice."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.imports import ImportState, RowState
from caseapp.models import sealing
from caseapp.models.audit import AuditEvent
from caseapp.models.engine import begin_write, open_engine
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.imports import Import, ImportRow
from tests.factories.rosters import in_own_words, roster, spoil
from tests.factories.units import make_unit

ROOT = Path(__file__).parents[3]
HOUSEHOLDS = int(os.environ.get("CASEAPP_IMPORTED_HOUSEHOLDS", "5000"))
FAULTS = HOUSEHOLDS // 25


@pytest.fixture
def ours(key_ring: sealing.KeyRing) -> Iterator[None]:
    yield
    sealing.use(key_ring)


def caseapp(home: Path, database: str, *words: str) -> "subprocess.Popen[str]":
    code = "from caseapp.__main__ import command_line; command_line()"
    environment = {**os.environ, "CASEAPP_HOME": str(home), "CASEAPP_DATABASE_URL": database, "PYTHONPATH": str(ROOT)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", code, *words], env=environment, text=True, **pipes)


def settled(database: str) -> int:
    engine = open_engine(database)
    with Session(engine) as session:
        done = session.scalar(select(func.count(ImportRow.id)).where(ImportRow.state == RowState.DONE)) or 0
    engine.dispose()
    return done


def kill_when_some_are_done(process: "subprocess.Popen[str]", database: str, wanted: int) -> int:
    deadline = time.monotonic() + 600
    while (done := settled(database)) < wanted:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    return done


def marked_cells(file: Path) -> set[tuple[str, str]]:
    """The coloured cells below the headings, as (sheet, cell)."""
    book = load_workbook(file)
    rows = [(sheet.title, row) for sheet in book for row in sheet.iter_rows(min_row=2)]
    return {(name, cell.coordinate) for name, row in rows for cell in row if cell.fill.start_color.rgb == "FFFFC7CE"}


@pytest.mark.usefixtures("ours")
def test_every_good_household_once_though_the_process_is_killed_twice(database: str, tmp_path: Path) -> None:
    book = in_own_words(roster(HOUSEHOLDS))
    good = HOUSEHOLDS - len(spoil(book, FAULTS))
    file = tmp_path / "名册.xlsx"
    file.write_bytes(book.xlsx())
    engine = open_engine(database)
    with Session(engine) as session:
        begin_write(session)
        make_unit(session)
        session.commit()

    report = tmp_path / "marked.xlsx"
    dry = caseapp(tmp_path / "home", database, "roster", "import", "households", str(file), "--dry-run",
                  "--report", str(report))  # fmt: skip
    told = dry.communicate(timeout=600)
    assert dry.returncode == 1, told
    assert len(told[1].strip().splitlines()) == FAULTS
    assert marked_cells(report) == book.planted
    with Session(engine) as session:
        assert session.scalar(select(func.count(Household.id))) == 0
        assert session.scalar(select(func.count(Import.id))) == 0

    command = ("roster", "import", "households", str(file))
    first = kill_when_some_are_done(caseapp(tmp_path / "home", database, *command), database, 40)
    second = kill_when_some_are_done(caseapp(tmp_path / "home", database, "work"), database, first + 60)
    assert first < second < good
    rest = caseapp(tmp_path / "home", database, "work", "--once")
    told = rest.communicate(timeout=1200)
    assert rest.returncode == 0, told

    with Session(engine) as session:
        states = Counter(session.scalars(select(ImportRow.state)))
        made = states[RowState.DONE]
        assert set(states) == {RowState.DONE, RowState.SKIPPED}
        assert good <= made <= good + FAULTS // 30 + 1  # a member of nobody spoils no household
        assert session.scalar(select(func.count(Household.id))) == made
        heads = session.scalars(select(HouseholdMember.person_id).where(HouseholdMember.live)).all()
        assert len(heads) == len(set(heads))
        assert session.scalars(select(Import.state)).all() == [ImportState.DONE]
        registered = select(func.count(AuditEvent.seq)).where(AuditEvent.action == "household.register")
        assert session.scalar(registered) == made

    again = caseapp(tmp_path / "home", database, *command)
    told = again.communicate(timeout=600)
    assert f"0 changed, 0 new, {made} same" in told[0], told
    with Session(engine) as session:
        assert session.scalar(select(func.count(Household.id))) == made
        assert session.scalar(select(func.count(Import.id))) == 1
    engine.dispose()
    check = caseapp(tmp_path / "home", database, "audit", "verify")
    assert check.communicate(timeout=600) and check.returncode == 0
