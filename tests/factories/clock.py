"""One moment for all made things, unless a test says otherwise."""

from datetime import UTC, date, datetime

NOW = datetime(2025, 6, 16, 2, 0, tzinfo=UTC)
TODAY = date(2025, 6, 16)
