"""`caseapp invariants`."""

import sys

import click

from caseapp.cli.support import database
from caseapp.queries import invariants as rules


@click.command()
def invariants() -> None:
    """Check the books of all projects; exit 1 and each fault, with the ids it concerns, when something is wrong.

    The ledger, budgets, batches, signatures, digests and the kept counts of household files are checked; `audit verify`
    checks the audit trail.
    """
    with database() as session:
        faults = list(rules.faults(session))
    for fault in faults:
        click.echo(f"{fault.field}: {fault}", err=True)
    if faults:
        sys.exit(1)
    click.echo("The books agree: budgets, ledger, batches, signatures and payments.")
