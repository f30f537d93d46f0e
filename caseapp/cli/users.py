"""`caseapp users invite`: the first administrator, and anyone after, by a one-time link."""

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.cli.support import database, now, settings, today
from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Invalid
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.services import second_factor, units, users
from caseapp.services.transaction import transact


@click.group(name="users")
def users_group() -> None:
    """Users and their posts."""


@users_group.command()
@click.argument("login")
@click.option("--name", help="The person's name; needed for a new user.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="A post to give.")
@click.option("--unit", "unit_code", help="The unit's code; default: the federation.")
@click.option("--site", default="http://127.0.0.1:8000", show_default=True, help="Where the pages are served.")
def invite(login: str, name: str | None, role: str | None, unit_code: str | None, site: str) -> None:
    """Make LOGIN a user if need be, give a post, and print a one-time link to set the password."""
    with database() as session:

        def act() -> str:
            user = session.scalar(select(User).where(User.login == login))
            if user is None:
                user = users.add_user(session, SYSTEM, login=login, name=name or "", now=now())
            if role:
                unit = _federation(session) if unit_code is None else _unit(session, unit_code)
                users.give_post(
                    session, SYSTEM, user=user, unit=unit, role=Role(role), start=today(), end=None, now=now()
                )
            return users.invite(session, SYSTEM, user=user, now=now())

        code = transact(session, act)
    click.echo(f"{site}/invitations/{code}")


@users_group.command("reset-factor")
@click.argument("login")
def reset_factor(login: str) -> None:
    """Take LOGIN's lost code generator away; a new one is set up at the next sign-in."""
    with database() as session:

        def act() -> None:
            user = session.scalar(select(User).where(User.login == login))
            if user is None:
                raise Invalid.one("login", f"There is no user with the sign-in name {login}.")
            second_factor.reset(session, SYSTEM, user_id=user.id, now=now())

        transact(session, act)
    click.echo(f"The code generator of {login} is taken away.")


def _federation(session: Session) -> Unit:
    chosen = settings()
    return units.federation(session, code=chosen.federation_code, name=chosen.federation_name)


def _unit(session: Session, code: str) -> Unit:
    found = session.scalar(select(Unit).where(Unit.code == code))
    if found is None:
        raise Invalid.one("unit", f"There is no unit with the code {code}.")
    return found
