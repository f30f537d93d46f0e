"""Worlds of records that Hypothesis invents, and their rows: the same facts for the reference engine and for SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.orm import Session

from caseapp.domain.indicators import world as facts
from caseapp.domain.model_workers.codes import HonourLevel, Payer, WorkerState
from caseapp.domain.model_workers.entitlement import HonourFacts, WorkerFacts, entitled_in
from caseapp.domain.payments.codes import AidKind, BatchState, FundSource, LineState
from caseapp.domain.surveys.codes import ANSWERS, COUNTED, SurveyPurpose
from caseapp.models.activities import Activity, Expense, Remittance
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.model_workers import Honour, ModelWorker, ReliefApplication
from caseapp.models.payments import Batch, Payment
from caseapp.models.people import Person
from caseapp.models.projects import Project
from caseapp.models.special_groups import GroupListing
from caseapp.models.surveys import Survey, SurveyTally
from caseapp.models.units import Unit
from caseapp.models.users import User
from tests.factories.clock import NOW

YEAR, MINE, OTHER = 2025, 1, 2
PATHS = {1: "0001", 2: "00010001", 3: "000100010001", 4: "00010002"}
"""Unit 2 owns the project: units 2 and 3 are its branch, 1 is above, 4 beside."""
PEOPLE, HOUSEHOLDS = range(1, 7), range(1, 5)
RECORDED = {"created_at": NOW, "updated_at": NOW}

days = st.sampled_from(
    [
        *(date(2024, 12, 31), date(2025, 1, 1), date(2025, 3, 31), date(2025, 4, 1), date(2025, 6, 15)),
        *(date(2025, 6, 30), date(2025, 7, 1), date(2025, 11, 20), date(2025, 12, 31), date(2026, 1, 1)),
    ]
) | st.dates(date(2024, 11, 1), date(2026, 2, 28))
maybe_days = st.none() | days
units = st.sampled_from(sorted(PATHS))
small = st.integers(0, 9)
money = st.integers(1, 9_999_999)


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
    state = draw(st.sampled_from([LineState.PAID] * 4 + list(LineState)))
    paid = draw(days) if state in {LineState.PAID, LineState.RETURNED} else None
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
    retired = draw(maybe_days)
    died = draw(maybe_days)
    honours = draw(st.lists(st.builds(HonourFacts, maybe_days), max_size=2))
    relief = draw(st.none() | st.tuples(st.sampled_from([YEAR, YEAR, 2024]), maybe_days))
    return WorkerDraft(
        person,
        draw(units),
        WorkerFacts(
            retired,
            max(died, retired) if died and retired else died,
            draw(st.sampled_from([Payer.CITY, Payer.CITY, Payer.COUNTY])),
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
def activities(draw: st.DrawFn, number: int) -> facts.ActivityFact:
    examined, passed = sorted(draw(st.tuples(small, small)), reverse=True)
    project = draw(st.sampled_from([MINE, MINE, OTHER]))
    return facts.ActivityFact(
        number, project, draw(maybe_days), draw(small), examined, passed, draw(small), draw(small)
    )


@st.composite
def generated(draw: st.DrawFn) -> Generated:
    lines = draw(st.lists(payments(), max_size=14))
    households = {h: draw(units) for h in HOUSEHOLDS}
    on_file = {h: sorted(draw(st.tuples(days, days))) for h in HOUSEHOLDS}
    members = draw(
        st.lists(st.tuples(st.sampled_from(HOUSEHOLDS), st.sampled_from(PEOPLE), days, maybe_days), max_size=5)
    )
    listings = draw(
        st.lists(
            st.tuples(st.sampled_from(PEOPLE), units, st.sampled_from([YEAR, YEAR, 2024])),
            max_size=6,
            unique_by=lambda x: (x[0], x[2]),
        )
    )
    who = draw(st.lists(st.sampled_from(PEOPLE), max_size=4, unique=True))
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


def lay_ground(session: Session) -> None:
    """Units, three signers, people, two projects with a settled batch each: what every world stands on."""
    _add(session, Unit, ({"id": n, "code": f"w{n}", "name": f"单位{n}", "path": path} for n, path in PATHS.items()))
    _add(session, User, ({"id": n, "login": f"w{n}", "name": "签", "stamp": "x"} for n in (1, 2, 3)))
    _add(session, Person, ({"id": n, "uid": f"w{n}", "name": f"王{n}", **RECORDED} for n in PEOPLE))
    shared = {"year": YEAR, "name": "项目", "printed_unit": "", "unit_id": 2, "budget_fen": 1, "purpose": ""}
    _add(session, Project, ({**shared, "id": n, "number": n, "code": f"w{n}"} for n in (MINE, OTHER)))
    signed = {
        f"{step}_by": who
        for step, who in {"prepared": 1, "edited": 1, "submitted": 1, "approved": 2, "released": 3}.items()
    }
    signed |= {f"{step}_digest": "d" for step in ("submitted", "approved", "released")}
    batch = {
        "source": FundSource.FISCAL,
        "unit_id": 2,
        "title": "",
        "state": BatchState.SETTLED,
        "prepared_at": NOW,
        "edited_at": NOW,
    }
    _add(session, Batch, ({**batch, **signed, "id": n, "number": f"w{n}", "project_id": n} for n in (MINE, OTHER)))


def load(session: Session, made: Generated) -> None:
    """The world's rows, a batch of inserts a table."""
    world = made.world
    file = {
        "head_id": 1,
        "state": "draft",
        "category": "deep",
        "main_cause": "10",
        "monthly_income_fen": 0,
        "size": 1,
        "applied_on": date(2020, 1, 1),
        **RECORDED,
    }
    _add(
        session,
        Household,
        (
            {
                **file,
                "id": h.id,
                "file_no": f"w{h.id}",
                "unit_id": made.households[h.id],
                "on_file_on": h.on_file_on,
                "off_file_on": h.off_file_on,
            }
            for h in world.households
        ),
    )
    _add(
        session,
        HouseholdMember,
        (
            {
                "household_id": m.household,
                "person_id": m.person,
                "relation": "other",
                "joined_on": m.joined_on,
                "left_on": m.left_on,
                "live": False,
            }
            for m in world.members
        ),
    )
    _add(
        session,
        GroupListing,
        (
            {"person_id": p, "unit_id": u, "year": y, "special_group": "courier", **RECORDED}
            for p, u, y in made.listings
        ),
    )
    _add_workers(session, made.workers)
    _add(
        session,
        Payment,
        (
            {
                "id": p.id,
                "uid": f"w{p.id}",
                "project_id": p.project,
                "source": FundSource.FISCAL,
                "unit_id": 2,
                "kind": p.kind,
                "household_id": p.household,
                "person_id": p.person,
                "amount_fen": p.amount_fen,
                "claim": f"w{p.id}",
                "state": p.state,
                "batch_id": p.project,
                "paid_on": p.paid_on,
                "returned_on": p.returned_on,
                "failed_reason": "x" if p.state == LineState.FAILED else None,
                "household_size": p.household_size,
                "logged_at": NOW,
            }
            for p in world.payments
        ),
    )
    _add(
        session,
        Activity,
        (
            {
                "id": a.id,
                "project_id": a.project,
                "kind": "training",
                "title": "课",
                "planned_on": date(2025, 5, 1),
                "held_on": a.held_on,
                "participants": a.participants,
                "examined": a.examined,
                "passed": a.passed,
                "materials": a.materials,
                "reach": a.reach,
                "recorded_at": NOW,
            }
            for a in world.activities
        ),
    )
    _add(
        session,
        Expense,
        (
            {
                "id": e.id,
                "project_id": e.project,
                "source": FundSource.FISCAL,
                "amount_fen": e.amount_fen,
                "paid_on": e.paid_on,
                "voucher_no": f"w{e.id}",
                "subject": "费",
                "recorded_at": NOW,
            }
            for e in world.expenses
        ),
    )
    _add(
        session,
        Remittance,
        (
            {
                "id": r.id,
                "project_id": r.project,
                "source": FundSource.FISCAL,
                "quarter": r.id % 10,
                "due_on": r.due_on,
                "due_fen": r.due_fen,
                "received_fen": r.received_fen,
                "passed_fen": r.passed_fen,
                "passed_on": r.passed_on,
                "recorded_at": NOW,
            }
            for r in world.remittances
        ),
    )
    _add(
        session,
        Survey,
        (
            {
                "id": s.id,
                "project_id": s.project,
                "purpose": s.purpose,
                "title": "问卷",
                "held_on": s.held_on,
                "issued_forms": 99,
                "returned_forms": 99,
                "counted": sorted(s.counted),
                "recorded_at": NOW,
            }
            for s in world.surveys
        ),
    )
    _add(
        session,
        SurveyTally,
        (
            {"survey_id": s.id, "answer": answer, "forms": forms}
            for s in world.surveys
            for answer, forms in s.forms.items()
        ),
    )


