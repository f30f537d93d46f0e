"""The root command and its groups."""

import click

from caseapp.cli.database import database_group
from caseapp.cli.serve import serve
from caseapp.cli.trail import audit_group
from caseapp.cli.users import users_group


@click.group(name="caseapp")
def cli() -> None:
    """Assistance cases, honour payments and performance figures."""


for command in (serve, database_group, users_group, audit_group):
    cli.add_command(command)
