"""The first user brings the federation along, by the code and name of the settings."""

from pathlib import Path

from sqlalchemy import select

from caseapp.app import create_app
from caseapp.cli.root import cli
from caseapp.config import Settings
from caseapp.extensions import db
from caseapp.models.units import Unit


def test_the_federation_is_the_one_of_the_settings(database: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url=database, federation_code="130200", federation_name="某市总工会")
    app = create_app(settings)
    for login in ("zhang", "li"):
        words = ["users", "invite", login, "--name", login, "--role", "administrator"]
        cli.main(words, obj=lambda: app, standalone_mode=False)
    with app.app_context():
        (unit,) = db.session.scalars(select(Unit))
        assert (unit.code, unit.name, unit.parent_id) == ("130200", "某市总工会", None)
        db.session.remove()
        db.engine.dispose()
