"""Dated standards of model workers, and relief within them."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Invalid, NotAllowed, NotFound, Refused
from caseapp.domain.model_workers.codes import HonourLevel, ReliefCause, Turn
from caseapp.domain.model_workers.honour_rules import HonourRules, Rate
from caseapp.models.honours import HonourRate
from caseapp.services import honour_standards, model_workers
from caseapp.services.honour_standards import ReliefFacts
from tests.factories.clock import NOW, TODAY
from tests.factories.honours import make_honour_standards, make_relief_standard
from tests.factories.model_workers import make_model_worker, make_relief_application
from tests.factories.units import make_unit
from tests.factories.users import make_actor

RATE = Rate(HonourLevel.MUNICIPAL, 25_000, date(2025, 7, 1), None, "标准2号")
RULES = HonourRules("规则2号", date(2026, 1, 1), None, Turn.SAME_MONTH, Turn.SAME_MONTH, Turn.SAME_MONTH, 6, 60, 55)


@pytest.fixture
def administrator(session: Session) -> Actor:
    make_honour_standards(session)
    return make_actor(session, Role.ADMINISTRATOR, make_unit(session))


def test_a_new_rate_ends_the_one_before_and_taken_back_opens_it_again(session: Session, administrator: Actor) -> None:
    row = honour_standards.add_rate(session, administrator, rate=RATE, now=NOW)
    own = select(HonourRate).where(HonourRate.level == HonourLevel.MUNICIPAL).order_by(HonourRate.valid_from)
    before, after = session.scalars(own)
    assert (before.valid_to, after.monthly_fen) == (date(2025, 6, 30), 25_000)
    honour_standards.withdraw(session, administrator, kind="rate", row_id=row.id, now=NOW)
    assert [one.valid_to for one in session.scalars(own)] == [None]
    with pytest.raises(NotFound):
        honour_standards.withdraw(session, administrator, kind="rate", row_id=row.id, now=NOW)


def test_a_faulty_standard_says_everything_at_once(session: Session, administrator: Actor) -> None:
    wrong = replace(RATE, monthly_fen=0, document_no=" ", valid_from=date(2024, 12, 31))
    with pytest.raises(Invalid) as refused:
        honour_standards.add_rate(session, administrator, rate=wrong, now=NOW)
    fields = [one.field for one in refused.value.problems]
    assert sorted(map(str, fields)) == ["document_no", "monthly", "valid_from", "valid_from"]
    with pytest.raises(Invalid) as refused:
        young = replace(RULES, liveness_months=0, farmer_age_men=5)
        honour_standards.add_rules(session, administrator, rules=young, now=NOW)
    assert {one.field for one in refused.value.problems} == {"liveness_months", "farmer_age_men"}
    honour_standards.add_rules(session, administrator, rules=RULES, now=NOW)


def test_only_the_administrator_sets_standards(session: Session, administrator: Actor) -> None:
    caseworker = make_actor(session, Role.CASEWORKER, make_unit(session))
    with pytest.raises(NotAllowed):
        honour_standards.add_rate(session, caseworker, rate=RATE, now=NOW)


def test_relief_keeps_to_the_cap_or_to_the_gap(session: Session) -> None:
    unit = make_unit(session)
    worker = make_model_worker(session, unit)
    actor = make_actor(session, Role.CASEWORKER, unit)
    make_relief_standard(session, ReliefCause.ILLNESS, cap_fen=400_000)
    make_relief_standard(session, ReliefCause.LOW_INCOME, cap_fen=500_000, line_fen=200_000)

    def apply(cause: ReliefCause, amount_fen: int, income_fen: int | None = None, year: int = 2025) -> None:
        model_workers.apply_relief(
            session,
            actor,
            model_worker_id=worker.id,
            year=year,
            cause=cause,
            amount_fen=amount_fen,
            monthly_income_fen=income_fen,
            applied_on=date(2025, 3, 1),
            today=TODAY,
            now=NOW,
        )

    for cause, amount, income, field in (
        (ReliefCause.ILLNESS, 400_001, None, "amount"),
        (ReliefCause.LOW_INCOME, 100, None, "monthly_income"),
        (ReliefCause.LOW_INCOME, 240_100, 180_000, "amount"),
        (ReliefCause.LOW_INCOME, 500_001, 0, "amount"),
    ):
        with pytest.raises(Invalid) as refused:
            apply(cause, amount, income)
        assert [one.field for one in refused.value.problems] == [field]
    apply(ReliefCause.LOW_INCOME, 240_000, 180_000)
    apply(ReliefCause.DISASTER, 900_000, year=2026)


def test_a_standard_that_was_used_stays(session: Session, administrator: Actor) -> None:
    facts = ReliefFacts(ReliefCause.LOW_INCOME, None, 300_000, date(2025, 1, 1), "救济9号")
    row = honour_standards.add_relief(session, administrator, facts=facts, now=NOW)
    make_relief_application(session, make_model_worker(session, make_unit(session)))
    with pytest.raises(Refused, match="stays"):
        honour_standards.withdraw(session, administrator, kind="relief", row_id=row.id, now=NOW)
