"""The honour account: worked cases with the sentence each is explained by, and what holds for all of them."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.identity import Sex
from caseapp.domain.labels import Word
from caseapp.domain.model_workers.account import Account, Holder, Said, Title, account, owed_in
from caseapp.domain.model_workers.codes import HonourLevel, Outcome, Payer, Share, Turn, WorkerState
from caseapp.domain.model_workers.entitlement import HonourFacts, WorkerFacts, entitled_in
from caseapp.domain.model_workers.honour_rules import HonourRules, Rate, Standards
from caseapp.domain.model_workers.months import months, plus

NATIONAL, PROVINCIAL, MUNICIPAL = HonourLevel
BEGAN = date(2024, 1, 1)
RULES = HonourRules("规则〔2024〕1号", BEGAN, None, Turn.NEXT_MONTH, Turn.NEXT_MONTH, Turn.SAME_MONTH, 12, 60, 55)
RATES = tuple(
    Rate(level, fen, BEGAN, None, "标准〔2024〕1号")
    for level, fen in ((NATIONAL, 50_000), (PROVINCIAL, 30_000), (MUNICIPAL, 20_000))
)
STANDARDS = Standards((RULES,), RATES)
RAISED = Standards(
    (RULES,),
    (replace(RATES[2], valid_to=date(2025, 6, 30)), Rate(MUNICIPAL, 25_000, date(2025, 7, 1), None, "标准〔2025〕9号")),
)
CITY_TITLE = Title(MUNICIPAL, date(1998, 1, 1))
RETIRED = Holder(
    Payer.CITY,
    WorkerState.RETIRED,
    (CITY_TITLE,),
    Sex.MALE,
    date(1950, 5, 20),
    retired_on=date(2010, 5, 20),
    seen_on=date(2025, 10, 8),
)
FARMER = replace(RETIRED, work_state=WorkerState.FARMING, retired_on=None)
JANUARY, DECEMBER = date(2025, 1, 1), date(2025, 12, 1)
TODAY = date(2025, 12, 2)


def paid(first: date, last: date, fen: int = 20_000) -> dict[date, int]:
    return dict.fromkeys(months(first, last), fen)


BEFORE = paid(BEGAN, date(2024, 12, 1))
"""2024 as everybody of the city level was paid it."""


@dataclass(frozen=True)
class Case:
    """What was paid is 2024 in full, unless told otherwise."""

    name: str
    holder: Holder
    outcome: Outcome
    yuan: int
    reason: str
    parts: tuple[str, ...] = ()
    paid: dict[date, int] = field(default_factory=lambda: dict(BEFORE))
    standards: Standards = STANDARDS
    through: date = DECEMBER
    today: date = TODAY


KEPT = "Retired, title kept, alive."
P, H, V, S, N = Outcome
WHOLE = "Due 2025-01 to 2025-12: 12 months × 200.00 = 2,400.00 yuan"
CASES = (
    Case("a whole year", RETIRED, P, 2400, KEPT, (WHOLE,)),
    Case(
        "retired this month",
        replace(RETIRED, retired_on=date(2025, 11, 20)),
        P,
        200,
        KEPT,
        ("Due 2025-12: 200.00 yuan",),
        {},
    ),
    Case(
        "retired in the month of payment",
        replace(RETIRED, retired_on=date(2025, 12, 1)),
        N,
        0,
        "Retired on 2025-12-01: paid from 2026-01.",
        (),
        {},
    ),
    Case(
        "retired in the month of payment, which the rules count",
        replace(RETIRED, retired_on=date(2025, 12, 1)),
        P,
        200,
        KEPT,
        ("Due 2025-12: 200.00 yuan",),
        {},
        Standards((replace(RULES, starts=Turn.SAME_MONTH),), RATES),
    ),
    Case(
        "retired in the middle of the year",
        replace(RETIRED, retired_on=date(2025, 5, 31)),
        P,
        1400,
        KEPT,
        ("Due 2025-06 to 2025-12: 7 months × 200.00 = 1,400.00 yuan",),
        {},
    ),
    Case(
        "at work",
        replace(RETIRED, work_state=WorkerState.WORKING, retired_on=None),
        N,
        0,
        "Not retired: At work.",
        (),
        {},
    ),
    Case(
        "two honours: the higher rate, never both",
        replace(RETIRED, titles=(CITY_TITLE, Title(PROVINCIAL, date(2004, 1, 1)))),
        P,
        3600,
        KEPT,
        ("Due 2025-01 to 2025-12: 12 months × 300.00 = 3,600.00 yuan",),
        paid(BEGAN, date(2024, 12, 1), 30_000),
    ),
    Case(
        "the higher honour came in the year",
        replace(RETIRED, titles=(CITY_TITLE, Title(NATIONAL, date(2025, 4, 28)))),
        P,
        4 * 200 + 8 * 500,
        KEPT,
        (
            "Due 2025-01 to 2025-04: 4 months × 200.00 = 800.00 yuan",
            "Due 2025-05 to 2025-12: 8 months × 500.00 = 4,000.00 yuan",
        ),
    ),
    Case(
        "the higher of two honours was revoked",
        replace(RETIRED, titles=(CITY_TITLE, Title(PROVINCIAL, date(2004, 1, 1), date(2025, 3, 9)))),
        P,
        2 * 300 + 10 * 200,
        KEPT,
        (
            "Due 2025-01 to 2025-02: 2 months × 300.00 = 600.00 yuan",
            "Due 2025-03 to 2025-12: 10 months × 200.00 = 2,000.00 yuan",
        ),
        paid(BEGAN, date(2024, 12, 1), 30_000),
    ),
    Case(
        "the only honour was revoked in the year",
        replace(RETIRED, titles=(replace(CITY_TITLE, revoked_on=date(2025, 9, 15)),)),
        P,
        1600,
        "The honour was revoked: paid no longer from 2025-09.",
        ("Due 2025-01 to 2025-08: 8 months × 200.00 = 1,600.00 yuan",),
    ),
    Case(
        "revoked before the accounts begin",
        replace(RETIRED, titles=(replace(CITY_TITLE, revoked_on=date(2019, 9, 15)),)),
        N,
        0,
        "The honour was revoked before the accounts begin.",
        (),
        {},
    ),
    Case(
        "revoked and paid on",
        replace(RETIRED, titles=(replace(CITY_TITLE, revoked_on=date(2025, 3, 2)),)),
        V,
        -800,
        "The honour was revoked: paid no longer from 2025-03.",
        ("Taken back 2025-03 to 2025-06: 4 months × 200.00 = -800.00 yuan",),
        BEFORE | paid(JANUARY, date(2025, 6, 1)),
    ),
    Case(
        "revoked and recognised again",
        replace(
            RETIRED,
            titles=(
                Title(MUNICIPAL, date(1998, 1, 1), date(2025, 2, 10)),
                Title(MUNICIPAL, date(2025, 7, 3)),
            ),
        ),
        P,
        200 + 5 * 200,
        KEPT,
        ("Due 2025-01: 200.00 yuan", "Due 2025-08 to 2025-12: 5 months × 200.00 = 1,000.00 yuan"),
    ),
    Case(
        "died in June and paid to August",
        replace(RETIRED, died_on=date(2025, 6, 11)),
        V,
        -400,
        "Died on 2025-06-11: paid no longer from 2025-07.",
        ("Taken back 2025-07 to 2025-08: 2 months × 200.00 = -400.00 yuan",),
        BEFORE | paid(JANUARY, date(2025, 8, 1)),
    ),
    Case(
        "died in June and not yet paid",
        replace(RETIRED, died_on=date(2025, 6, 11), seen_on=None),
        P,
        1200,
        "Died on 2025-06-11: paid no longer from 2025-07.",
        ("Due 2025-01 to 2025-06: 6 months × 200.00 = 1,200.00 yuan",),
    ),
    Case(
        "died in June where the month of death is not paid",
        replace(RETIRED, died_on=date(2025, 6, 11)),
        P,
        1000,
        "Died on 2025-06-11: paid no longer from 2025-06.",
        ("Due 2025-01 to 2025-05: 5 months × 200.00 = 1,000.00 yuan",),
        BEFORE,
        Standards((replace(RULES, death_stops=Turn.SAME_MONTH),), RATES),
    ),
    Case(
        "died in June, and everything up to then is paid",
        replace(RETIRED, died_on=date(2025, 6, 30)),
        S,
        0,
        "Everything owed up to 2025-12 is paid.",
        (),
        BEFORE | paid(JANUARY, date(2025, 6, 1)),
    ),
    Case(
        "died last year, reported late, paid this year",
        replace(RETIRED, died_on=date(2024, 12, 5)),
        V,
        -600,
        "Died on 2024-12-05: paid no longer from 2025-01.",
        ("Taken back 2025-01 to 2025-03: 3 months × 200.00 = -600.00 yuan",),
        BEFORE | paid(JANUARY, date(2025, 3, 1)),
    ),
    Case(
        "died before the accounts begin",
        replace(RETIRED, died_on=date(2020, 4, 4)),
        N,
        0,
        "Died on 2020-04-04, before the accounts begin.",
        (),
        {},
    ),
    Case(
        "overpaid months are set against months owed",
        replace(RETIRED, retired_on=date(2025, 4, 20)),
        P,
        8 * 200 - 2 * 200,
        KEPT,
        (
            "Taken back 2025-03 to 2025-04: 2 months × 200.00 = -400.00 yuan",
            "Due 2025-05 to 2025-12: 8 months × 200.00 = 1,600.00 yuan",
        ),
        paid(date(2025, 3, 1), date(2025, 4, 1)),
    ),
    Case(
        "liveness check overdue",
        replace(RETIRED, seen_on=date(2024, 11, 30)),
        H,
        2400,
        "The liveness check of 2024-11-30 has run out; paid as back-pay once checked.",
        (WHOLE,),
    ),
    Case(
        "liveness checked a year ago to the day",
        replace(RETIRED, seen_on=date(2024, 12, 2)),
        P,
        2400,
        KEPT,
        (WHOLE,),
    ),
    Case(
        "never checked",
        replace(RETIRED, seen_on=None),
        H,
        2400,
        "Nobody has checked that the person is alive; paid as back-pay once checked.",
        (WHOLE,),
    ),
    Case(
        "checked again after a year held back",
        replace(RETIRED, seen_on=date(2025, 11, 3)),
        P,
        2800,
        KEPT,
        ("Back-pay 2024-11 to 2024-12: 2 months × 200.00 = 400.00 yuan", WHOLE),
        paid(BEGAN, date(2024, 10, 1)),
    ),
    Case(
        "standard raised in July",
        RETIRED,
        P,
        6 * 200 + 6 * 250,
        KEPT,
        (
            "Due 2025-01 to 2025-06: 6 months × 200.00 = 1,200.00 yuan",
            "Due 2025-07 to 2025-12: 6 months × 250.00 = 1,500.00 yuan",
        ),
        BEFORE,
        RAISED,
    ),
    Case(
        "standard raised after the year was paid",
        RETIRED,
        P,
        300,
        KEPT,
        ("Due 2025-07 to 2025-12: 6 months × 50.00 = 300.00 yuan",),
        BEFORE | paid(JANUARY, DECEMBER),
        RAISED,
    ),
    Case("already paid", RETIRED, S, 0, "Everything owed up to 2025-12 is paid.", (), BEFORE | paid(JANUARY, DECEMBER)),
    Case(
        "back-pay of months before the year",
        RETIRED,
        P,
        200 * 15,
        KEPT,
        ("Back-pay 2024-10 to 2024-12: 3 months × 200.00 = 600.00 yuan", WHOLE),
        paid(BEGAN, date(2024, 9, 1)),
    ),
    Case(
        "paid by the county",
        replace(RETIRED, payer=Payer.COUNTY),
        N,
        0,
        "Another body pays the allowance: County federation.",
        (),
        {},
    ),
    Case(
        "a farmer of 60 in the year",
        replace(FARMER, birth_on=date(1965, 5, 20)),
        P,
        1400,
        "A farmer of age, title kept, alive.",
        ("Due 2025-06 to 2025-12: 7 months × 200.00 = 1,400.00 yuan",),
        {},
    ),
    Case(
        "a woman farmer of 55 in the year",
        replace(FARMER, sex=Sex.FEMALE, birth_on=date(1970, 10, 2)),
        P,
        400,
        "A farmer of age, title kept, alive.",
        ("Due 2025-11 to 2025-12: 2 months × 200.00 = 400.00 yuan",),
        {},
    ),
    Case(
        "a farmer not yet of age",
        replace(FARMER, birth_on=date(1966, 2, 1)),
        N,
        0,
        "A farmer who is of age only on 2026-02-01.",
        (),
        {},
    ),
    Case("no honour on record", replace(RETIRED, titles=()), N, 0, "No honour is recorded.", (), {}),
    Case(
        "the half year first",
        RETIRED,
        P,
        1200,
        KEPT,
        ("Due 2025-01 to 2025-06: 6 months × 200.00 = 1,200.00 yuan",),
        BEFORE,
        through=date(2025, 6, 1),
        today=date(2025, 6, 20),
    ),
    Case(
        "before any rules",
        RETIRED,
        N,
        0,
        "No rules for the honour allowance are in force.",
        (),
        {},
        Standards((), RATES),
    ),
    Case(
        "no rate for the level",
        RETIRED,
        N,
        0,
        "No monthly rate is in force for this level of treatment.",
        (),
        {},
        Standards((RULES,), RATES[:2]),
    ),
)


def say(said: Said) -> str:
    values: dict[str, Any] = {n: v.en if isinstance(v, Word) else v for n, v in said.values.items()}
    return said.message % values if values else said.message


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_worked_case(case: Case) -> None:
    found = account(case.holder, case.standards, case.paid, first=JANUARY, through=case.through, today=case.today)
    assert (found.outcome, found.amount_fen, say(found.reason)) == (case.outcome, case.yuan * 100, case.reason)
    assert tuple(say(part.said) for part in found.parts) == case.parts


days = st.dates(date(2023, 1, 1), date(2026, 12, 31))
titles = st.lists(
    st.builds(Title, st.sampled_from(HonourLevel), st.dates(date(1990, 1, 1), date(2026, 1, 1)), st.none() | days),
    max_size=3,
).map(tuple)
holders = st.builds(
    Holder,
    st.just(Payer.CITY),
    st.sampled_from(WorkerState),
    titles,
    st.sampled_from(Sex),
    st.dates(date(1940, 1, 1), date(1975, 1, 1)),
    retired_on=st.none() | days,
    died_on=st.none() | days,
    seen_on=st.just(date(2025, 11, 1)),
)
turns = st.sampled_from(Turn)
rules = st.builds(replace, st.just(RULES), starts=turns, death_stops=turns, revocation_stops=turns)
standards = st.builds(
    lambda one, more: Standards((one,), (*RATES, *more)),
    rules,
    st.lists(
        st.builds(
            Rate,
            st.sampled_from(HonourLevel),
            st.integers(1, 90_000),
            st.sampled_from([date(2024, 7, 1), date(2025, 4, 1)]),
            st.none() | st.just(date(2025, 9, 30)),
            st.just("标准"),
        ),
        max_size=2,
    ),
)
some_months = st.integers(0, 35).map(lambda turn: plus(BEGAN, turn))


def settle(known: dict[date, int], found: Account) -> dict[date, int]:
    """What stands paid once the account has been paid, or claimed back."""
    after = Counter(known)
    for part in found.parts:
        for month in months(part.first, part.last):
            after[month] += part.monthly_fen
    return dict(after)


@given(holders, standards, st.dictionaries(some_months, st.integers(1, 90_000), max_size=8), some_months)
def test_once_settled_an_account_owes_nothing_more(
    holder: Holder, told: Standards, known: dict[date, int], through: date
) -> None:
    first = account(holder, told, known, first=JANUARY, through=through, today=TODAY)
    after = settle(known, first)
    again = account(holder, told, after, first=JANUARY, through=through, today=TODAY)
    assert (again.amount_fen, again.parts) == (0, ())
    assert all(after.get(month, 0) == owed_in(month, holder, told) for month in months(BEGAN, through))


@given(holders, standards, some_months, some_months)
def test_paid_in_two_halves_it_is_the_same_as_paid_at_once(
    holder: Holder, told: Standards, one: date, other: date
) -> None:
    early, late = sorted((one, other))
    half = account(holder, told, {}, first=JANUARY, through=early, today=TODAY)
    rest = account(holder, told, settle({}, half), first=JANUARY, through=late, today=TODAY)
    whole = account(holder, told, {}, first=JANUARY, through=late, today=TODAY)
    assert half.amount_fen + rest.amount_fen == whole.amount_fen
    twice = [m for found in (half, rest) for part in found.parts for m in months(part.first, part.last)]
    assert len(twice) == len(set(twice))


@given(holders, standards, some_months)
def test_nothing_is_owed_from_the_stop_month_on(holder: Holder, told: Standards, through: date) -> None:
    found = account(holder, told, {}, first=JANUARY, through=through, today=TODAY)
    assert all(part.share is not Share.RECOVERY for part in found.parts)
    if found.stops is not None and holder.died_on is not None:
        assert all(part.last < found.stops for part in found.parts)


@given(holders, standards)
def test_whoever_is_owed_a_month_is_among_those_the_indicator_counts(holder: Holder, told: Standards) -> None:
    """The indicator knows no farmers and no month in which a revoked honour is still paid."""
    narrow = replace(told, rules=(replace(told.rules[0], revocation_stops=Turn.SAME_MONTH),))
    retired = replace(holder, retired_on=holder.retired_on or date(2015, 1, 1))
    titles = tuple(HonourFacts(title.revoked_on) for title in retired.titles)
    facts = WorkerFacts(retired.retired_on, retired.died_on, retired.payer, titles)
    owed = any(owed_in(month, retired, narrow) for month in months(JANUARY, DECEMBER))
    assert not owed or entitled_in(2025, date(2025, 12, 31), facts).entitled
