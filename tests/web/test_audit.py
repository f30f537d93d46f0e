"""The trail as the auditor reads it: words for people, the code beside them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.models.units import Unit
from caseapp.services import audit
from caseapp.web.audit.words import ACTS, SUBJECTS
from tests.factories.units import make_unit
from tests.factories.users import make_actor


@pytest.fixture
def unit(world: Session) -> Unit:
    """One event of every act, on every kind of subject, and one nobody knows a word for."""
    unit = make_unit(world)
    actor = make_actor(world, Role.CASEWORKER, unit)
    now = datetime(2025, 5, 6, 1, 2, tzinfo=UTC)
    subjects = sorted(SUBJECTS)
    for place, act in enumerate([*sorted(ACTS), "moon.land"]):
        about = {"amount_fen": 123400, "kind": "living", "lines": [1, 2], "fields": ["address"], "crater": "Tycho"}
        audit.record(world, actor, act, subjects[place % len(subjects)], place + 1, now=now, **about)
    world.commit()
    return unit


def test_the_trail_speaks_in_words_with_the_code_beside_them(unit: Unit, sign_in: Callable) -> None:
    page = sign_in(Role.AUDITOR, unit=unit).get("/audit").get_data(as_text=True)
    assert 'Signed in <span class="code muted">user.sign_in</span>' in page
    assert "Amount (yuan) 1,234.00" in page and "Kind Living aid" in page and "Changed Address" in page
    assert 'href="/households/' in page and "moon.land" in page and "crater Tycho" in page


def test_the_trail_can_be_read_for_one_person(unit: Unit, world: Session, sign_in: Callable) -> None:
    other = make_actor(world, Role.REVIEWER, unit)
    audit.record(world, other, "user.sign_in", "user", 1, now=datetime(2025, 5, 7, tzinfo=UTC))
    world.commit()
    client = sign_in(Role.AUDITOR, unit=unit)
    assert "1 events" in client.get(f"/audit?who={other.id}").get_data(as_text=True)
    assert "0 events" in client.get(f"/audit?who={other.id}&action=moon.land").get_data(as_text=True)
