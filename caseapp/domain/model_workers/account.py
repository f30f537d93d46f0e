"""The honour account of one person: what is owed month by month, what was paid, and what is left to pay or take back.

Rules: paid by the city, retired (a farmer: of age), alive, a title kept; the highest rate only; whole months.
What was paid for a month and is not owed for it is taken back, from what is still owed or else by a claim.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from caseapp.domain.errors import N_
from caseapp.domain.identity import Sex
from caseapp.domain.model_workers.codes import HonourLevel, Outcome, Payer, Share, WorkerState
from caseapp.domain.model_workers.honour_rules import HonourRules, Standards
from caseapp.domain.model_workers.months import birthday, is_past, month_of, months, plus, span, turning
from caseapp.domain.money import Money


@dataclass(frozen=True)
class Title:
    """An honour as the account needs it: the treatment it gives, from the day it was given until it is revoked."""

    level: HonourLevel
    awarded_on: date
    revoked_on: date | None = None


@dataclass(frozen=True)
class Holder:
    """`seen_on`: the newest check that found the person alive."""

    payer: Payer
    work_state: WorkerState
    titles: tuple[Title, ...]
    sex: Sex = Sex.UNKNOWN
    birth_on: date | None = None
    retired_on: date | None = None
    died_on: date | None = None
    seen_on: date | None = None


@dataclass(frozen=True)
class Said:
    """A sentence id and its values."""

    message: str
    values: dict[str, object]


@dataclass(frozen=True)
class Part:
    """Months in a row with one rate: `monthly_fen` × the months. Below zero for what is taken back."""

    share: Share
    first: date
    last: date
    monthly_fen: int

    @property
    def months(self) -> int:
        return span(self.first, self.last)

    @property
    def amount_fen(self) -> int:
        return self.months * self.monthly_fen

    @property
    def said(self) -> Said:
        values: dict[str, object] = {
            "share": self.share,
            "first": f"{self.first:%Y-%m}",
            "last": f"{self.last:%Y-%m}",
            "months": self.months,
            "rate": yuan(abs(self.monthly_fen)),
            "amount": yuan(self.amount_fen),
        }
        if self.first == self.last:
            return Said(N_("%(share)s %(first)s: %(amount)s yuan"), values)
        return Said(N_("%(share)s %(first)s to %(last)s: %(months)s months × %(rate)s = %(amount)s yuan"), values)


@dataclass(frozen=True)
class Account:
    """`amount_fen` is what the parts add up to; it is paid now only when the outcome is PAYABLE."""

    outcome: Outcome
    parts: tuple[Part, ...]
    reason: Said
    stops: date | None = None

    @property
    def amount_fen(self) -> int:
        return sum(part.amount_fen for part in self.parts)

    @property
    def payable_fen(self) -> int:
        return self.amount_fen if self.outcome is Outcome.PAYABLE else 0


def account(
    holder: Holder, standards: Standards, paid: Mapping[date, int], *, first: date, through: date, today: date
) -> Account:
    """The account up to the month `through`. `paid` is what stands paid or underway for each month, in fen.

    Months before `first` that are owed and unpaid are back-pay. Later than `through` nothing is due, but what was
    paid ahead and is not owed is taken back.
    """
    first, through = month_of(first), month_of(through)
    parts = tuple(_parts(holder, standards, paid, first, through))
    total = sum(part.amount_fen for part in parts)
    stops = _stops(holder, standards)
    if total < 0:
        return Account(Outcome.OVERPAID, parts, _ended(holder, stops), stops)
    if total == 0:
        outcome, reason = _nothing(holder, standards, paid, first, through)
        return Account(outcome, parts, reason, stops)
    rules = standards.rules_in(min(through, month_of(today))) or standards.rules_in(through)
    if rules is not None and holder.died_on is None and not _lately_seen(holder, rules, today):
        return Account(Outcome.HELD, parts, _overdue(holder), stops)
    return Account(Outcome.PAYABLE, parts, _entitled(holder, stops, through), stops)


def owed_in(month: date, holder: Holder, standards: Standards) -> int:
    """What one month is worth, in fen; 0 when nothing is owed for it."""
    rules = standards.rules_in(month)
    if rules is None or holder.payer is not Payer.CITY:
        return 0
    begins = _eligible_on(holder, rules)
    if begins is None or month < turning(begins, rules.starts):
        return 0
    if holder.died_on is not None and month >= turning(holder.died_on, rules.death_stops):
        return 0
    rate = standards.rate_in(month, _kept(holder, rules, month))
    return rate.monthly_fen if rate else 0


def liveness_due_on(seen_on: date | None, rules: HonourRules | None) -> date | None:
    """The month in which the next check is due; None when there has been none yet, so that it is due at once."""
    return plus(month_of(seen_on), rules.liveness_months) if seen_on and rules else None


def _kept(holder: Holder, rules: HonourRules, month: date) -> frozenset[HonourLevel]:
    return frozenset(
        title.level
        for title in holder.titles
        if turning(title.awarded_on, rules.starts) <= month
        and (title.revoked_on is None or month < turning(title.revoked_on, rules.revocation_stops))
    )


def _eligible_on(holder: Holder, rules: HonourRules) -> date | None:
    if holder.retired_on is not None:
        return holder.retired_on
    if holder.work_state is WorkerState.FARMING and holder.birth_on is not None:
        return birthday(holder.birth_on, rules.farmer_age(holder.sex))
    return None


def _parts(
    holder: Holder, standards: Standards, paid: Mapping[date, int], first: date, through: date
) -> Iterator[Part]:
    start = standards.first_month
    wanted = set(months(start, through)) if start else set()
    differences = []
    for month in sorted(wanted | set(paid)):
        missing = owed_in(month, holder, standards) - paid.get(month, 0)
        if missing < 0 or (missing > 0 and month in wanted):
            share = Share.RECOVERY if missing < 0 else Share.DUE if month >= first else Share.BACK_PAY
            differences.append((month, share, missing))
    turns = enumerate(differences)
    for (share, fen, _), group in groupby(turns, key=lambda turn: (*turn[1][1:], plus(turn[1][0], -turn[0]))):
        in_row = [month for _, (month, _, _) in group]
        yield Part(share, in_row[0], in_row[-1], fen)


def _lately_seen(holder: Holder, rules: HonourRules, today: date) -> bool:
    return holder.seen_on is not None and not is_past(holder.seen_on, rules.liveness_months, today)


def _stops(holder: Holder, standards: Standards) -> date | None:
    """The first month no longer paid, when something has ended the entitlement."""
    ends = []
    if holder.died_on is not None:
        rules = standards.rules_in(month_of(holder.died_on))
        ends += [turning(holder.died_on, rules.death_stops)] if rules else []
    revoked = [title.revoked_on for title in holder.titles if title.revoked_on is not None]
    if revoked and len(revoked) == len(holder.titles):
        rules = standards.rules_in(month_of(max(revoked)))
        ends += [turning(max(revoked), rules.revocation_stops)] if rules else []
    return min(ends, default=None)


def _overdue(holder: Holder) -> Said:
    if holder.seen_on is None:
        return Said(N_("Nobody has checked that the person is alive; paid as back-pay once checked."), {})
    return Said(
        N_("The liveness check of %(day)s has run out; paid as back-pay once checked."), {"day": holder.seen_on}
    )


def _entitled(holder: Holder, stops: date | None, through: date) -> Said:
    if stops is not None and stops <= plus(through, 1):
        return _ended(holder, stops)
    if holder.retired_on is None:
        return Said(N_("A farmer of age, title kept, alive."), {})
    return Said(N_("Retired, title kept, alive."), {})


def _ended(holder: Holder, stops: date | None) -> Said:
    values: dict[str, object] = {"month": f"{stops:%Y-%m}" if stops else ""}
    if stops and holder.died_on is not None and month_of(holder.died_on) in (stops, plus(stops, -1)):
        return Said(N_("Died on %(day)s: paid no longer from %(month)s."), values | {"day": holder.died_on})
    if stops:
        return Said(N_("The honour was revoked: paid no longer from %(month)s."), values)
    return Said(N_("More was paid than is owed for these months."), {})


def _nothing(
    holder: Holder, standards: Standards, paid: Mapping[date, int], first: date, through: date
) -> tuple[Outcome, Said]:
    if any(paid.get(month) for month in months(first, through)):
        return Outcome.SETTLED, Said(N_("Everything owed up to %(month)s is paid."), {"month": f"{through:%Y-%m}"})
    return Outcome.NONE, _why_not(holder, standards, through)


def _why_not(holder: Holder, standards: Standards, through: date) -> Said:
    rules = standards.rules_in(through)
    if rules is None:
        return Said(N_("No rules for the honour allowance are in force."), {})
    if holder.payer is not Payer.CITY:
        return Said(N_("Another body pays the allowance: %(payer)s."), {"payer": holder.payer})
    return _too_early(holder, rules, through) or _without_title(holder, standards, rules, through)


def _too_early(holder: Holder, rules: HonourRules, through: date) -> Said | None:
    begins = _eligible_on(holder, rules)
    if begins is None:
        return Said(N_("Not retired: %(state)s."), {"state": holder.work_state})
    if turning(begins, rules.starts) <= through:
        return None
    if holder.retired_on is None:
        return Said(N_("A farmer who is of age only on %(day)s."), {"day": begins})
    month = f"{turning(begins, rules.starts):%Y-%m}"
    return Said(N_("Retired on %(day)s: paid from %(month)s."), {"day": begins, "month": month})


def _without_title(holder: Holder, standards: Standards, rules: HonourRules, through: date) -> Said:
    stops = _stops(holder, standards)
    if not holder.titles:
        return Said(N_("No honour is recorded."), {})
    if stops is not None:
        return _ended(holder, stops)
    if holder.died_on is not None:
        return Said(N_("Died on %(day)s, before the accounts begin."), {"day": holder.died_on})
    if all(title.revoked_on is not None for title in holder.titles):
        return Said(N_("The honour was revoked before the accounts begin."), {})
    if not _kept(holder, rules, through):
        return Said(N_("The honour counts only from a later month."), {})
    return Said(N_("No monthly rate is in force for this level of treatment."), {})


def yuan(fen: int) -> str:
    return f"{Money(fen).yuan():,.2f}"
