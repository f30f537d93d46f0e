from datetime import date

from sqlalchemy.orm import Session

from caseapp.domain.model_workers.codes import HonourLevel, ReliefCause, Turn
from caseapp.models.honours import HonourRate, HonourRule, ReliefStandard
from tests.factories.clock import NOW


def make_honour_standards(session: Session, *, begins: date = date(2025, 1, 1), liveness_months: int = 12) -> None:
    """The rules, and 200, 300 and 500 yuan a month."""
    rule = HonourRule(
        document_no="规则1号",
        valid_from=begins,
        starts=Turn.NEXT_MONTH,
        death_stops=Turn.NEXT_MONTH,
        revocation_stops=Turn.SAME_MONTH,
        liveness_months=liveness_months,
        farmer_age_men=60,
        farmer_age_women=55,
    )
    rates = [
        HonourRate(level=level, monthly_fen=fen, valid_from=begins, document_no="标准1号")
        for level, fen in zip(HonourLevel, (50_000, 30_000, 20_000), strict=True)
    ]
    for row in (rule, *rates):
        row.touch(None, NOW)
        session.add(row)
    session.flush()


def make_relief_standard(
    session: Session, cause: ReliefCause, *, cap_fen: int = 500_000, line_fen: int | None = None
) -> None:
    row = ReliefStandard(
        cause=cause, cap_fen=cap_fen, line_fen=line_fen, valid_from=date(2025, 1, 1), document_no="救济1号"
    )
    row.touch(None, NOW)
    session.add(row)
    session.flush()
