"""The reference engine: every figure the slow and obvious way. The SQL of `queries/facts` must agree with it.

A figure comes with its parts: the counts of the parts add up to the numerator, their `of` to the denominator.
"""

from collections.abc import Callable, Iterable
from datetime import date

from caseapp.domain.indicators.figure import Figure, Part
from caseapp.domain.indicators.measures import Family, Measure, Roll
from caseapp.domain.indicators.occasions import Occasion, occasions_of
from caseapp.domain.indicators.slices import due_window, narrowed, unit_part
from caseapp.domain.indicators.world import (
    HouseholdFact,
    MemberFact,
    PaymentFact,
    SurveyFact,
    World,
)
from caseapp.domain.periods import Window, quarter_of
from caseapp.domain.units import within

Outcome = tuple[Figure, frozenset[Part]]


def compute(world: World, measure: Measure, window: Window) -> Outcome:
    return _ENGINES[measure.family](world, measure, narrowed(window, measure.slice.period))


def counts(payment: PaymentFact, window: Window) -> bool:
    """Paid within the window and not returned by its as-of day."""
    return (
        payment.state in {"paid", "returned"}
        and payment.paid_on is not None
        and window.start <= payment.paid_on <= window.end
        and (payment.returned_on is None or payment.returned_on > window.as_of)
    )


def _counted(world: World, measure: Measure, window: Window) -> list[PaymentFact]:
    return [
        payment
        for payment in world.payments
        if payment.project == world.project
        and measure.takes(payment.kind)
        and counts(payment, window)
        and measure.slice.takes_category(payment.category)
        and measure.slice.takes_file(payment.household)
        and (measure.family is Family.SERVED or measure.slice.takes_unit(payment.path, world.path))
    ]


def _repeats(world: World, measure: Measure, window: Window) -> Outcome:
    owner, over = measure.subject.split(".")
    met: dict[str, set[object]] = {}
    for payment in _counted(world, measure, window):
        key = _counted_as(owner, payment)
        if key is not None and payment.paid_on is not None:
            what = {
                "payments": payment.id,
                "quarters": quarter_of(payment.paid_on),
                "payees": payment.person,
                "places": payment.household,
                "kinds": payment.kind,
                "categories": payment.category,
                "units": unit_part(payment.path, world.path),
                "months": payment.paid_on.month,
            }
            met.setdefault(key, set()).add(what[over])
    parts = frozenset(Part(key, len(things) - 1, len(things) - 1) for key, things in met.items() if len(things) > 1)
    return Figure.count(sum(part.count for part in parts), measure.unit), parts


def _payments(world: World, measure: Measure, window: Window) -> Outcome:
    keys = {key for payment in _counted(world, measure, window) if (key := _counted_as(measure.subject, payment))}
    return Figure.count(len(keys), measure.unit), _each(keys)


def _counted_as(unit: str, payment: PaymentFact) -> str | None:
    household = None if payment.household is None else f"household:{payment.household}"
    person, itself = f"person:{payment.person}", f"payment:{payment.id}"
    return {
        "households": household,
        "persons": person,
        "household_times": household and itself,
        "person_times": itself,
        "times": itself,
        "beneficiaries": household or person,
    }[unit]


def _dependants(world: World, measure: Measure, window: Window) -> Outcome:
    people: dict[str, int] = {}
    for payment in sorted(_counted(world, measure, window), key=lambda p: (p.paid_on or date.min, p.id)):
        if payment.household is None:
            people[f"person:{payment.person}"] = 1
        else:
            people[f"household:{payment.household}"] = payment.household_size or 1
    return Figure.count(sum(people.values()), measure.unit), frozenset(Part(k, n, n) for k, n in people.items())


