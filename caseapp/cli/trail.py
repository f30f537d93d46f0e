"""`caseapp audit verify`."""

import sys

import click

from caseapp.cli.support import database
from caseapp.services import audit


@click.group(name="audit")
def audit_group() -> None:
    """The audit trail."""


@audit_group.command()
def verify() -> None:
    """Check every event against the chain; exit 1 and the faults when it is broken."""
    with database() as session:
        faults = audit.verify(session)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)
    click.echo("The audit trail is whole.")
