"""What must never be true is refused by the database itself, each rule by its name."""

from datetime import date

import pytest
from sqlalchemy import CheckConstraint, Enum, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.models.aid_standards import AidStandard
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import ProjectBudget
from tests.factories.payments import make_standard
from tests.integration.payments.house import House

M, S, R, R2, C = "maker", "second_maker", "reviewer", "second_reviewer", "cashier"
SUBMITTED = {"state": "submitted", "submitted_by": M, "submitted_digest": "a"}
APPROVED = SUBMITTED | {"state": "approved", "approved_by": R, "approved_digest": "a"}
HALF = SUBMITTED | {"state": "half_approved", "approvals_needed": 2, "approved_by": R, "approved_digest": "a"}
TWICE = HALF | {"state": "approved", "second_approved_by": R2, "second_approved_digest": "a"}
RELEASED = APPROVED | {"state": "released", "released_by": C, "released_digest": "a"}

BATCHES = [
    ("ck_batches_approver_is_no_maker", APPROVED | {"approved_by": M}),
    ("ck_batches_approver_is_no_maker", APPROVED | {"submitted_by": S, "approved_by": S}),
    ("ck_batches_approver_is_no_maker", APPROVED | {"edited_by": S, "approved_by": S}),
    ("ck_batches_releaser_is_third_person", RELEASED | {"released_by": R}),
    ("ck_batches_releaser_is_third_person", RELEASED | {"released_by": M}),
    ("ck_batches_releaser_is_third_person", RELEASED | {"edited_by": S, "released_by": S}),
    ("ck_batches_releaser_is_third_person", TWICE | {"state": "released", "released_by": R2, "released_digest": "a"}),
    ("ck_batches_second_approver_is_another", TWICE | {"second_approved_by": R}),
    ("ck_batches_second_approver_is_another", TWICE | {"second_approved_by": M}),
    ("ck_batches_second_approver_is_another", TWICE | {"edited_by": S, "second_approved_by": S}),
    ("ck_batches_large_is_signed_twice", APPROVED | {"approvals_needed": 2}),
    ("ck_batches_large_is_signed_twice", TWICE | {"second_approved_digest": "b"}),
    ("ck_batches_large_is_signed_twice", TWICE | {"second_approved_digest": None}),
    ("ck_batches_one_or_two_approvers", {"approvals_needed": 3}),
    ("ck_batches_approved_is_signed", HALF | {"approved_by": None}),
    ("ck_batches_submitted_is_signed", {"state": "submitted"}),
    ("ck_batches_submitted_is_signed", SUBMITTED | {"submitted_digest": None}),
    ("ck_batches_approved_is_signed", APPROVED | {"approved_by": None}),
    ("ck_batches_approved_is_signed", APPROVED | {"approved_digest": "b"}),
    ("ck_batches_approved_is_signed", APPROVED | {"approved_digest": None}),
    ("ck_batches_released_is_signed", RELEASED | {"released_by": None}),
    ("ck_batches_released_is_signed", RELEASED | {"released_digest": "b"}),
    ("ck_batches_released_is_signed", RELEASED | {"released_digest": None}),
]


def refused_by(session: Session, name: str, statement: object) -> None:
    with pytest.raises(IntegrityError, match=name), session.begin_nested():
        session.execute(statement)  # type: ignore[call-overload]


@pytest.mark.parametrize(("name", "values"), BATCHES)
def test_a_batch_without_three_people_is_refused(session: Session, name: str, values: dict[str, object]) -> None:
    house = House(session)
    house.log()
    batch = house.prepare()
    people = {who: getattr(house, who).id for who in (M, S, R, R2, C)}
    resolved = {key: people.get(value, value) if key.endswith("_by") else value for key, value in values.items()}  # type: ignore[arg-type]
    table = Batch.__table__
    refused_by(session, name, update(table).where(table.c.id == batch.id).values(resolved))  # type: ignore[arg-type]


@pytest.mark.parametrize("values", [SUBMITTED, APPROVED, RELEASED, HALF, TWICE])
def test_a_batch_with_three_people_stands(session: Session, values: dict[str, object]) -> None:
    house = House(session)
    house.log()
    batch = house.prepare()
    resolved = {key: getattr(house, str(value)).id if key.endswith("_by") else value for key, value in values.items()}
    table = Batch.__table__
    session.execute(update(table).where(table.c.id == batch.id).values(resolved))  # type: ignore[arg-type]


