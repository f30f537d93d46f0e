"""Whom a payment is for: a file of one of the three registers."""

from dataclasses import dataclass

from caseapp.domain.labels import Word
from caseapp.domain.payments.codes import (
    HOUSEHOLD_KINDS,
    MODEL_WORKER_KINDS,
    SPECIAL_GROUP_KINDS,
    AidKind,
)


class Register(Word):
    HOUSEHOLD = "household", "困难职工家庭", "Household"
    MODEL_WORKER = "model_worker", "劳动模范", "Model worker"
    SPECIAL_GROUP = "special_group", "特殊群体", "Special group"


KINDS_FOR: dict[Register, frozenset[AidKind]] = {
    Register.HOUSEHOLD: HOUSEHOLD_KINDS,
    Register.MODEL_WORKER: MODEL_WORKER_KINDS,
    Register.SPECIAL_GROUP: SPECIAL_GROUP_KINDS,
}


@dataclass(frozen=True)
class Beneficiary:
    """`id` is that of the household, the model worker or the year's group listing."""

    register: Register
    id: int
