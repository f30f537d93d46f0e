"""What the commands share: the app, and a session that reads or writes as the system."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import click
from flask import Flask, current_app
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.orm import Session

from caseapp.config import Settings
from caseapp.domain.clock import local_day
from caseapp.domain.errors import N_, Refused
from caseapp.extensions import db
from caseapp.models.engine import NO_TABLES, lacks_tables


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    return local_day(now())


@contextmanager
def database() -> Iterator[Session]:
    """The installation's session inside an app context; use `services.transaction.transact` to write.

    Raises Refused when the database cannot be reached or read, or has no tables.
    """
    app: Flask = click.get_current_context().obj()
    with app.app_context():
        try:
            yield db.session()
        except DBAPIError as error:
            if lacks_tables(error):
                raise Refused(NO_TABLES) from None
            if isinstance(error, OperationalError) or type(error) is DatabaseError:
                why = " ".join(str(error.orig).split())
                raise Refused(N_("The database cannot be used: %(why)s"), why=why) from None
            raise


def settings() -> Settings:
    """Those of the installation; inside `database()` only."""
    found: Settings = current_app.config["CASEAPP"]
    return found
