"""What happens in invented worlds, each as the services leave the rows; and whether a world seen on a day shows it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from caseapp.domain.households.codes import HouseholdState, Relation
from caseapp.domain.payments.codes import AidKind, LineState
from caseapp.domain.periods import Window
from tests.factories.towns import EDGES, FAR, LONG_AFTER, QUARTER_ENDS, YEAR_ENDS, Row, Town

Counted = list[Row]
"""The project's lines that count in the window."""


@dataclass(frozen=True)
class Situation:
    """`shows` says whether figures of the window can go wrong by it."""

    happens: Callable[[Town], object]
    shows: Callable[[Town, Counted, Window], bool]


def _anything(town: Town) -> None:
    states = [LineState.PAID] * 3 + [LineState.RETURNED, *LineState]
    file = town.maybe(town.dice.choice(town.files))
    town.pay(
        file,
        town.dice.choice(town.people),
        state=town.dice.choice(states),
        project_id=town.dice.choice([town.project] * 3 + [town.other]),
    )


def _again_and_again(town: Town) -> None:
    file, kind = town.dice.choice(town.files), town.dice.choice(list(AidKind))
    for _ in range(town.dice.randint(2, 3)):
        town.pay(file, kind=kind)


def _new_head(town: Town) -> None:
    """Another of the file, or somebody who joins, heads it from a day; the former one leaves, or stays."""
    file, day = town.dice.choice(town.files), town.day(EDGES[1], EDGES[-2])
    former = next(one for one in town.seats_of(file) if one["relation"] is Relation.HEAD)
    town.pay(file, paid_on=town.day(last=day))
    seats = [one for one in town.seats_of(file) if one["person_id"] != former["person_id"] and one["joined_on"] <= day]
    others = [one for one in town.people if one != former["person_id"]]
    head = town.dice.choice(seats) if seats else town.seat(file, town.dice.choice(others), day)
    if former["joined_on"] <= day and town.dice.random() < 0.5:
        former["left_on"] = day
        file["size"] -= 1
    former["relation"], head["relation"] = Relation.OTHER, Relation.HEAD
    file["head_id"] = head["person_id"]
    town.heads[file["id"]].add(head["person_id"])
    town.pay(file, paid_on=town.day(first=day))


def _split(town: Town) -> None:
    """Somebody leaves into a file of their own: a draft, or on file by now. What was paid stays with the old one."""
    file, day = town.dice.choice(town.files), town.day()
    leaving = town.dice.choice([one for one in town.people if one != file["head_id"]])
    place = town.seat(file, leaving, town.day(last=day))
    town.pay(file, town.dice.choice([leaving, file["head_id"]]), paid_on=town.day(last=day))
    place["left_on"] = day
    file["size"] -= 1
    approved = town.maybe(town.day(first=day))
    state = HouseholdState.ON_FILE if approved else HouseholdState.DRAFT
    new = town.open_file(leaving, state, day, on_file_on=approved, split_from_id=file["id"])
    new["unit_id"] = file["unit_id"]
    town.splits.append((file["id"], new["id"]))
    town.pay(new, paid_on=town.day(first=day))
    if town.dice.random() < 0.5:
        town.pay(None, leaving)


def _merge(town: Town) -> None:
    """The lines of the later file become the kept one's, one head may be found to be the other; the places double."""
    if len(town.files) < 2:
        return
    pair = town.dice.sample(town.files, 2)
    kept, merged = sorted(pair, key=lambda file: (file["on_file_on"] or FAR, file["id"]))
    for file in pair:
        town.pay(file)
    is_same = town.dice.random() < 0.5
    for line in town.payments:
        if line["household_id"] == merged["id"]:
            town.moved.add(line["id"])
            line["household_id"] = kept["id"]
            if is_same and line["person_id"] == merged["head_id"]:
                line["person_id"] = kept["head_id"]
    for place in town.seats_of(merged):
        if not (is_same and place["person_id"] == merged["head_id"]):
            town.seat(kept, place["person_id"], place["joined_on"])
    if is_same:
        town.know_as(merged["head_id"], kept["head_id"])
        town.pay(None, merged["head_id"])
    merged["state"], merged["on_file_on"] = HouseholdState.MERGED, None


def _returned(town: Town) -> None:
    town.pay(town.maybe(town.dice.choice(town.files)), state=LineState.RETURNED)


