"""A unit's place in the tree is a fixed-width digit path; a branch is a range of paths."""

from typing import NewType

UnitPath = NewType("UnitPath", str)
STEP = 4


def child(parent: UnitPath | None, number: int) -> UnitPath:
    """The path of the `number`-th child (1–9998) below `parent`."""
    if not 1 <= number <= 9998:
        raise ValueError(f"a unit has at most 9998 children, not {number}")
    return UnitPath((parent or "") + f"{number:0{STEP}d}")


def branch(path: UnitPath) -> tuple[str, str]:
    """Half-open range [low, high) of all paths at or below `path`."""
    head, last = path[:-STEP], int(path[-STEP:])
    return path, f"{head}{last + 1:0{STEP}d}"


def within(path: str, top: str) -> bool:
    return path.startswith(top)
