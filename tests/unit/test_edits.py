"""Of two edits from the same base none is lost."""

from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.edits import merge

VALUES = st.sampled_from(["", "a", "b", "c"])
RECORDS = st.fixed_dictionaries(dict.fromkeys(("name", "phone", "address", "note"), VALUES))


@given(base=RECORDS, theirs=RECORDS, mine=RECORDS)
def test_what_one_side_changed_stays_and_what_both_changed_is_shown(
    base: dict[str, str], theirs: dict[str, str], mine: dict[str, str]
) -> None:
    merged = merge(base, theirs, mine)
    for name, before in base.items():
        my, their = mine[name], theirs[name]
        if my in (before, their) or their == before:
            changed = my if my != before else their
            assert merged.values[name] == changed
            assert not (name in merged.differences and merged.differences[name].contested)
        else:
            assert merged.values[name] == my
            assert merged.differences[name].contested
        if their not in (before, my):
            assert (merged.differences[name].before, merged.differences[name].theirs) == (before, their)


@given(base=RECORDS, mine=RECORDS)
def test_a_row_that_is_new_on_one_side_is_kept_whole(base: dict[str, str], mine: dict[str, str]) -> None:
    assert merge(base, {**base, "row-7-name": "王小宝"}, mine).values == {**mine, "row-7-name": "王小宝"}
