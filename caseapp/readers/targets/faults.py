"""All that is wrong with a book, collected before anything is refused."""

from typing import Self

from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.readers.targets.rows import Place


class BookErrors(Invalid):
    """The file is no book that can be taken; each problem's field is its place."""

    @classmethod
    def too_large(cls) -> Self:
        return cls([Problem(None, N_("The file is too large for a targets book."))])


class Faults:
    def __init__(self) -> None:
        self._found: list[tuple[Place, Problem]] = []

    def add(self, place: Place, message: str, **values: object) -> None:
        """`message` begins with %(place)s."""
        self._found.append((place, Problem(str(place), message, {"place": place, **values})))

    def __len__(self) -> int:
        return len(self._found)

    def refuse(self) -> None:
        """Raise when there is anything, in the order of the file."""
        if self._found:
            raise BookErrors(problem for _, problem in sorted(self._found, key=lambda fault: fault[0].order))
