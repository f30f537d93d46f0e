"""Claims name a period once; standards propose an amount and say how; a digest knows its lines."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.errors import Invalid
from caseapp.domain.payments.claims import claim, ordinal_of, payee_key, period
from caseapp.domain.payments.codes import AidKind, Repeat
from caseapp.domain.payments.digest import SignedLine, digest
from caseapp.domain.payments.standards import MedicalCost, Proposal, Standard, propose

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 30))
FEN = st.integers(1, 10_000_000)


def told(proposal: Proposal) -> str:
    return ", ".join(step.message % step.values for step in proposal.steps)


LINES = st.lists(
    st.builds(
        SignedLine,
        id=st.integers(1, 50),
        person_id=st.integers(1, 9),
        household_id=st.none() | st.integers(1, 9),
        kind=st.sampled_from(AidKind),
        amount_fen=FEN,
        claim=st.text(max_size=8),
        account=st.sampled_from(["", "ab", "cd"]),
    ),
    unique_by=lambda line: line.id,
    max_size=5,
)


def test_a_claim_reads_like_its_rule() -> None:
    day = date(2025, 2, 3)
    assert claim(payee_key(12, 7), AidKind.LIVING, Repeat.QUARTER, day) == "h12:living:2025-Q1"
    assert claim(payee_key(None, 7), AidKind.HONOUR, Repeat.YEAR, day) == "p7:honour:2025"
    assert claim("h12", AidKind.EDUCATION, Repeat.SCHOOL_YEAR, day, 2) == "h12:education:2024-2025#2"
    assert claim("h12", AidKind.LIVING, Repeat.MONTH, day) == "h12:living:2025-02"


def test_a_school_year_turns_on_the_first_of_september() -> None:
    assert period(Repeat.SCHOOL_YEAR, date(2025, 8, 31)) == "2024-2025"
    assert period(Repeat.SCHOOL_YEAR, date(2025, 9, 1)) == "2025-2026"


@given(DAYS, st.sampled_from(Repeat))
def test_a_period_never_comes_back(day: date, repeat: Repeat) -> None:
    """Day after day a period stays or gives way to a later one."""
    assert period(repeat, day) <= period(repeat, day + timedelta(days=1))


@given(st.integers(1, 99))
def test_the_ordinal_of_a_claim_can_be_read_back(ordinal: int) -> None:
    assert ordinal_of(claim("h1", AidKind.LIVING, Repeat.YEAR, date(2025, 1, 1), ordinal)) == ordinal


@given(FEN, st.integers(0, 100), st.integers(1, 100), st.none() | FEN)
def test_a_share_stays_within_its_cap_and_the_own_part(total: int, back: int, percent: int, cap: int | None) -> None:
    cost = MedicalCost(total, total * back // 100)
    proposal = propose(Standard(None, percent, cap, Repeat.YEAR, "文"), cost.own_fen)
    assert proposal is not None
    assert 0 <= proposal.amount_fen <= cost.own_fen
    assert cap is None or proposal.amount_fen <= cap
    assert told(proposal)


def test_the_working_of_a_capped_share_is_told() -> None:
    standard = Standard(None, 50, 600_000, Repeat.YEAR, "2025 市级标准第4条")
    proposal = propose(standard, MedicalCost(4_826_000, 3_190_000).own_fen)
    assert proposal is not None
    assert told(proposal) == "16,360.00 × 50% = 8,180.00, at most 6,000.00"


def test_a_share_waits_for_the_cost() -> None:
    assert propose(Standard(None, 50, None, Repeat.YEAR, "文"), None) is None


def test_no_more_is_reimbursed_than_was_spent() -> None:
    with pytest.raises(Invalid):
        MedicalCost(100, 101)


@given(LINES, st.randoms())
def test_a_digest_does_not_depend_on_the_order(lines: list[SignedLine], random: st.randoms) -> None:  # type: ignore[valid-type]
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert digest(shuffled) == digest(lines)


@given(LINES.filter(bool), st.sampled_from(["amount_fen", "account", "person_id", "claim"]))
def test_a_digest_changes_with_any_line(lines: list[SignedLine], name: str) -> None:
    value = getattr(lines[0], name)
    other = replace(lines[0], **{name: value + 1 if isinstance(value, int) else value + "x"})
    assert digest([other, *lines[1:]]) != digest(lines)
    assert digest(lines[1:]) != digest(lines)
