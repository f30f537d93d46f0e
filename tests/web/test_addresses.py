"""A list keeps what its address asks for, and nothing in a hand-written address steers its links."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from tests.factories.households import make_household
from tests.factories.units import make_unit

SMUGGLED = "endpoint=x&_method=POST&_scheme=javascript&_external=1&_anchor=x"


@pytest.mark.parametrize("page", ["/households", "/households/print", "/households/notices"])
def test_a_hand_written_address_steers_no_link(world: Session, sign_in: Callable, page: str) -> None:
    unit = make_unit(world)
    make_household(world, unit)
    text = sign_in(Role.CASEWORKER, unit=unit).get(f"{page}?state=on_file&{SMUGGLED}").get_data(as_text=True)
    assert "javascript:" not in text
    assert "/households?state=on_file" in text, "what the list was asked for stays in its links"
