"""Two tabs on one record: what the other saved is merged in, what both changed is asked, no edit is lost."""

import html
import json
import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from caseapp.domain.access.roles import Role
from caseapp.models.households import Household
from caseapp.models.people import Person
from caseapp.web.households.forms import HouseholdForm
from caseapp.web.support import two_tabs
from tests.factories.households import make_household
from tests.factories.model_workers import make_model_worker
from tests.factories.people import make_person
from tests.factories.units import make_unit
from tests.web.conftest import PageClient

SignIn = Callable[..., Any]
INPUT = re.compile(r"<input\b[^>]*>")
SELECT = re.compile(r'<select\b[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
AREA = re.compile(r'<textarea\b[^>]*name="([^"]+)"[^>]*>(?:\r?\n)?(.*?)</textarea>', re.DOTALL)


def attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found.group(1)) if found else ""


def filled(text: str) -> dict[str, str]:
    """What a browser would send of the page's form, no choice made."""
    form = text[text.index('class="post-form"') :]
    sent: dict[str, str] = {}
    for tag in INPUT.findall(form):
        if attribute(tag, "type") not in ("radio", "submit", "search") and attribute(tag, "name"):
            sent[attribute(tag, "name")] = attribute(tag, "value")
    for name, options in SELECT.findall(form):
        chosen = re.search(r'<option selected value="([^"]*)"', options) or re.search(r'value="([^"]*)"', options)
        sent[name] = chosen.group(1) if chosen else ""
    sent.update({name: html.unescape(words) for name, words in AREA.findall(form)})
    return sent


def contested(text: str) -> set[str]:
    return set(re.findall(r'name="choice-([^"]+)"', text))


def open_tab(client: PageClient, address: str) -> dict[str, str]:
    return filled(client.get(address).get_data(as_text=True))


def scene(world: Session, sign_in: SignIn) -> tuple[Household, PageClient, str]:
    unit = make_unit(world)
    household = make_household(world, unit, size=2, head=make_person(world, phone="13812345678"))
    client = sign_in(Role.CASEWORKER, unit=unit)
    return household, client, f"/households/{household.id}/edit"


def test_both_edits_are_saved_once_the_contested_field_is_chosen(world: Session, sign_in: SignIn) -> None:
    household, client, address = scene(world, sign_in)
    row = f"members-{household.members[1].id}-health"
    world.commit()
    mine, theirs = open_tab(client, address), open_tab(client, address)
    theirs |= {"address": "路南区", "staff_no": "B", "phone": "13987654321", "members-0-health": "diabetes"}
    assert client.post(address, data=theirs).status_code == 302
    mine |= {"address": "开平区", "industry": "采矿业", "phone": "13711112222", "members-0-health": "cancer"}
    mine |= {"members-1-name": "王新", "members-1-id_number": "13020319760304001X"}
    answer = client.post(address, data=mine)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert contested(text) == {"address", "phone", row}
    for said in ("路南区", "开平区", "139****4321", "13711112222", "Diabetes", "Cancer", "王小宝: Health"):
        assert said in text, said
    again = filled(text)
    assert (again["staff_no"], again["industry"], again["members-1-name"]) == ("B", "采矿业", "王新")
    half = client.post(address, data={**again, "choice-address": "theirs"})
    assert half.status_code == 422 and contested(half.get_data(as_text=True)) == {"phone", row}
    again |= {"choice-address": "theirs", "choice-phone": "mine", f"choice-{row}": "theirs"}
    again["members-1-id_number"] = ""
    again["members-1-name"] = ""
    assert client.post(address, data=again).status_code == 302
    world.expire_all()
    assert (household.address, household.staff_no, household.industry) == ("路南区", "B", "采矿业")
    assert (household.head.phone, household.members[1].health.value) == ("13711112222", "diabetes")
    world.commit()


def test_a_change_made_through_another_register_is_noticed_too(world: Session, sign_in: SignIn) -> None:
    household, client, address = scene(world, sign_in)
    mine = open_tab(client, address)
    person = world.get_one(Person, household.head_id)  # the session writes from here to its commit
    person.bank_name = "中国银行"
    world.commit()
    answer = client.post(address, data={**mine, "address": "开平区"})
    assert answer.status_code == 409 and "中国银行" in answer.get_data(as_text=True)
    assert client.post(address, data=filled(answer.get_data(as_text=True))).status_code == 302
    world.expire_all()
    assert (household.address, household.head.bank_name) == ("开平区", "中国银行")
    world.commit()


def test_a_version_that_moved_without_a_change_of_the_form_stops_nobody(world: Session, sign_in: SignIn) -> None:
    household, client, address = scene(world, sign_in)
    mine = open_tab(client, address)
    household.exit_reason = "备注"
    world.commit()
    assert client.post(address, data={**mine, "address": "开平区"}).status_code == 302


def test_model_workers_and_their_honours_are_merged_alike(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    worker = make_model_worker(world, unit)
    client = sign_in(Role.CASEWORKER, unit=unit)
    address = f"/model-workers/{worker.id}/edit"
    mine, theirs = open_tab(client, address), open_tab(client, address)
    assert client.post(address, data={**theirs, "employer": "某厂", "honours-0-issuer": "省政府"}).status_code == 302
    answer = client.post(address, data={**mine, "employer": "另一厂", "note": "补"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409 and contested(text) == {"employer"}
    assert (filled(text)["honours-0-issuer"], filled(text)["note"]) == ("省政府", "补")


EDITS = st.fixed_dictionaries(
    {},
    optional={
        "address": st.sampled_from(["路南区", "开平区"]),
        "monthly_income": st.sampled_from(["695.00", "700", "１，２００.50"]),
        "is_single_parent": st.sampled_from(["yes", "no", ""]),
        "started_work_on": st.sampled_from(["1998-07-01", "1998/7/1", "2001-01-01"]),
        "members-0-illness": st.sampled_from(["", "哮喘"]),
        "members-0-health": st.sampled_from(["good", "lung"]),
        "note": st.sampled_from(["甲\r\n乙", "丙"]),
    },
)


def test_no_edit_of_the_form_is_lost(app: Flask, world: Session, sign_in: SignIn) -> None:
    """Whatever two people change from the same form: one side's change is in the form that comes back, both sides'
    is asked."""
    _household, client, address = scene(world, sign_in)
    base = open_tab(client, address)

    def made(edit: dict[str, str]) -> HouseholdForm:
        form = HouseholdForm(formdata=MultiDict({**base, **edit}))
        del form.unit_id
        return form

    def shown(edit: dict[str, str]) -> dict[str, str]:
        return two_tabs._shown(made(edit))

    @settings(max_examples=30)
    @given(mine=EDITS, theirs=EDITS)
    def check(mine: dict[str, str], theirs: dict[str, str]) -> None:
        with app.test_request_context():
            fresh = made(theirs)
            before, my, their = shown({}), shown(mine), shown(theirs)
            fresh.version.data = "2"
            form, status = two_tabs.reconciled(made({**mine, "seen": json.dumps(before)}), fresh)
            after = two_tabs._shown(form) if status else my
            lines = {line.name: line.contested for line in form.lines}
            for key in before:
                if my[key] != before[key] and their[key] not in (before[key], my[key]):
                    assert lines[key] is True and after[key] == my[key]
                else:
                    assert lines.get(key) is not True
                    assert after[key] == (my[key] if my[key] != before[key] else their[key])
            assert status == (409 if lines else 0)

    check()
