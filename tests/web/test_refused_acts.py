"""An act that is refused comes back on the page it stood on, with the sentence and with what was typed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.households.codes import HouseholdState
from caseapp.models import engine
from caseapp.models.households import Household
from tests.factories.households import make_household
from tests.factories.units import make_unit
from tests.web.test_duplicates import alike, the_pair

HIDDEN = re.compile(r'type="hidden" name="([^"]+)" value="([^"]*)"')
SignIn = Callable[..., Any]
TYPED = "经入户核实情况属实"
SENT = {"version": "0", "reason": TYPED, "text": TYPED, "note": TYPED, "day": "2025-06-01", "result": "clear"}
UNREFUSED = {"households.reveal", "households.form_in_full", "households.edit_draft", "households.edit_discard"}
"""They show the file, or keep what is typed, at any time."""


def acts(app: Flask) -> list[str]:
    """The addresses of everything done to a file as a whole by the features of its life."""
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and rule.arguments == {"household_id"}
        and rule.endpoint.partition(".")[0] in {"households", "lives", "duplicates"}
        and rule.endpoint not in UNREFUSED
    )


def test_every_act_on_a_file_comes_back_with_what_was_typed(app: Flask, world: Session, sign_in: SignIn) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    unit = make_unit(world)
    household = make_household(world, unit, size=2, state=HouseholdState.CLOSED)
    client = sign_in(Role.CASEWORKER, Role.REVIEWER, unit=unit)
    page = f"/households/{household.id}"
    walked = acts(app)
    assert len(walked) >= 18
    bare = []
    for rule in walked:
        address = rule.replace("<int:household_id>", str(household.id))
        answer = client.post(address, data=SENT, headers={"Referer": f"http://localhost{page}"})
        text = answer.get_data(as_text=True)
        if answer.status_code != 404 and (TYPED not in text or household.file_no not in text):
            bare.append((address, answer.status_code))
        assert answer.status_code in {403, 404, 409, 422}, address
    assert bare == []


def test_a_refused_step_opens_its_panel_again_as_it_was_filled_in(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    household = make_household(world, unit, state=HouseholdState.SUBMITTED)
    client = sign_in(Role.CASEWORKER, unit=unit)
    page = f"/households/{household.id}"
    sent = {"version": "1", "reason": TYPED, "day": "1999-12-31"}
    refused = client.send(f"{page}/visit", sent, form_at=page, headers={"Referer": f"http://localhost{page}"})
    text = refused.get_data(as_text=True)
    assert refused.status_code == 422 and 'value="1999-12-31"' in text and f">{TYPED}</textarea>" in text
    assert text.count('data-module="confirm" open') == 1 and "Write a day between" in text


def test_a_merge_that_a_rule_forbids_comes_back_with_its_reason(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    other = make_unit(world, name="丰润区总工会")
    _kept, merged = alike(world, unit, unit)
    clerk, reviewer = sign_in(Role.CASEWORKER, unit=unit), sign_in(Role.REVIEWER, unit=unit)
    offer = {"to": f"{other.id}.", "reason": "迁居", "version": str(merged.version)}
    assert clerk.send(f"/households/{merged.id}/transfer", offer).status_code == 302
    number, seen = the_pair(world)
    address = f"/households/duplicates/{number}"
    named = {f"place-{place.id}": "as.sibling" for place in merged.members}
    world.commit()
    refused = reviewer.send(f"{address}/merge", {**named, "digest": seen, "reason": TYPED}, form_at=address)
    text = refused.get_data(as_text=True)
    assert refused.status_code == 422 and "Withdraw that offer first" in text
    assert f">{TYPED}</textarea>" in text and text.count('value="as.sibling" selected') == len(named)


def test_who_waited_too_long_for_another_writer_sends_the_same_again(
    world: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    household = make_household(world, make_unit(world), state=HouseholdState.SUBMITTED)
    client = sign_in(Role.CASEWORKER, unit=household.unit)
    page = f"/households/{household.id}"
    sent = {"version": str(household.version), "reason": TYPED, "day": "2025-06-01"}
    monkeypatch.setattr(engine, "WAIT_S", 0.2)
    world.execute(update(Household).values(address_key="x"))
    answer = client.send(f"{page}/visit", sent, form_at=page)
    world.rollback()
    text = answer.get_data(as_text=True)
    assert answer.status_code == 503 and "send it again" in text
    again = dict(HIDDEN.findall(text))
    assert sent.items() <= again.items() and f'action="{page}/visit?"' in text
    assert client.post(f"{page}/visit", data=again).status_code == 302
