"""One invented world among many in a database: its rows, in units, projects and people of its own."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from caseapp.domain.households.codes import Category, HouseholdState, Relation
from caseapp.domain.payments.codes import AidKind, FundSource, LineState
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.payments import Payment
from tests.factories.clock import NOW

YEAR = 2025
Row = dict[str, Any]
RECORDED: Row = {"created_at": NOW, "updated_at": NOW}
LONG_AFTER = datetime(2026, 9, 1, tzinfo=UTC)
QUARTER_ENDS = [(date(2025, 3, 31), date(2025, 4, 1)), (date(2025, 6, 30), date(2025, 7, 1))]
YEAR_ENDS = [(date(2024, 12, 31), date(2025, 1, 1)), (date(2025, 12, 31), date(2026, 1, 1))]
EDGES = sorted({date(2025, 1, 2), date(2025, 6, 15), date(2025, 10, 1), *sum(QUARTER_ENDS + YEAR_ENDS, ())})
"""Few days, so that they often meet: year ends, quarter ends, the day looked from and the one after."""
FAR = date(9999, 12, 31)


@dataclass
class Place:
    """Where a world's records are: everything in it is numbered from its own hundred.

    Unit 2 owns the projects; units 2 and 3 are its branch, 1 is above, 4 beside.
    """

    number: int

    def __post_init__(self) -> None:
        root = f"{self.number:04}"
        self.paths = {self.id(n): root + tail for n, tail in enumerate(("", "0001", "00010001", "0002"), 1)}
        self.units = list(self.paths)
        self.path = self.paths[self.units[1]]
        self.people = [self.id(n) for n in range(1, 9)]
        self.project, self.other = self.id(1), self.id(2)
        self.batches = {self.project: self.project, self.other: self.other, self.id(3): self.project}

    def id(self, own: int) -> int:
        return self.number * 100 + own


@dataclass
class Town(Place):
    """`heads`, `splits` and `moved` tell what happened: who headed a file, old file and new, lines that changed files;
    `same` whom a merge found to be whom."""

    dice: Random
    rows: dict[Any, list[Row]] = field(default_factory=lambda: defaultdict(list))
    heads: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    splits: list[tuple[int, int]] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)
    same: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        for person in self.people[:4]:
            self._found(person)
        for _ in range(self.dice.randrange(9)):
            self.seat(self.dice.choice(self.files), self.dice.choice(self.people), self.day(), self.maybe(self.day()))

    @property
    def files(self) -> list[Row]:
        """Those that were not merged into another."""
        return [one for one in self.rows[Household] if one["state"] != HouseholdState.MERGED]

    @property
    def payments(self) -> list[Row]:
        return self.rows[Payment]

    def day(self, first: date = EDGES[0], last: date = EDGES[-1]) -> date:
        return self.dice.choice([day for day in EDGES if first <= day <= last])

    def maybe(self, value: Any) -> Any:
        return self.dice.choice((None, value))

    def seats_of(self, file: Row) -> list[Row]:
        """Who has not left."""
        here = file["id"]
        return [one for one in self.rows[HouseholdMember] if one["household_id"] == here and one["left_on"] is None]

    def _found(self, head: int) -> None:
        begun, ended = sorted((self.day(), self.day()))
        on_file, off_file = self.dice.choice([(begun, None), (begun, ended), (None, None)])
        state = HouseholdState.DRAFT if on_file is None else HouseholdState.ON_FILE
        self.open_file(
            head, HouseholdState.CLOSED if off_file else state, begun, on_file_on=on_file, off_file_on=off_file
        )

    def open_file(self, head: int, state: HouseholdState, joined: date, **told: Any) -> Row:
        number = self.id(len(self.rows[Household]) + 1)
        file = {
            "id": number,
            "file_no": f"w{number}",
            "unit_id": self.dice.choice(self.units),
            "head_id": head,
            "state": state,
            "category": self.dice.choice(list(Category)),
            "main_cause": "10",
            "monthly_income_fen": 0,
            "size": 0,
            "applied_on": date(2020, 1, 1),
            "on_file_on": None,
            "off_file_on": None,
            "split_from_id": None,
            **RECORDED,
            **told,
        }
        self.rows[Household].append(file)
        self.seat(file, head, joined, relation=Relation.HEAD)
        self.heads[number].add(head)
        return file

    def seat(
        self, file: Row, person: int, joined: date, left: date | None = None, relation: Relation = Relation.OTHER
    ) -> Row:
        place = {
            "household_id": file["id"],
            "person_id": person,
            "relation": relation,
            "joined_on": joined,
            "left_on": max(joined, left) if left else None,
            "live": False,
        }
        self.rows[HouseholdMember].append(place)
        file["size"] += place["left_on"] is None
        return place

    def know_as(self, one: int, other: int) -> None:
        if one != other:
            self.same |= dict.fromkeys((one, *self.alike(one)), other)
            self.same.pop(other, None)

    def alike(self, person: int) -> list[int]:
        """The other rows of the register that are that person."""
        return [one for one, other in self.same.items() if other == person]

    def pay(self, file: Row | None = None, person: int | None = None, **told: Any) -> Row:
        """A line of the project, paid on some day of the year, to the head unless somebody else is named."""
        number = self.id(len(self.payments) + 1)
        state = told.get("state", LineState.PAID)
        project = told.pop("project_id", self.project)
        size = self.dice.choice((None, file["size"], self.dice.randint(1, 6))) if file else None
        line = {
            "id": number,
            "uid": f"w{number}",
            "project_id": project,
            "source": self.dice.choice(list(FundSource)),
            "unit_id": self.dice.choice(self.units),
            "kind": self.dice.choice(list(AidKind)),
            "household_id": file["id"] if file else None,
            "person_id": person or (file["head_id"] if file else self.dice.choice(self.people)),
            "amount_fen": self.dice.randint(1, 9_999_999),
            "claim": f"w{number}",
            "state": state,
            "batch_id": project,
            "paid_on": self.day(),
            "returned_on": None,
            "failed_reason": None,
            "repays_id": None,
            "household_size": size or None,
            "category": self.maybe(file["category"]) if file else None,
            "logged_at": NOW,
            **told,
        }
        if state not in {LineState.PAID, LineState.RETURNED, LineState.REVERSED}:
            line["paid_on"] = None
        if state is LineState.RETURNED:
            line["returned_on"] = max(line["paid_on"], line["returned_on"] or self.day())
        if state is LineState.FAILED:
            line["failed_reason"] = "x"
        self.payments.append(line)
        return line
