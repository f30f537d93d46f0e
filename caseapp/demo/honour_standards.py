"""Invented standards of the honour allowance and of relief, fitting what the demo pays; each document says 演示."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from caseapp.demo.standards import fixed
from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.model_workers.codes import HonourLevel, ReliefCause, Turn
from caseapp.domain.model_workers.honour_rules import HonourRules, Rate
from caseapp.domain.payments.codes import AidKind
from caseapp.services import honour_standards
from caseapp.services.honour_standards import ReliefFacts

BEGINNING = date(2025, 1, 1)
_RULES, _RATES, _RELIEF = "演示〔2024〕7号", "演示〔2024〕4号", "演示〔2024〕5号"
LINE_FEN = 350_000


def keep_honour_standards(session: Session, now: datetime) -> None:
    """Nothing is reckoned before 2025, the first year the demo pays for."""
    same, following = Turn.SAME_MONTH, Turn.NEXT_MONTH
    rules = HonourRules(_RULES, BEGINNING, None, following, following, same, 12, 60, 55)
    honour_standards.add_rules(session, SYSTEM, rules=rules, now=now)
    for level in HonourLevel:
        monthly_fen = fixed(AidKind.HONOUR, level.value, BEGINNING.year) // 12
        rate = Rate(level, monthly_fen, BEGINNING, None, _RATES)
        honour_standards.add_rate(session, SYSTEM, rate=rate, now=now)
    for cause in ReliefCause:
        line_fen = LINE_FEN if cause is ReliefCause.LOW_INCOME else None
        facts = ReliefFacts(cause, line_fen, fixed(AidKind.RELIEF, "", BEGINNING.year), BEGINNING, _RELIEF)
        honour_standards.add_relief(session, SYSTEM, facts=facts, now=now)
