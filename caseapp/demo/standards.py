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
    valid_to: date | None = None
    yearly_cap_fen: int | None = None

    def in_force(self, year: int) -> bool:
        return self.valid_from.year <= year and (self.valid_to is None or year <= self.valid_to.year)


MEDICAL_SHARE, MEDICAL_CAP = 60, 800_000
_LIVING, _ILL, _WARM, _HONOUR = "演示〔2024〕1号", "演示〔2024〕2号", "演示〔2024〕3号", "演示〔2024〕4号"
_SCHOOL = "演示〔2026〕1号"
_OLD_ENDS, _NEW_BEGINS = date(2025, 12, 31), date(2026, 1, 1)
STANDARDS = (
    StandardSpec(AidKind.LIVING, "deep", 300_000, None, None, Repeat.QUARTER, _LIVING),
    StandardSpec(AidKind.LIVING, "", 200_000, None, None, Repeat.QUARTER, _LIVING),
    StandardSpec(AidKind.MEDICAL, "", None, MEDICAL_SHARE, MEDICAL_CAP, Repeat.YEAR, _ILL, valid_to=_OLD_ENDS),
    StandardSpec(
        AidKind.MEDICAL, "", None, MEDICAL_SHARE, MEDICAL_CAP, Repeat.YEAR, _ILL, _NEW_BEGINS, yearly_cap_fen=1_200_000
    ),
    StandardSpec(AidKind.EDUCATION, "", 350_000, None, None, Repeat.SCHOOL_YEAR, _LIVING, valid_to=_OLD_ENDS),
    StandardSpec(AidKind.EDUCATION, "senior", 250_000, None, None, Repeat.SCHOOL_YEAR, _SCHOOL, _NEW_BEGINS),
    StandardSpec(AidKind.EDUCATION, "vocational", 250_000, None, None, Repeat.SCHOOL_YEAR, _SCHOOL, _NEW_BEGINS),
    StandardSpec(AidKind.EDUCATION, "higher", 350_000, None, None, Repeat.SCHOOL_YEAR, _SCHOOL, _NEW_BEGINS),
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


def fixed(kind: AidKind, grade: str, year: int) -> int:
    """The fixed amount of a kind for a grade in the year, in fen."""
    amounts = {one.grade: one.amount_fen for one in STANDARDS if one.kind is kind and one.in_force(year)}
    return amounts.get(grade) or amounts[""] or 0


def repeat_of(kind: AidKind) -> Repeat:
    return next(one.repeat for one in STANDARDS if one.kind is kind)
