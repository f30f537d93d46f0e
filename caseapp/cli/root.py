"""The root command; a command's module is imported when it is called, so that each starts quickly."""

from importlib import import_module

import click

COMMANDS = {
    "serve": "caseapp.cli.serve:serve",
    "db": "caseapp.cli.database:database_group",
    "demo": "caseapp.cli.demo:demo",
    "users": "caseapp.cli.users:users_group",
    "invariants": "caseapp.cli.invariants:invariants",
    "audit": "caseapp.cli.trail:audit_group",
    "targets": "caseapp.cli.load:targets",
    "indicators": "caseapp.cli.figures:indicators",
    "members": "caseapp.cli.figures:members",
    "forms": "caseapp.cli.forms:forms",
    "attachments": "caseapp.cli.attachments:attachments_group",
    "roster": "caseapp.cli.roster:roster",
    "work": "caseapp.cli.work:work",
    "keys": "caseapp.cli.keys:keys_group",
    "backup": "caseapp.cli.backup:backup",
    "restore": "caseapp.cli.backup:restore_command",
}


class Commands(click.Group):
    """Commands by name, imported on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(name="caseapp", cls=Commands)
def cli() -> None:
    """Assistance cases, honour payments and performance figures."""
