"""`caseapp backup` and `caseapp restore`."""

import sys
from pathlib import Path

import click
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from caseapp.cli.database import bring_up, migrations
from caseapp.cli.statistics import gather
from caseapp.cli.support import database, now, settings
from caseapp.domain.clock import LOCAL
from caseapp.domain.errors import N_, Refused
from caseapp.extensions import db
from caseapp.services import attachments, audit, restore
from caseapp.services import backup as backups
from caseapp.services.transaction import transact
from caseapp.services.vault import Vault


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path) -> None:
    """Write one file with the database and the attachments into FOLDER; the service may keep running. The keys are not
    in it."""
    with database():
        revision = _revision()
        with db.engine.connect() as connection:
            if MigrationContext.configure(connection).get_current_revision() != revision:
                raise Refused(N_("The tables are of another version: run `caseapp db upgrade` first."))
        moment, keys = now(), settings().keys
        name = f"caseapp-{settings().federation_code}-{moment.astimezone(LOCAL):%Y%m%d-%H%M%S}"
        vault = Vault(settings().attachments)
        try:
            path = backups.write(db.engine, vault, folder, revision=revision, now=moment, name=name)
        except OSError as error:
            raise Refused(N_("The backup cannot be written: %(why)s"), why=str(error)) from None
    click.echo(f"{path} ({path.stat().st_size / 1e6:.1f} MB). The key file is not in it: {keys}")


@click.command(name="restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore_command(file: Path) -> None:
    """Put a backup into an empty database (SQLite or PostgreSQL), then check the audit trail and the attachments."""
    with database() as session, restore.opened(file) as archive:
        manifest = restore.checked(archive, _revision())
        bring_up()
        vault = Vault(settings().attachments)

        def act() -> int:
            restore.demand_empty(session)
            return restore.put(session, vault, archive, manifest)

        rows = transact(session, act)
        gather()
        faults = [*audit.verify(session), *attachments.faults(session, vault)]
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        click.echo("The rows are back, but they do not open with this key file or were changed.", err=True)
        sys.exit(1)
    click.echo(f"Restored: {rows} rows of {manifest['at']}. The audit trail and the attachments are whole.")


def _revision() -> str:
    return str(ScriptDirectory(migrations()).get_current_head())
