"""`caseapp attachments verify`."""

import sys
import time

import click

from caseapp.cli.support import database, settings
from caseapp.services import attachments
from caseapp.services.vault import Vault

AN_HOUR = 3600
"""A younger file may belong to a transaction that has not committed yet."""


@click.group(name="attachments")
def attachments_group() -> None:
    """The sealed files of the attachments."""


@attachments_group.command()
@click.option("--remove-strays", is_flag=True, help="Also delete files that no record names and that are an hour old.")
def verify(remove_strays: bool) -> None:
    """Open every attachment; exit 1 and the faults when one is gone or was changed. Strays are told, too."""
    with database() as session:
        vault = Vault(settings().attachments)
        names = attachments.names(session)
        faults = attachments.faults(session, vault)
        strays = list(vault.strays(names, before=time.time() - AN_HOUR))
    for stray in strays:
        if remove_strays:
            stray.unlink()
        click.echo(f"{'Removed' if remove_strays else 'No record names'} {stray.name}.")
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)
    click.echo(f"All attachments can be opened: {len(names)}.")
