"""What a signer should look at before signing a line."""

from dataclasses import dataclass

from caseapp.domain.labels import Word
from caseapp.domain.payments.codes import PayMeans


class Anomaly(Word):
    SAME_ACCOUNT = "same_account", "同一账户多次收款", "Same account twice", "bad"
    ACCOUNT_ELSEWHERE = "account_elsewhere", "同一账户在其他待付批次中", "Same account in another open batch", "warn"
    NO_ACCOUNT = "no_account", "无银行账户", "No bank account", "bad"
    OTHER_HOLDER = "other_holder", "户名与收款人不符", "Holder is not the payee", "warn"
    PAYEE_DIED = "payee_died", "收款人已故", "Payee has died", "bad"
    LEFT_HOUSEHOLD = "left_household", "收款人已不在该家庭", "Payee has left the household", "bad"
    NOT_ON_FILE = "not_on_file", "档案已不在档", "No longer on file", "bad"
    OVERDUE = "overdue", "复核已逾期", "Re-verification overdue", "warn"
    OTHER_PROJECT = "other_project", "本季度已有其他项目救助", "Aided by another project this quarter", "warn"
    ABOVE_STANDARD = "above_standard", "高于标准", "Above the standard", "warn"
    ABOVE_CAP = "above_cap", "超过年度限额", "Over the yearly cap", "warn"
    AGAIN = "again", "同期再次救助", "Another one in the period", "warn"
    SAME_KIND = "same_kind", "同期其他项目已给同类救助", "Same kind from another project in the period", "warn"
    NOT_STACKABLE = "not_stackable", "不得与其他救助同享", "Not beside other kinds of aid", "warn"


@dataclass(frozen=True)
class LineFacts:
    """One line beside its batch and its file. `breaches` were found when it was logged (see `stored`).

    `receivers`: the payee and whoever may receive for them.
    """

    breaches: frozenset[Anomaly]
    means: PayMeans
    account: bytes | None
    is_account_repeated: bool
    is_account_elsewhere: bool
    holder: str | None
    receivers: frozenset[str]
    has_died: bool
    has_left: bool
    on_file: bool
    overdue: bool
    aided_elsewhere: bool


def anomalies_of(line: LineFacts) -> tuple[Anomaly, ...]:
    found = {
        Anomaly.SAME_ACCOUNT: line.account is not None and line.is_account_repeated,
        Anomaly.ACCOUNT_ELSEWHERE: line.account is not None and line.is_account_elsewhere,
        Anomaly.NO_ACCOUNT: line.account is None and line.means is PayMeans.BANK,
        Anomaly.OTHER_HOLDER: bool(line.account and line.holder and line.holder not in line.receivers),
        Anomaly.PAYEE_DIED: line.has_died,
        Anomaly.LEFT_HOUSEHOLD: line.has_left,
        Anomaly.NOT_ON_FILE: not line.on_file,
        Anomaly.OVERDUE: line.overdue,
        Anomaly.OTHER_PROJECT: line.aided_elsewhere,
    }
    return tuple(anomaly for anomaly in Anomaly if found.get(anomaly) or anomaly in line.breaches)


def stored(breaches: tuple[Anomaly, ...]) -> str:
    """As a line keeps them; `kept` reads them again."""
    return ",".join(one.value for one in breaches)


def kept(text: str) -> frozenset[Anomaly]:
    return frozenset(map(Anomaly, text.split(","))) if text else frozenset()
