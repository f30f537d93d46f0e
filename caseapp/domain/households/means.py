"""家庭经济状况核对: what the authority answered of each person, and what follows for the household's file."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta

from caseapp.domain.households.codes import CheckResult
from caseapp.domain.labels import Word

USUAL_DAYS = 180
"""How long a result carries an approval where no dated rule says it."""
MOST_DAYS = 1000


class Finding(Word):
    """What the records say of one person's means."""

    FITS = "fits", "符合", "Fits", "good"
    MISFITS = "misfits", "不符合", "Does not fit", "bad"
    REVIEW = "review", "需复核", "To be looked at again", "warn"


class Effect(Word):
    """What an answer does to one household's file."""

    RECORD = "record", "登记结果", "Result recorded", "good"
    REVIEW = "review", "待复核", "Awaits another look", "warn"
    INCOMPLETE = "incomplete", "尚缺人员结果", "Results still missing", "info"
    SAME = "same", "无变化", "Nothing to change", "quiet"
    PASSED = "passed", "已不待核对", "No longer awaits the check", "quiet"


SYNONYMS: dict[Finding, tuple[str, ...]] = {
    Finding.FITS: ("符合条件", "核对无异常", "无异常", "正常", "通过", "核对通过", "未超标", "一致"),
    Finding.MISFITS: ("不符合条件", "核对有异常", "有异常", "异常", "不通过", "未通过", "核对不通过", "超标", "不一致"),
    Finding.REVIEW: ("待复核", "复核", "需要复核", "需核实", "待核实", "存疑"),
}


def _plain(text: str) -> str:
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", text)).lower()


_FINDINGS = {_plain(text): one for one, more in SYNONYMS.items() for text in (one.zh, one.en, one.value, *more)}


def finding_of(text: str) -> Finding | None:
    """As an authority may write it; None for a word nobody knows."""
    return _FINDINGS.get(_plain(text))


def result_of(findings: Iterable[Finding]) -> CheckResult | None:
    """One person who does not fit is something found; None while somebody is to be looked at again."""
    told = set(findings)
    if Finding.REVIEW in told:
        return None
    return CheckResult.FOUND if Finding.MISFITS in told else CheckResult.CLEAR


def effect_of(findings: Iterable[Finding | None], *, changed: bool, waits: bool) -> Effect:
    """`findings` are those of everybody in the household, None where there is no answer yet; `waits`: the life of the
    file lets a result be recorded now."""
    told = list(findings)
    if not changed:
        return Effect.SAME
    if not waits:
        return Effect.PASSED
    answered = [one for one in told if one is not None]
    if len(answered) < len(told):
        return Effect.INCOMPLETE
    return Effect.RECORD if result_of(answered) else Effect.REVIEW


def holds_until(day: date, days: int) -> date:
    """The last day on which a result of `day` carries an approval."""
    return day + timedelta(days=days)
