"""`caseapp keys rotate`."""

import click

from caseapp import keys
from caseapp.cli.support import database, now, settings
from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.errors import N_, Refused
from caseapp.models.sealing import Unsealable, ring, use
from caseapp.services import audit, key_rotation
from caseapp.services.transaction import transact
from caseapp.services.vault import Vault


@click.group(name="keys")
def keys_group() -> None:
    """The keys that seal personal data."""


@keys_group.command()
@click.option("--resume", is_flag=True, help="Make no new key: go on with what an earlier run has left.")
def rotate(resume: bool) -> None:
    """Make a new sealing key and seal everything with it; the service may keep running. Killed, `--resume` goes on."""
    with database() as session:
        path = settings().keys
        if not resume:
            keys.add_sealing_key(path)
        use(keys.load_or_make(path))
        key_id, values = ring().current, 0
        try:
            for column, sealed in key_rotation.reseal_columns(session):
                values += sealed
                if sealed:
                    click.echo(f"{column}: {sealed}")
            files = key_rotation.reseal_files(session, Vault(settings().attachments))
        except Unsealable as error:
            raise Refused(N_("Stopped, and nothing is lost: %(why)s"), why=str(error)) from None
        transact(
            session,
            lambda: audit.record(
                session, SYSTEM, "keys.rotated", "keys", key_id, now=now(), values=values, files=files
            ),
        )
    click.echo(f"Sealed with key {key_id}: {values} values, {files} files. Back the key file up now: {path}")
