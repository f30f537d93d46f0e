"""The pages of the means check: the list out, the answer in, marked, recorded, and how long it holds."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.households.codes import HouseholdState
from caseapp.models.audit import AuditEvent
from caseapp.web.support.clock import today
from tests.factories.check_answers import cell_of, row_of, workbook
from tests.factories.households import make_household
from tests.factories.units import make_unit

SignIn = Callable[..., Any]
S = HouseholdState


def upload(data: bytes, name: str = "核对反馈.xlsx") -> dict[str, Any]:
    return {"file": (BytesIO(data), name)}


def test_the_answer_is_sent_marked_corrected_and_recorded_once(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    household = make_household(world, unit, state=S.VISITED, size=2)
    rows = [row_of(one, 出具日期=today()) for one in household.members]
    number = household.members[0].person.id_number or "?"
    client = sign_in(Role.CASEWORKER, unit=unit)
    client.send("/households/check-list.xlsx", form_at="/households/queue?wait=check")
    roster = client.get("/check-lists").get_data(as_text=True)
    [place] = set(re.findall(r'"(/check-lists/\d+)"', roster))
    send = f"{place}/answers"
    assert client.send(send).status_code == 422
    refused = client.send(send, upload(b"a,b\n1,2\n", "x.csv"))
    assert refused.status_code == 422 and "No sheet has a column with the result" in refused.get_data(as_text=True)
    wrong = client.send(send, upload(workbook([{**rows[0], "公民身份号码": 130203198001010000}, rows[1]])))
    text = client.get(wrong.location).get_data(as_text=True)
    assert "1 cell is at fault" in text and "Excel keeps only the first 15 digits" in text
    marked = re.search(r'"(/check-answers/\d+/marked)"', text)
    assert marked
    sheet = openpyxl.load_workbook(BytesIO(client.get(marked[1]).data)).worksheets[0]
    assert sheet[cell_of(0, "公民身份号码")].fill.fgColor.rgb != "00000000"
    assert client.send(f"{wrong.location}/apply", form_at=send).status_code == 409
    data = workbook(rows)
    good = client.send(send, upload(data)).location
    assert "Record the answers of 2 people?" in client.get(good).get_data(as_text=True)
    for _ in range(2):
        assert client.send(f"{good}/apply", form_at=good if _ == 0 else send).location == good
    assert client.send(send, upload(data, "again.xlsx")).location == good
    page = client.get(place).get_data(as_text=True)
    assert "Fits" in page and number not in page
    world.refresh(household)
    assert household.state is S.CHECKED
    actions = [event.action for event in world.query(AuditEvent)]
    assert actions.count("household.check") == actions.count("check_answer.apply") == 1
    assert {"check_answer.take", "check_answer.marked", "check_list.view"} <= set(actions)


def test_another_units_list_and_answer_are_not_there(world: Session, sign_in: SignIn) -> None:
    own, other = make_unit(world), make_unit(world)
    household = make_household(world, other, state=S.VISITED)
    data = workbook([row_of(one) for one in household.members])
    theirs = sign_in(Role.CASEWORKER, unit=other)
    theirs.send("/households/check-list.xlsx", form_at="/households/queue?wait=check")
    [place] = set(re.findall(r'"(/check-lists/\d+)"', theirs.get("/check-lists").get_data(as_text=True)))
    answer = theirs.send(f"{place}/answers", upload(data)).location
    mine = sign_in(Role.CASEWORKER, unit=own)
    assert place not in mine.get("/check-lists").get_data(as_text=True)
    for address in (place, f"{place}/answers", answer, f"{answer}/marked"):
        assert mine.get(address).status_code == 404
    assert mine.send(f"{answer}/apply", form_at="/check-lists").status_code in {400, 404}


def test_the_administrator_dates_how_long_a_result_holds(world: Session, sign_in: SignIn) -> None:
    client = sign_in(Role.ADMINISTRATOR, unit=make_unit(world))
    page = "/check-rules"
    rule = {"valid_from": today().isoformat(), "days": "90", "document_no": "唐工发〔2025〕9号"}
    assert client.send(page, {**rule, "days": "drei"}).status_code == 422
    assert client.send(page, rule).status_code == 302
    assert "In force today" in client.get(page).get_data(as_text=True)
