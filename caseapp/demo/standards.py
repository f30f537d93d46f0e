"""Invented aid standards, so that the log-aid screen proposes amounts; each document number says 演示."""

from dataclasses import dataclass
from datetime import date

from caseapp.domain.payments.codes import AidKind, Repeat


@dataclass(frozen=True)
class StandardSpec:
    """`grade` "" is for everybody without a row of their own. Money in fen; `share` in % of the own part."""

    kind: AidKind
    grade: str
    amount_fen: int | None
    share: int | None
    cap_fen: int | None
    repeat: Repeat
    document_no: str
    valid_from: date = date(2024, 1, 1)


MEDICAL_SHARE, MEDICAL_CAP = 60, 800_000
_LIVING, _WARM, _HONOUR = "演示〔2024〕1号", "演示〔2024〕3号", "演示〔2024〕4号"
STANDARDS = (
    StandardSpec(AidKind.LIVING, "deep", 300_000, None, None, Repeat.QUARTER, _LIVING),
    StandardSpec(AidKind.LIVING, "", 200_000, None, None, Repeat.QUARTER, _LIVING),
    StandardSpec(AidKind.MEDICAL, "", None, MEDICAL_SHARE, MEDICAL_CAP, Repeat.YEAR, "演示〔2024〕2号"),
    StandardSpec(AidKind.EDUCATION, "", 350_000, None, None, Repeat.SCHOOL_YEAR, _LIVING),
    StandardSpec(AidKind.ONE_OFF, "", 300_000, None, None, Repeat.YEAR, _LIVING),
    StandardSpec(AidKind.CONSOLATION, "deep", 100_000, None, None, Repeat.QUARTER, _WARM),
    StandardSpec(AidKind.CONSOLATION, "relative", 100_000, None, None, Repeat.QUARTER, _WARM),
    StandardSpec(AidKind.CONSOLATION, "accident", 100_000, None, None, Repeat.QUARTER, _WARM),
    StandardSpec(AidKind.CONSOLATION, "", 50_000, None, None, Repeat.QUARTER, _WARM),
    StandardSpec(AidKind.HONOUR, "national", 600_000, None, None, Repeat.YEAR, _HONOUR),
    StandardSpec(AidKind.HONOUR, "provincial", 360_000, None, None, Repeat.YEAR, _HONOUR),
    StandardSpec(AidKind.HONOUR, "municipal", 240_000, None, None, Repeat.YEAR, _HONOUR),
    StandardSpec(AidKind.RELIEF, "", 500_000, None, None, Repeat.YEAR, "演示〔2024〕5号"),
)


def fixed(kind: AidKind, grade: str) -> int:
    """The fixed amount of a kind for a grade, in fen."""
    amounts = {standard.grade: standard.amount_fen for standard in STANDARDS if standard.kind is kind}
    return amounts.get(grade) or amounts[""] or 0
