"""`caseapp work`: finish what somebody started and nobody is watching, and clear away what nobody comes back to."""

import math
import time
from functools import partial

import click

from caseapp.cli.roster import run
from caseapp.cli.statistics import gather
from caseapp.cli.support import database, now, today
from caseapp.services import exports, form_drafts, household_counts, imports
from caseapp.services.transaction import transact

PAUSE = 5
OFTEN = 3600
"""Seconds between two times that what makes pages quick is kept in order."""


@click.command()
@click.option("--once", is_flag=True, help="Stop when nothing is left to do, instead of waiting for more.")
def work(once: bool) -> None:
    """Advance imports and long lists step by step, drop the drafts of forms nobody has touched for 30 days and lists
    of a day ago, and once an hour keep the planner's statistics and the kept counts in order.

    It may be killed at any moment: the next one goes on where it stopped."""
    looked = -math.inf
    while True:
        with database() as session:
            waiting, unready = imports.running(session), exports.unready(session)
            session.rollback()
            if time.monotonic() - looked >= OFTEN:
                gather()
                transact(session, partial(household_counts.fold, session))
                looked = time.monotonic()
            transact(session, partial(form_drafts.expire, session, now()))
            transact(session, partial(exports.expire, session, now()))
        for import_id in waiting:
            run(import_id)
            click.echo(f"import {import_id} is applied")
        for export_id in unready:
            _make(export_id)
            click.echo(f"list {export_id} is made")
        if once:
            return
        time.sleep(PAUSE)


def _make(export_id: int) -> None:
    with database() as session:
        while transact(session, lambda: exports.advance(session, export_id=export_id, today=today(), now=now())):
            session.expunge_all()
