"""What a standard proposes to pay, with its working as a sentence."""

from dataclasses import dataclass

from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.domain.money import Money
from caseapp.domain.payments.codes import Repeat


@dataclass(frozen=True)
class Standard:
    """A fixed amount, or a share (%) of the own part, at most `cap_fen`."""

    amount_fen: int | None
    share_percent: int | None
    cap_fen: int | None
    repeat: Repeat
    document_no: str


@dataclass(frozen=True)
class MedicalCost:
    """Medical cost and what insurance paid back, in fen; raises Invalid when more came back than was spent."""

    total_fen: int
    reimbursed_fen: int

    def __post_init__(self) -> None:
        problems = []
        if self.total_fen <= 0:
            problems.append(Problem("medical_total", N_("Write the total medical cost.")))
        if self.reimbursed_fen < 0 or (self.total_fen > 0 and self.reimbursed_fen > self.total_fen):
            problems.append(
                Problem("medical_reimbursed", N_("What was reimbursed lies between zero and the total cost."))
            )
        if problems:
            raise Invalid(problems)

    @property
    def own_fen(self) -> int:
        return self.total_fen - self.reimbursed_fen


@dataclass(frozen=True)
class Proposal:
    """The amount and its working: a sentence id and its values."""

    amount_fen: int
    message: str
    values: dict[str, object]


def propose(standard: Standard, cost: MedicalCost | None) -> Proposal | None:
    """None while a share needs a cost that is not known yet."""
    document = standard.document_no
    if standard.amount_fen is not None:
        fixed = _yuan(standard.amount_fen)
        return Proposal(
            standard.amount_fen,
            N_("%(amount)s yuan, the fixed amount (%(document)s)"),
            {"amount": fixed, "document": document},
        )
    if cost is None or standard.share_percent is None:
        return None
    share = (cost.own_fen * standard.share_percent + 50) // 100
    values: dict[str, object] = {
        "own": _yuan(cost.own_fen),
        "percent": standard.share_percent,
        "share": _yuan(share),
        "document": document,
    }
    if standard.cap_fen is not None and share > standard.cap_fen:
        return Proposal(
            standard.cap_fen,
            N_("Own part %(own)s × %(percent)s%% = %(share)s, at most %(cap)s (%(document)s)"),
            values | {"cap": _yuan(standard.cap_fen)},
        )
    return Proposal(share, N_("Own part %(own)s × %(percent)s%% = %(share)s (%(document)s)"), values)


def _yuan(fen: int) -> str:
    return f"{Money(fen).yuan():,.2f}"
