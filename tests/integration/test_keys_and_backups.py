"""`caseapp keys rotate`, `backup` and `restore`: every sealed value is sealed again; every row comes back."""

import json
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask_migrate import stamp
from sqlalchemy import inspect, select, text, update
from sqlalchemy.orm import Session

from caseapp import keys
from caseapp.app import create_app
from caseapp.cli.database import migrations
from caseapp.cli.root import cli
from caseapp.config import Settings
from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Refused
from caseapp.domain.households.papers import PaperKind
from caseapp.extensions import db
from caseapp.models import Base, sealing
from caseapp.models.attachments import Attachment
from caseapp.models.engine import open_engine
from caseapp.models.payments import Batch
from caseapp.models.sessions import RecordPaper
from caseapp.models.vouchers import Voucher
from caseapp.services import attachments, audit, key_rotation, vouchers
from caseapp.services.transaction import transact
from caseapp.services.vault import Vault
from tests.factories.any_row import any_row
from tests.factories.clock import NOW
from tests.factories.households import make_household
from tests.factories.scans import scan
from tests.factories.units import make_unit
from tests.factories.users import make_actor

SECRET = "130202198001010016"


@pytest.fixture(autouse=True)
def the_ring_of_the_others(key_ring: sealing.KeyRing) -> Iterator[None]:
    yield
    sealing.use(key_ring)


@pytest.fixture
def app(database: str, tmp_path: Path) -> Iterator[Flask]:
    yield from opened(tmp_path / "home", database)


def opened(home: Path, url: str) -> Iterator[Flask]:
    made = create_app(Settings(home=home, database_url=url))
    yield made
    with made.app_context():
        db.engine.dispose()


def run(app: Flask, *words: str) -> Result:
    return CliRunner().invoke(cli, list(words), obj=lambda: app)


def a_row_everywhere(session: Session) -> None:
    """One row at least in every table, each sealed column holding SECRET sealed to its row."""
    for mapper in sorted(Base.registry.mappers, key=lambda one: one.local_table.name):
        if session.scalar(select(mapper.local_table).limit(1)) is None:
            any_row(session, mapper.class_)
    for column in key_rotation.sealed_columns():
        (key,) = column.table.primary_key.columns
        rows = select(key.label("row_key"), *key_rotation.named_in(column))
        for row in session.execute(rows).mappings().all():
            sealed = sealing.ring().seal(SECRET, row=key_rotation.binding(column).format_map(row))
            session.execute(update(column.table).where(key == row["row_key"]).values({column.name: sealed}))


def all_sealed(session: Session) -> list[tuple[str, bytes]]:
    """(what it is bound to, value) of every sealed value."""
    found = []
    for column in key_rotation.sealed_columns():
        rows = select(column.label("value"), *key_rotation.named_in(column)).where(column.is_not(None))
        for row in session.execute(rows).mappings():
            found.append((key_rotation.binding(column).format_map(row), row["value"]))
    return found


def all_rows(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
        for table in Base.metadata.sorted_tables
    }


def attach(session: Session, vault: Vault) -> str:
    """A paper of a household, and a voucher of a batch."""
    batch = any_row(session, Batch)
    unit = make_unit(session)
    cashier = make_actor(session, Role.CASHIER, unit)
    vouchers.keep(session, cashier, vault, batch, files=[scan("sheet.jpg")], now=NOW)
    household = make_household(session, unit)
    kept = attachments.add(
        session, SYSTEM, vault, household_id=household.id, paper=PaperKind.IDENTITY, files=[scan("a.jpg")], now=NOW
    )
    return kept[0].uid


def test_a_new_key_seals_every_value_of_every_table_again(app: Flask) -> None:
    home: Settings = app.config["CASEAPP"]
    with app.app_context():
        session = db.session()
        transact(session, lambda: a_row_everywhere(session))
        before = len(all_sealed(session))
        session.rollback()
    serving = keys.load_or_make(home.keys)
    answer = run(app, "keys", "rotate")
    assert answer.exit_code == 0, answer.output
    with app.app_context():
        found = all_sealed(db.session())
        assert len(found) == before > len(key_rotation.sealed_columns())
        assert {sealed[0] for _, sealed in found} == {2}
        assert {serving.unseal(sealed, row=bound) for bound, sealed in found} == {SECRET}, "a running service opens it"
    assert serving.current == 2, "and seals with the new key from then on"


def test_the_files_follow_and_the_trail_stays_whole(app: Flask) -> None:
    home: Settings = app.config["CASEAPP"]
    vault = Vault(home.attachments)
    with app.app_context():
        uid = transact(db.session(), lambda: attach(db.session(), vault))
        assert run(app, "keys", "rotate").exit_code == 0
        assert {path.read_bytes()[:1] for path in vault.folder.rglob("*.sealed")} == {b"\x02"}
        assert attachments.open_content(uid, vault.read(uid) or b"").startswith(b"\xff\xd8")
        assert attachments.faults(db.session(), vault) == []
        assert audit.verify(db.session()) == []
    assert oct(home.keys.stat().st_mode & 0o777) == "0o600"


