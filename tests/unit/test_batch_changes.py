"""What changed between two looks at a batch: found, complete, and read back as it was written."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.payments.changes import Change, LineChange, SeenLine, changes, read, written
from caseapp.domain.payments.codes import AidKind

LINE = st.builds(
    SeenLine,
    id=st.integers(1, 6),
    name=st.text(max_size=4),
    kind=st.sampled_from(AidKind),
    amount_fen=st.integers(1, 3),
    account=st.sampled_from(["", "aa", "bb"]),
    tail=st.sampled_from(["", "1234"]),
    payee=st.sampled_from(["1:h1:living:2025", "2:h2:living:2025"]),
)
LINES = st.lists(LINE, unique_by=lambda line: line.id)
ONE = SeenLine(1, "王桂兰", AidKind.LIVING, 240_000, "aa", "1234", "1:h1")


@given(LINES)
def test_the_same_lines_have_no_change_and_read_back(lines: list[SeenLine]) -> None:
    assert changes(lines, reversed(lines)) == []
    assert read(written(lines)) == lines


@given(LINES, LINES)
def test_changes_account_for_the_whole_difference_of_the_totals(before: list[SeenLine], after: list[SeenLine]) -> None:
    moved = 0
    for one in changes(before, after):
        if one.change in (Change.ADDED, Change.REMOVED, Change.AMOUNT):
            moved += (one.after.amount_fen if one.after else 0) - (one.before.amount_fen if one.before else 0)
    assert moved == sum(line.amount_fen for line in after) - sum(line.amount_fen for line in before)


def test_an_amount_and_an_account_that_both_changed_are_two_changes() -> None:
    now = replace(ONE, amount_fen=250_000, account="bb", tail="9999")
    assert changes([ONE], [now]) == [LineChange(Change.AMOUNT, ONE, now), LineChange(Change.ACCOUNT, ONE, now)]
