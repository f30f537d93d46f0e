"""The rows of an invented world as the reference engine reads them."""

from collections import defaultdict
from datetime import date

from caseapp.domain.indicators import world
from caseapp.domain.model_workers.entitlement import HonourFacts, WorkerFacts, entitled_in
from caseapp.models.activities import Activity, Expense, Remittance
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.model_workers import Honour, ModelWorker, ReliefApplication
from caseapp.models.payments import Payment
from caseapp.models.sessions import ActivitySession, Attendant
from caseapp.models.special_groups import GroupListing
from caseapp.models.surveys import Survey, SurveyTally
from tests.factories.towns import YEAR, Row, Town


def facts_of(town: Town, as_of: date) -> world.World:
    """Who is entitled depends on the day."""
    rows, paths = town.rows, town.paths
    units = {worker["id"]: paths[worker["unit_id"]] for worker in rows[ModelWorker]}
    return world.World(
        project=town.project,
        year=YEAR,
        path=town.path,
        payments=tuple(payment_fact(town, one) for one in rows[Payment]),
        households=tuple(
            world.HouseholdFact(one["id"], paths[one["unit_id"]], one["on_file_on"], one["off_file_on"])
            for one in rows[Household]
        ),
        members=tuple(
            world.MemberFact(one["household_id"], person, one["joined_on"], one["left_on"])
            for one in rows[HouseholdMember]
            for person in (one["person_id"], *town.alike(one["person_id"]))
        ),
        listings=tuple(
            world.Listing(one["person_id"], paths[one["unit_id"]], one["year"]) for one in rows[GroupListing]
        ),
        entitled=_entitled(town, as_of),
        reliefs=tuple(
            world.ReliefFact(one["model_worker_id"], units[one["model_worker_id"]], one["year"], one["approved_on"])
            for one in rows[ReliefApplication]
        ),
        activities=tuple(
            world.ActivityFact(
                *(one["id"], one["project_id"], one["held_on"], one["participants"]),
                *(one["examined"], one["passed"], one["materials"], one["reach"], one["kind"]),
                _sessions(town, one["id"]),
            )
            for one in rows[Activity]
        ),
        expenses=tuple(
            world.ExpenseFact(one["id"], one["project_id"], one["amount_fen"], one["paid_on"]) for one in rows[Expense]
        ),
        remittances=tuple(
            world.RemittanceFact(
                *(one["id"], one["project_id"], one["due_on"], one["due_fen"]),
                *(one["received_fen"], one["passed_fen"], one["passed_on"]),
            )
            for one in rows[Remittance]
        ),
        surveys=_surveys(town),
    )


def payment_fact(town: Town, one: Row) -> world.PaymentFact:
    return world.PaymentFact(
        *(one["id"], one["project_id"], one["kind"], one["state"], one["person_id"], one["household_id"]),
        *(one["household_size"], one["amount_fen"], one["paid_on"], one["returned_on"]),
        *(one["category"], town.paths[one["unit_id"]]),
    )


def _entitled(town: Town, as_of: date) -> tuple[world.EntitledFact, ...]:
    honours = defaultdict(list)
    for one in town.rows[Honour]:
        honours[one["model_worker_id"]].append(HonourFacts(one["revoked_on"]))
    return tuple(
        world.EntitledFact(one["person_id"], town.paths[one["unit_id"]])
        for one in town.rows[ModelWorker]
        if entitled_in(
            YEAR,
            as_of,
            WorkerFacts(one["retired_on"], one["died_on"], one["payer"], tuple(honours[one["id"]])),
        ).entitled
    )


def _sessions(town: Town, activity: int) -> tuple[world.SessionFact, ...]:
    came: dict[int, list[tuple[bool, bool, bool]]] = defaultdict(list)
    for one in town.rows[Attendant]:
        came[one["session_id"]].append((one["present"], one["examined"], one["passed"]))
    return tuple(
        world.SessionFact(
            *(one["id"], one["held_on"], one["participants"], one["examined"], one["passed"]),
            *(one["materials"], one["reach"], tuple(came[one["id"]])),
        )
        for one in town.rows[ActivitySession]
        if one["activity_id"] == activity and one["withdrawn_at"] is None
    )


def _surveys(town: Town) -> tuple[world.SurveyFact, ...]:
    forms: dict[int, dict[str, int]] = defaultdict(dict)
    for one in town.rows[SurveyTally]:
        forms[one["survey_id"]][one["answer"].value] = one["forms"]
    return tuple(
        world.SurveyFact(
            *(one["id"], one["project_id"], one["purpose"].value, one["held_on"]),
            *(forms[one["id"]], frozenset(one["counted"])),
        )
        for one in town.rows[Survey]
    )
