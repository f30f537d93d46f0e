"""Worlds of records that Hypothesis invents: the facts for the reference engine; `world_rows` puts them in tables."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st

from caseapp.domain.indicators import world as facts
from caseapp.domain.model_workers.codes import Payer
from caseapp.domain.model_workers.entitlement import HonourFacts, WorkerFacts, entitled_in
from caseapp.domain.payments.codes import AidKind, LineState
from caseapp.domain.surveys.codes import ANSWERS, COUNTED, SurveyPurpose

YEAR, MINE, OTHER = 2025, 1, 2
PATHS = {1: "0001", 2: "00010001", 3: "000100010001", 4: "00010002"}
"""Unit 2 owns the project: units 2 and 3 are its branch, 1 is above, 4 beside."""
PEOPLE, HOUSEHOLDS = range(1, 7), range(1, 5)

EDGES = [
    *(date(2024, 12, 31), date(2025, 1, 1), date(2025, 1, 2), date(2025, 3, 31), date(2025, 4, 1)),
    *(date(2025, 6, 15), date(2025, 6, 30), date(2025, 12, 31), date(2026, 1, 1)),
]
"""Few days, so that they often meet: year ends, quarter ends, the day looked from and the one after."""
days = st.sampled_from(EDGES)
looked_from = st.sampled_from([date(2025, 12, 31), date(2025, 6, 15), EDGES[-1], date(2025, 4, 1), date(2025, 1, 1)])
maybe_days = st.none() | days
units = st.sampled_from(sorted(PATHS))
small = st.integers(0, 9)
money = st.integers(1, 9_999_999)


def some(of: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[list[Any]]:
    """Lists of every length up to `most` alike; left to itself Hypothesis prefers short ones."""
    return st.integers(0, most).flatmap(lambda size: st.lists(of, min_size=size, max_size=size))


@dataclass(frozen=True)
class WorkerDraft:
    person: int
    unit: int
    facts: WorkerFacts
    relief: tuple[int, date | None] | None


@dataclass(frozen=True)
class Generated:
    """The world without its entitled workers, which depend on the day looked at; `units` gives rows' units."""

    world: facts.World
    households: dict[int, int]
    listings: tuple[tuple[int, int, int], ...]
    workers: tuple[WorkerDraft, ...]

    def as_seen(self, as_of: date) -> facts.World:
        entitled = tuple(
            facts.EntitledFact(worker.person, PATHS[worker.unit])
            for worker in self.workers
            if entitled_in(YEAR, as_of, worker.facts).entitled
        )
        return facts.World(**{**self.world.__dict__, "entitled": entitled})


@st.composite
def payments(draw: st.DrawFn) -> dict[str, Any]:
    state = draw(st.sampled_from([LineState.PAID] * 3 + [LineState.RETURNED] + list(LineState)))
    paid = draw(days) if state in {LineState.PAID, LineState.RETURNED, LineState.REVERSED} else None
    returned = max(draw(days), paid) if state is LineState.RETURNED and paid else None
    household = draw(st.none() | st.sampled_from(HOUSEHOLDS))
    return {
        "project": draw(st.sampled_from([MINE, MINE, MINE, OTHER])),
        "kind": draw(st.sampled_from(AidKind)),
        "state": state,
        "person": draw(st.sampled_from(PEOPLE)),
        "household": household,
        "household_size": draw(st.none() | st.integers(1, 6)) if household else None,
        "amount_fen": draw(money),
        "paid_on": paid,
        "returned_on": returned,
    }


@st.composite
def workers(draw: st.DrawFn, person: int) -> WorkerDraft:
    retired = draw(st.sampled_from([None, date(2010, 1, 1), date(2010, 1, 1), *EDGES]))
    died = draw(st.sampled_from([None, None, None, *EDGES[:4]]))
    revoked = st.sampled_from([None, retired, *EDGES])
    honours = draw(some(st.builds(HonourFacts, revoked), 2))
    relief = draw(st.none() | st.tuples(st.sampled_from([YEAR, YEAR, 2024]), maybe_days))
    return WorkerDraft(
        person,
        draw(units | st.just(2)),
        WorkerFacts(
            retired,
            max(died, retired) if died and retired else died,
            draw(st.sampled_from([Payer.CITY] * 3 + [Payer.COUNTY])),
            tuple(honours),
        ),
        relief,
    )


