"""Writing the acts of aid: lines logged for families, workers and listed people, and batches carried to the bank."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from caseapp.demo.acts import Act, EventSpec, LogAid, Prepare, Repay, SchoolSpec, Settle, Sign
from caseapp.demo.calendar import after
from caseapp.demo.families import FamilySpec
from caseapp.demo.groups import ListingSpec
from caseapp.demo.honours import ReliefSpec, WorkerSpec
from caseapp.demo.places import CITY
from caseapp.demo.standards import MEDICAL_CAP, MEDICAL_SHARE, fixed, repeat_of
from caseapp.domain.payments.beneficiary import Register
from caseapp.domain.payments.claims import period
from caseapp.domain.payments.codes import AidKind, BatchAction

CAMPAIGN, DUES, SAFETY, TRAINING, PROVINCIAL, HARDSHIP, HONOUR = range(1, 8)
"""The seven projects by their number in the book."""
TWICE = "两个项目资金渠道不同，自付部分仍有缺口，经研究可以同时救助。"
_HAPPENED = ("家庭主要劳动力突发疾病住院", "出租房屋失火，生活用品受损", "交通事故受伤，暂时无法上班")


@dataclass(frozen=True)
class Stage:
    """How far a batch has come: the days of its signatures; a day that is None has not come yet."""

    submitted: date | None = None
    approved: date | None = None
    released: date | None = None
    paid: date | None = None


def in_turn(prepared: date, steps: int = 4) -> Stage:
    """Signed on the following days, and paid three days after its release; `steps` ends it earlier."""
    days = [after(prepared, 1), after(prepared, 3), after(prepared, 5), after(prepared, 8)]
    return Stage(*(day if turn < steps else None for turn, day in enumerate(days)))


@dataclass
class Payroll:
    """Collects the acts of one year; lines and batches get their keys in order."""

    year: int
    dice: random.Random
    acts: list[Act] = field(default_factory=list)
    lines: int = 0
    batches: int = 0

    def log(
        self,
        on: date,
        project: int,
        kind: AidKind,
        to: tuple[Register, str],
        amount_fen: int,
        *,
        medical: tuple[int, int, int] | None = None,
        schooling: SchoolSpec | None = None,
        event: EventSpec | None = None,
        by: str = "jingban",
    ) -> str:
        line = self._line()
        self.acts.append(LogAid(on, by, line, *to, self.year, project, kind, amount_fen, medical, "", schooling, event))
        return line

    def fixed_aid(
        self, on: date, project: int, kind: AidKind, families: Sequence[FamilySpec], *, by: str = "jingban"
    ) -> tuple[str, ...]:
        """The standard's amount to each family."""
        lines = []
        for turn, one in enumerate(families):
            school = one.schooling(self.year) if kind is AidKind.EDUCATION else None
            event = (
                EventSpec(_HAPPENED[turn % len(_HAPPENED)], on - timedelta(days=6)) if kind is AidKind.ONE_OFF else None
            )
            amount = fixed(kind, school.stage.value if school else one.category.value, self.year)
            to = (Register.HOUSEHOLD, one.key)
            lines.append(self.log(on, project, kind, to, amount, schooling=school, event=event, by=by))
        return tuple(lines)

    def medical_aid(
        self, on: date, project: int, families: Sequence[FamilySpec], amounts: Sequence[int]
    ) -> tuple[str, ...]:
        """Each amount is the standard's share of an own part invented to fit it."""
        return tuple(
            self.log(on, project, AidKind.MEDICAL, (Register.HOUSEHOLD, one.key), amount, medical=self._cost(amount))
            for one, amount in zip(families, amounts, strict=True)
        )

    def consolation(self, on: date, listings: Sequence[ListingSpec]) -> tuple[str, ...]:
        amount = fixed(AidKind.CONSOLATION, "", self.year)
        return tuple(
            self.log(on, PROVINCIAL, AidKind.CONSOLATION, (Register.SPECIAL_GROUP, one.key), amount) for one in listings
        )

    def honour(self, on: date, workers: Sequence[WorkerSpec]) -> tuple[str, ...]:
        return tuple(
            self.log(
                on,
                HONOUR,
                AidKind.HONOUR,
                (Register.MODEL_WORKER, one.key),
                fixed(AidKind.HONOUR, one.level.value, self.year),
                by="jingban2",
            )
            for one in workers
        )

    def relief(self, on: date, reliefs: Sequence[ReliefSpec]) -> tuple[str, ...]:
        return tuple(
            self.log(on, HONOUR, AidKind.RELIEF, (Register.MODEL_WORKER, one.worker), one.amount_fen, by="jingban2")
            for one in reliefs
        )

    def repay(self, on: date, of: str) -> str:
        line = self._line()
        self.acts.append(Repay(on, "jingban", line, of))
        return line

    def batch(
        self,
        prepared: date,
        project: int,
        title: str,
        lines: Sequence[str],
        stage: Stage,
        *,
        failed: Sequence[tuple[str, str]] = (),
        unit: str = CITY,
        by: str = "jingban",
        checker: str = "shenpi",
    ) -> str:
        """Prepared and carried as far as `stage` says: maker, reviewer, cashier, bank."""
        self.batches += 1
        batch = f"b{self.year}-{self.batches}"
        self.acts.append(Prepare(prepared, by, batch, self.year, project, title, unit, tuple(lines)))
        signed = (
            (stage.submitted, by, BatchAction.SUBMIT),
            (stage.approved, checker, BatchAction.APPROVE),
            (stage.released, "caiwu", BatchAction.RELEASE),
        )
        self.acts += [Sign(on, who, batch, action) for on, who, action in signed if on]
        if stage.paid:
            self.acts.append(Settle(stage.paid, "caiwu", batch, tuple(failed)))
        return batch

    def _line(self) -> str:
        self.lines += 1
        return f"p{self.year}-{self.lines}"

    def _cost(self, amount_fen: int) -> tuple[int, int, int]:
        own = -(-amount_fen * 100 // MEDICAL_SHARE)
        reimbursed = own * self.dice.randint(80, 200) // 10_000 * 100
        return own + reimbursed, reimbursed, 2 + own // 200_000


def shares(dice: random.Random, total_fen: int, count: int) -> list[int]:
    """`count` uneven medical amounts that add up to the total exactly: one gets as much more as another gets less."""
    even = total_fen // count // 300 * 300
    amounts = [even] * count
    for one in range(0, count - 1, 2):
        moved = even * dice.randint(-25, 25) // 100 // 300 * 300
        amounts[one] += moved
        amounts[one + 1] -= moved
    amounts[-1] += total_fen - even * count
    if max(amounts) > MEDICAL_CAP or even <= 0:
        raise ValueError(f"{total_fen} fen cannot be split into {count} medical amounts within the cap")
    return dice.sample(amounts, count)


def explained(acts: Sequence[Act]) -> list[Act]:
    """The acts, where a second aid of the kind in its period has its reason written."""
    given: set[tuple[str, AidKind, str]] = set()
    told: dict[str, LogAid] = {}
    for act in sorted((act for act in acts if isinstance(act, LogAid)), key=lambda act: act.on):
        claim = (act.to, act.kind, period(repeat_of(act.kind), act.on))
        if claim in given:
            told[act.line] = replace(act, reason=TWICE)
        given.add(claim)
    return [told.get(act.line, act) if isinstance(act, LogAid) else act for act in acts]


def total(acts: Sequence[Act], lines: Sequence[str]) -> int:
    """What these logged lines add up to, in fen."""
    wanted = set(lines)
    return sum(act.amount_fen for act in acts if isinstance(act, LogAid) and act.line in wanted)
