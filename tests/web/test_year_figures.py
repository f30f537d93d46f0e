"""Every figure of a year on one page, in few statements."""

from flask import Flask
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.indicators.tailoring import measure_of
from caseapp.services.figures import figures_of
from caseapp.web.projects.rows import shown_of
from tests.factories.cookies import signed_in
from tests.factories.users import make_staff
from tests.web.conftest import watched
from tests.web.test_projects import AS_OF, Scene, text_of


def test_a_page_with_every_figure_of_the_year_takes_eight_statements_and_one_a_measure_family(
    either_app: Flask, either_world: Session
) -> None:
    scene = Scene(either_world)
    user = make_staff(either_world, Role.PERFORMANCE, scene.city)
    rows = figures_of(either_world, 2025, as_of=AS_OF)
    either_world.commit()
    client = either_app.test_client()
    signed_in(client, user)
    with watched(either_app) as counter:
        page = text_of(client.get(f"/projects/2025/department?as_of={AS_OF}"))
    assert len(rows) == 43
    assert all(row.target in page and shown_of(row) in page for row in rows)
    families = {measure_of(row.measure).family for row in rows if row.measure}
    assert len(counter.statements) <= 8 + len(families), counter.statements
