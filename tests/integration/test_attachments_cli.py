"""`caseapp attachments verify` finds what is gone, changed or without a record."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy.orm import Session

from caseapp.app import create_app
from caseapp.cli.root import cli
from caseapp.config import Settings
from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.households.papers import PaperKind
from caseapp.extensions import db
from caseapp.services import attachments
from caseapp.services.transaction import transact
from caseapp.services.vault import Vault
from tests.factories.clock import NOW
from tests.factories.households import make_household
from tests.factories.scans import scan
from tests.factories.units import make_unit


@pytest.fixture
def app(database: str, tmp_path: Path) -> Iterator[Flask]:
    made = create_app(Settings(home=tmp_path, database_url=database))
    yield made
    with made.app_context():
        db.engine.dispose()


def add_two(session: Session, vault: Vault) -> list[Path]:
    def act() -> list[Path]:
        kept = attachments.add(
            session,
            SYSTEM,
            vault,
            household_id=make_household(session, make_unit(session)).id,
            paper=PaperKind.IDENTITY,
            files=[scan("a.jpg"), scan("b.jpg")],
            now=NOW,
        )
        return [vault.path(one.uid) for one in kept]

    return transact(session, act)


def verify(app: Flask, *options: str) -> Result:
    return CliRunner().invoke(cli, ["attachments", "verify", *options], obj=lambda: app)


def test_the_check_opens_every_file_and_clears_strays_only_when_asked(app: Flask) -> None:
    vault = Vault(app.config["CASEAPP"].attachments)
    with app.app_context():
        changed, gone = add_two(db.session(), vault)
    fresh, old = vault.path("0" * 32), vault.path("1" * 32)
    for stray in (fresh, old):
        stray.parent.mkdir(exist_ok=True)
        stray.write_bytes(b"x")
    os.utime(old, (0, 0))
    result = verify(app)
    assert (result.exit_code, result.output) == (
        0,
        f"No record names {old.name}.\nAll attachments can be opened: 2.\n",
    )
    assert verify(app, "--remove-strays").exit_code == 0
    assert fresh.exists() and not old.exists() and changed.exists()
    changed.write_bytes(changed.read_bytes()[:-1] + b"?")
    gone.unlink()
    result = verify(app)
    assert result.exit_code == 1
    assert f"{changed.stem} was changed" in result.output and f"{gone.stem} is gone" in result.output
