"""The root command and its groups."""

import click

from caseapp.cli.attachments import attachments_group
from caseapp.cli.database import database_group
from caseapp.cli.demo import demo
from caseapp.cli.figures import indicators, members
from caseapp.cli.forms import forms
from caseapp.cli.load import load
from caseapp.cli.roster import roster
from caseapp.cli.serve import serve
from caseapp.cli.targets import targets
from caseapp.cli.trail import audit_group
from caseapp.cli.users import users_group
from caseapp.cli.work import work


@click.group(name="caseapp")
def cli() -> None:
    """Assistance cases, honour payments and performance figures."""


for command in (
    serve,
    database_group,
    demo,
    users_group,
    audit_group,
    attachments_group,
    targets,
    indicators,
    members,
    forms,
    roster,
    work,
):
    cli.add_command(command)
targets.add_command(load)
