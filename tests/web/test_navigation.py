"""The navigation says where one is, also on pages of features without a line of their own."""

from collections.abc import Callable

import lxml.html
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from tests.factories.units import make_unit

LINES = {
    Role.CASEWORKER: {"/check-lists": "/households/queue", "/imports": "/households", "/households": "/households"},
    Role.PERFORMANCE: {"/books/new": "/projects", "/records": "/records"},
    Role.ADMINISTRATOR: {"/check-rules": "/check-rules", "/working-days": "/working-days"},
}


def test_each_page_marks_one_line_of_the_navigation(world: Session, sign_in: Callable) -> None:
    unit = make_unit(world)
    world.commit()
    for role, pages in LINES.items():
        client = sign_in(role, unit=unit)
        for page, line in pages.items():
            seen = lxml.html.fromstring(client.get(page).data)
            assert seen.xpath("//nav[@id='nav']//a[@aria-current='page']/@href") == [line], page
