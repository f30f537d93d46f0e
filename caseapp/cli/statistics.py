"""What the commands do after much has changed at once."""

from functools import partial

from caseapp.extensions import db
from caseapp.services import statistics
from caseapp.services.transaction import transact


def gather() -> None:
    """Let the planner know what the tables hold now; inside `database()` only."""
    session = db.session()
    transact(session, partial(statistics.gather, session))
