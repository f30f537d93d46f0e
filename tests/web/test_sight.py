"""Every aid of one household on one page, and findings that are looked at, explained and leave the list."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.models.units import Unit
from tests.factories.households import make_household
from tests.factories.payments import make_payment
from tests.factories.people import make_person
from tests.factories.projects import make_project
from tests.factories.units import make_unit


@pytest.fixture
def county(world: Session) -> Unit:
    """Two households of one card, each with three lines."""
    city = make_unit(world, name="唐山市总工会")
    county = make_unit(world, parent=city)
    project = make_project(world, city)
    for _ in range(2):
        household = make_household(world, county, head=make_person(world, account="6222020000000001"))
        for _ in range(3):
            make_payment(world, project, county, household=household)
    world.commit()
    return county


def test_a_finding_is_explained_and_leaves_the_list(county: Unit, sign_in: Callable) -> None:
    client = sign_in(Role.REVIEWER, unit=county)
    page = client.get("/aid/findings").get_data(as_text=True)
    assert "One card, several payees" in page
    assert "Findings across projects" in client.get("/").get_data(as_text=True)
    key = page.partition('name="key" value="')[2].partition('"')[0]
    refused = client.send("/aid/findings", {"kind": "same_card", "key": key, "reason": " "})
    assert refused.status_code == 422
    assert "why this is right" in refused.get_data(as_text=True)
    assert client.send("/aid/findings", {"kind": "same_card", "key": "7-x", "reason": "夫妻"}).status_code == 404
    url = "/aid/findings?kind=same_card&state=open"
    answer = client.send(url, {"kind": "same_card", "key": key, "reason": "夫妻共用"})
    assert answer.headers["Location"].endswith(url), "the filters stay"
    assert 'name="key"' not in client.get("/aid/findings").get_data(as_text=True)
    assert "夫妻共用" in client.get("/aid/findings?show=seen").get_data(as_text=True)


def test_pages_across_projects_take_eight_statements_at_most_and_know_the_border(
    county: Unit, world: Session, sign_in: Callable, statements: Callable
) -> None:
    client = sign_in(Role.CASEWORKER, unit=county)
    for url in ("/aid/findings", "/aid/of/household/1"):
        with statements() as counter:
            assert client.get(url).status_code == 200
        assert len([one for one in counter.statements if "audit" not in one.lower()]) <= 10, counter.statements
    assert client.get("/aid/of/household/99").status_code == 404
    assert client.get("/aid/of/nobody/1").status_code == 404
    away = make_unit(world, name="丰南区总工会")
    world.commit()
    assert sign_in(Role.CASEWORKER, unit=away).get("/aid/of/household/1").status_code == 404


def test_a_look_at_all_the_aid_is_in_the_trail_and_not_in_the_history_of_the_file(
    county: Unit, sign_in: Callable
) -> None:
    client = sign_in(Role.CASEWORKER, unit=county)
    assert client.get("/aid/of/household/1").status_code == 200
    assert "aid.view" not in client.get("/households/1").get_data(as_text=True)
    assert "aid.view" in sign_in(Role.AUDITOR, unit=county).get("/audit").get_data(as_text=True)
