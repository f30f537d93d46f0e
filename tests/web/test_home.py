"""工作台: what waits, most pressing first, each count the length of the list it opens."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.households.codes import HouseholdState
from caseapp.domain.payments.codes import LineState
from caseapp.models.users import User
from caseapp.queries.worklist import AFTERWARDS, Task, afterwards, tasks
from caseapp.web.support.clock import today
from tests.factories.households import make_household
from tests.factories.payments import make_batch, make_payment
from tests.factories.projects import make_project
from tests.factories.units import make_unit
from tests.factories.users import make_actor, make_user


class Scene:
    """One county with a household of each kind; the same again in another county."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.city = make_unit(session, name="唐山市总工会")
        self.county = make_unit(session, parent=self.city)
        self.other = make_unit(session, parent=self.city, name="丰南区总工会")
        self.project = make_project(session, self.city, year=today().year)
        self.maker = make_user(session, login="maker")
        for unit in (self.county, self.other):
            batch = make_batch(session, self.project, unit, self.maker)
            overdue, soon, fine = (make_household(session, unit) for _ in range(3))
            overdue.reverify_due_on = today() - timedelta(days=1)
            soon.reverify_due_on = today() + timedelta(days=30)
            fine.reverify_due_on = today() + timedelta(days=31)
            for household in (overdue, soon, fine):
                household.updated_at = datetime.now(UTC)
            fine.updated_at = datetime.now(UTC) - timedelta(days=366)
            make_payment(
                session, self.project, unit, household=fine, batch=batch, state=LineState.PAID, paid_on=today()
            )
            make_payment(session, self.project, unit, household=soon)
            waiting = make_household(session, unit, state=HouseholdState.ON_NOTICE)
            waiting.submitted_by = self.maker.id
            waiting.reverify_due_on = today()
        session.commit()


@pytest.fixture
def scene(world: Session) -> Scene:
    return Scene(world)


def test_a_caseworker_sees_what_is_due_in_their_own_unit(scene: Scene) -> None:
    actor = make_actor(scene.session, Role.CASEWORKER, scene.county)
    assert dict(tasks(scene.session, actor, today())) == {
        Task.REVERIFY_OVERDUE: 1,
        Task.REVERIFY_SOON: 1,
    }
    assert {task: afterwards(scene.session, actor, task, today()) for task in AFTERWARDS} == {
        Task.FINDING: 0,
        Task.NEVER_AIDED: 2,
        Task.STALE: 1,
        Task.PAPERS: 4,
    }


def test_the_city_sees_every_unit_and_nobody_else_sees_any(scene: Scene) -> None:
    city = make_actor(scene.session, Role.CASEWORKER, scene.city)
    assert dict(tasks(scene.session, city, today()))[Task.REVERIFY_OVERDUE] == 2
    assert tasks(scene.session, make_actor(scene.session, Role.ADMINISTRATOR, scene.city), today()) == []


def test_who_submitted_a_household_is_not_asked_to_approve_it(scene: Scene) -> None:
    reviewer = make_actor(scene.session, Role.REVIEWER, scene.city)
    assert dict(tasks(scene.session, reviewer, today()))[Task.FILE_APPROVE] == 2
    maker = Actor(scene.maker.id, scene.maker.name, reviewer.posts)
    assert Task.FILE_APPROVE not in dict(tasks(scene.session, maker, today()))


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.REVIEWER])
def test_each_count_is_the_length_of_the_list_it_opens(scene: Scene, sign_in: Callable, role: Role) -> None:
    client = sign_in(role, unit=scene.county)
    page = client.get("/").get_data(as_text=True)
    later = re.findall(r'hx-get="(/waiting/\w+)"', page)
    theirs = {Role.CASEWORKER: ["papers", "never_aided", "stale"], Role.REVIEWER: ["finding"]}
    assert later == [f"/waiting/{task}" for task in theirs[role]]
    page += "".join(client.get(url).get_data(as_text=True) for url in later)
    tile = r'(?s)class="tile tone-\w+" href="(/households(?:/queue)?\?[^"]+)"><span class="tile-count">(\d+)<'
    links = re.findall(tile, page)
    assert links
    for url, count in links:
        listed = client.get(url.replace("&amp;", "&")).get_data(as_text=True)
        found = set(re.findall(r'href="/households/(\d+)"', listed))
        assert len(found) == int(count), url


def test_the_files_i_opened_last_stand_first(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=scene.county)
    seen = [scene.session.merge(make_household(scene.session, scene.county)).id for _ in range(7)]
    scene.session.commit()
    for household_id in seen:
        assert client.get(f"/households/{household_id}").status_code == 200
    page = client.get("/").get_data(as_text=True)
    assert re.findall(r'class="todo-row" href="/households/(\d+)"', page) == [str(i) for i in reversed(seen[-5:])]


def test_projects_stand_with_plan_and_paid_and_their_targets_follow(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    page = client.get("/").get_data(as_text=True)
    assert scene.project.name in page and "/projects-at-a-glance" in page
    assert scene.project.name in client.get("/projects-at-a-glance").get_data(as_text=True)


def test_the_administrator_sees_accounts_and_no_files(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.ADMINISTRATOR, unit=scene.city)
    page = client.get("/").get_data(as_text=True)
    without = scene.session.query(User).filter(User.password_hash.is_(None)).count()
    scene.session.commit()
    assert re.search(rf"Without a password yet</dt>\s*<dd[^>]*>\s*{without}\s*<", page)
    assert "Files I opened last" not in page and scene.project.name not in page
    assert client.get("/projects-at-a-glance").status_code == 403
    assert client.get("/waiting/papers").status_code == 403


def test_of_files_in_order_no_tile_is_left_to_tidy(scene: Scene, sign_in: Callable) -> None:
    empty = make_unit(scene.session, parent=scene.city)
    scene.session.commit()
    client = sign_in(Role.CASEWORKER, unit=empty)
    for task in (Task.PAPERS, Task.NEVER_AIDED, Task.STALE):
        assert client.get(f"/waiting/{task}").get_data(as_text=True).strip() == ""
    assert [client.get(f"/waiting/{task}").status_code for task in ("transfer", "finding")] == [404, 404]


def test_the_auditor_sees_how_far_the_trail_goes(scene: Scene, sign_in: Callable) -> None:
    assert "Audit trail" in sign_in(Role.AUDITOR, unit=scene.city).get("/").get_data(as_text=True)


@pytest.mark.parametrize("role", list(Role))
def test_home_takes_at_most_eight_statements(scene: Scene, sign_in: Callable, statements: Callable, role: Role) -> None:
    client = sign_in(role, unit=scene.city)
    with statements() as counter:
        assert client.get("/").status_code == 200
    assert len(counter.statements) <= 8, counter.statements
