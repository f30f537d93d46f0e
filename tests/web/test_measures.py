"""A performance officer puts a measure together: tried on the records first, kept with a reason, never rewriting."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.payments.codes import AidKind, LineState
from caseapp.models.audit import AuditEvent
from caseapp.models.projects import Indicator, MeasureChoice
from caseapp.models.submissions import FrozenFigure
from caseapp.services.figures import figures_of, members_of
from tests.factories.books import load_book_2025
from tests.factories.households import make_household
from tests.factories.payments import make_batch, make_payment
from tests.factories.records import make_survey
from tests.factories.units import make_unit
from tests.factories.users import make_user

AS_OF = date(2025, 10, 31)
DATED = f"as_of={AS_OF}"


class Scene:
    """Project 6 with two households paid in spring and autumn, in two counties, one of them twice."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.city = make_unit(session, name="唐山市总工会", code="408001")
        self.near = make_unit(session, parent=self.city, name="路北区总工会")
        self.far = make_unit(session, parent=self.city, name="丰南区总工会")
        self.project = load_book_2025(session)[6]
        batch = make_batch(session, self.project, self.city, make_user(session, login="maker"))
        one, other = make_household(session, self.near), make_household(session, self.far)
        for household, unit, day, kind in (
            (one, self.near, date(2025, 2, 3), AidKind.LIVING),
            (one, self.near, date(2025, 5, 6), AidKind.MEDICAL),
            (other, self.far, date(2025, 9, 1), AidKind.LIVING),
        ):
            make_payment(
                session,
                self.project,
                unit,
                batch=batch,
                state=LineState.PAID,
                paid_on=day,
                household=household,
                kind=kind,
            )
        self.survey = make_survey(session, self.project, held_on=date(2025, 3, 1))
        make_survey(session, self.project, held_on=date(2025, 10, 1))
        session.commit()
        self.url = f"/projects/2025/{self.project.code}/rows/1/measure"

    @property
    def row(self) -> Indicator:
        self.session.expire_all()
        found = self.session.get(Indicator, self.project.indicators[0].id)
        assert found is not None
        return found

    def figure(self, row: int = 1) -> Any:
        found = figures_of(self.session, 2025, as_of=AS_OF, project_code=self.project.code)[row - 1]
        self.session.commit()
        return found


@pytest.fixture
def scene(world: Session) -> Scene:
    return Scene(world)


def key_in(page: Any) -> str:
    return re.search(r'name="measure" value="([^"]*)"', page.get_data(as_text=True)).group(1)