def _money(world: World, measure: Measure, window: Window) -> Outcome:
    sums: dict[str, int] = {}
    if measure.subject in {"spent", "paid"}:
        sums |= {f"payment:{p.id}": p.amount_fen for p in _counted(world, measure, window)}
    if measure.subject in {"spent", "expenses"}:
        sums |= {
            f"expense:{e.id}": e.amount_fen
            for e in world.expenses
            if e.project == world.project and window.start <= e.paid_on <= window.end
        }
    if measure.subject in {"spent", "remitted"}:
        sums |= {
            f"remittance:{r.id}": r.passed_fen
            for r in world.remittances
            if r.project == world.project and _within(r.passed_on, window)
        }
    return Figure.money(sum(sums.values())), frozenset(Part(key, fen, fen) for key, fen in sums.items())


def _served(world: World, measure: Measure, window: Window) -> Outcome:
    """A household is served by a payment to it, or to a member without naming the file; a person by one in person."""
    paid = _counted(world, measure, window)
    persons = {payment.person for payment in paid}
    on_file = _on_file(world, measure, window)
    families = {household.id: _family(world, household.id, window) for household in on_file}
    due: dict[str, bool] = {}
    if Roll.HOUSEHOLDS in measure.rolls:
        without_file = {payment.person for payment in paid if payment.household is None}
        with_file = {payment.household for payment in paid}
        due |= {f"household:{h}": h in with_file or bool(family & without_file) for h, family in families.items()}
    for person in _due_persons(world, measure, window):
        at_home = Roll.HOUSEHOLDS in measure.rolls and any(person in f for f in families.values())
        if not at_home:
            due[f"person:{person}"] = person in persons
    return Figure.rate(sum(due.values()), len(due)), frozenset(Part(key, int(ok), 1) for key, ok in due.items())


def _is_of(world: World, measure: Measure, path: str) -> bool:
    """Whether a file of that unit is owed anything by the project, and asked about."""
    return within(path, world.path) and measure.slice.takes_unit(path, world.path)


def _on_file(world: World, measure: Measure, whole: Window) -> list[HouseholdFact]:
    window = due_window(whole, measure.slice.due)
    return [
        household
        for household in world.households
        if _is_of(world, measure, household.path)
        and whole.start <= whole.end
        and household.on_file_on is not None
        and max(household.on_file_on, window.start) <= window.end
        and (household.off_file_on is None or household.off_file_on > max(household.on_file_on, window.start))
    ]


def _family(world: World, household: int, window: Window) -> set[int]:
    def belongs(member: MemberFact) -> bool:
        stays = member.left_on is None or member.left_on > window.start
        return member.household == household and member.joined_on <= window.end and stays

    return {member.person for member in world.members if belongs(member)}


def _due_persons(world: World, measure: Measure, window: Window) -> set[int]:
    if window.end < window.start:
        return set()
    rolls: dict[Roll, Iterable[int]] = {
        Roll.HOUSEHOLDS: (),
        Roll.LISTED: (x.person for x in world.listings if x.year == world.year and _is_of(world, measure, x.path)),
        Roll.ENTITLED: (x.person for x in world.entitled if _is_of(world, measure, x.path)),
        Roll.RELIEF: (
            x.person
            for x in world.reliefs
            if x.year == world.year
            and _is_of(world, measure, x.path)
            and x.approved_on is not None
            and x.approved_on <= window.end
        ),
    }
    return {person for roll in measure.rolls for person in rolls[roll]}


def _last_day(world: World, measure: Measure, window: Window) -> Outcome:
    days: dict[str, date | None] = {
        "payment": {f"payment:{p.id}": p.paid_on for p in _counted(world, measure, window)},
        "activity": {o.key: o.held_on for o in _held(world, measure, window)},
        "remittance": {
            f"remittance:{r.id}": r.passed_on
            for r in world.remittances
            if r.project == world.project and _within(r.passed_on, window)
        },
    }[measure.subject]
    last = max((day for day in days.values() if day), default=None)
    return Figure.last_day(last), _each(key for key, day in days.items() if day == last)