LINES = [
    ("ck_payments_amount_is_positive", {"amount_fen": 0}),
    ("ck_payments_paid_has_a_day", {"state": "paid"}),
    ("ck_payments_paid_has_a_day", {"paid_on": "2025-06-01"}),
    ("ck_payments_paid_has_a_day", {"state": "reversed"}),
    ("ck_payments_settled_in_a_batch", {"state": "reversed", "paid_on": "2025-06-01", "batch_id": None}),
    ("ck_payments_returned_has_a_day", {"state": "returned", "paid_on": "2025-06-01"}),
    ("ck_payments_returned_after_paid", {"state": "returned", "paid_on": "2025-06-02", "returned_on": "2025-06-01"}),
    ("ck_payments_failed_has_a_reason", {"state": "failed"}),
    ("ck_payments_settled_in_a_batch", {"state": "failed", "failed_reason": "x", "batch_id": None}),
    ("ck_payments_history_is_past", {"history_import_id": 1, "voucher_no": "记-1", "batch_id": None}),
    ("ck_payments_student_for_education", {"student_id": 1}),
    ("ck_payments_gift_is_whole", {"gift_name": "米"}),
    ("ck_payments_gift_is_whole", {"gift_name": "米", "gift_count": 1, "gift_unit_fen": 100_000, "means": "bank"}),
    ("ck_payments_gift_adds_up", {"gift_name": "米", "gift_count": 1, "gift_unit_fen": 5, "means": "sheet"}),
    ("ck_payments_reimbursed_within_total", {"medical_total_fen": 5, "medical_reimbursed_fen": 6}),
]


@pytest.mark.parametrize(("name", "values"), LINES)
def test_a_line_that_cannot_be_is_refused(session: Session, name: str, values: dict[str, object]) -> None:
    house = House(session)
    line = house.log()
    house.prepare()
    dated = {key: date.fromisoformat(str(value)) if key.endswith("_on") else value for key, value in values.items()}
    table = Payment.__table__
    refused_by(session, name, update(table).where(table.c.id == line.id).values(dated))  # type: ignore[arg-type]


def test_a_claim_is_live_once(session: Session) -> None:
    house = House(session)
    first, second = house.log(), house.log(household=1)
    table = Payment.__table__
    statement = update(table).where(table.c.id == second.id).values(claim=first.claim)  # type: ignore[arg-type]
    refused_by(session, r"uq_payments_project_id_claim_live|payments\.project_id, payments\.claim", statement)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("never_negative", {"reserved_fen": -1}),
        ("never_negative", {"committed_fen": -1}),
        ("never_negative", {"spent_fen": -1}),
        ("never_passed", {"spent_fen": 1_000_001}),
        ("never_passed", {"reserved_fen": 500_000, "committed_fen": 400_000, "spent_fen": 100_001}),
    ],
)
def test_a_budget_is_never_passed_nor_negative(session: Session, name: str, values: dict[str, int]) -> None:
    house = House(session)
    table = ProjectBudget.__table__
    where = table.c.project_id == house.project_id
    refused_by(session, f"ck_project_budgets_{name}", update(table).where(where).values(values))  # type: ignore[arg-type]


def test_a_standard_says_an_amount_or_a_share(session: Session) -> None:
    standard = make_standard(session)
    table = AidStandard.__table__
    statement = update(table).where(table.c.id == standard.id).values(amount_fen=None)  # type: ignore[arg-type]
    refused_by(session, "ck_aid_standards_amount_or_share", statement)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("amount_or_share", {"share_percent": 50}),
        ("ends_after_it_begins", {"valid_to": date(2019, 1, 1)}),
        ("given_at_least_once", {"times": 0}),
        ("band_is_whole", {"band_from_fen": 100}),
    ],
)
def test_a_standard_is_whole(session: Session, name: str, values: dict[str, object]) -> None:
    standard = make_standard(session)
    table = AidStandard.__table__
    statement = update(table).where(table.c.id == standard.id).values(values)  # type: ignore[arg-type]
    refused_by(session, f"ck_aid_standards_{name}", statement)


def test_every_named_rule_of_money_has_its_test() -> None:
    tested = {name for name, _ in BATCHES} | {name for name, _ in LINES}
    for table in (Batch.__table__, Payment.__table__):
        words = {f"ck_{table.name}_{column.type.name}" for column in table.columns if isinstance(column.type, Enum)}  # type: ignore[attr-defined]
        for constraint in table.constraints:  # type: ignore[attr-defined]
            if isinstance(constraint, CheckConstraint):
                assert str(constraint.name) in tested | words, constraint.name
