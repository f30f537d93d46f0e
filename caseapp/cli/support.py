"""What the commands share: the app, and a session that reads or writes as the system."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from caseapp.extensions import db


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    return now().astimezone(ZoneInfo("Asia/Shanghai")).date()


@contextmanager
def database() -> Iterator[Session]:
    """The installation's session inside an app context; use `services.transaction.transact` to write."""
    from caseapp.app import create_app

    with create_app().app_context():
        yield db.session()