def _quarters(world: World, measure: Measure, window: Window) -> Outcome:
    quarters = {quarter_of(p.paid_on) for p in _counted(world, measure, window) if p.paid_on}
    return Figure.count(len(quarters), measure.unit), _each(f"quarter:{quarter}" for quarter in quarters)


def _survey(world: World, measure: Measure, window: Window) -> Outcome:
    held = [
        survey
        for survey in world.surveys
        if survey.project == world.project
        and survey.purpose == measure.subject
        and survey.held_on <= window.as_of
        and measure.slice.survey in {"", f"t{survey.id}"}
    ]
    if not held:
        return Figure.rate(0, 0), frozenset()
    latest: SurveyFact = max(held, key=lambda survey: (survey.held_on, survey.id))
    counted = measure.slice.counted or latest.counted
    parts = {
        Part(f"answer:{answer}", forms if answer in counted else 0, forms) for answer, forms in latest.forms.items()
    }
    return Figure.rate(sum(part.count for part in parts), sum(part.of for part in parts)), frozenset(parts)


def _planned(world: World, measure: Measure) -> list[Occasion]:
    mine = [a for a in world.activities if a.project == world.project and measure.slice.takes_activity(a.kind)]
    return [occasion for activity in mine for occasion in occasions_of(activity)]


def _held(world: World, measure: Measure, window: Window) -> list[Occasion]:
    return [occasion for occasion in _planned(world, measure) if _within(occasion.held_on, window)]


def _activity(world: World, measure: Measure, window: Window) -> Outcome:
    held = _held(world, measure, window)
    if measure.subject == "completion":
        planned = _planned(world, measure)
        parts = frozenset(Part(a.key, int(a in held), 1) for a in planned)
        return Figure.rate(len(held), len(planned)), parts
    if measure.subject == "pass_rate":
        parts = frozenset(Part(a.key, a.passed, a.examined) for a in held if a.examined)
        return Figure.rate(sum(a.passed for a in held), sum(a.examined for a in held)), parts
    if measure.subject == "held":
        return Figure.count(len(held), measure.unit), _each(a.key for a in held)
    numbers = {a.key: int(getattr(a, measure.subject)) for a in held}
    parts = frozenset(Part(key, number, number) for key, number in numbers.items() if number)
    return Figure.count(sum(numbers.values()), measure.unit), parts


def _remittance(world: World, measure: Measure, window: Window) -> Outcome:
    mine = [r for r in world.remittances if r.project == world.project]
    due = [r for r in mine if _within(r.due_on, window)]
    if measure.subject == "in_place":
        parts = frozenset(Part(f"remittance:{r.id}", r.received_fen, r.due_fen) for r in due)
        return Figure.rate(sum(r.received_fen for r in due), sum(r.due_fen for r in due)), parts
    passed = [(r, r.passed_on) for r in mine if r.passed_on and _within(r.passed_on, window)]
    done = {f"remittance:{r.id}" for r, day in passed if day <= r.due_on}
    return Figure.count(len(done), measure.unit), _each(done)


def _typed(world: World, measure: Measure, window: Window) -> Outcome:
    return Figure(None, None, None, ""), frozenset()


def _within(day: date | None, window: Window) -> bool:
    return day is not None and window.start <= day <= window.end


def _each(keys: Iterable[str]) -> frozenset[Part]:
    return frozenset(Part(key, 1, 1) for key in keys)


_ENGINES: dict[Family, Callable[[World, Measure, Window], Outcome]] = {
    Family.PAYMENTS: _payments,
    Family.DEPENDANTS: _dependants,
    Family.REPEATS: _repeats,
    Family.MONEY: _money,
    Family.SERVED: _served,
    Family.LAST_DAY: _last_day,
    Family.QUARTERS: _quarters,
    Family.SURVEY: _survey,
    Family.ACTIVITY: _activity,
    Family.REMITTANCE: _remittance,
    Family.TYPED: _typed,
}
