"""What was typed into a long form waits on the server: offered to its writer, continued, discarded, saved."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.models.form_drafts import FormDraft
from tests.factories.households import make_household
from tests.factories.units import make_unit
from tests.web.test_two_tabs import contested, filled, open_tab

SignIn = Callable[..., Any]
TYPED = {"name": "庞桂英", "id_number": "1302031976", "members-0-name": "庞小雨", "note": "未写完"}
SCRIPT = {"Accept": "text/plain"}


@pytest.mark.parametrize("form", ["/households/new", "/households/{}/edit", "/households/{}/assessments/new"])
def test_a_draft_is_offered_to_its_writer_alone_and_can_be_discarded(
    world: Session, sign_in: SignIn, form: str
) -> None:
    unit = make_unit(world)
    page = form.format(make_household(world, unit, size=2).id)
    typed = TYPED if "assess" not in page else {"loss_note": "未写完", "together": "1"}
    client, other = sign_in(Role.CASEWORKER, unit=unit), sign_in(Role.CASEWORKER, unit=unit)
    before = client.get(page).get_data(as_text=True)
    assert "You have a draft" not in before and f'formaction="{page}/draft"' in before
    kept = client.send(f"{page}/draft", {**filled(before), **typed}, form_at=page, headers=SCRIPT)
    assert kept.status_code == 200 and re.fullmatch(r"Draft saved at \d\d:\d\d\.", kept.get_data(as_text=True))
    offered = client.get(page).get_data(as_text=True)
    assert "You have a draft" in offered and "未写完" not in offered and '/draft"' not in offered
    opened = client.get(f"{page}?draft=1").get_data(as_text=True)
    for text in typed.values():
        assert text in opened
    assert "This is your draft" in opened and 'class="two-tabs"' not in opened
    assert "未写完" not in other.get(f"{page}?draft=1").get_data(as_text=True)
    assert client.send(f"{page}/draft/discard", form_at=page).location == page
    assert "You have a draft" not in client.get(page).get_data(as_text=True)


def test_the_button_keeps_a_draft_without_a_script_and_saving_the_form_ends_it(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    household = make_household(world, unit)
    client = sign_in(Role.CASEWORKER, unit=unit)
    page = f"/households/{household.id}/edit"
    sent = {**open_tab(client, page), "address": "开平区", "password": "x", "csrf_token": "y"}
    answer = client.send(f"{page}/draft", {name: text for name, text in sent.items() if name != "csrf_token"})
    assert answer.location == f"{page}?draft=1"
    kept = world.query(FormDraft).one()
    assert "开平区" in (kept.body or "") and "password" not in kept.body and "csrf_token" not in kept.body
    world.commit()
    taken_up = open_tab(client, f"{page}?draft=1")
    assert taken_up["address"] == "开平区"
    assert client.post(f"{page}?draft=1", data=taken_up).status_code == 302
    assert world.query(FormDraft).count() == 0
    world.refresh(household)
    assert household.address == "开平区"


def test_a_draft_of_a_file_that_changed_since_shows_both_edits(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    household = make_household(world, unit)
    client, other = sign_in(Role.CASEWORKER, unit=unit), sign_in(Role.CASEWORKER, unit=unit)
    page = f"/households/{household.id}/edit"
    mine = {**open_tab(client, page), "address": "开平区", "staff_no": "B-7"}
    client.post(f"{page}/draft", data=mine, headers=SCRIPT)
    theirs = {**open_tab(other, page), "address": "路南区", "industry": "采矿业"}
    assert other.post(page, data=theirs).status_code == 302
    opened = client.get(f"{page}?draft=1").get_data(as_text=True)
    assert contested(opened) == {"address"} and "路南区" in opened and "开平区" in opened
    both = filled(opened)
    assert both["industry"] == "采矿业" and both["staff_no"] == "B-7"
    client.post(f"{page}/draft", data=both, headers=SCRIPT)
    again = client.get(f"{page}?draft=1").get_data(as_text=True)
    assert contested(again) == {"address"}
    assert client.post(page, data=filled(again)).status_code == 422
    assert client.post(page, data={**filled(again), "choice-address": "mine"}).status_code == 302
    world.refresh(household)
    assert household.address == "开平区"
