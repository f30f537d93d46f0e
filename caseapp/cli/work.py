"""`caseapp work`: finish what somebody started and nobody is watching."""

import time

import click

from caseapp.cli.roster import run
from caseapp.cli.support import database
from caseapp.services import imports

PAUSE = 5


@click.command()
@click.option("--once", is_flag=True, help="Stop when nothing is left to do, instead of waiting for more.")
def work(once: bool) -> None:
    """Advance imports step by step. It may be killed at any moment: the next one goes on where it stopped."""
    while True:
        with database() as session:
            waiting = imports.running(session)
            session.rollback()
        for import_id in waiting:
            run(import_id)
            click.echo(f"import {import_id} is applied")
        if once:
            return
        time.sleep(PAUSE)
