"""A measure with parameters: its key, its plain-Chinese definition, and which parameters it knows.

A key is a word of the catalogue and its parameters: `count.households.any;kinds=living,medical;period=q2`. Units,
surveys and answers stand with their names, so a key is complete in itself and an old one still reads as it was agreed.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import lru_cache

from caseapp.domain.errors import N_, Invalid
from caseapp.domain.indicators.catalogue import CATALOGUE, KIND_GROUPS
from caseapp.domain.indicators.measures import Family, Measure, Roll
from caseapp.domain.indicators.slices import (
    ACTIVITIES,
    CATEGORIES,
    DUE,
    FILED,
    NONE,
    PERIODS,
    WHOLE,
    Slice,
    period_words,
)

LONGEST = 512
_NAME = 60
_OF_PAYMENTS: frozenset[str] = frozenset({"kinds", "category", "file", "unit"})
_NAMED_BY_KINDS = {Family.PAYMENTS, Family.DEPENDANTS}
_KINDS = frozenset(KIND_GROUPS) - {"any"}


def knows(measure: Measure) -> frozenset[str]:
    """The parameters of the measure's family, by their names in the key."""
    known = _KNOWN.get(measure.family)
    return known(measure) if known else frozenset()


def _paid(measure: Measure) -> frozenset[str]:
    return _OF_PAYMENTS | {"period"} if measure.subject.partition(".")[2] != "quarters" else _OF_PAYMENTS


def _last(measure: Measure) -> frozenset[str]:
    own = {"payment": _OF_PAYMENTS, "activity": frozenset({"activity"})}
    return own.get(measure.subject, frozenset()) | {"period"}


def _served(measure: Measure) -> frozenset[str]:
    families = {"kinds", "due"} if Roll.HOUSEHOLDS in measure.rolls else set()
    return frozenset({"unit", *families, *([] if Roll.ENTITLED in measure.rolls else ["period"])})


_KNOWN: dict[Family, Callable[[Measure], frozenset[str]]] = {
    Family.PAYMENTS: _paid,
    Family.DEPENDANTS: _paid,
    Family.REPEATS: _paid,
    Family.MONEY: lambda m: _OF_PAYMENTS | {"period"} if m.subject == "paid" else frozenset({"period"}),
    Family.LAST_DAY: _last,
    Family.QUARTERS: lambda _: _OF_PAYMENTS,
    Family.SERVED: _served,
    Family.SURVEY: lambda _: frozenset({"survey"}),
    Family.ACTIVITY: lambda _: frozenset({"activity", "period"}),
    Family.REMITTANCE: lambda _: frozenset({"period"}),
}


def tailored(base: str, kinds: Collection[str] = (), part: Slice = WHOLE) -> Measure:
    """The measure of that word of the catalogue looking at that part of the records.

    Raises KeyError for an unknown word, ValueError for a parameter that its family does not know, Invalid when the
    names in it are too long to be kept.
    """
    if base.startswith("count.") and base.endswith(".any") and len(kinds) == 1:
        base, kinds = base.replace(".any", f".{next(iter(kinds))}"), ()
    measure = CATALOGUE[base]
    if frozenset(kinds) == measure.kinds:
        kinds = ()
    given = _parameters(kinds, part)
    unknown = {"unit" if name == "own" else "survey" if name == "answers" else name for name in given} - knows(measure)
    if unknown or (measure.kinds and kinds):
        raise ValueError(f"{base} does not know {sorted(unknown) or 'kinds'}")
    if not given:
        return measure
    key = ";".join([base, *(f"{name}={value}" for name, value in given.items())])
    if len(key) > LONGEST:
        raise Invalid.one(None, N_("The names of this measure are too long together; choose fewer answers."))
    zh, en = _limits(measure, kinds, part)
    if measure.family in _NAMED_BY_KINDS and kinds:
        measure = _of_kinds(measure, zh.pop(0).removeprefix("只计"), en.pop(0))
    return replace(
        measure,
        key=key,
        zh=f"{measure.zh}（{'；'.join(zh)}）" if zh else measure.zh,
        en=f"{measure.en} ({'; '.join(en)})" if en else measure.en,
        definition_zh=f"{measure.definition_zh}限定：{'；'.join(zh)}。" if zh else measure.definition_zh,
        definition_en=f"{measure.definition_en} Only: {'; '.join(en)}." if en else measure.definition_en,
        kinds=frozenset(kinds) or measure.kinds,
        slice=part,
    )


def _of_kinds(measure: Measure, zh: str, en: str) -> Measure:
    """Named after its kinds, where the catalogue says 各类救助."""
    every_zh, every_en, _none = KIND_GROUPS["any"]
    return replace(
        measure,
        zh=measure.zh.replace(every_zh, zh),
        en=measure.en.replace(every_en, en),
        definition_zh=measure.definition_zh.replace(every_zh, zh),
        definition_en=measure.definition_en.replace(every_en, en),
    )


