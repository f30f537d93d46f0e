"""How many targets of a project stand where."""

from collections.abc import Iterable
from dataclasses import dataclass

TONES = ("good", "info", "warn", "bad", "quiet")


@dataclass(frozen=True)
class Tally:
    """Counts by tone: attained, on the way, near, missed so far, nothing to judge yet."""

    good: int = 0
    info: int = 0
    warn: int = 0
    bad: int = 0
    quiet: int = 0

    @classmethod
    def of(cls, tones: Iterable[str]) -> "Tally":
        found = list(tones)
        return cls(*(found.count(tone) for tone in TONES))

    @property
    def total(self) -> int:
        return self.good + self.info + self.warn + self.bad + self.quiet

    @property
    def at_risk(self) -> int:
        return self.warn + self.bad