def _paid_again(town: Town) -> None:
    """The line that failed or came back stays; another one pays it in a later batch."""
    state = town.dice.choice((LineState.FAILED, LineState.RETURNED, LineState.REVERSED))
    first = town.pay(town.maybe(town.dice.choice(town.files)), state=state)
    file = next((one for one in town.files if one["id"] == first["household_id"]), None)
    after = first["returned_on"] or first["paid_on"] or EDGES[0]
    same = {name: first[name] for name in ("kind", "amount_fen", "claim", "source", "unit_id")}
    town.pay(file, first["person_id"], repays_id=first["id"], batch_id=town.id(3), paid_on=town.day(after), **same)


def _late(town: Town) -> None:
    """Paid in the year, written down long after: a figure of a day then takes it in all the same."""
    for _ in range(town.dice.randint(1, 2)):
        town.pay(town.maybe(town.dice.choice(town.files)), logged_at=LONG_AFTER)


def _two_kinds(town: Town) -> None:
    file, day = town.dice.choice(town.files), town.day()
    for kind in town.dice.sample(list(AidKind), 2):
        town.pay(file, kind=kind, paid_on=day)


def _without_file(town: Town) -> None:
    """Somebody is paid in person, once or twice, whether or not they sit in a file."""
    person = town.dice.choice(town.people)
    for _ in range(town.dice.randint(1, 2)):
        town.pay(None, person)


def _around(*ends: tuple[date, date]) -> Callable[[Town], None]:
    """On the last day and on the first, to one household or one person."""

    def happens(town: Town) -> None:
        file, person = town.maybe(town.dice.choice(town.files)), town.dice.choice(town.people)
        for day in town.dice.choice(ends):
            town.pay(file, person, paid_on=day)

    return happens


def _twice(keys: Iterable[object]) -> bool:
    return any(times > 1 for times in Counter(keys).values())


def _two_heads_paid(town: Town, counted: Counted, _: Window) -> bool:
    paid = {(line["household_id"], line["person_id"]) for line in counted}
    return any(sum((file, head) in paid for head in heads) > 1 for file, heads in town.heads.items())


def _both_paid(town: Town, counted: Counted, _: Window) -> bool:
    paid = {line["household_id"] for line in counted}
    return any(paid.issuperset(pair) for pair in town.splits)


def _came_back(town: Town, _: Counted, window: Window) -> bool:
    return any(
        line["returned_on"] and window.start <= line["paid_on"] <= window.end and line["returned_on"] <= window.as_of
        for line in town.payments
        if line["project_id"] == town.project
    )


def _outside(town: Town, counted: Counted, _: Window) -> bool:
    """Paid on one side of a year's end, and on the other, where it does not count."""
    inside = {line["paid_on"] for line in counted}
    every = {line["paid_on"] for line in town.payments if line["project_id"] == town.project}
    return any(len({last, first} & inside) == 1 and {last, first} <= every for last, first in YEAR_ENDS)


def _both_quarters(town: Town, counted: Counted, _: Window) -> bool:
    paid = {(line["household_id"] or line["person_id"], line["paid_on"]) for line in counted}
    return any((who, first) in paid for last, first in QUARTER_ENDS for who, day in paid if day == last)


SITUATIONS: dict[str, Situation] = {
    "anything": Situation(_anything, lambda town, counted, window: bool(counted)),
    "repeat aid": Situation(
        _again_and_again,
        lambda _, counted, __: _twice((x["household_id"], x["kind"]) for x in counted if x["household_id"]),
    ),
    "head change": Situation(_new_head, _two_heads_paid),
    "split": Situation(_split, _both_paid),
    "merge": Situation(_merge, lambda town, counted, _: any(line["id"] in town.moved for line in counted)),
    "returned": Situation(_returned, _came_back),
    "returned later": Situation(_returned, lambda _, counted, __: any(line["returned_on"] for line in counted)),
    "paid again": Situation(_paid_again, lambda _, counted, __: any(line["repays_id"] for line in counted)),
    "late entry": Situation(
        _late, lambda _, counted, window: any(line["logged_at"].date() > window.as_of for line in counted)
    ),
    "two kinds a day": Situation(
        _two_kinds,
        lambda _, counted, __: _twice(
            (who, day) for who, day, _ in {(x["household_id"], x["paid_on"], x["kind"]) for x in counted} if who
        ),
    ),
    "without a file": Situation(_without_file, lambda _, counted, __: any(not x["household_id"] for x in counted)),
    "year end": Situation(_around(*YEAR_ENDS), _outside),
    "quarter end": Situation(_around(*QUARTER_ENDS), _both_quarters),
}
