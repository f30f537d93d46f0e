"""Giving a row of the target table its measure: by a person, for a reason, with what it changed kept beside it."""

from datetime import date, datetime

from sqlalchemy.orm import Session, joinedload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.domain.indicators.slices import NONE
from caseapp.domain.indicators.tailoring import measure_named
from caseapp.domain.surveys.codes import SurveyPurpose
from caseapp.models.projects import Indicator, MeasureChoice, Project
from caseapp.queries.measures import surveys_of, units_under
from caseapp.services import audit
from caseapp.services.figures import figure_by, one_figure

LONGEST_REASON = 500


def choose_measure(
    session: Session, actor: Actor, *, indicator_id: int, measure: str, reason: str, as_of: date, now: datetime
) -> MeasureChoice:
    """The row is counted by the measure from now on; what was handed in stays as it was frozen.

    The figures by the old and the new measure, as of the day, are kept with the choice. Raises Invalid.
    """
    indicator = session.get(Indicator, indicator_id, options=[joinedload(Indicator.project).joinedload(Project.unit)])
    if indicator is None:
        raise NotFound(N_("There is no such indicator."))
    project = indicator.project
    actor.demand(Permission.PROJECT_WRITE, project.unit.path)
    chosen = measure_named(measure)
    if chosen is None or not _fits(session, project, chosen):
        raise Invalid.one("measure", N_("There is no such measure."))
    if chosen.key == indicator.measure:
        raise Invalid.one("measure", N_("The row is counted by this measure already."))
    if not reason.strip():
        raise Invalid.one("reason", N_("Say why the row is counted in another way."))
    if len(reason.strip()) > LONGEST_REASON:
        raise Invalid.one("reason", N_("Say it in at most %(most)s characters."), most=LONGEST_REASON)
    place = session, project.year, project.code, indicator.row
    before = one_figure(*place, as_of=as_of).shown
    after = figure_by(*place, chosen, as_of=as_of).shown
    was, indicator.measure = indicator.measure, chosen.key
    choice = MeasureChoice(
        indicator_id=indicator.id,
        measure=chosen.key,
        name_zh=chosen.zh,
        name_en=chosen.en,
        definition_zh=chosen.definition_zh,
        definition_en=chosen.definition_en,
        reason=reason.strip(),
        as_of=as_of,
        shown_before=before,
        shown_after=after,
        chosen_by=actor.id,
        chosen_at=now,
    )
    session.add(choice)
    session.flush()
    audit.record(
        session,
        actor,
        "indicator.measure",
        "indicator",
        indicator.id,
        now=now,
        before=was,
        after=chosen.key,
        choice=choice.id,
    )
    return choice


def _fits(session: Session, project: Project, measure: Measure) -> bool:
    """Whether what it is limited to is the project's: a unit of its branch, a survey of its own with those answers."""
    part = measure.slice
    if part.unit and part.unit != NONE and part.unit not in {unit.path for unit in units_under(session, project)}:
        return False
    if measure.family is not Family.SURVEY or not (part.survey or part.answers):
        return True
    known = {one.code: one for one in surveys_of(session, project, SurveyPurpose(measure.subject))}
    return part.survey in known and part.counted <= {key for key, _words, _counts in known[part.survey].answers}
