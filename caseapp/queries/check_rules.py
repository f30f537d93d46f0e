"""How long a result of the means check holds, by the dated rules."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.households.means import USUAL_DAYS, holds_until
from caseapp.models.check_lists import CheckRule


def all_rules(session: Session) -> list[CheckRule]:
    """The newest first."""
    return list(session.scalars(select(CheckRule).order_by(CheckRule.valid_from.desc())))


class Holding:
    """Until when a check of a day carries an approval, by the rule in force on that day."""

    def __init__(self, session: Session) -> None:
        self._rules = all_rules(session)

    def until(self, day: date) -> date:
        days = next((rule.days for rule in self._rules if rule.valid_from <= day), USUAL_DAYS)
        return holds_until(day, days)
