"""Refusals, as sentences for a person: what happened and what to do.

A sentence is an English gettext id with %(named)s values; the doors translate it. `N_` marks it for extraction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as default


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for a deferred message
    return text


BUSY = N_(
    "Something long is being saved just now, and this waited too long. Nothing was saved: send it again in a while."
)


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one field (None: with the whole)."""

    field: str | None
    message: str
    values: dict[str, object] = default(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


class Refused(Exception):
    """The base of every refusal; `status` is what the web answers."""

    status = 409

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values
        super().__init__(message % values if values else message)


class NotAllowed(Refused):
    """The actor has no right to this."""

    status = 403


class NotFound(Refused):
    """Nothing there, or nothing there for this actor: the answer is the same."""

    status = 404


class IllegalStep(Refused):
    """The step is not in the transition table."""


class StaleView(Refused):
    """What the actor saw has changed since."""


class Busy(Refused):
    """Others wrote for longer than anybody waits."""

    status = 503

    def __init__(self) -> None:
        super().__init__(BUSY)


class Invalid(Refused):
    """Input that cannot be taken, with all its problems at once."""

    status = 422

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))

    @classmethod
    def one(cls, name: str | None, message: str, **values: object) -> "Invalid":
        return cls([Problem(name, message, values)])
