"""`caseapp work`: finish what somebody started and nobody is watching, and clear away what nobody comes back to."""

import time
from functools import partial

import click

from caseapp.cli.roster import run
from caseapp.cli.support import database, now
from caseapp.services import form_drafts, imports
from caseapp.services.transaction import transact

PAUSE = 5


@click.command()
@click.option("--once", is_flag=True, help="Stop when nothing is left to do, instead of waiting for more.")
def work(once: bool) -> None:
    """Advance imports step by step, and drop the drafts of forms nobody has touched for 30 days.

    It may be killed at any moment: the next one goes on where it stopped."""
    while True:
        with database() as session:
            waiting = imports.running(session)
            session.rollback()
            transact(session, partial(form_drafts.expire, session, now()))
        for import_id in waiting:
            run(import_id)
            click.echo(f"import {import_id} is applied")
        if once:
            return
        time.sleep(PAUSE)
