"""When anonymous answers may leave the tray for the box, and which groups are too small to be told.

Whoever sees both the list of who has answered and the figures could read one person's answer from the change
between two looks. So answers are counted several at a time, and some are always held back for the closing.
"""

from collections.abc import Mapping

FEWEST = 5
"""Fewer than this are never shown alone."""


def to_pour(waiting: int, boxed: int) -> int:
    """How many of the waiting answers to mix in now: at least FEWEST and a tenth of the box (each pouring writes the
    whole box anew), with FEWEST left behind so that the last pouring is no smaller."""
    spare = waiting - FEWEST
    return spare if spare >= max(FEWEST, boxed // 10) else 0


def withheld(groups: Mapping[str, int]) -> frozenset[str]:
    """The groups not to be told: those with fewer than FEWEST answers, and when these together are still fewer, the
    next smallest too, or the difference to the whole would tell them."""
    small = {group for group, count in groups.items() if 0 < count < FEWEST}
    others = sorted((count, group) for group, count in groups.items() if count >= FEWEST)
    if 0 < sum(groups[group] for group in small) < FEWEST and others:
        small.add(others[0][1])
    return frozenset(small)
