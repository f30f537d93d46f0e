"""Two edits of the same record: what one side changed alone merges by itself, what both changed is for people."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed; `contested` when both did, each to something else."""

    before: str
    theirs: str
    mine: str
    contested: bool


@dataclass(frozen=True)
class Merged:
    """`values` hold mine where it is contested."""

    values: dict[str, str]
    differences: dict[str, Difference]


def merge(base: Mapping[str, str], theirs: Mapping[str, str], mine: Mapping[str, str]) -> Merged:
    """By field; a field that a side does not have is as it was, one that was not there was empty."""
    values: dict[str, str] = {}
    differences: dict[str, Difference] = {}
    for name in dict.fromkeys((*theirs, *mine, *base)):
        before = base.get(name, "")
        their, my = theirs.get(name, before), mine.get(name, before)
        values[name] = their if my == before else my
        if their not in (before, my):
            differences[name] = Difference(before, their, my, contested=my != before)
    return Merged(values, differences)
