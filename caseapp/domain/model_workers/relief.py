"""What relief (困难救济) may come to in a year: by cause a capped amount, or the gap from the own income to a line."""

from dataclasses import dataclass

from caseapp.domain.errors import N_
from caseapp.domain.model_workers.account import Said, yuan

MONTHS = 12


@dataclass(frozen=True)
class ReliefCap:
    """With `line_fen` (a month) the relief is the gap to it over a year; never more than `cap_fen`."""

    line_fen: int | None
    cap_fen: int
    document_no: str


@dataclass(frozen=True)
class Most:
    """The most that can be applied for, with its working."""

    amount_fen: int
    said: Said


def most(cap: ReliefCap, monthly_income_fen: int | None) -> Most | None:
    """None while the standard asks for an income that is not known."""
    values: dict[str, object] = {"cap": yuan(cap.cap_fen), "document": cap.document_no}
    if cap.line_fen is None:
        return Most(cap.cap_fen, Said(N_("At most %(cap)s yuan a year (%(document)s)"), values))
    if monthly_income_fen is None:
        return None
    gap = max(0, cap.line_fen - monthly_income_fen)
    values |= {"line": yuan(cap.line_fen), "income": yuan(monthly_income_fen), "gap": yuan(gap * MONTHS)}
    sentence = N_("(line %(line)s - own income %(income)s) × 12 = %(gap)s yuan, at most %(cap)s (%(document)s)")
    return Most(min(gap * MONTHS, cap.cap_fen), Said(sentence, values))
