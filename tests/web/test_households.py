"""The pages of household files."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.households.codes import HouseholdState
from caseapp.models.households import Household
from caseapp.web.support.clock import today
from tests.factories.households import make_household, make_member
from tests.factories.people import make_person, resident_id
from tests.factories.units import make_unit

SignIn = Callable[..., Any]


def form(**values: str) -> dict[str, str]:
    return {
        "applied_on": "2025-05-01",
        "category": "deep",
        "main_cause": "6",
        "monthly_income": "695.00",
        "name": "王桂兰",
        "id_kind": "resident",
        "id_number": resident_id(),
        "health": "good",
        "work_state": "other",
        **values,
    }


def member(turn: int, **values: str) -> dict[str, str]:
    row = {"name": "王小宝", "id_number": resident_id(), "relation": "child", "health": "good", "work_state": "student"}
    return {f"members-{turn}-{name}": value for name, value in {**row, **values}.items()}


def test_a_household_is_registered_with_its_members_in_one_form(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    client = sign_in(Role.CASEWORKER, unit=unit)
    typed = {**form(unit_id=str(unit.id)), **member(0), **member(2)}
    answer = client.send("/households/new", typed, follow_redirects=True)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200, text
    assert "王桂兰" in text and text.count("王小宝") >= 2
    assert world.query(Household).one().size == 3


def test_every_error_stands_at_once_and_what_was_typed_is_kept(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    client = sign_in(Role.CASEWORKER, unit=unit)
    wrong = {
        **form(unit_id=str(unit.id), name="", category="", monthly_income="12a", applied_on="2025-02-30", phone="12"),
        **member(0, id_number="130202198001010017"),
        **member(1, name=""),
    }
    answer = client.send("/households/new", wrong)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for field in ("name", "category", "monthly_income", "applied_on", "phone", "members-0-id_number", "members-1-name"):
        assert f'href="#{field}"' in text, field
        assert f'id="{field}-error"' in text, field
    for typed in ("12a", "2025-02-30", "130202198001010017"):
        assert f'value="{typed}"' in text, typed
    assert world.query(Household).count() == 0


def test_more_rows_are_given_without_scripts(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    client = sign_in(Role.CASEWORKER, unit=unit)
    rows = {name: value for turn in range(6) for name, value in member(turn).items()}
    answer = client.send("/households/new", {**form(), **rows, "more_rows": "1"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'name="members-8-name"' in text and "王小宝" in text
    assert world.query(Household).count() == 0


def test_a_file_goes_from_draft_to_force_by_two_people(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    household = make_household(world, unit, state=HouseholdState.DRAFT)
    client, reviewer = sign_in(Role.CASEWORKER, unit=unit), sign_in(Role.REVIEWER, unit=unit)
    page = f"/households/{household.id}"
    day = today().isoformat()

    def take(by: Any, step: str, version: int, **typed: str) -> int:
        return int(by.send(f"{page}/{step}", {"version": str(version), **typed}, form_at=page).status_code)

    assert take(client, "submit", 1) == 302
    stale = client.send(f"{page}/submit", {"version": "1"}, form_at=page)
    assert stale.status_code == 409 and "meantime" in stale.get_data(as_text=True)
    assert take(client, "approve", 2) == 403
    assert take(reviewer, "approve", 2) == 409
    assert take(reviewer, "return", 2, reason="") == 422
    assert take(client, "visit", 2, day=day, reason="") == 422
    assert take(client, "visit", 2, day=day, reason="与申请一致") == 302
    assert take(client, "check", 3, day=day, result="found", reason="") == 422
    assert take(client, "check", 3, day=day, result="clear") == 302
    assert take(client, "notice", 4) == 403
    assert take(reviewer, "notice", 4) == 302
    assert take(reviewer, "approve", 5) == 409
    assert "On public notice from" in reviewer.get(page).get_data(as_text=True)
    world.refresh(household)
    household.notice_starts_on = today() - timedelta(days=9)
    household.notice_ends_on = today() - timedelta(days=1)
    world.commit()
    assert take(reviewer, "approve", 6) == 302
    world.refresh(household)
    assert household.state is HouseholdState.ON_FILE
    world.commit()
    assert "Approved: on file" in reviewer.get(page).get_data(as_text=True)


def test_an_amended_file_keeps_the_numbers_left_empty(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    household = make_household(world, unit, size=2)
    seat, number = household.members[1], household.head.id_number
    client = sign_in(Role.CASEWORKER, unit=unit)
    url = f"/households/{household.id}/edit"
    text = client.get(url).get_data(as_text=True)
    assert number not in text and 'value="王小宝"' in text
    typed = {
        **form(id_number="", name="王桂香", version="1", applied_on="2024-02-01"),
        **member(0, member_id=str(seat.id), name="王大宝", id_number=""),
    }
    assert client.send(url, typed).status_code == 302
    world.expire_all()
    assert (household.head.name, household.head.id_number, seat.person.name) == ("王桂香", number, "王大宝")
    world.commit()
    conflict = client.send(url, typed)
    assert conflict.status_code == 409 and 'value="王大宝"' in conflict.get_data(as_text=True)


def test_a_number_is_shown_on_demand_and_the_look_is_noted(world: Session, sign_in: SignIn) -> None:
    from caseapp.models.audit import AuditEvent

    unit = make_unit(world)
    household = make_household(world, unit)
    number = household.head.id_number
    client = sign_in(Role.CASEWORKER, unit=unit)
    page = f"/households/{household.id}"
    assert number not in client.get(page).get_data(as_text=True)
    assert number in client.send(f"{page}/reveal", form_at=page).get_data(as_text=True)
    assert [event.action for event in world.query(AuditEvent).order_by(AuditEvent.seq)][-1] == "person.reveal"
    world.commit()
    auditor = sign_in(Role.AUDITOR, unit=unit)
    assert auditor.send(f"{page}/reveal", form_at=page).status_code == 403


def test_a_member_leaves_on_a_day(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    household = make_household(world, unit, size=2)
    page = f"/households/{household.id}"
    url = f"{page}/members/{household.members[1].id}/leave"
    client = sign_in(Role.CASEWORKER, unit=unit)
    assert client.send(url, {"version": "1", "left_on": "gestern"}, form_at=page).status_code == 422
    assert client.send(url, {"version": "1", "left_on": "2025-06-01"}, form_at=page).status_code == 302
    world.expire_all()
    assert household.size == 1


def test_another_units_files_are_nowhere(world: Session, sign_in: SignIn) -> None:
    top = make_unit(world)
    own, other = make_unit(world, parent=top, name="路北区总工会"), make_unit(world, parent=top, name="丰润区总工会")
    make_household(world, own, head=make_person(world, name="李自家"))
    foreign = make_household(world, other, head=make_person(world, name="赵别家"))
    client = sign_in(Role.CASEWORKER, unit=own)
    for tail in ("", "/edit"):
        assert client.get(f"/households/{foreign.id}{tail}").status_code == 404
    for act in ("submit", "reveal", "edit", "close"):
        sent = client.send(f"/households/{foreign.id}/{act}", {"version": "1", "reason": "x"}, form_at="/households")
        assert sent.status_code == 404, act
    for query in ("", "?q=赵别家", f"?q={foreign.file_no}", f"?q={foreign.head.id_number}", f"?unit={other.id}"):
        text = client.get(f"/households{query}").get_data(as_text=True)
        assert "<strong>赵别家" not in text and f">{foreign.file_no}</a>" not in text, query
        assert "丰润区" not in text
    assert "1 household" in client.get("/households").get_data(as_text=True)
    assert "0 households" in client.get(f"/households?unit={other.id}").get_data(as_text=True)


@pytest.mark.parametrize(
    "query", ["王桂兰", "桂兰", "wgl", "wang", "WangGui", "小宝", "xiaobao", "file_no", "id_number", "tail"]
)
def test_a_household_is_found_by_name_pinyin_number_and_by_anyone_in_it(
    world: Session, sign_in: SignIn, query: str
) -> None:
    unit = make_unit(world)
    household = make_household(world, unit, size=2)
    make_household(world, unit, head=make_person(world, name="李四"))
    number = household.head.id_number or ""
    typed = {"file_no": household.file_no, "id_number": number, "tail": number[-4:]}
    text = sign_in(Role.AUDITOR, unit=unit).get("/households", query_string={"q": typed.get(query, query)})
    assert household.file_no in text.get_data(as_text=True)
    assert "李四" not in text.get_data(as_text=True)


def test_the_roster_pages_forward_and_back_over_every_file_once(world: Session, sign_in: SignIn) -> None:
    import re

    unit = make_unit(world)
    made = {make_household(world, unit, monthly_income_fen=1000 * (turn % 7)).file_no for turn in range(120)}
    client = sign_in(Role.AUDITOR, unit=unit)
    for sort in ("file_no", "-file_no", "income", "-due"):
        url, seen, pages = f"/households?sort={sort}", [], []
        while url:
            text = client.get(url).get_data(as_text=True)
            pages.append(re.findall(r">(TS-\d+)</a>", text))
            seen += pages[-1]
            way = re.search(r'href="([^"]+)" rel="next"', text)
            url = way.group(1).replace("&amp;", "&") if way else ""
        assert len(seen) == 120 and set(seen) == made, sort
        back = re.search(r'href="([^"]+)" rel="prev"', text)
        assert back
        text = client.get(back.group(1).replace("&amp;", "&")).get_data(as_text=True)
        assert re.findall(r">(TS-\d+)</a>", text) == pages[-2]


@pytest.mark.parametrize("rows", [1, 50])
def test_a_roster_takes_few_statements_whatever_its_length(
    world: Session, sign_in: SignIn, statements: Callable[[], Any], rows: int
) -> None:
    unit = make_unit(world)
    for _ in range(rows):
        make_household(world, unit)
    client = sign_in(Role.CASEWORKER, unit=unit)
    with statements() as counter:
        assert client.get("/households?q=wgl&state=on_file").status_code == 200
    assert len(counter.statements) <= 8, [
        one[:90] + " … FROM" + one.partition("FROM")[2][:60] for one in counter.statements
    ]


@pytest.mark.parametrize("members", [1, 12])
def test_a_file_takes_few_statements_whatever_its_members(
    world: Session, sign_in: SignIn, statements: Callable[[], Any], members: int
) -> None:
    unit = make_unit(world)
    household = make_household(world, unit)
    for _ in range(members):
        make_member(world, household)
    client = sign_in(Role.CASEWORKER, unit=unit)
    client.get(f"/households/{household.id}")
    with statements() as counter:
        assert client.get(f"/households/{household.id}").status_code == 200
    assert len(counter.statements) <= 8, [
        one[:90] + " … FROM" + one.partition("FROM")[2][:60] for one in counter.statements
    ]
