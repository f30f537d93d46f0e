"""Aid and honour money of 2025: the whole year, paid to the fen as the targets book planned it.

Province project: 298 listed people and 128 households in 458 payments, 65.49万元. City project: 141 of the
142 households due (one is on file and never aided), 67.30万元. Honour project: 309 allowances, 131 reliefs.
"""

import random
from collections.abc import Sequence
from datetime import date

from caseapp.demo.acts import Act, Sign, TakeBack, UndoAid
from caseapp.demo.families import FamilySpec
from caseapp.demo.groups import ListingSpec
from caseapp.demo.honours import APPROVED_2025, ENTITLED, ReliefSpec, WorkerSpec
from caseapp.demo.payroll import HARDSHIP, HONOUR, PROVINCIAL, Payroll, Stage, explained, in_turn, shares, total
from caseapp.demo.standards import fixed
from caseapp.domain.households.codes import Cause
from caseapp.domain.payments.beneficiary import Register
from caseapp.domain.payments.codes import AidKind, BatchAction

PROVINCIAL_FEN, HARDSHIP_FEN = 65_490_000, 67_300_000
WRONG_NAME, ACCOUNT_CLOSED, ACCOUNT_FROZEN = "户名与账号不符", "账户已销户", "账户状态异常"
_ILL = (Cause.MAJOR_ILLNESS, Cause.NO_CAPACITY, Cause.ACCIDENT)


def year_2025(
    seed: int,
    families: Sequence[FamilySpec],
    listings: Sequence[ListingSpec],
    workers: Sequence[WorkerSpec],
    reliefs: Sequence[ReliefSpec],
) -> list[Act]:
    """`families` are the standing ones, `listings` and `reliefs` those of 2025."""
    dice = random.Random(f"{seed}:2025")
    payroll = Payroll(2025, dice)
    aided = [one for one in families if one.fate != "never aided"]
    students = dice.sample([one for one in aided if one.has_student], 70)
    _provincial(payroll, aided, students[:30], listings)
    _hardship(payroll, aided, students[30:])
    _honour(payroll, workers[:ENTITLED], reliefs[:APPROVED_2025])
    return explained(payroll.acts)


def _early(families: Sequence[FamilySpec]) -> list[FamilySpec]:
    """On file before the year began."""
    return [one for one in families if one.on_file_on and one.on_file_on.year == 2024]


def _provincial(
    payroll: Payroll, aided: Sequence[FamilySpec], students: Sequence[FamilySpec], listings: Sequence[ListingSpec]
) -> None:
    dice, early = payroll.dice, _early(aided)
    others = [one for one in aided if one not in students]
    by_need = sorted(others, key=lambda one: (one in early, one.cause not in _ILL, dice.random()))
    patients = sorted(by_need[:70], key=lambda one: one not in early)
    unreached = [one for one in by_need[70:] if one in early]
    warmed = dice.sample(unreached, 28) + dice.sample([one for one in early if one not in unreached], 32)

    winter = [
        *payroll.fixed_aid(date(2025, 1, 10), PROVINCIAL, AidKind.CONSOLATION, warmed),
        *payroll.consolation(date(2025, 1, 10), listings[:100]),
    ]
    failed = ((winter[63], WRONG_NAME), (winter[117], ACCOUNT_CLOSED))
    payroll.batch(
        date(2025, 1, 13), PROVINCIAL, "2025年元旦春节送温暖", winter, in_turn(date(2025, 1, 13)), failed=failed
    )

    summer = [*payroll.consolation(date(2025, 7, 11), listings[100:]), payroll.repay(date(2025, 7, 11), winter[63])]
    payroll.batch(
        date(2025, 7, 14),
        PROVINCIAL,
        "2025年夏季送清凉（特殊群体）",
        summer,
        in_turn(date(2025, 7, 14)),
        failed=((summer[41], ACCOUNT_FROZEN),),
    )
    schooling = payroll.fixed_aid(date(2025, 9, 5), PROVINCIAL, AidKind.EDUCATION, students)
    payroll.batch(date(2025, 9, 8), PROVINCIAL, "2025年秋季助学（省级资金）", schooling, in_turn(date(2025, 9, 8)))

    lost = [winter[63], winter[117], summer[41]]
    repaid = fixed(AidKind.CONSOLATION, "", 2025)
    paid = total(payroll.acts, [*winter, *summer, *schooling]) - total(payroll.acts, lost) + repaid
    amounts = shares(dice, PROVINCIAL_FEN - paid, len(patients))
    spring = payroll.medical_aid(date(2025, 5, 9), PROVINCIAL, patients[:35], amounts[:35])
    payroll.batch(date(2025, 5, 12), PROVINCIAL, "2025年上半年医疗救助（省级资金）", spring, in_turn(date(2025, 5, 12)))
    autumn = payroll.medical_aid(date(2025, 11, 7), PROVINCIAL, patients[35:], amounts[35:])
    payroll.batch(
        date(2025, 11, 10), PROVINCIAL, "2025年下半年医疗救助（省级资金）", autumn, in_turn(date(2025, 11, 10))
    )


