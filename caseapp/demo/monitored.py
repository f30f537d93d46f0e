"""运行监控 on the demo's last day: a rule of the lights, and what was said for the period before."""

from datetime import datetime

from caseapp.demo.calendar import ANCHOR
from caseapp.demo.scene import Scene
from caseapp.domain.indicators.lights import Pacing
from caseapp.domain.indicators.monitoring import BEHIND, Cause, Likelihood, Said, period_of
from caseapp.models.projects import Project
from caseapp.services import monitor_rules, monitoring
from caseapp.services.monitor_rules import RuleFacts

OFFICER = "jixiao"
NUMBERS = (5, 6, 7)
REASON = "部分家庭材料未齐，银行退回后补发；已逐户催办，十一月底前补发到位。"


def keep_lights(scene: Scene, now: datetime) -> None:
    told = RuleFacts(
        valid_from=ANCHOR.replace(month=1, day=1),
        document_no="唐工财〔2026〕3号",
        indicator_good=80,
        indicator_warn=60,
        money_good=95,
        money_warn=80,
        ceiling_near=90,
        over_from=120,
        pacing=Pacing.PLAN,
        period_months=(3, 6, 7, 10),
    )
    monitor_rules.add(scene.session, scene.actors[OFFICER], facts=told, now=now)


def say_why(scene: Scene, now: datetime) -> None:
    """For the latest period end: rows that are behind get their cause, the others are certain."""
    session, actor = scene.session, scene.actors[OFFICER]
    for number in NUMBERS:
        project = session.get_one(Project, scene.project(ANCHOR.year, number))
        year, code = project.year, project.code
        period = period_of(monitoring.sheet_of(session, actor, year, code, as_of=ANCHOR).ends, ANCHOR) or ANCHOR
        rows = monitoring.sheet_of(session, actor, year, code, as_of=period).rows
        said = {}
        for row in rows:
            late = row.figure.tone in BEHIND
            causes = frozenset({Cause.STAFF, Cause.OTHER}) if late else frozenset()
            chance = Likelihood.POSSIBLE if late else Likelihood.CERTAIN
            said[row.figure.row] = Said(causes, REASON if late else "", chance)
        seen = {row.figure.row: None for row in rows}
        monitoring.save(
            session, actor, year=year, code=code, period=period, seen=seen, said=said, now=now, today=ANCHOR
        )
