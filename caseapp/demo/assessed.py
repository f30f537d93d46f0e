"""The demo's assessment rules, each document number marked 演示, and the assessments of its first files."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from caseapp.demo.calendar import ANCHOR
from caseapp.demo.families import FamilySpec
from caseapp.demo.places import caseworker_of, reviewer_of
from caseapp.demo.scene import Scene
from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.clock import local_day
from caseapp.domain.households.assessment import Answered
from caseapp.domain.households.assessment_codes import Basis, Comparison, Divisor, Exclusion, Holds, ItemKind
from caseapp.domain.households.assessment_rules import Limit, RuleSet
from caseapp.domain.households.codes import Category, Cause
from caseapp.models.households import Household
from caseapp.services import assessment_rules, assessments, signing_rules

OF_2024 = RuleSet(
    document_no="演示〔2024〕6号",
    valid_from=date(2024, 1, 1),
    valid_to=None,
    line_fen=74_000,
    window_months=12,
    divisor=Divisor.ALL,
    deep=Limit(100, Comparison.BELOW),
    relative=Limit(200, Comparison.AT_MOST),
    accident_limit=None,
    accident_loss_percent=80,
    accident_barred=frozenset({Cause.SCHOOLING}),
    counted=frozenset(ItemKind) - {ItemKind.RESIDENT_PENSION, ItemKind.FESTIVAL_GIFT, ItemKind.COMPULSORY_SCHOOLING},
    exclusions=frozenset(Exclusion),
)
RULES = (
    OF_2024,
    replace(OF_2024, document_no="演示〔2026〕2号", valid_from=date(2026, 1, 1), line_fen=78_000),
    replace(OF_2024, document_no="演示〔2026〕9号", valid_from=date(2027, 1, 1), line_fen=81_000),
)
"""Those of 2027 are still to come, so that they can be amended."""
FIRST = 12
LARGE_FROM, LARGE_FEN = date(2026, 10, 20), 8_000_000
ILLNESS_FEN = 600_000


def keep_rules(session: Session, now: datetime) -> None:
    for rules in RULES:
        assessment_rules.add(session, SYSTEM, rules=rules, now=now)
    signing_rules.add(
        session,
        SYSTEM,
        valid_from=LARGE_FROM,
        second_from_fen=LARGE_FEN,
        document_no="演示〔2026〕11号",
        now=now,
        today=local_day(now),
    )


def assess_first_files(scene: Scene, now: datetime) -> None:
    """The first files still in force, by the rules of the demo's present; the last of them waits for its decision."""
    standing = [one for one in list(scene.families.values())[:FIRST] if one.on_file(ANCHOR)]
    for turn, family in enumerate(standing):
        made = assessments.make(
            scene.session,
            scene.actors[caseworker_of(family.unit)],
            household_id=scene.ids[family.key],
            facts=_declared(scene, family),
            today=ANCHOR,
            now=now,
        )
        if turn + 1 < len(standing):
            assessments.decide(
                scene.session,
                scene.actors[reviewer_of(family.unit)],
                household_id=made.household_id,
                assessment_id=made.id,
                version=made.version,
                category=family.category,
                reason="" if made.proposed is family.category else "突发事故造成生活困难，经集体研究认定",
                now=now,
            )


def _declared(scene: Scene, family: FamilySpec) -> assessments.AssessmentFacts:
    """The head's wages are such that, less the illness, the figure is the file's own income."""
    household = scene.session.get_one(Household, scene.ids[family.key])
    members = [member for member in household.members if member.left_on is None]
    months = OF_2024.window_months
    earned = assessments.ItemFacts(
        members[0].id,
        ItemKind.WAGES,
        Basis.WINDOW,
        family.income_fen * len(members) * months + ILLNESS_FEN,
        "单位盖章的工资证明",
    )
    illness = assessments.ItemFacts(
        members[0].id, ItemKind.ILLNESS, Basis.WINDOW, ILLNESS_FEN, "医院结算单及医保报销凭证"
    )
    by_accident = family.category is Category.ACCIDENT
    return assessments.AssessmentFacts(
        as_of=ANCHOR,
        together=frozenset(member.id for member in members),
        items=(earned, illness),
        answers={one: Answered(Holds.NO, "家庭经济状况核对") for one in Exclusion},
        loss_fen=3_000_000 if by_accident else None,
        loss_note="交通事故，责任认定书及费用清单" if by_accident else "",
    )