def _hardship(payroll: Payroll, aided: Sequence[FamilySpec], students: Sequence[FamilySpec]) -> None:
    dice, early = payroll.dice, _early(aided)
    late = [one for one in aided if one not in early]
    patients = sorted(dice.sample(aided, 40), key=lambda one: one.on_file_on or date.max)
    living = {
        3: payroll.fixed_aid(date(2025, 3, 7), HARDSHIP, AidKind.LIVING, early[:45]),
        6: payroll.fixed_aid(date(2025, 6, 6), HARDSHIP, AidKind.LIVING, early[45:85]),
        9: payroll.fixed_aid(date(2025, 9, 12), HARDSHIP, AidKind.LIVING, early[85:]),
        12: payroll.fixed_aid(date(2025, 12, 5), HARDSHIP, AidKind.LIVING, late),
    }
    schooling = payroll.fixed_aid(date(2025, 9, 12), HARDSHIP, AidKind.EDUCATION, students)
    given = total(payroll.acts, [*living[3], *living[6], *living[9], *living[12], *schooling])
    amounts = shares(dice, HARDSHIP_FEN - given, len(patients))
    medical = {
        6: payroll.medical_aid(date(2025, 6, 6), HARDSHIP, patients[:13], amounts[:13]),
        9: payroll.medical_aid(date(2025, 9, 12), HARDSHIP, patients[13:26], amounts[13:26]),
        12: payroll.medical_aid(date(2025, 12, 5), HARDSHIP, patients[26:], amounts[26:]),
    }
    mistaken = payroll.log(date(2025, 3, 7), HARDSHIP, AidKind.LIVING, (Register.HOUSEHOLD, early[60].key), 200_000)
    payroll.acts.append(UndoAid(date(2025, 3, 7), "jingban", mistaken))
    given_up = payroll.batch(date(2025, 3, 7), HARDSHIP, "一季度生活救助（标题有误）", living[3][:5], Stage())
    payroll.acts.append(Sign(date(2025, 3, 7), "jingban", given_up, BatchAction.CANCEL, "标题有误，重新制单"))

    payroll.batch(date(2025, 3, 10), HARDSHIP, "2025年一季度生活救助", living[3], in_turn(date(2025, 3, 10)))
    payroll.batch(
        date(2025, 6, 9), HARDSHIP, "2025年二季度生活、医疗救助", [*living[6], *medical[6]], in_turn(date(2025, 6, 9))
    )
    payroll.acts.append(TakeBack(date(2025, 7, 8), "caiwu", medical[6][4]))
    third = [*living[9], *schooling, *medical[9], payroll.repay(date(2025, 9, 12), medical[6][4])]
    payroll.batch(
        date(2025, 9, 15),
        HARDSHIP,
        "2025年三季度生活、助学、医疗救助",
        third,
        in_turn(date(2025, 9, 15)),
        failed=((living[9][7], WRONG_NAME),),
    )
    fourth = [*living[12], *medical[12], payroll.repay(date(2025, 12, 5), living[9][7])]
    payroll.batch(date(2025, 12, 8), HARDSHIP, "2025年四季度生活、医疗救助", fourth, in_turn(date(2025, 12, 8)))


def _honour(payroll: Payroll, workers: Sequence[WorkerSpec], reliefs: Sequence[ReliefSpec]) -> None:
    relief = payroll.relief(date(2025, 10, 9), reliefs)
    again = Stage(date(2025, 10, 15), date(2025, 10, 17), date(2025, 10, 20), date(2025, 10, 22))
    batch = payroll.batch(date(2025, 10, 10), HONOUR, "2025年困难劳模救济", relief, again)
    back = "请核对三名劳模的收款账户后重新提交。"
    payroll.acts += [
        Sign(date(2025, 10, 13), "jingban", batch, BatchAction.SUBMIT),
        Sign(date(2025, 10, 14), "shenpi", batch, BatchAction.RETURN, back),
    ]
    honour = payroll.honour(date(2025, 12, 1), workers)
    failed = ((honour[17], ACCOUNT_FROZEN), (honour[230], WRONG_NAME))
    payroll.batch(date(2025, 12, 2), HONOUR, "2025年劳模荣誉金", honour, in_turn(date(2025, 12, 2)), failed=failed)
    again_lines = [payroll.repay(date(2025, 12, 10), line) for line, _ in failed]
    payroll.batch(date(2025, 12, 10), HONOUR, "2025年劳模荣誉金（补发）", again_lines, in_turn(date(2025, 12, 10)))
