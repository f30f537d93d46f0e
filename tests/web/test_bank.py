"""A released batch goes to the bank and comes back, in the browser's words."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.payments.bank_files import BankFact
from caseapp.domain.payments.codes import LineState
from caseapp.models.bank_files import BankFile, BankHandout, BankTemplate
from caseapp.models.payments import Payment
from caseapp.models.people import Person
from caseapp.web.support.clock import today
from tests.web.test_batches import Scene


@pytest.fixture
def scene(world: Session, sign_in: Callable) -> Scene:
    return Scene(world, sign_in)


HEADINGS = {1: "明细编号", 3: "收方户名", 5: "收方账号", 8: "金额"}
COLUMNS = {f"columns-{n}-heading": HEADINGS.get(n, "") for n in range(len(BankFact))} | {
    f"columns-{n}-place": str(n) if n in HEADINGS else "" for n in range(len(BankFact))
}


def template(scene: Scene, **changed: str):  # type: ignore[no-untyped-def]
    unit = str(scene.city.id)
    said = {"name": "工行代发", "unit": unit, "kind": "csv", "encoding": "utf-8-sig", "delimiter": "comma"}
    data = {**said, "valid_from": today().isoformat(), **COLUMNS, **changed}
    return scene.cashier.send("/bank-templates/new", data)


def made(scene: Scene) -> tuple[str, str]:
    """The address of the batch and of its file."""
    url = scene.released()
    assert template(scene).status_code == 302
    answer = scene.cashier.send(f"{url}/bank-file", {"template": str(scene.read(BankTemplate)[0].id)})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return url, answer.location


def test_a_template_shows_its_faults_beside_what_was_typed(scene: Scene) -> None:
    page = template(scene, **{"columns-5-place": "", "columns-8-place": "first", "name": ""})
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert "Write a number from 1 to 99" in text and "Fill this in" in text and 'value="first"' in text
    lacking = template(scene, **{"columns-5-place": "", "columns-8-place": ""}).get_data(as_text=True)
    assert "needs a column with the account" in lacking and "needs a column with the amount" in lacking
    preview = template(scene, preview="1").get_data(as_text=True)
    assert "收方户名" in preview and "李小四" in preview
    assert scene.read(BankTemplate) == []


def test_the_file_is_made_once_and_leaves_again_only_with_a_reason(scene: Scene) -> None:
    url, page = made(scene)
    text = scene.cashier.get(page).get_data(as_text=True)
    assert f"YH{today().year}-0001" in text
    first = scene.cashier.send(f"{page}/download", form_at=page)
    assert first.status_code == 200 and first.data.startswith("\ufeff明细编号,收方户名,收方账号,金额\r\n".encode())
    assert first.data.count(b"6222020000") == 2
    refused = scene.cashier.send(f"{page}/download", form_at=page)
    assert refused.status_code == 422 and "Write why it is needed again" in refused.get_data(as_text=True)
    again = scene.cashier.send(f"{page}/download", {"reason": "the bank lost it"}, form_at=page)
    assert again.data == first.data
    assert [one.reason for one in scene.read(BankHandout)] == ["", "the bank lost it"]
    assert scene.cashier.get(f"{url}/bank-file").location == page
    assert len(scene.read(BankFile)) == 1
    for client in (scene.maker, scene.reviewer):
        assert client.get(page).status_code == 200
        assert client.send(f"{page}/download", form_at="/").status_code == 403


def test_an_answer_is_shown_then_recorded_and_the_failed_line_is_paid_again(scene: Scene) -> None:
    url, page = made(scene)
    number, day = f"YH{today().year}-0001", today().isoformat()
    bad = f"明细编号,金额,状态,交易日期,失败原因\n{number}-0001,1000,成功,{day},\n{number}-0009,1000,成功,{day},\n"
    shown = send(scene, page, bad)
    text = scene.cashier.get(shown).get_data(as_text=True)
    assert "This file has no such line" in text and "csv A3" in text and "Record the results" not in text
    marked = scene.cashier.get(f"{shown}/marked").get_data(as_text=True)
    assert "错误信息" in marked
    good = f"金额,状态,交易日期,失败原因,明细编号\n1000,失败,,户名不符,{number}-0002\n1000,成功,{day},,{number}-0001\n"
    shown = send(scene, page, good)
    assert "Record the results" in scene.cashier.get(shown).get_data(as_text=True)
    assert scene.cashier.send(f"{shown}/apply", form_at=shown).status_code == 302
    assert [line.state for line in scene.read(Payment)] == [LineState.PAID, LineState.FAILED]
    assert send(scene, page, good) == shown
    assert "2 lines changed" in scene.cashier.get(shown).get_data(as_text=True)

    failed = scene.read(Payment)[1]
    follow = f"{url}/follow-up"
    assert "unchanged" in scene.maker.get(follow).get_data(as_text=True)
    person = scene.session.scalars(select(Person).where(Person.id == failed.person_id)).one()
    person.account = "6217000000000009"
    scene.session.commit()
    answer = scene.maker.send(follow, {"lines": [failed.id]})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    again = scene.read(Payment)[2]
    assert (again.repays_id, again.state) == (failed.id, LineState.OPEN)
    assert again.batch_id == int(re.findall(r"\d+", answer.location)[-1])
    assert "Not yet paid" in scene.maker.get(follow).get_data(as_text=True)
    refused = scene.maker.send(follow, {"lines": [failed.id], "request_key": "another-key-of-16"})
    assert refused.status_code in (409, 422)
    assert len(scene.read(Payment)) == 3


def send(scene: Scene, page: str, text: str) -> str:
    content = {"file": (BytesIO(text.encode()), "结果.csv")}
    answer = scene.cashier.send(f"{page}/answers", content, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.location)


def test_an_empty_choice_keeps_the_page(scene: Scene) -> None:
    _, page = made(scene)
    answer = scene.cashier.send(f"{page}/answers", {}, content_type="multipart/form-data")
    assert answer.status_code == 422 and "Choose a file" in answer.get_data(as_text=True)
    no_table = {"file": (BytesIO(b"a,b\n1,2\n"), "x.csv")}
    refused = scene.cashier.send(f"{page}/answers", no_table, content_type="multipart/form-data")
    assert refused.status_code == 422


def test_an_administrator_keeps_templates_and_sees_no_payment(scene: Scene, sign_in: Callable) -> None:
    made(scene)
    administrator = sign_in(Role.ADMINISTRATOR, unit=scene.city)
    assert administrator.get("/bank-templates").status_code == 200
    assert administrator.get("/bank-templates/1/edit").status_code == 200
    assert administrator.get("/bank-templates/1/example.csv").data.count(b"YH2026-0001-000") == 2
    assert administrator.get("/bank-files").status_code == 403


def test_the_pages_of_bank_files_ask_little(scene: Scene, statements: Callable) -> None:
    _, page = made(scene)
    for address in ("/bank-files", page, "/bank-templates"):
        with statements() as counter:
            assert scene.cashier.get(address).status_code == 200
        assert len(counter.statements) <= 10, counter.statements
