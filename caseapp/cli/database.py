"""`caseapp db`."""

import click
from flask import current_app
from flask_migrate import Migrate, upgrade

from caseapp.cli.statistics import gather
from caseapp.cli.support import database
from caseapp.extensions import db
from caseapp.services import household_counts
from caseapp.services.transaction import transact


@click.group(name="db")
def database_group() -> None:
    """The database's tables."""


@database_group.command(name="upgrade")
def upgrade_tables() -> None:
    """Bring the tables to this version."""
    with database():
        bring_up()


@database_group.command()
def recount() -> None:
    """Count the household files anew, where `caseapp invariants` says that a kept count is wrong."""
    with database() as session:
        changed = transact(session, lambda: household_counts.recount(session))
    click.echo(f"{changed} counts were wrong and are right now.")


def bring_up() -> None:
    """Run the migrations that are still to come; inside `database()` only."""
    migrations()
    upgrade()
    gather()


def migrations() -> str:
    """The folder they stand in, ready to be run; a worker that serves pages never loads what runs them."""
    folder: str = current_app.config["MIGRATIONS"]
    Migrate(current_app, db, directory=folder)
    return folder
