"""The rows of an invented world: the facts of `worlds` in the tables, a batch of inserts a table."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from caseapp.domain.indicators.world import World
from caseapp.domain.model_workers.codes import HonourLevel, WorkerState
from caseapp.domain.payments.codes import BatchState, FundSource, LineState
from caseapp.models.activities import Activity, Expense, Remittance
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.model_workers import Honour, ModelWorker, ReliefApplication
from caseapp.models.payments import Batch, Payment
from caseapp.models.people import Person
from caseapp.models.projects import Project
from caseapp.models.sessions import ActivitySession, Attendant
from caseapp.models.special_groups import GroupListing
from caseapp.models.surveys import Survey, SurveyTally
from caseapp.models.units import Unit
from caseapp.models.users import User
from tests.factories.clock import NOW
from tests.factories.worlds import MINE, OTHER, PATHS, PEOPLE, YEAR, Generated, WorkerDraft

RECORDED = {"created_at": NOW, "updated_at": NOW}


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
    _add(session, ActivitySession, _sessions(world))
    _add(session, Attendant, _attendants(world))
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


def _sessions(world: World) -> Iterable[dict[str, Any]]:
    for activity in world.activities:
        for one in activity.sessions:
            numbers = ("held_on", "participants", "examined", "passed", "materials", "reach")
            told = {name: getattr(one, name) for name in numbers}
            yield {
                "id": one.id,
                "activity_id": activity.id,
                "topic": "讲",
                "planned_on": date(2025, 5, 1),
                **told,
                **RECORDED,
            }


def _attendants(world: World) -> Iterable[dict[str, Any]]:
    for one in (one for activity in world.activities for one in activity.sessions):
        for number, (present, examined, passed) in enumerate(one.attendants, 1):
            yield {
                "uid": f"{one.id}-{number}",
                "session_id": one.id,
                "number": number,
                "name": "学员",
                "present": present,
                "examined": examined,
                "passed": passed,
            }
