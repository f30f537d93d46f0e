"""Whatever has a number and belongs to another unit is nowhere: batches, payments, surveys, imports and the rest."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.models.activities import Activity, Expense
from caseapp.models.adjustments import BudgetAdjustment
from caseapp.models.assessments import Assessment
from caseapp.models.bank_files import BankFile, BankResult
from caseapp.models.bulk_proposals import BulkProposal
from caseapp.models.check_lists import CheckAnswer, CheckList
from caseapp.models.exports import Export
from caseapp.models.grievances import Grievance
from caseapp.models.household_pairs import HouseholdPair
from caseapp.models.household_steps import HouseholdTransfer
from caseapp.models.imports import Import, ImportRow
from caseapp.models.model_workers import ModelWorker, ReliefApplication
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import Project, ProjectBudget
from caseapp.models.questionnaires import Questionnaire
from caseapp.models.saved_views import SavedView
from caseapp.models.sessions import ActivitySession, RecordPaper
from caseapp.models.special_groups import GroupListing
from caseapp.models.submissions import Submission
from tests.factories.any_row import any_row
from tests.factories.units import make_unit
from tests.web.test_nothing_there import NOBODY, told

OWNED: dict[str, type[Any]] = {
    "activity_id": Activity,
    "answer_id": CheckAnswer,
    "application_id": ReliefApplication,
    "assessment_id": Assessment,
    "adjustment_id": BudgetAdjustment,
    "batch_id": Batch,
    "budget_id": ProjectBudget,
    "expense_id": Expense,
    "file_id": BankFile,
    "grievance_id": Grievance,
    "export_id": Export,
    "import_id": Import,
    "line_id": Payment,
    "list_id": CheckList,
    "listing_id": GroupListing,
    "model_worker_id": ModelWorker,
    "pair_id": HouseholdPair,
    "paper_id": RecordPaper,
    "payment_id": Payment,
    "project_id": Project,
    "proposal_id": BulkProposal,
    "result_id": BankResult,
    "row_id": ImportRow,
    "session_id": ActivitySession,
    "submission_id": Submission,
    "survey_id": Questionnaire,
    "transfer_id": HouseholdTransfer,
    "view_id": SavedView,
}
"""What each number in an address stands for."""
PARTS = {"row", "number", "figure_id", "voucher_id"}
"""Numbers within what another number names already."""
HOUSEHOLDS = {"household_id", "member_id", "objection_id", "attachment_id", "held_id", "visit_id", "note_id"}
"""Walked by test_nothing_there."""
ADMINISTERED = {"user_id", "post_id", "rules_id", "standard_id", "template_id"}
"""What the administrator keeps for the whole house; nobody here has the right at all."""
BODY = {"version": "1", "reason": "试探", "note": "试探", "request_key": "k" * 32}


def numbers(app: Flask) -> dict[str, set[str]]:
    """Of each rule behind a door, the names of its numbers."""
    found = {}
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "access", None)
        named = {name for name in rule.arguments - {"year"} if re.search(rf"<int:{name}>", rule.rule)}
        if access is not None and not access.public and named:
            found[rule.rule] = named
    return found


def test_every_number_in_an_address_is_known_here(app: Flask) -> None:
    """Whoever adds a route with a new kind of number says whose it is."""
    told_of = OWNED.keys() | PARTS | HOUSEHOLDS | ADMINISTERED
    assert {rule: names - told_of for rule, names in numbers(app).items() if names - told_of} == {}


def address(rule: str, ids: Mapping[str, int]) -> str:
    filled = re.sub(r"<int[^>]*:(\w+)>", lambda found: str(ids.get(found[1], 2025)), rule)
    return (
        filled.replace("<ending>", "xlsx")
        .replace("<register>", "model_worker")
        .replace("<name>", "nothing")
        .replace("<any(reserved, committed, spent, freed):name>", "spent")
    )


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.REVIEWER, Role.CASHIER], ids=lambda role: role.value)
def test_what_another_unit_owns_answers_as_if_it_were_not_there(
    app: Flask, world: Session, sign_in: Callable[..., Any], role: Role
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    own = make_unit(world)
    theirs = {name: any_row(world, model).id for name, model in OWNED.items()}
    world.get_one(Submission, theirs["submission_id"]).project_id = theirs["project_id"]
    world.get_one(Payment, theirs["line_id"]).batch_id = theirs["batch_id"]
    world.flush()
    client = sign_in(role, unit=own)
    nobodys = {name: NOBODY + turn for turn, name in enumerate(theirs)}
    tried, leaks, named = 0, [], numbers(app)
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        names = named.get(rule.rule, set())
        if not names & OWNED.keys() or names & HOUSEHOLDS or names & ADMINISTERED:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answers = []
            for ids in (theirs, nobodys):
                here = dict(ids)
                if rule.rule.startswith("/aid/"):
                    here["file_id"] = ids["model_worker_id"]
                here |= dict.fromkeys(PARTS, 1)
                answer = FlaskClient.open(
                    client, address(rule.rule, here), method=method, data=BODY if method == "POST" else None
                )
                status, kind, text = told(answer, 0, 0)
                text = re.sub(r"/\d+\b", "/N", text)
                answers.append((status, kind, text))
            if answers[0] != answers[1] or answers[0][0] < 400:
                leaks.append(f"{method} {rule.rule} {answers[0][0]} {answers[1][0]}")
            tried += 1
    assert not leaks, "\n".join(leaks)
    assert tried >= 80
