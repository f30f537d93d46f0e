"""The audit trail keeps its events through savepoints and time zones."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM
from caseapp.models.audit import AuditEvent
from caseapp.models.engine import open_engine
from caseapp.services import audit
from caseapp.services.transaction import transact

NOW = datetime(2025, 6, 16, 2, 0, tzinfo=UTC)


def test_a_savepoint_rolled_back_loses_no_event_of_its_transaction(database: str) -> None:
    engine = open_engine(database)

    def act() -> None:
        audit.record(session, SYSTEM, "thing.before", "thing", 1, now=NOW)
        with session.begin_nested() as savepoint:
            savepoint.rollback()
        with session.begin_nested():
            audit.record(session, SYSTEM, "thing.inside", "thing", 1, now=NOW)
        audit.record(session, SYSTEM, "thing.after", "thing", 1, now=NOW)

    with Session(engine) as session:
        transact(session, act)
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()
        assert actions == ["thing.before", "thing.inside", "thing.after"]
        assert audit.verify(session) == []
    engine.dispose()


def test_a_moment_in_another_time_zone_verifies_after_it_was_stored(database: str) -> None:
    engine = open_engine(database)
    local = NOW.astimezone(ZoneInfo("Asia/Shanghai"))
    with Session(engine) as session:
        transact(session, lambda: audit.record(session, SYSTEM, "thing.seen", "thing", 1, now=local))
    with Session(engine) as session:
        assert audit.verify(session) == []
    engine.dispose()
