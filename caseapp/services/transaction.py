"""One transaction from edge to edge: opened, sealed into the audit chain, committed; retried when the database asks."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from caseapp.domain.errors import Busy
from caseapp.models.engine import begin_write, is_worth_retrying, waited_too_long

ATTEMPTS = 6
T = TypeVar("T")


def transact(session: Session, act: Callable[[], T]) -> T:
    """Run `act` in one write transaction of `session` and commit; any exception rolls everything back.

    A serialization failure, deadlock, busy database or row that somebody else saved first runs `act` again, up to
    ATTEMPTS times. Raises Busy when others write for longer than anybody waits.
    """
    for attempt in range(ATTEMPTS):
        try:
            session.rollback()
            begin_write(session)
            outcome = act()
            session.commit()
            return outcome
        except StaleDataError:
            session.rollback()
            if attempt + 1 == ATTEMPTS:
                raise
        except DBAPIError as error:
            session.rollback()
            again = is_worth_retrying(error)
            if waited_too_long(error) or (again and attempt + 1 == ATTEMPTS):
                raise Busy from error
            if not again:
                raise
        except BaseException:
            session.rollback()
            raise
        time.sleep(random.uniform(0.01, 0.05) * 2**attempt)
    raise AssertionError("unreachable")
