"""Aid of 2026 up to 31 October: the city project behind its plan, a batch in every state, lines not yet batched."""

import random
from collections.abc import Sequence
from datetime import date

from caseapp.demo.acts import Act, Reverse
from caseapp.demo.families import STANDING, FamilySpec
from caseapp.demo.groups import ListingSpec
from caseapp.demo.honours import APPROVED_2026, ENTITLED, ReliefSpec, WorkerSpec
from caseapp.demo.payroll import HARDSHIP, HONOUR, PROVINCIAL, Payroll, Stage, explained, in_turn, shares
from caseapp.demo.places import LUBEI
from caseapp.demo.year2025 import ACCOUNT_FROZEN, WRONG_NAME
from caseapp.domain.payments.codes import AidKind

NOT_ARRIVED = "银行对账发现该笔并未到账，误登记为已发放"


def year_2026(
    seed: int,
    families: Sequence[FamilySpec],
    listings: Sequence[ListingSpec],
    workers: Sequence[WorkerSpec],
    reliefs: Sequence[ReliefSpec],
) -> list[Act]:
    """`listings` and `reliefs` are those of 2026."""
    payroll = Payroll(2026, random.Random(f"{seed}:2026"))
    staying = [one for one in families[:STANDING] if one.fate in ("standing", "overdue")]
    newcomers = [one for one in families[STANDING:] if one.fate == "on_file"]
    _provincial(payroll, staying, listings)
    _hardship(payroll, staying, newcomers[:1])
    _honour(payroll, workers[:ENTITLED], reliefs[:APPROVED_2026])
    return explained(payroll.acts)


def _provincial(payroll: Payroll, staying: Sequence[FamilySpec], listings: Sequence[ListingSpec]) -> None:
    dice = payroll.dice
    winter = [
        *payroll.fixed_aid(date(2026, 1, 9), PROVINCIAL, AidKind.CONSOLATION, dice.sample(staying, 50)),
        *payroll.consolation(date(2026, 1, 9), listings[:110]),
    ]
    payroll.batch(date(2026, 1, 12), PROVINCIAL, "2026年元旦春节送温暖", winter, in_turn(date(2026, 1, 12)))
    patients = dice.sample(staying, 50)
    amounts = shares(dice, 24_000_000, len(patients))
    spring = payroll.medical_aid(date(2026, 5, 8), PROVINCIAL, patients[:40], amounts[:40])
    payroll.batch(date(2026, 5, 11), PROVINCIAL, "2026年上半年医疗救助（省级资金）", spring, in_turn(date(2026, 5, 11)))
    summer = payroll.consolation(date(2026, 7, 10), listings[110:])
    failed = ((summer[12], ACCOUNT_FROZEN),)
    payroll.batch(
        date(2026, 7, 13), PROVINCIAL, "2026年夏季送清凉（特殊群体）", summer, in_turn(date(2026, 7, 13)), failed=failed
    )
    students = dice.sample([one for one in staying if one.has_student], 25)
    schooling = payroll.fixed_aid(date(2026, 9, 4), PROVINCIAL, AidKind.EDUCATION, students)
    payroll.batch(date(2026, 9, 7), PROVINCIAL, "2026年秋季助学（省级资金）", schooling, in_turn(date(2026, 9, 7)))
    living = payroll.fixed_aid(date(2026, 10, 9), PROVINCIAL, AidKind.LIVING, dice.sample(staying, 10))
    payroll.batch(date(2026, 10, 12), PROVINCIAL, "2026年10月生活救助", living, in_turn(date(2026, 10, 12), 3))
    autumn = payroll.medical_aid(date(2026, 10, 23), PROVINCIAL, patients[40:], amounts[40:])
    submitted = Stage(submitted=date(2026, 10, 27))
    payroll.batch(date(2026, 10, 26), PROVINCIAL, "2026年下半年医疗救助（省级资金）", autumn, submitted)
    payroll.fixed_aid(date(2026, 10, 29), PROVINCIAL, AidKind.CONSOLATION, dice.sample(staying, 5))


def _hardship(payroll: Payroll, staying: Sequence[FamilySpec], newcomers: Sequence[FamilySpec]) -> None:
    dice = payroll.dice
    city = [one for one in staying if not one.unit.startswith(LUBEI)]
    first = payroll.fixed_aid(date(2026, 3, 6), HARDSHIP, AidKind.LIVING, city[:40])
    payroll.batch(date(2026, 3, 9), HARDSHIP, "2026年一季度生活救助", first, in_turn(date(2026, 3, 9)))
    second = [
        *payroll.fixed_aid(date(2026, 6, 5), HARDSHIP, AidKind.LIVING, city[40:65]),
        *payroll.medical_aid(date(2026, 6, 5), HARDSHIP, city[:8], shares(dice, 3_600_000, 8)),
    ]
    payroll.batch(
        date(2026, 6, 8),
        HARDSHIP,
        "2026年二季度生活、医疗救助",
        second,
        in_turn(date(2026, 6, 8)),
        failed=((second[3], WRONG_NAME),),
    )
    students = [one for one in city[20:] if one.has_student][:15]
    third = payroll.fixed_aid(date(2026, 9, 11), HARDSHIP, AidKind.EDUCATION, students)
    payroll.batch(date(2026, 9, 14), HARDSHIP, "2026年秋季助学", third, in_turn(date(2026, 9, 14)))
    payroll.acts.append(Reverse(date(2026, 9, 30), "shenpi", third[2], NOT_ARRIVED))
    lubei = [one for one in staying if one.unit.startswith(LUBEI)]
    own = payroll.fixed_aid(date(2026, 10, 16), HARDSHIP, AidKind.LIVING, lubei, by="lubei-jingban")
    payroll.batch(
        date(2026, 10, 19),
        HARDSHIP,
        "2026年四季度生活救助（路北区）",
        own,
        in_turn(date(2026, 10, 19), 2),
        unit=LUBEI,
        by="lubei-jingban",
        checker="lubei-shenpi",
    )
    urgent = payroll.fixed_aid(date(2026, 10, 28), HARDSHIP, AidKind.ONE_OFF, [*newcomers, *city[70:75]])
    payroll.batch(date(2026, 10, 28), HARDSHIP, "2026年10月临时救助", urgent, Stage())


def _honour(payroll: Payroll, workers: Sequence[WorkerSpec], reliefs: Sequence[ReliefSpec]) -> None:
    living = [one for one in workers if one.dies_on is None]
    honour = payroll.honour(date(2026, 10, 12), living[:150])
    payroll.batch(date(2026, 10, 13), HONOUR, "2026年劳模荣誉金（第一批）", honour, in_turn(date(2026, 10, 13)))
    first = payroll.relief(date(2026, 10, 9), reliefs[:60])
    payroll.batch(date(2026, 10, 9), HONOUR, "2026年困难劳模救济（第一批）", first, in_turn(date(2026, 10, 9)))
    second = payroll.relief(date(2026, 10, 26), reliefs[60:])
    waiting = Stage(submitted=date(2026, 10, 27), approved=date(2026, 10, 29))
    payroll.batch(date(2026, 10, 26), HONOUR, "2026年困难劳模救济（第二批）", second, waiting)
