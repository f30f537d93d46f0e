"""The smallest row any table takes: what it needs and nothing more, the rows it refers to included."""

import itertools
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, Enum, Integer, LargeBinary, Numeric
from sqlalchemy.orm import Session

from caseapp.models import Base
from caseapp.models.base import Moment

_number = itertools.count(1)

NEEDS: dict[str, dict[str, Any]] = {
    "aid_standards": {"amount_fen": 100, "times": 1},
    "assessment_rules": {"line_fen": 1, "window_months": 12},
    "budget_adjustments": {"amount_fen": 1},
    "bank_file_lines": {"serial": 1},
    "bank_handouts": {"ordinal": 1},
    "batches": {"state": "draft"},
    "check_rules": {"days": 30},
    "evaluation_years": {
        "execution": 10,
        "output": 50,
        "benefit": 30,
        "satisfaction": 10,
        "excellent_from": 90,
        "good_from": 80,
        "fair_from": 60,
        "over_percent": 130,
        "partly_percent": 60,
    },
    "expenses": {"amount_fen": 1},
    "grievances": {
        "state": "closed",
        "outcome": "solved",
        "closed_on": date(2025, 6, 16),
        "note_sealed": b"sealed",
        "opened_on": date(2025, 6, 1),
        "due_on": date(2025, 6, 16),
    },
    "honour_months": {"monthly_fen": -1, "returned_on": date(2025, 6, 16)},
    "honour_rates": {"monthly_fen": 1},
    "honour_rules": {"liveness_months": 12},
    "monitor_rules": {
        "indicator_good": 80,
        "indicator_warn": 60,
        "money_good": 100,
        "money_warn": 80,
        "ceiling_near": 90,
        "over_from": 120,
        "period_months": "7",
    },
    "payments": {"amount_fen": 1, "state": "open"},
    "postings": {"move": "reserve", "taken_from": "free", "given_to": "reserved", "amount_fen": 1},
    "relief_standards": {"cap_fen": 1},
    "remittances": {"quarter": 1},
    "survey_ballots": {"is_valid": True},
    "survey_responses": {"is_valid": True},
    "surveys": {"issued_forms": 1, "returned_forms": 0},
}
"""Values that a CHECK constraint asks for beyond what the column types do."""
OWNED_BY = {"record_papers": "activity_id"}
"""Of references that may each be empty, but not all of them: the one the smallest row has."""


def any_row(session: Session, model: type[Any]) -> Any:
    """A flushed row of the model."""
    values: dict[str, Any] = {}
    for column in model.__table__.columns:
        needed = NEEDS.get(model.__tablename__, {})
        if column.name in needed:
            values[column.name] = needed[column.name]
        elif column.foreign_keys and (not column.nullable or OWNED_BY.get(model.__tablename__) == column.name):
            key = next(iter(column.foreign_keys)).column
            owner = next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is key.table)
            values[column.name] = getattr(any_row(session, owner), key.name)
        elif not column.nullable and column.default is None and not _is_own_id(column):
            values[column.name] = _value(column)
    row = model()
    for name, value in values.items():
        if getattr(row, name, None) is None:
            setattr(row, name, value)
    session.add(row)
    session.flush()
    return row


def _is_own_id(column: Any) -> bool:
    return bool(column.primary_key and isinstance(column.type, Integer) and column.autoincrement is not False)


def _value(column: Any) -> Any:
    kinds: list[tuple[Any, Any]] = [
        (
            Enum,
            lambda: column.type.enum_class(column.type.enums[0]) if column.type.enum_class else column.type.enums[0],
        ),
        (Boolean, lambda: False),
        ((BigInteger, Integer), lambda: 0 if column.name.endswith("_fen") else next(_number)),
        (Numeric, lambda: Decimal(0)),
        (Date, lambda: date(2025, 6, 16) + timedelta(days=next(_number))),
        (Moment, lambda: datetime(2025, 6, 16, tzinfo=UTC)),
        (LargeBinary, lambda: next(_number).to_bytes(32, "big")),
        (JSON, dict),
    ]
    for kind, make in kinds:
        if isinstance(column.type, kind):
            return make()
    return f"{next(_number)}"