def test_trying_a_measure_shows_both_figures_and_changes_nothing(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    asked = f"?{DATED}&base=count.household_times.any&kinds=living&kinds=medical&period=h1"
    page = client.get(scene.url + asked)
    text = page.get_data(as_text=True)
    key = key_in(page)
    assert key == "count.household_times.any;kinds=living,medical;period=h1"
    assert text.count("stat-value") == 2 and 'stat-value" href' in text
    assert f"/measures/{key.replace(',', '%2C')}" in text or f"/measures/{key}" in text
    assert scene.row.measure == "count.households.any" and scene.figure().actual == 2
    assert scene.session.query(AuditEvent).filter_by(action="indicator.measure").count() == 0
    listed = client.get(f"/projects/2025/{scene.project.code}/measures/{key}?{DATED}").get_data(as_text=True)
    assert listed.count('<td class="lead"') == 2


def test_what_is_kept_counts_from_then_on_with_who_when_why_and_both_figures(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    key = key_in(client.get(f"{scene.url}?base=count.households.any&unit={scene.near.path}"))
    assert client.send(f"{scene.url}?{DATED}", {"measure": key, "reason": "只考核路北区"}).status_code == 302
    assert scene.row.measure == key == f"count.households.any;unit={scene.near.path}:路北区总工会"
    assert scene.figure().actual == 1
    entries = members_of(scene.session, 2025, scene.project.code, 1, as_of=AS_OF).entries
    assert len(entries) == 1
    kept = scene.session.query(MeasureChoice).one()
    assert (kept.shown_before, kept.shown_after, kept.reason) == ("2户", "1户", "只考核路北区")
    event = scene.session.query(AuditEvent).filter_by(action="indicator.measure").one()
    assert event.actor_id == kept.chosen_by is not None
    scene.session.commit()
    scene.near.name = "改名后的工会"
    scene.session.commit()
    shown = client.get(scene.url).get_data(as_text=True)
    assert "只考核路北区" in shown and "路北区总工会" in kept.definition_zh and "改名后的工会" not in kept.definition_zh


def test_a_refused_measure_keeps_what_was_chosen_and_typed(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    foreign = "count.households.any;unit=00090001:别处"
    for sent, kept in (
        ({"measure": "count.households.living", "reason": ""}, "count.households.living"),
        ({"measure": "count.households.living", "reason": "因" * 501}, "因" * 501),
        ({"measure": "count.households.any", "reason": "没有变化"}, "没有变化"),
        ({"measure": foreign, "reason": "别的单位"}, "别的单位"),
        ({"measure": "count.households.any;period=q9", "reason": "没有这个季度"}, "没有这个季度"),
        ({"measure": "survey.satisfaction;survey=t999", "reason": "别的问卷"}, "别的问卷"),
    ):
        answer = client.send(scene.url, sent)
        assert answer.status_code == 422 and kept in answer.get_data(as_text=True)
    assert scene.row.measure == "count.households.any"
    for role in (Role.CASEWORKER, Role.AUDITOR):
        assert sign_in(role, unit=scene.city).send(scene.url, {"measure": "typed", "reason": "x"}).status_code == 403


def test_a_survey_and_its_counted_answers_can_be_fixed(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    row = next(one.row for one in scene.project.indicators if one.measure == "survey.satisfaction")
    scene.session.commit()
    url = f"/projects/2025/{scene.project.code}/rows/{row}/measure"
    page = client.get(f"{url}?{DATED}&base=survey.satisfaction&survey=t{scene.survey.id}&answers=very")
    key = key_in(page)
    scene.session.commit()
    assert key.endswith("answers=very:满意") and "计入的选项" in key_definition(scene, client, url, key)
    assert scene.figure(row).denominator and scene.figure(row).numerator < scene.figure(row).denominator


def key_definition(scene: Scene, client: Any, url: str, key: str) -> str:
    assert client.send(f"{url}?{DATED}", {"measure": key, "reason": "只计满意"}).status_code == 302
    return scene.session.query(MeasureChoice).one().definition_zh


def test_what_was_handed_in_keeps_its_measure_and_figures(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    told = {"form": "targets", "of": scene.project.code, "as_of": str(AS_OF)}
    url = client.send("/submissions/2025", told, form_at="/submissions?year=2025").location.removesuffix("/table")
    assert client.send(f"{url}/submit", {"version": "1"}, form_at=f"{url}/table").status_code == 302
    before = client.get(f"{url}/1/table.docx").data
    key = "count.households.any;period=q1"
    assert client.send(f"{scene.url}?{DATED}", {"measure": key, "reason": "只考核一季度"}).status_code == 302
    frozen = scene.session.query(FrozenFigure).filter_by(row=1).one()
    assert (frozen.measure, frozen.shown) == ("count.households.any", "2户")
    scene.session.commit()
    assert client.get(f"{url}/1/table.docx").data == before
    assert "Counted by other rules since" in client.get(f"{url}/1/changes").get_data(as_text=True)
    assert "This row was handed in" in client.get(scene.url).get_data(as_text=True)


def test_parameters_take_no_further_statement(scene: Scene, sign_in: Callable, statements: Callable) -> None:
    client, taken = sign_in(Role.PERFORMANCE, unit=scene.city), []
    page = f"/projects/2025/{scene.project.code}?{DATED}"
    for key in ("count.households.any", "count.households.any;kinds=living,medical;category=deep,none;period=h1"):
        row = scene.row
        row.measure = key
        scene.session.commit()
        with statements() as counter:
            assert client.get(page).status_code == 200
        taken.append(len(counter.statements))
    assert taken[0] == taken[1]
