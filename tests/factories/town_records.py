"""What else an invented world holds: lists, model workers, events, money beside the payments, surveys."""

from datetime import date
from typing import Any

from caseapp.domain.indicators.slices import ACTIVITIES
from caseapp.domain.model_workers.codes import HonourLevel, Payer, WorkerState
from caseapp.domain.payments.codes import FundSource
from caseapp.domain.surveys.codes import ANSWERS, COUNTED, SurveyPurpose
from caseapp.models.activities import Activity, Expense, Remittance
from caseapp.models.model_workers import Honour, ModelWorker, ReliefApplication
from caseapp.models.sessions import ActivitySession, Attendant
from caseapp.models.special_groups import GroupListing
from caseapp.models.surveys import Survey, SurveyTally
from tests.factories.clock import NOW
from tests.factories.towns import EDGES, RECORDED, YEAR, Town


def keep_records(town: Town) -> None:
    _list_people(town)
    for person in town.dice.sample(town.people, town.dice.randrange(6)):
        _add_worker(town, person)
    for turn in range(town.dice.randrange(4)):
        _add_activity(town, town.id(turn))
        for session in range(town.dice.choice((0, 0, 1, 2))):
            _add_session(town, town.id(turn), town.id(2 * turn + session))
    for turn in range(town.dice.randrange(4)):
        _add_expense(town, town.id(turn))
    for quarter in range(1, 5):
        if town.dice.random() < 0.6:
            _add_remittance(town, quarter)
    for turn in range(town.dice.randrange(5)):
        _add_survey(town, town.id(turn))


def _project(town: Town) -> int:
    return town.dice.choice((town.project, town.project, town.other))


def _list_people(town: Town) -> None:
    for person in town.dice.sample(town.people, town.dice.randrange(6)):
        town.rows[GroupListing].append(
            {
                "person_id": person,
                "unit_id": town.dice.choice(town.units),
                "year": town.dice.choice((YEAR, YEAR, YEAR - 1)),
                "special_group": "courier",
                **RECORDED,
            }
        )


def _add_worker(town: Town, person: int) -> None:
    dice = town.dice
    retired = dice.choice([None, date(2010, 1, 1), date(2010, 1, 1), *EDGES])
    died = dice.choice([None, None, None, *EDGES[:4]])
    town.rows[ModelWorker].append(
        {
            "id": person,
            "file_no": f"w{person}",
            "person_id": person,
            "unit_id": dice.choice([*town.units, town.units[1]]),
            "work_state": WorkerState.RETIRED,
            "treatment_level": HonourLevel.MUNICIPAL,
            "payer": dice.choice([Payer.CITY] * 3 + [Payer.COUNTY]),
            "retired_on": retired,
            "died_on": max(died, retired) if died and retired else died,
            **RECORDED,
        }
    )
    for _ in range(dice.randrange(3)):
        title: dict[str, Any] = {"title": "劳模", "level": HonourLevel.MUNICIPAL, "year": 1990}
        revoked = dice.choice([None, retired, *EDGES])
        town.rows[Honour].append({"model_worker_id": person, "revoked_on": revoked, **title})
    if dice.random() < 0.5:
        year, approved = dice.choice((YEAR, YEAR, YEAR - 1)), town.maybe(town.day())
        asked = {"cause": "illness", "amount_fen": 1, "applied_on": date(2024, 1, 1)}
        town.rows[ReliefApplication].append({"model_worker_id": person, "year": year, "approved_on": approved, **asked})


def _add_activity(town: Town, number: int) -> None:
    examined = town.dice.randrange(10)
    town.rows[Activity].append(
        {
            "id": number,
            "project_id": _project(town),
            "kind": town.dice.choice(list(ACTIVITIES)),
            "title": "课",
            "planned_on": date(2025, 5, 1),
            "held_on": town.maybe(town.day()),
            "participants": town.dice.randrange(10),
            "examined": examined,
            "passed": town.dice.randint(0, examined),
            "materials": town.dice.randrange(10),
            "reach": town.dice.randrange(10),
            "recorded_at": NOW,
        }
    )


def _add_session(town: Town, activity: int, number: int) -> None:
    """Some with a list of who came, which outdoes the typed numbers."""
    held_on = town.maybe(town.day())
    passed, examined, came = sorted(town.dice.randrange(10) for _ in range(3)) if held_on else (0, 0, 0)
    town.rows[ActivitySession].append(
        {
            "id": number,
            "activity_id": activity,
            "topic": "讲",
            "planned_on": date(2025, 5, 1),
            "held_on": held_on,
            "participants": came,
            "examined": examined,
            "passed": passed,
            "materials": town.dice.randrange(10) if held_on else 0,
            "reach": town.dice.randrange(10) if held_on else 0,
            "withdrawn_at": NOW if number % 5 == 0 else None,
            "withdrawn_reason": "重复录入" if number % 5 == 0 else None,
            **RECORDED,
        }
    )
    for place in range(1, town.dice.randrange(4) + 1):
        how = town.dice.choice([(False,) * 3, (True, False, False), (True, True, False), (True,) * 3])
        told = dict(zip(("present", "examined", "passed"), how, strict=True))
        place_told = {"uid": f"{number}-{place}", "session_id": number, "number": place, "name": "学员"}
        town.rows[Attendant].append({**place_told, **told})


def _add_expense(town: Town, number: int) -> None:
    town.rows[Expense].append(
        {
            "id": number,
            "project_id": _project(town),
            "source": town.dice.choice(list(FundSource)),
            "amount_fen": town.dice.randint(1, 9_999_999),
            "paid_on": town.day(),
            "voucher_no": f"w{number}",
            "subject": "费",
            "recorded_at": NOW,
        }
    )


def _add_remittance(town: Town, quarter: int) -> None:
    due = town.dice.randint(1, 9_999_999)
    received = town.dice.choice((0, due, town.dice.randint(0, due)))
    passed = town.dice.choice((0, received, received // 2))
    town.rows[Remittance].append(
        {
            "id": town.id(quarter),
            "project_id": _project(town),
            "source": town.dice.choice(list(FundSource)),
            "quarter": quarter,
            "due_on": town.day(),
            "due_fen": due,
            "received_fen": received,
            "passed_fen": passed,
            "passed_on": town.day() if passed else None,
            "recorded_at": NOW,
        }
    )


def _add_survey(town: Town, number: int) -> None:
    purpose = town.dice.choice(list(SurveyPurpose))
    town.rows[Survey].append(
        {
            "id": number,
            "project_id": _project(town),
            "purpose": purpose,
            "title": "问卷",
            "held_on": town.day(),
            "issued_forms": 99,
            "returned_forms": 99,
            "counted": sorted(answer.value for answer in COUNTED[purpose]),
            "recorded_at": NOW,
        }
    )
    for answer in ANSWERS[purpose]:
        town.rows[SurveyTally].append({"survey_id": number, "answer": answer, "forms": town.dice.randrange(10)})
