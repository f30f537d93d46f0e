"""The records a figure is computed from, as plain facts: what the reference engine reads."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PaymentFact:
    """`state`, `kind` and `category` are their stored words; `household` is None for a payee without a file.

    `path` is the paying unit's place in the tree.
    """

    id: int
    project: int
    kind: str
    state: str
    person: int
    household: int | None
    household_size: int | None
    amount_fen: int
    paid_on: date | None
    returned_on: date | None
    category: str | None = None
    path: str = ""


@dataclass(frozen=True)
class HouseholdFact:
    """On file from `on_file_on` until the day before `off_file_on`; `path` is its unit's place in the tree."""

    id: int
    path: str
    on_file_on: date | None
    off_file_on: date | None


@dataclass(frozen=True)
class MemberFact:
    household: int
    person: int
    joined_on: date
    left_on: date | None


@dataclass(frozen=True)
class Listing:
    """A person on the special-group list of one year."""

    person: int
    path: str
    year: int


@dataclass(frozen=True)
class EntitledFact:
    """A model worker whom the rules of entitlement found entitled in the window looked at."""

    person: int
    path: str


@dataclass(frozen=True)
class ReliefFact:
    person: int
    path: str
    year: int
    approved_on: date | None


@dataclass(frozen=True)
class SessionFact:
    """`attendants`: (present, examined, passed) of each on the list, which outdoes typed numbers of people."""

    id: int
    held_on: date | None
    participants: int
    examined: int
    passed: int
    materials: int
    reach: int
    attendants: tuple[tuple[bool, bool, bool], ...] = ()


@dataclass(frozen=True)
class ActivityFact:
    """With sessions, these count and the activity's own day and numbers do not."""

    id: int
    project: int
    held_on: date | None
    participants: int
    examined: int
    passed: int
    materials: int
    reach: int
    kind: str = ""
    sessions: tuple[SessionFact, ...] = ()


@dataclass(frozen=True)
class ExpenseFact:
    id: int
    project: int
    amount_fen: int
    paid_on: date


@dataclass(frozen=True)
class RemittanceFact:
    id: int
    project: int
    due_on: date
    due_fen: int
    received_fen: int
    passed_fen: int
    passed_on: date | None


@dataclass(frozen=True)
class SurveyFact:
    """`forms` gives each answer's valid forms; `counted` the answers that count as good."""

    id: int
    project: int
    purpose: str
    held_on: date
    forms: dict[str, int]
    counted: frozenset[str]


@dataclass(frozen=True)
class World:
    """Everything recorded, other projects' records included, seen from one project-year of the unit at `path`."""

    project: int
    year: int
    path: str
    payments: tuple[PaymentFact, ...] = ()
    households: tuple[HouseholdFact, ...] = ()
    members: tuple[MemberFact, ...] = ()
    listings: tuple[Listing, ...] = ()
    entitled: tuple[EntitledFact, ...] = ()
    reliefs: tuple[ReliefFact, ...] = ()
    activities: tuple[ActivityFact, ...] = ()
    expenses: tuple[ExpenseFact, ...] = ()
    remittances: tuple[RemittanceFact, ...] = ()
    surveys: tuple[SurveyFact, ...] = ()
