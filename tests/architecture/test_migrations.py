"""Migrations: one head, no drift from the models, down and up again on both databases."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from caseapp.app import create_app
from caseapp.cli.database import migrations
from caseapp.config import Settings
from caseapp.extensions import db
from caseapp.models import Base

VERSIONS = Path(__file__).parents[2] / "migrations/versions"


@pytest.fixture(params=["sqlite", "postgres"])
def empty_app(request: pytest.FixtureRequest, tmp_path: Path) -> Flask:
    if request.param == "sqlite":
        return create_app(Settings(home=tmp_path))
    url = request.getfixturevalue("make_postgres")()
    app = create_app(Settings(home=tmp_path, database_url=url))
    with app.app_context(), db.engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    return app


def test_one_head_and_numbered_sentences() -> None:
    assert len(ScriptDirectory(str(VERSIONS.parent)).get_heads()) == 1
    for file in VERSIONS.glob("*.py"):
        assert re.fullmatch(r"\d{4}_[a-z0-9]+(_[a-z0-9]+)+\.py", file.name), file.name
        assert "caseapp" not in file.read_text(), f"{file.name} imports the application"


def test_up_gives_the_models_and_down_gives_nothing(empty_app: Flask) -> None:
    with empty_app.app_context():
        migrations()
        upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade()
        assert "payments" in inspect(db.engine).get_table_names()
        db.engine.dispose()
