"""What is given in kind: its worth is the value of one times how many."""

from dataclasses import dataclass

from caseapp.domain.errors import N_, Invalid, Problem

MOST = 1000
"""Of one thing to one person."""


@dataclass(frozen=True)
class Gift:
    """Raises Invalid with every problem; `unit_fen` is the value of one."""

    name: str
    count: int
    unit_fen: int

    def __post_init__(self) -> None:
        problems = []
        if not self.name.strip():
            problems.append(Problem("gift_name", N_("Write what is given, such as rice and oil.")))
        if not 1 <= self.count <= MOST:
            problems.append(Problem("gift_count", N_("Each person gets between 1 and %(most)s of it."), {"most": MOST}))
        if self.unit_fen <= 0:
            problems.append(Problem("gift_unit", N_("Write the value of one in yuan.")))
        if problems:
            raise Invalid(problems)

    @property
    def worth_fen(self) -> int:
        return self.count * self.unit_fen
