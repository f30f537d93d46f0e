"""报送 on the demo's last day: one table accepted, one sent back, one waiting; then a payment comes back."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from caseapp.demo.calendar import ANCHOR
from caseapp.demo.monitored import OFFICER
from caseapp.demo.scene import Scene
from caseapp.domain.indicators.monitoring import period_of
from caseapp.domain.indicators.submission import Form, SubmissionAction
from caseapp.domain.payments.codes import LineState
from caseapp.models.payments import Payment
from caseapp.models.projects import Project
from caseapp.models.submissions import Submission
from caseapp.services import monitoring, settlement, submissions

REVIEWER = "shenpi"


def hand_in(scene: Scene, now: datetime) -> None:
    session, officer = scene.session, scene.actors[OFFICER]
    provincial = session.get_one(Project, scene.project(ANCHOR.year, 5))
    year, code = ANCHOR.year, provincial.code
    submissions.open_draft(
        session, officer, form=Form.EVALUATION, year=year, code=code, as_of=ANCHOR, now=now, today=ANCHOR
    )
    model_workers = session.get_one(Project, scene.project(year, 7))
    returned = _handed_in(scene, Form.TARGETS, model_workers.code, ANCHOR, now)
    _decide(scene, returned, SubmissionAction.RETURN, "指标值确定依据请补充文号", now)
    _handed_in(scene, Form.TARGETS, None, ANCHOR, now)
    period = period_of(monitoring.sheet_of(session, officer, year, code, as_of=ANCHOR).ends, ANCHOR) or ANCHOR
    accepted = _handed_in(scene, Form.MONITOR, code, period, now)
    _decide(scene, accepted, SubmissionAction.ACCEPT, "", now)
    _money_comes_back(scene, provincial, now + timedelta(minutes=10))


def _handed_in(scene: Scene, form: Form, code: str | None, as_of: date, now: datetime) -> Submission:
    session, officer = scene.session, scene.actors[OFFICER]
    opened = submissions.open_draft(
        session, officer, form=form, year=ANCHOR.year, code=code, as_of=as_of, now=now, today=ANCHOR
    )
    submissions.submit(session, officer, submission_id=opened.id, version=opened.version, now=now, today=ANCHOR)
    return opened


def _decide(scene: Scene, kept: Submission, action: SubmissionAction, reason: str, now: datetime) -> None:
    submissions.decide(
        scene.session,
        scene.actors[REVIEWER],
        submission_id=kept.id,
        version=kept.version,
        action=action,
        reason=reason,
        now=now,
    )


def _money_comes_back(scene: Scene, project: Project, now: datetime) -> None:
    """After the table was handed in the bank sends a payment back."""
    line = select(Payment.id).where(Payment.project_id == project.id, Payment.state == LineState.PAID)
    newest = scene.session.scalars(line.order_by(Payment.paid_on.desc(), Payment.id.desc()).limit(1)).one()
    settlement.record_return(
        scene.session, scene.actors["caiwu"], line_id=newest, returned_on=ANCHOR, now=now, today=ANCHOR
    )
