"""Grievances and answers with names on pages: for a role, in a unit, every look recorded."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.surveys.codes import GrievanceState
from caseapp.models.audit import AuditEvent
from caseapp.models.grievances import Grievance
from caseapp.models.projects import Project
from caseapp.models.questionnaires import SurveyInvitation
from tests.factories.projects import make_project
from tests.factories.surveys import GOOD, Asked, answer, make_asked
from tests.factories.units import make_unit


class Scene:
    """A survey with names in a city: the first form is of a county and dissatisfied, the second content."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.city = make_unit(session, name="唐山市总工会", code="408001")
        self.county, self.other = (make_unit(session, parent=self.city) for _ in range(2))
        self.project: Project = make_project(session, self.city)
        self.asked: Asked = make_asked(session, self.project, names=4, is_anonymous=False)
        form = session.scalars(select(SurveyInvitation).where(SurveyInvitation.number == 1)).one()
        form.unit_id = self.county.id
        answer(session, self.asked.codes[1], {**GOOD, "satisfied": "not", "wish": "药费报得太慢"})
        answer(session, self.asked.codes[2], GOOD)
        session.commit()
        self.home = f"/surveys/{self.asked.survey.id}"

    def events(self) -> list[str]:
        found = list(self.session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)))
        self.session.commit()
        return found

    def grievance(self) -> Grievance:
        found = self.session.scalars(select(Grievance).execution_options(populate_existing=True)).one()
        self.session.commit()
        return found


@pytest.fixture
def scene(world: Session) -> Scene:
    return Scene(world)


def test_a_grievance_goes_from_the_home_page_to_its_outcome(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=scene.county)
    assert "/grievances?show=" in client.get("/").get_data(as_text=True)
    listed = client.get("/grievances").get_data(as_text=True)
    page = f"/grievances/{scene.grievance().id}"
    assert f'href="{page}"' in listed
    shown = client.get(page).get_data(as_text=True)
    assert "Not satisfied" in shown and "药费报得太慢" in shown and "Improved" not in shown and "/answers/" not in shown
    assert scene.events()[-1] == "grievance.view"
    refused = client.send(f"{page}/close", {"version": "1", "outcome": "", "note": "已上门"}, form_at=page)
    told = refused.get_data(as_text=True)
    assert refused.status_code == 422 and "Choose what came of it." in told and "已上门</textarea>" in told
    given = {"version": "1", "owner_id": str(client.user_id), "due_on": "2099-01-01"}
    assert client.send(f"{page}/assign", given, form_at=page).location == page
    stale = {"version": "1", "outcome": "solved", "note": "已上门"}
    assert client.send(f"{page}/close", stale, form_at=page).status_code == 409
    assert scene.grievance().state is GrievanceState.OPEN
    assert client.send(f"{page}/close", {**stale, "version": "2"}, form_at=page).location == page
    assert scene.grievance().state is GrievanceState.CLOSED
    after = client.get(page).get_data(as_text=True)
    assert "已上门" in after and "Settle the grievance" not in after
    assert {"grievance.open", "grievance.assign", "grievance.close"} <= set(scene.events())


def test_grievances_of_other_units_are_not_there(scene: Scene, sign_in: Callable) -> None:
    page = f"/grievances/{scene.grievance().id}"
    elsewhere = sign_in(Role.CASEWORKER, unit=scene.other)
    assert page not in elsewhere.get("/grievances").get_data(as_text=True)
    assert elsewhere.get(page).status_code == 404
    auditor = sign_in(Role.AUDITOR, unit=scene.city)
    seen = auditor.get(page)
    shown = seen.get_data(as_text=True)
    assert seen.status_code == 200 and "Settle" not in shown and f"{scene.home}/answers/1" in shown
    for role in (Role.REVIEWER, Role.CASHIER, Role.ADMINISTRATOR):
        assert sign_in(role, unit=scene.city).get(page).status_code == 403


@pytest.mark.parametrize("role", [Role.PERFORMANCE, Role.AUDITOR], ids=lambda role: role.value)
def test_who_answered_what_is_shown_to_a_role_and_every_look_is_recorded(
    scene: Scene, sign_in: Callable, role: Role
) -> None:
    client = sign_in(role, unit=scene.city)
    assert f'href="{scene.home}/answers"' in client.get(scene.home).get_data(as_text=True)
    before = len(scene.events())
    listed = client.get(f"{scene.home}/answers").get_data(as_text=True)
    assert f'href="{scene.home}/answers/2"' in listed and "Not satisfied" not in listed
    shown = client.get(f"{scene.home}/answers/1").get_data(as_text=True)
    assert "Not satisfied" in shown and "药费报得太慢" in shown and "/grievances/" in shown
    assert scene.events()[before:] == ["survey.answers", "survey.answer"]
    last = scene.session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert last is not None and (last.actor_id, last.details["path"]) == (client.user_id, f"{scene.home}/answers/1")
    assert client.get(f"{scene.home}/answers/3").status_code == 404


def test_who_answered_what_is_shown_to_nobody_else_and_of_an_anonymous_survey_to_nobody(
    scene: Scene, sign_in: Callable
) -> None:
    anonymous = make_asked(scene.session, make_project(scene.session, scene.city), names=8).survey
    for role in (Role.CASEWORKER, Role.REVIEWER, Role.CASHIER, Role.ADMINISTRATOR):
        client = sign_in(role, unit=scene.city)
        assert "Answers with names" not in client.get(scene.home).get_data(as_text=True)
        for path in ("answers", "answers/1"):
            assert client.get(f"{scene.home}/{path}").status_code == 403
    for role in (Role.PERFORMANCE, Role.AUDITOR):
        client = sign_in(role, unit=scene.city)
        assert client.get(f"/surveys/{anonymous.id}/answers").status_code == 404
        assert client.get(f"/surveys/{anonymous.id}/answers/1").status_code == 404
    county = sign_in(Role.PERFORMANCE, unit=scene.other)
    assert county.get(f"{scene.home}/answers/1").status_code == 404


def test_no_figure_and_no_summary_leads_to_who_said_what(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.REVIEWER, unit=scene.city)
    page = client.get(scene.home).get_data(as_text=True)
    assert "/answers" not in page and "/grievances" not in page