def test_a_rotation_that_was_cut_short_goes_on_with_the_same_key(app: Flask) -> None:
    home: Settings = app.config["CASEAPP"]
    with app.app_context():
        session = db.session()
        transact(session, lambda: a_row_everywhere(session))
        keys.add_sealing_key(home.keys)
        sealing.use(keys.load_or_make(home.keys))
        next(key_rotation.reseal_columns(session))
        assert {sealed[0] for _, sealed in all_sealed(session)} == {1, 2}
        session.rollback()
        assert run(app, "keys", "rotate", "--resume").exit_code == 0
        assert {sealed[0] for _, sealed in all_sealed(session)} == {2}


def test_a_value_moved_to_another_row_stops_the_rotation_with_a_sentence(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        transact(session, lambda: a_row_everywhere(session))
        column = key_rotation.sealed_columns()[0]
        foreign = sealing.ring().seal(SECRET, row="elsewhere")
        transact(session, lambda: session.execute(update(column.table).values({column.name: foreign})))
        answer = run(app, "keys", "rotate")
    assert isinstance(answer.exception, Refused)
    assert SECRET not in str(answer.exception)


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, database: str, app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The program on an empty database of the other kind, with the same keys and another home."""
    home = tmp_path / "elsewhere"
    home.mkdir()
    (home / "keys.json").write_bytes(app.config["CASEAPP"].keys.read_bytes())
    if database.startswith("postgresql"):
        yield from opened(home, f"sqlite:///{home / 'restored.db'}")
        return
    url = request.getfixturevalue("make_postgres")()
    engine = open_engine(url)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    yield from opened(home, url)


@pytest.fixture
def backup(app: Flask, tmp_path: Path) -> Path:
    """The backup of a database with a row in every table and one attachment."""
    vault = Vault(app.config["CASEAPP"].attachments)
    with app.app_context():
        migrations()
        stamp()
        session = db.session()
        transact(session, lambda: a_row_everywhere(session))
        for kind in (Attachment, Voucher, RecordPaper):
            for uid in list(session.scalars(select(kind.uid))):
                transact(session, partial(vault.put, session, uid, b"\x01 bytes on the disk"))
        transact(session, lambda: attach(session, vault))
    answer = run(app, "backup", str(tmp_path / "kept"))
    assert answer.exit_code == 0, answer.output
    (path,) = (tmp_path / "kept").glob("*.zip")
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    return path


def test_every_row_and_file_comes_back_in_a_database_of_the_other_kind(
    app: Flask, elsewhere: Flask, backup: Path
) -> None:
    answer = run(elsewhere, "restore", str(backup))
    assert answer.exit_code in {0, 1}, "rows of no meaning do not make a whole audit trail"
    with app.app_context():
        theirs = all_rows(db.session())
    with elsewhere.app_context():
        ours = all_rows(db.session())
    assert {name for name, rows in ours.items() if not rows} == set()
    assert ours == theirs
    files = {path.name: path.read_bytes() for path in app.config["CASEAPP"].attachments.rglob("*.sealed")}
    assert {path.name: path.read_bytes() for path in elsewhere.config["CASEAPP"].attachments.rglob("*.sealed")} == files
    with elsewhere.app_context():
        again = transact(db.session(), lambda: make_unit(db.session()).id)
    assert again > max(row[0] for row in theirs["units"]), "new rows follow the restored ones"


def test_a_true_world_is_whole_after_a_restore(app: Flask, elsewhere: Flask, tmp_path: Path) -> None:
    with app.app_context():
        migrations()
        stamp()
        transact(db.session(), lambda: attach(db.session(), Vault(app.config["CASEAPP"].attachments)))
    assert run(app, "backup", str(tmp_path)).exit_code == 0
    (path,) = tmp_path.glob("*.zip")
    answer = run(elsewhere, "restore", str(path))
    assert answer.exit_code == 0, answer.output
    assert "whole" in answer.output


def test_the_backup_holds_no_key_and_no_number_in_the_open(app: Flask, backup: Path) -> None:
    stored = json.loads(app.config["CASEAPP"].keys.read_text())
    with zipfile.ZipFile(backup) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert SECRET.encode() not in everything
    for key in (*stored["sealing"].values(), stored["index"], stored["audit"], stored["session"]):
        assert key.encode() not in everything


def test_a_database_in_use_takes_no_backup_in(app: Flask, backup: Path) -> None:
    answer = run(app, "restore", str(backup))
    assert isinstance(answer.exception, Refused)
    assert "not empty" in str(answer.exception)


@pytest.mark.parametrize("harm", ["cut short", "changed", "another version", "no manifest"])
def test_a_damaged_backup_is_refused_and_nothing_is_put_in(
    harm: str, elsewhere: Flask, backup: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.zip"
    if harm == "cut short":
        damaged.write_bytes(backup.read_bytes()[:-200])
    else:
        with zipfile.ZipFile(backup) as old, zipfile.ZipFile(damaged, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if name == "manifest.json" and harm == "no manifest":
                    continue
                if name == "manifest.json" and harm == "another version":
                    content = content.replace(b'"revision": "', b'"revision": "9')
                if name == "tables/units.jsonl" and harm == "changed":
                    content += content
                new.writestr(name, content)
    answer = run(elsewhere, "restore", str(damaged))
    assert isinstance(answer.exception, Refused)
    with elsewhere.app_context():
        found = inspect(db.engine).get_table_names()
    assert found == [], "not even a table was made"