def _add_workers(session: Session, drafts: tuple[WorkerDraft, ...]) -> None:
    _add(
        session,
        ModelWorker,
        (
            {
                "id": w.person,
                "file_no": f"w{w.person}",
                "person_id": w.person,
                "unit_id": w.unit,
                "work_state": WorkerState.RETIRED,
                "treatment_level": HonourLevel.MUNICIPAL,
                "payer": w.facts.payer,
                "retired_on": w.facts.retired_on,
                "died_on": w.facts.died_on,
                **RECORDED,
            }
            for w in drafts
        ),
    )
    _add(
        session,
        Honour,
        (
            {
                "model_worker_id": w.person,
                "title": "劳模",
                "level": HonourLevel.MUNICIPAL,
                "year": 1990,
                "revoked_on": honour.revoked_on,
            }
            for w in drafts
            for honour in w.facts.honours
        ),
    )
    _add(
        session,
        ReliefApplication,
        (
            {
                "model_worker_id": w.person,
                "year": w.relief[0],
                "cause": "illness",
                "amount_fen": 1,
                "applied_on": date(2024, 1, 1),
                "approved_on": w.relief[1],
            }
            for w in drafts
            if w.relief
        ),
    )


def _add(session: Session, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    values = list(rows)
    if values:
        session.execute(insert(table), values)
