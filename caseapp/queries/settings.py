"""Settings of this installation; the demo's accounts stand only in a demo database."""

import json
from typing import Any

from sqlalchemy.orm import Session

from caseapp.models.requests import Setting


def demo_accounts(session: Session) -> dict[str, Any] | None:
    """`{"password": …, "accounts": [[login, role, name], …]}` in a demo database, else None."""
    row = session.get(Setting, "demo")
    stored: dict[str, Any] | None = json.loads(row.value) if row else None
    return stored
