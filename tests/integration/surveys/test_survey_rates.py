"""The rate of an indicator, from raw answers, is what the reference engine says: live, and frozen on closing."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.indicators import reference
from caseapp.domain.indicators.catalogue import CATALOGUE
from caseapp.domain.indicators.figure import Figure
from caseapp.domain.indicators.world import SurveyFact, World
from caseapp.domain.periods import year_window
from caseapp.domain.surveys.codes import InvalidReason, SurveyChannel
from caseapp.models.projects import Project
from caseapp.models.questionnaires import SurveyInvitation
from caseapp.queries import facts
from caseapp.services import questionnaires, survey_box
from tests.factories.clock import NOW, TODAY
from tests.factories.projects import make_project
from tests.factories.surveys import make_draft, scale
from tests.factories.units import make_unit

MEASURE = CATALOGUE["survey.satisfaction"]


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, frozenset[int], list[tuple[int, bool]], bool]:
    """Options, those that count, each form's pick and whether it is valid, and whether the survey is anonymous."""
    options = draw(st.integers(2, 5))
    counted = draw(st.sets(st.integers(0, options - 1), min_size=1, max_size=options - 1))
    forms = draw(st.lists(st.tuples(st.integers(0, options - 1), st.booleans()), max_size=24))
    return options, frozenset(counted), forms, draw(st.booleans())


@given(case=cases())
@settings(max_examples=30)
def test_the_rate_is_the_reference_s_for_any_counted_set(
    session: Session, case: tuple[int, frozenset[int], list[tuple[int, bool]], bool]
) -> None:
    options, counted, forms, is_anonymous = case
    with session.begin_nested() as savepoint:
        project = make_project(session, make_unit(session))
        survey = make_draft(
            session,
            project,
            names=len(forms) + 1,
            is_anonymous=is_anonymous,
            questions=[scale(options, counted)],
        )
        questionnaires.open_survey(session, SYSTEM, questionnaire_id=survey.id, now=NOW, today=TODAY)
        invitations = session.scalars(
            select(SurveyInvitation)
            .where(SurveyInvitation.questionnaire_id == survey.id)
            .order_by(SurveyInvitation.number)
        ).all()
        for invitation, (pick, is_valid) in zip(invitations, forms, strict=False):
            invalid = None if is_valid else InvalidReason.SEVERAL
            taken = survey_box.Taken({"main": f"o{pick}"}, SurveyChannel.PAPER, None, invalid)
            survey_box.receive(session, survey, invitation, taken, day=TODAY, now=NOW)
        live = figure(session, project)
        questionnaires.close_survey(session, SYSTEM, questionnaire_id=survey.id, now=NOW, today=TODAY)
        frozen = figure(session, project)
        project_id = project.id
        savepoint.rollback()
    valid = [pick for pick, is_valid in forms if is_valid]
    expected = _reference(project_id, options, counted, valid)
    if is_anonymous and len(valid) < 5:
        assert frozen == Figure.rate(0, 0)
    else:
        assert frozen == expected
    if not is_anonymous:
        assert live == expected
    else:
        poured = live.denominator or 0
        assert poured == 0 or (poured <= len(valid) and (live.numerator or 0) <= (expected.numerator or 0))


def figure(session: Session, project: Project) -> Figure:
    scope = facts.scope_of(project)
    return facts.figure(session, scope, MEASURE, year_window(2025, date(2025, 12, 31)))


def _reference(project_id: int, options: int, counted: frozenset[int], picks: list[int]) -> Figure:
    forms = {f"o{n}": picks.count(n) for n in range(options)}
    fact = SurveyFact(1, project_id, "satisfaction", TODAY, forms, frozenset(f"o{n}" for n in counted))
    world = World(project_id, 2025, "0001", surveys=(fact,))
    found, _ = reference.compute(world, MEASURE, year_window(2025, date(2025, 12, 31)))
    return found
