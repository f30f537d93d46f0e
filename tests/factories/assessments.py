from datetime import date

from sqlalchemy.orm import Session

from caseapp.domain.households.assessment import Answered
from caseapp.domain.households.assessment_codes import Basis, Comparison, Divisor, Exclusion, Holds, ItemKind
from caseapp.domain.households.assessment_rules import Limit, RuleSet
from caseapp.models.assessment_rules import AssessmentRules
from caseapp.models.households import Household
from caseapp.services.assessments import AssessmentFacts, ItemFacts
from tests.factories.clock import NOW, TODAY

RULES = RuleSet(
    document_no="测试〔2025〕1号",
    valid_from=date(2025, 1, 1),
    valid_to=None,
    line_fen=78_000,
    window_months=12,
    divisor=Divisor.ALL,
    deep=Limit(100, Comparison.BELOW),
    relative=Limit(200, Comparison.AT_MOST),
    accident_limit=None,
    accident_loss_percent=80,
    accident_barred=frozenset(),
    counted=frozenset(ItemKind),
    exclusions=frozenset({Exclusion.VEHICLE, Exclusion.HOMES}),
)
"""A line of 780 yuan: deep below it, relative up to twice."""


def make_rules(session: Session, rules: RuleSet = RULES) -> AssessmentRules:
    row = AssessmentRules()
    row.write(rules)
    row.touch(None, NOW)
    session.add(row)
    session.flush()
    return row


def declared(household: Household, *, monthly_fen: int, as_of: date = TODAY, vehicle: bool = False) -> AssessmentFacts:
    """The head earns that a month; everybody lives together; no exclusion, or a vehicle."""
    answers = {one: Answered(Holds.NO) for one in Exclusion}
    if vehicle:
        answers[Exclusion.VEHICLE] = Answered(Holds.YES, "车辆登记查询")
    head = household.members[0].id
    return AssessmentFacts(
        as_of=as_of,
        together=frozenset(member.id for member in household.members),
        items=(ItemFacts(head, ItemKind.WAGES, Basis.MONTH, monthly_fen, "工资流水"), None),
        answers=answers,
    )
