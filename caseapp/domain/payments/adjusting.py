"""Adjusting a project's money by a document: raised or lowered, never below what is bound already."""

from dataclasses import dataclass
from datetime import date

from caseapp.domain.errors import N_, Problem
from caseapp.domain.labels import Word


class Direction(Word):
    RAISE = "raise", "调增", "Raise"
    LOWER = "lower", "调减", "Lower"


REVERSED = "（冲销）"
"""What the number of a document is followed by when another entry takes it back."""


@dataclass(frozen=True)
class Paper:
    """The document behind an entry."""

    document_no: str
    decided_on: date
    reason: str

    def problems(self, today: date) -> list[Problem]:
        found = []
        if not self.document_no.strip():
            found.append(Problem("document_no", N_("Write the number of the document that decided it.")))
        if not self.reason.strip():
            found.append(Problem("reason", N_("Write why the budget is changed.")))
        if self.decided_on > today:
            found.append(Problem("decided_on", N_("This day is still to come.")))
        return found


def signed(direction: Direction, amount_fen: int) -> int:
    return amount_fen if direction is Direction.RAISE else -amount_fen
