"""The pages of assessments: declared by a caseworker, shown step by step, decided by a reviewer."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.households.codes import Category
from caseapp.models.assessment_rules import AssessmentRules
from caseapp.models.assessments import Assessment
from caseapp.models.households import Household
from tests.factories.assessments import make_rules
from tests.factories.households import make_household
from tests.factories.units import make_unit

SignIn = Callable[..., Any]


@pytest.fixture
def household(world: Session) -> Household:
    made = make_household(world, make_unit(world), size=2, category=Category.ACCIDENT)
    make_rules(world)
    assert len(made.members) == 2
    world.commit()
    return made


def the_one(world: Session) -> Assessment:
    made = world.query(Assessment).one()
    world.commit()
    return made


def declared(household: Household, **values: str) -> dict[str, Any]:
    head, child = (str(member.id) for member in household.members)
    return {
        "as_of": "2025-06-16",
        "together": [head, child],
        "items-0-member_id": head,
        "items-0-kind": "wages",
        "items-0-basis": "month",
        "items-0-amount": "2000",
        "items-0-evidence": "工资流水",
        "items-3-member_id": child,
        "items-3-kind": "schooling",
        "items-3-basis": "window",
        "items-3-amount": "9,600.00",
        "items-3-evidence": "缴费收据",
        "answers-vehicle-holds": "no",
        "answers-homes-holds": "no",
        **values,
    }


def test_from_declaration_to_decision_with_the_working_on_the_page(
    world: Session, household: Household, sign_in: SignIn
) -> None:
    caseworker, reviewer = (sign_in(role, unit=household.unit) for role in (Role.CASEWORKER, Role.REVIEWER))
    address = f"/households/{household.id}/assessments"
    assert "has not been assessed" in caseworker.get(address).get_data(as_text=True)
    answer = caseworker.send(f"{address}/new", declared(household), follow_redirects=True)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200, text
    for step in (
        "王桂兰, Wages: 2,000.00 a month × 12 months", "24,000.00",
        "王小宝, Schooling: in all 12 months", "-9,600.00",
        "Net income of the household", "14,400.00",
        "÷ 2 people (All members) ÷ 12 months", "600.00",
        "Deep hardship: 600.00 &lt; 780.00 (100% of 780.00)",
        "Proposed: Deep hardship",
    ):  # fmt: skip
        assert step in text, step
    assert "/decide" not in text
    made = the_one(world)
    page = f"{address}/{made.id}"
    assert "/decide" in reviewer.get(page).get_data(as_text=True)
    form = {"version": str(made.version), "category": "relative", "reason": ""}
    refused = reviewer.send(f"{page}/decide", form, form_at=page)
    assert refused.status_code == 422
    assert "why you decide otherwise" in refused.get_data(as_text=True)
    done = reviewer.send(f"{page}/decide", {**form, "category": "deep"}, form_at=page, follow_redirects=True)
    assert done.status_code == 200
    world.expire_all()
    assert (household.category, household.monthly_income_fen) == (Category.DEEP, 60_000)
    world.commit()
    history = reviewer.get(f"/households/{household.id}").get_data(as_text=True)
    assert "Assessment decided" in history and "Assessed" in history


def test_the_chinese_page_says_the_same_steps(world: Session, household: Household, sign_in: SignIn) -> None:
    client = sign_in(Role.CASEWORKER, unit=household.unit, locale="zh")
    answer = client.send(f"/households/{household.id}/assessments/new", declared(household), follow_redirects=True)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "工资性收入" in text and "家庭总人口" in text and "深度困难" in text


def test_every_error_stands_beside_its_field_and_typed_text_stays(
    world: Session, household: Household, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER, unit=household.unit)
    wrong = {
        "as_of": "2031-01-01", "items-0-amount": "12a", "items-1-kind": "", "items-1-evidence": "只有证明",
        "answers-vehicle-holds": "yes", "loss": "100",
    }  # fmt: skip
    answer = client.send(f"/households/{household.id}/assessments/new", declared(household, **wrong))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for field in ("as_of", "items-0-amount", "items-1-member_id", "items-1-kind", "items-1-amount", "loss_note"):
        assert f'id="{field}-error"' in text, field
    assert 'value="12a"' in text and "只有证明" in text
    assert world.query(Assessment).count() == 0


def test_more_rows_keep_what_was_typed(world: Session, household: Household, sign_in: SignIn) -> None:
    client = sign_in(Role.CASEWORKER, unit=household.unit)
    answer = client.send(f"/households/{household.id}/assessments/new", declared(household, more_rows="1"))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "工资流水" in text and 'name="items-5-amount"' in text


def test_a_returned_assessment_begins_the_next_one(world: Session, household: Household, sign_in: SignIn) -> None:
    caseworker, reviewer = (sign_in(role, unit=household.unit) for role in (Role.CASEWORKER, Role.REVIEWER))
    address = f"/households/{household.id}/assessments"
    caseworker.send(f"{address}/new", declared(household))
    made = the_one(world)
    page = f"{address}/{made.id}"
    form = {"version": str(made.version), "reason": "缺学费收据原件"}
    answer = reviewer.send(f"{page}/return", form, form_at=page, follow_redirects=True)
    assert "缺学费收据原件" in answer.get_data(as_text=True)
    text = caseworker.get(f"{address}/new").get_data(as_text=True)
    assert "工资流水" in text and "9600.00" in text


def test_another_unit_finds_nothing(world: Session, household: Household, sign_in: SignIn) -> None:
    caseworker = sign_in(Role.CASEWORKER, unit=household.unit)
    address = f"/households/{household.id}/assessments"
    caseworker.send(f"{address}/new", declared(household))
    made = the_one(world)
    stranger = sign_in(Role.CASEWORKER, unit=make_unit(world, name="路南区总工会"))
    for path in (address, f"{address}/new", f"{address}/{made.id}"):
        assert stranger.get(path).status_code == 404, path
    assert stranger.send(f"{address}/new", declared(household), form_at="/households/new").status_code == 404


def test_an_assessment_page_takes_few_statements(
    world: Session, household: Household, sign_in: SignIn, statements: Callable[[], Any]
) -> None:
    client = sign_in(Role.CASEWORKER, unit=household.unit)
    client.send(f"/households/{household.id}/assessments/new", declared(household))
    made = the_one(world)
    reviewer = sign_in(Role.REVIEWER, unit=household.unit)
    with statements() as counter:
        reviewer.get(f"/households/{household.id}/assessments/{made.id}")
    reading = [one for one in counter.statements if one.startswith("SELECT") and "audit" not in one]
    assert len(reading) <= 9, reading


RULES = {
    "document_no": "测试〔2026〕9号",
    "valid_from": "2026-07-01",
    "line": "812.00",
    "window_months": "12",
    "divisor": "together",
    "deep_percent": "100",
    "deep_comparison": "at_most",
    "relative_percent": "150",
    "relative_comparison": "below",
    "accident_percent": "200",
    "accident_comparison": "at_most",
    "accident_loss_percent": "80",
    "accident_barred": ["9"],
    "counted": ["wages", "illness"],
    "exclusions": ["vehicle"],
}


def test_the_administrator_keeps_the_rules(world: Session, household: Household, sign_in: SignIn) -> None:
    client = sign_in(Role.ADMINISTRATOR, unit=household.unit)
    assert "测试〔2025〕1号" in client.get("/assessment-rules").get_data(as_text=True)
    answer = client.send("/assessment-rules/new", RULES, follow_redirects=True)
    text = answer.get_data(as_text=True)
    assert "测试〔2026〕9号" in text and "812.00" in text
    row = world.query(AssessmentRules).filter_by(document_no="测试〔2026〕9号").one()
    world.commit()
    assert row.counted == ["wages", "illness"]
    wrong = {**RULES, "version": str(row.version), "line": "0", "window_months": "x", "relative_percent": "90"}
    address = f"/assessment-rules/{row.id}/edit"
    text = (refused := client.send(address, wrong)).get_data(as_text=True)
    assert refused.status_code == 422 and 'id="window_months-error"' in text
    text = client.send(address, {**wrong, "window_months": "6"}).get_data(as_text=True)
    assert 'id="line-error"' in text and 'id="relative_percent-error"' in text
    client.send(address, {**RULES, "version": str(row.version), "line": "830"})
    world.expire_all()
    assert row.line_fen == 83_000


def test_a_caseworker_reads_the_rules_but_does_not_write_them(
    world: Session, household: Household, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER, unit=household.unit)
    text = client.get("/assessment-rules").get_data(as_text=True)
    assert "780.00" in text and "/assessment-rules/new" not in text
    assert client.get("/assessment-rules/new").status_code == 403
