"""`caseapp db upgrade`."""

import click
from flask_migrate import upgrade

from caseapp.cli.support import database


@click.group(name="db")
def database_group() -> None:
    """The database's tables."""


@database_group.command(name="upgrade")
def upgrade_tables() -> None:
    """Bring the tables to this version."""
    with database():
        bring_up()


def bring_up() -> None:
    """Run the migrations that are still to come; inside `database()` only."""
    upgrade()
