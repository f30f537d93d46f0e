"""`caseapp demo`: the demo world, made once in an empty database."""

import click

from caseapp.cli.database import bring_up
from caseapp.cli.statistics import gather
from caseapp.cli.support import database, settings
from caseapp.demo.families import FEWEST
from caseapp.demo.spec import SEED, draw
from caseapp.queries.settings import demo_accounts
from caseapp.services.vault import Vault


@click.command()
@click.option("--households", default=FEWEST, show_default=True, type=click.IntRange(FEWEST, 20_000))
@click.option("--upgrade", is_flag=True, help="Bring the tables to this version first.")
@click.option("--seed", default=SEED, show_default=True, help="Another seed gives other people.")
def demo(households: int, seed: int, upgrade: bool) -> None:
    """Fill an empty database with the demo world and print its sign-ins; a demo made before is kept."""
    with database() as session:
        if upgrade:
            bring_up()
        kept = demo_accounts(session)
        if kept is None:
            from caseapp.demo.apply import make_demo

            make_demo(session, draw(seed, households), Vault(settings().attachments))
            gather()
        stored = kept or demo_accounts(session) or {}
    click.echo("The demo world is here already and is kept as it is." if kept else "The demo world is ready.")
    click.echo(f"Sign in with the password {stored['password']} as:")
    for login, (zh, en), name in stored["accounts"]:
        click.echo(f"  {login:<16}{zh} {en}, {name}")