@st.composite
def remittances(draw: st.DrawFn, number: int, project: int) -> facts.RemittanceFact:
    due, received = sorted(draw(st.tuples(money, st.integers(0, 9_999_999))), reverse=True)
    passed = min(draw(st.sampled_from([0, received, received // 2])), received)
    return facts.RemittanceFact(number, project, draw(days), due, received, passed, draw(days) if passed else None)


@st.composite
def surveys(draw: st.DrawFn, number: int) -> facts.SurveyFact:
    purpose = draw(st.sampled_from(SurveyPurpose))
    return facts.SurveyFact(
        number,
        draw(st.sampled_from([MINE, MINE, OTHER])),
        purpose.value,
        draw(days),
        {answer.value: draw(small) for answer in ANSWERS[purpose]},
        frozenset(answer.value for answer in COUNTED[purpose]),
    )


@st.composite
def meetings(draw: st.DrawFn, number: int) -> facts.SessionFact:
    held_on = draw(maybe_days)
    passed, examined, came = sorted(draw(st.tuples(small, small, small))) if held_on else (0, 0, 0)
    told = draw(some(st.sampled_from([(False,) * 3, (True, False, False), (True, True, False), (True,) * 3]), 3))
    given, reached = (draw(small), draw(small)) if held_on else (0, 0)
    return facts.SessionFact(number, held_on, came, examined, passed, given, reached, tuple(told))


@st.composite
def activities(draw: st.DrawFn, number: int) -> facts.ActivityFact:
    examined, passed = sorted(draw(st.tuples(small, small)), reverse=True)
    project = draw(st.sampled_from([MINE, MINE, OTHER]))
    meets = tuple(draw(meetings(number * 10 + turn)) for turn in range(draw(st.sampled_from([0, 0, 1, 2]))))
    return facts.ActivityFact(
        number, project, draw(maybe_days), draw(small), examined, passed, draw(small), draw(small), sessions=meets
    )


@st.composite
def generated(draw: st.DrawFn) -> Generated:
    lines = draw(some(payments(), 16))
    households = {h: draw(units) for h in HOUSEHOLDS}
    on_file = {h: sorted(draw(st.tuples(days, days))) for h in HOUSEHOLDS}
    members = draw(some(st.tuples(st.sampled_from(HOUSEHOLDS), st.sampled_from(PEOPLE), days, maybe_days), 8))
    listings = draw(
        st.lists(
            st.tuples(st.sampled_from(PEOPLE), units, st.sampled_from([YEAR, YEAR, 2024])),
            max_size=6,
            unique_by=lambda x: (x[0], x[2]),
        )
    )
    who = draw(st.permutations(PEOPLE))[: draw(st.integers(0, len(PEOPLE)))]
    staff = tuple(draw(workers(person)) for person in who)
    number = draw(st.integers(0, 3))
    quarters = draw(
        st.lists(st.tuples(st.sampled_from([MINE, MINE, OTHER]), st.integers(1, 4)), max_size=5, unique=True)
    )
    return Generated(
        world=facts.World(
            project=MINE,
            year=YEAR,
            path=PATHS[2],
            payments=tuple(facts.PaymentFact(id=n, **line) for n, line in enumerate(lines, 1)),
            households=tuple(
                facts.HouseholdFact(
                    h,
                    PATHS[households[h]],
                    on_file[h][0] if draw(st.booleans()) or h == 1 else None,
                    on_file[h][1] if draw(st.booleans()) else None,
                )
                for h in HOUSEHOLDS
            ),
            members=tuple(facts.MemberFact(h, p, j, max(j, left) if left else None) for h, p, j, left in members),
            listings=tuple(facts.Listing(p, PATHS[u], y) for p, u, y in listings),
            reliefs=tuple(facts.ReliefFact(w.person, PATHS[w.unit], *w.relief) for w in staff if w.relief is not None),
            activities=tuple(draw(activities(n)) for n in range(1, number + 1)),
            expenses=tuple(
                facts.ExpenseFact(n, *e)
                for n, e in enumerate(
                    draw(st.lists(st.tuples(st.sampled_from([MINE, OTHER]), money, days), max_size=3)), 1
                )
            ),
            remittances=tuple(
                draw(remittances(place * 10 + quarter, project)) for place, (project, quarter) in enumerate(quarters, 1)
            ),
            surveys=tuple(draw(surveys(n)) for n in range(1, draw(st.integers(0, 4)) + 1)),
        ),
        households=households,
        listings=tuple(listings),
        workers=staff,
    )
