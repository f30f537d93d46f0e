"""What a standard proposes to pay, with its working as sentences, and what would pass over its rules."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.domain.money import Money
from caseapp.domain.payments.anomalies import Anomaly
from caseapp.domain.payments.codes import AidKind, CapScope, Repeat


@dataclass(frozen=True)
class Standard:
    """A fixed amount, or a share (%) of a base: `share_percent` of it, above `band_from_fen` only `band_percent`.

    At least `floor_fen` and at most `cap_fen` a time (never more than the base), at most `yearly_cap_fen` a year for
    whom `cap_scope` says, at most `times` in a period of `repeat`. `stackable` false: beside no other kind that year.
    """

    amount_fen: int | None
    share_percent: int | None
    cap_fen: int | None
    repeat: Repeat
    document_no: str
    band_from_fen: int | None = None
    band_percent: int | None = None
    floor_fen: int | None = None
    yearly_cap_fen: int | None = None
    cap_scope: CapScope = CapScope.HOUSEHOLD
    times: int = 1
    stackable: bool = True
    id: int | None = None

    def share_of(self, base_fen: int) -> int:
        """The share of the base in whole fen, half up, before floor and caps."""
        first = base_fen if self.band_from_fen is None else min(base_fen, self.band_from_fen)
        return (first * (self.share_percent or 0) + (base_fen - first) * (self.band_percent or 0) + 50) // 100


def faults(standard: Standard, valid_from: date, valid_to: date | None) -> Iterable[Problem]:
    """Everything that speaks against this standard as somebody wrote it."""
    if (standard.amount_fen is None) == (standard.share_percent is None):
        yield Problem("amount", N_("Write either a fixed amount or a share."))
    amounts = {
        "amount": standard.amount_fen,
        "cap": standard.cap_fen,
        "floor": standard.floor_fen,
        "yearly_cap": standard.yearly_cap_fen,
        "band_from": standard.band_from_fen,
    }
    for name, fen in amounts.items():
        if fen is not None and fen <= 0:
            yield Problem(name, N_("Write an amount above zero."))
    for name, percent in {"share_percent": standard.share_percent, "band_percent": standard.band_percent}.items():
        if percent is not None and not 1 <= percent <= 100:
            yield Problem(name, N_("A share lies between 1% and 100%."))
    if (standard.band_from_fen is None) != (standard.band_percent is None):
        yield Problem("band_percent", N_("A second share needs both the amount it begins at and its percentage."))
    if standard.share_percent is None and (standard.floor_fen or standard.band_from_fen or standard.cap_fen):
        yield Problem("share_percent", N_("Floor, limit and second share belong to a share, not to a fixed amount."))
    if standard.floor_fen and standard.cap_fen and standard.floor_fen > standard.cap_fen:
        yield Problem("floor", N_("The least is above the most."))
    if not 1 <= standard.times <= 366:
        yield Problem("times", N_("Write a number of times from 1 to 366."))
    if not standard.document_no.strip():
        yield Problem("document_no", N_("Write the document no."))
    if valid_to is not None and valid_to < valid_from:
        yield Problem("valid_to", N_("The last day lies before the first."))


@dataclass(frozen=True)
class MedicalCost:
    """Medical cost and what insurance paid back, in fen; raises Invalid when more came back than was spent."""

    total_fen: int
    reimbursed_fen: int
    receipts: int | None = None
    receipt_numbers: str = ""

    def __post_init__(self) -> None:
        problems = []
        if self.total_fen <= 0:
            problems.append(Problem("medical_total", N_("Write the total medical cost.")))
        if self.reimbursed_fen < 0 or (self.total_fen > 0 and self.reimbursed_fen > self.total_fen):
            problems.append(
                Problem("medical_reimbursed", N_("What was reimbursed lies between zero and the total cost."))
            )
        if self.receipts is not None and self.receipts < 1:
            problems.append(Problem("receipts", N_("Write how many receipts there are, 1 or more.")))
        if problems:
            raise Invalid(problems)

    @property
    def own_fen(self) -> int:
        return self.total_fen - self.reimbursed_fen


@dataclass(frozen=True)
class Working:
    """One step of the working: a sentence id and its values."""

    message: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    amount_fen: int
    steps: tuple[Working, ...]


def propose(standard: Standard, base_fen: int | None, left_fen: int | None = None) -> Proposal | None:
    """None while a share needs a base (own part or loss) that is not known yet. `left_fen`: of the yearly cap."""
    if standard.amount_fen is not None:
        amount = standard.amount_fen
        steps = [Working(N_("Fixed amount %(amount)s"), {"amount": _yuan(amount)})]
    elif base_fen is None or standard.share_percent is None:
        return None
    else:
        amount = standard.share_of(base_fen)
        steps = [_share(standard, base_fen, amount)]
        if standard.floor_fen is not None and amount < standard.floor_fen:
            amount = standard.floor_fen
            steps.append(Working(N_("at least %(floor)s"), {"floor": _yuan(standard.floor_fen)}))
        if standard.cap_fen is not None and amount > standard.cap_fen:
            amount = standard.cap_fen
            steps.append(Working(N_("at most %(cap)s"), {"cap": _yuan(standard.cap_fen)}))
        if amount > base_fen:
            amount = base_fen
            steps.append(Working(N_("never more than %(base)s"), {"base": _yuan(base_fen)}))
    if left_fen is not None and amount > left_fen:
        amount = left_fen
        steps.append(Working(N_("%(left)s left of the yearly cap"), {"left": _yuan(left_fen)}))
    return Proposal(amount, tuple(steps))


def _share(standard: Standard, base_fen: int, share_fen: int) -> Working:
    values: dict[str, object] = {
        "base": _yuan(base_fen),
        "percent": standard.share_percent,
        "share": _yuan(share_fen),
    }
    start = standard.band_from_fen
    if start is None or base_fen <= start:
        return Working(N_("%(base)s × %(percent)s%% = %(share)s"), values)
    values |= {"first": _yuan(start), "rest": _yuan(base_fen - start), "band": standard.band_percent}
    return Working(N_("%(first)s × %(percent)s%% + %(rest)s × %(band)s%% = %(share)s"), values)


@dataclass(frozen=True)
class Given:
    """One live line the payee's household already has. `payee` is the claim's own (household, child or person)."""

    project_id: int
    kind: AidKind
    amount_fen: int
    payee: str
    claim: str
    in_year: bool


def cap_left(standard: Standard | None, kind: AidKind, payee: str, given: Collection[Given]) -> int | None:
    """What this year's aid of the kind leaves of the yearly cap, never below zero; None without a cap."""
    if standard is None or standard.yearly_cap_fen is None:
        return None
    counted = (
        one.amount_fen
        for one in given
        if one.kind is kind and one.in_year and (standard.cap_scope is CapScope.HOUSEHOLD or one.payee == payee)
    )
    return max(0, standard.yearly_cap_fen - sum(counted))


def breaches(
    standard: Standard | None,
    proposal: Proposal | None,
    *,
    amount_fen: int,
    left_fen: int | None,
    project_id: int,
    kind: AidKind,
    claim: str,
    given: Collection[Given],
    alone: Collection[AidKind],
) -> tuple[Anomaly, ...]:
    """The rules this line would pass over. `alone`: the kinds whose standard stands beside no other kind in a year."""
    same = [one for one in given if one.claim.partition("#")[0] == claim]
    own = sum(one.project_id == project_id for one in same)
    times = standard.times if standard else 1
    others = {one.kind for one in given if one.in_year and one.kind is not kind}
    found = {
        Anomaly.ABOVE_STANDARD: proposal is not None and amount_fen > proposal.amount_fen,
        Anomaly.ABOVE_CAP: left_fen is not None and amount_fen > left_fen,
        Anomaly.AGAIN: own >= times,
        Anomaly.SAME_KIND: len(same) > own and len(same) >= times,
        Anomaly.NOT_STACKABLE: bool(others and kind in alone) or not others.isdisjoint(alone),
    }
    return tuple(anomaly for anomaly, is_so in found.items() if is_so)


def _yuan(fen: int) -> str:
    return f"{Money(fen).yuan():,.2f}"
