"""What the commands share: the app, and a session that reads or writes as the system."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import click
from flask import Flask
from sqlalchemy.orm import Session

from caseapp.domain.clock import local_day
from caseapp.extensions import db


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    return local_day(now())


@contextmanager
def database() -> Iterator[Session]:
    """The installation's session inside an app context; use `services.transaction.transact` to write."""
    app: Flask = click.get_current_context().obj()
    with app.app_context():
        yield db.session()