@lru_cache(maxsize=4096)
def measure_of(key: str) -> Measure:
    """Raises KeyError for a key that names no measure, in whichever way it is wrong."""
    base, *pairs = key.split(";")
    try:
        given = dict(pair.split("=", 1) for pair in pairs)
        measure = tailored(base, _words(given.get("kinds", ""), _KINDS), _slice(given))
    except (ValueError, Invalid) as wrong:
        raise KeyError(key) from wrong
    if measure.key != key:
        raise KeyError(key)
    return measure


def measure_named(key: str | None) -> Measure | None:
    """None for no key, and for one that names no measure."""
    try:
        return measure_of(key) if key else None
    except KeyError:
        return None


def payments_behind(measure: Measure) -> Measure:
    """The payments that a figure is made from, as a measure of its own; of a rate, those that can serve somebody."""
    part = measure.slice if measure.family is not Family.SERVED else Slice(period=measure.slice.period)
    return tailored("count.times.any", measure.kinds, part)


def plain_name(text: str) -> str:
    """A name as a key may hold it: without the key's own marks, cut short."""
    return re.sub(r"[;,:=/?#%&+\s]+", " ", text).strip()[:_NAME]


def _parameters(kinds: Collection[str], part: Slice) -> dict[str, str]:
    unit = part.unit + (f":{part.unit_name}" if part.unit_name else "")
    survey = part.survey + (f":{part.survey_name}" if part.survey_name else "")
    given = {
        "kinds": ",".join(kind for kind in KIND_GROUPS if kind in kinds),
        "category": ",".join(category for category in CATEGORIES if category in part.categories),
        "file": part.filed,
        "own" if part.own else "unit": unit,
        "period": part.period,
        "due": part.due,
        "activity": ",".join(kind for kind in ACTIVITIES if kind in part.activities),
        "survey": survey,
        "answers": ",".join(f"{key}:{words}" for key, words in part.answers),
    }
    return {name: value for name, value in given.items() if value}


def _slice(given: dict[str, str]) -> Slice:
    unit, _, unit_name = given.get("own", given.get("unit", "")).partition(":")
    survey, _, survey_name = given.get("survey", "").partition(":")
    if unit and unit != NONE and not re.fullmatch(r"(\d{4})+", unit):
        raise ValueError(unit)
    if survey and not re.fullmatch(r"[tq]\d{1,9}", survey):
        raise ValueError(survey)
    answers = [answer.partition(":") for answer in given.get("answers", "").split(",") if answer]
    return Slice(
        categories=frozenset(_words(given.get("category", ""), CATEGORIES)),
        filed=_one(given.get("file", ""), FILED),
        unit=unit,
        own="own" in given,
        unit_name=unit_name,
        period=_one(given.get("period", ""), PERIODS),
        due=_one(given.get("due", ""), DUE),
        activities=frozenset(_words(given.get("activity", ""), ACTIVITIES)),
        survey=survey,
        survey_name=survey_name,
        answers=tuple((key, words) for key, _colon, words in answers),
    )


def _words(text: str, known: Collection[str]) -> tuple[str, ...]:
    words = tuple(word for word in text.split(",") if word)
    if not set(words) <= set(known):
        raise ValueError(text)
    return words


def _one(word: str, known: Collection[str]) -> str:
    if word and word not in known:
        raise ValueError(word)
    return word


def _limits(measure: Measure, kinds: Collection[str], part: Slice) -> tuple[list[str], list[str]]:
    """What it is limited to, clause by clause, in Chinese and English."""
    said: list[tuple[str, str]] = []
    if kinds:
        named = [KIND_GROUPS[kind] for kind in KIND_GROUPS if kind in kinds]
        said.append((f"只计{'、'.join(n[0] for n in named)}", " or ".join(n[1] for n in named)))
    if part.categories:
        named_as = [CATEGORIES[one] for one in CATEGORIES if one in part.categories]
        said.append(
            (f"发放时为{'、'.join(n[0] for n in named_as)}", f"at payment {' or '.join(n[1] for n in named_as)}")
        )
    if part.filed:
        said.append(FILED[part.filed])
    if part.unit:
        said.append(_unit_words(measure, part))
    if part.period:
        zh, en = period_words(part.period)
        said.append((f"只计{zh}", f"in {en}"))
    if part.due:
        said.append(DUE[part.due])
    if part.activities:
        held = [ACTIVITIES[one] for one in ACTIVITIES if one in part.activities]
        said.append((f"只计{'、'.join(h[0] for h in held)}", " or ".join(h[1] for h in held)))
    if part.survey:
        said.append((f"固定取问卷“{part.survey_name}”", f"always the survey “{part.survey_name}”"))
    if part.answers:
        words = "、".join(words for _key, words in part.answers)
        said.append((f"计入的选项为{words}", f"counted answers: {words}"))
    return [zh for zh, _en in said], [en for _zh, en in said]


def _unit_words(measure: Measure, part: Slice) -> tuple[str, str]:
    whom = ("应受助对象", "due in") if measure.family is Family.SERVED else ("发放", "paid by")
    if part.unit == NONE:
        return "项目单位以外的单位发放", "paid by units outside the project's"
    name = part.unit_name or part.unit
    if part.own:
        return f"{whom[0]}单位为{name}本级", f"{whom[1]} {name} itself"
    return f"{whom[0]}单位为{name}及其下级", f"{whom[1]} {name} and the units below"
