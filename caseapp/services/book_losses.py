"""What a changed targets book would leave behind: records, figures and texts without their project or row."""

from collections.abc import Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from caseapp.domain.errors import N_, Problem
from caseapp.models.activities import Activity, Expense, Remittance
from caseapp.models.adjustments import BudgetAdjustment
from caseapp.models.aid_standards import AidStandard
from caseapp.models.evaluations import Evaluation, EvaluationLine
from caseapp.models.ledger import Posting
from caseapp.models.monitoring import MonitorNote
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import Indicator, MeasureChoice, Project, ProjectBudget, TypedFigure
from caseapp.models.questionnaires import Questionnaire
from caseapp.models.submissions import FrozenFigure, Submission
from caseapp.models.surveys import Survey

_SAID = (
    (TypedFigure.indicator_id, N_("%(project)s: an indicator with a typed figure is not in the book any more.")),
    (
        MeasureChoice.indicator_id,
        N_("%(project)s: an indicator whose measure was set by hand is not in the book any more."),
    ),
    (EvaluationLine.indicator_id, N_("%(project)s: an indicator with a self-evaluation is not in the book any more.")),
    (
        MonitorNote.indicator_id,
        N_("%(project)s: an indicator that was written about in the monitoring is not in the book any more."),
    ),
)


def losses_of_rows(session: Session, project: Project, lost: Sequence[int]) -> list[Problem]:
    """What was said of the rows with these ids, one problem a kind."""
    return [
        Problem(None, message, {"project": project.name})
        for column, message in _SAID
        if lost and session.scalar(select(exists().where(column.in_(lost))))
    ]


def spoken_of(session: Session, project: Project) -> set[int]:
    """The ids of the rows that something was said of: they cannot be taken away."""
    rows = [row.id for row in project.indicators]
    return {
        indicator_id
        for column, _ in _SAID
        for indicator_id in session.scalars(select(column).where(column.in_(rows)).distinct())
    }


def has_records(session: Session, project: Project) -> bool:
    tables = (Payment, Batch, Activity, Expense, Remittance, Survey, Questionnaire, AidStandard, Evaluation, Posting)
    found = [exists().where(table.project_id == project.id) for table in (*tables, Submission, FrozenFigure)]
    said = [
        select(kind.id).join(Indicator, Indicator.id == kind.indicator_id).where(Indicator.project_id == project.id)
        for kind in (TypedFigure, MonitorNote, MeasureChoice)
    ]
    adjusted = select(BudgetAdjustment.id).join(BudgetAdjustment.budget).where(ProjectBudget.project_id == project.id)
    return bool(session.scalar(select(or_(*(one.exists() for one in (*said, adjusted)), *found))))
