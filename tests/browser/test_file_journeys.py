"""A file from application to exit and back, and a roster with faults, as people do it in the browser."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.imports import RosterKind
from caseapp.models.engine import open_engine
from caseapp.models.exports import Export
from caseapp.models.households import Household
from caseapp.models.users import User
from caseapp.services.transaction import transact
from tests.browser.conftest import Server, Visit, Visitor, held_back, on_day
from tests.browser.test_journey import picture
from tests.factories.rosters import HEADS, name, number, roster, spoil

pytestmark = pytest.mark.xdist_group("file_journeys")
HEAD = {
    "name": "庞桂英",
    "id_number": number(70_000),
    "phone": "13812345678",
    "bank_name": "演示银行唐山分行",
    "account": "6222000012345678",
    "staff_no": "K-0913",
    "started_work_on": "1996-07-01",
    "industry": "制造业",
    "own_income": "1860",
    "monthly_income": "690.50",
    "address": "路南区演示里3号楼2单元501室",
    "region_code": "130202",
    "other_income": "0",
    "yearly_income": "24858",
    "members-0-name": "庞小雨",
    "members-0-id_number": number(70_001),
}
CHOSEN = ("ethnicity", "marriage", "residence", "honour_class", "category", "main_cause", "housing", "is_single_parent")


def offered(visitor: Visitor, panel: str) -> bool:
    return visitor.page.locator(f"form.confirm-panel[action$='/{panel}']").count() > 0


def state(visitor: Visitor) -> str:
    return visitor.page.locator(".identity .badge").last.inner_text()


def test_a_new_file_from_the_application_to_the_register(visit: Visit, server: Server) -> None:
    caseworker = visit("jingban")
    page = caseworker.page
    caseworker.go("/households/new")
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
    for field, text in HEAD.items():
        page.locator(f"[name={field}]").fill(text)
    for field in CHOSEN:
        page.locator(f"[name={field}]").select_option(index=1)
    page.locator("[name=unit_id]").select_option(label="路南区总工会")
    picture(caseworker, "file-1-application")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(re.compile(r"/households/\d+$"))
    file = page.url.removeprefix(caseworker.address)
    assert "庞小雨" in page.locator("main").inner_text()

    caseworker.act("submit")
    caseworker.act("visit", reason="住房与登记一致，家中一人患病。")
    caseworker.act("check")
    assert state(caseworker) == "待公示"
    picture(caseworker, "file-2-checked")

    reviewer = visit("shenpi")
    reviewer.go(file)
    reviewer.act("notice")
    assert state(reviewer) == "公示中"
    told = reviewer.page.locator("main").inner_text()
    first, last = (
        date.fromisoformat(day) for day in re.findall(r"\d{4}-\d{2}-\d{2}", told[told.index("公示期") :])[:2]
    )
    workdays = [first + timedelta(days=turn) for turn in range((last - first).days + 1)]
    assert sum(day.weekday() < 5 for day in workdays) >= 5
    assert not offered(reviewer, "approve"), "nobody approves before the notice has run out"
    picture(reviewer, "file-3-on-notice")

    with on_day(server, (last + timedelta(days=1)).isoformat()) as address:
        maker = visit("jingban", address=address)
        maker.go(file)
        assert not offered(maker, "approve"), "who made the file does not approve it"
        signer = visit("shenpi", address=address)
        signer.go(file)
        signer.act("approve")
        assert state(signer) == "在档"
        signer.check("journey-file-4-on-file")
        signer.go(f"{file}/steps")
        picture(signer, "file-5-steps")
    assert [*caseworker.said, *reviewer.said, *maker.said, *signer.said] == []


def test_a_file_is_verified_again_leaves_and_comes_back_in_a_file_of_its_own(visit: Visit) -> None:
    reviewer = visit("shenpi")
    reviewer.go("/households?state=on_file&q=TS-0021")
    reviewer.page.locator("main tbody a[href*='/households/']").first.click()
    reviewer.page.wait_for_url(re.compile(r"/households/\d+$"))
    file = reviewer.page.url.removeprefix(reviewer.address)
    reviewer.act("reverify")
    picture(reviewer, "back-1-verified")
    reviewer.act("exit", reason="子女已就业，家庭人均收入稳定高于标准，经复核脱困。")
    assert state(reviewer) == "脱困"
    picture(reviewer, "back-2-exited")

    caseworker = visit("jingban")
    caseworker.go(file)
    caseworker.act("re-enter")
    assert caseworker.page.url.removeprefix(caseworker.address) != file
    assert state(caseworker) == "草稿"
    picture(caseworker, "back-3-taken-up-again")
    caseworker.page.locator("main .notice a").first.click()
    caseworker.page.wait_for_url(caseworker.address + file)
    assert [*reviewer.said, *caseworker.said] == []


def counted(visitor: Visitor, condition: str) -> int:
    visitor.go(f"/households?state={condition}")
    found = re.search(r"[\d,]+", visitor.page.locator(".tags-found").inner_text())
    assert found is not None
    return int(found[0].replace(",", ""))


def people_of(visitor: Visitor, file: str) -> str:
    visitor.go(f"{file}/form/print")
    return visitor.page.locator("table").first.inner_text()


def test_a_merge_is_undone_and_the_two_files_are_merged_again(visit: Visit) -> None:
    """The demo's household that was put down twice: parted by a reviewer, then found and merged by eye once more."""
    reviewer = visit("shenpi")
    page = reviewer.page
    on_file, gone = counted(reviewer, "on_file"), counted(reviewer, "merged")
    page.locator("main tbody a[href*='/households/']").first.click()
    page.wait_for_url(re.compile(r"/households/\d+$"))
    merged = page.url.removeprefix(reviewer.address)
    assert state(reviewer) == "已并入"
    assert "<" not in page.locator("main").inner_text(), "every field is called by its label"
    reviewer.check("journey-merge-1-leads-to-the-kept-file")
    kept = page.locator(".notice a[href*='/households/']").first.get_attribute("href") or ""
    before = people_of(reviewer, kept)

    reviewer.go(merged)
    reviewer.act("unmerge", reason="待核实户籍，先恢复为两份档案。")
    assert state(reviewer) == "草稿"
    reviewer.check("journey-merge-2-undone")
    assert (counted(reviewer, "on_file"), counted(reviewer, "merged")) == (on_file, gone - 1)

    reviewer.go("/households/duplicates")
    row = page.locator("main tbody tr").filter(has=page.locator(f"a[href='{merged}']"))
    assert row.locator(f"a[href='{kept}']").count() == 1
    row.locator("a.btn").click()
    page.wait_for_url(re.compile(r"/duplicates/\d+$"))
    reviewer.check("journey-merge-3-side-by-side")
    form = page.locator("form[action$='/merge']")
    assert form.locator("select").first.input_value().startswith("same."), "who has the name and birthday is the same"
    form.locator("[name=reason]").fill("户籍证明：身份证号录错一位，系同一户。")
    form.locator("button[type=submit]").click()
    page.wait_for_url(re.compile(r"/households/\d+$"))
    assert page.url.removeprefix(reviewer.address) == kept
    reviewer.check("journey-merge-4-one-file")
    assert (counted(reviewer, "on_file"), counted(reviewer, "merged")) == (on_file, gone)
    assert people_of(reviewer, kept) == before
    assert reviewer.said == []


def test_a_roster_with_faults_is_mended_and_taken_in(visit: Visit, tmp_path: Path) -> None:
    sound, faulty = (roster(230, unit="路南区总工会", first=30_000) for _ in range(2))
    spoil(faulty, 12)
    wrong, mended = tmp_path / "新申请.xlsx", tmp_path / "新申请-已改.xlsx"
    wrong.write_bytes(faulty.xlsx())
    mended.write_bytes(sound.xlsx())
    caseworker = visit("jingban")
    page = caseworker.page

    def send(file: Path) -> None:
        caseworker.go("/imports/new")
        page.locator("input[type=file]").set_input_files(file)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(re.compile(r"/imports/\d+"))

    send(wrong)
    text = page.locator("main").inner_text()
    assert all(cell in text for _, cell in faulty.planted)
    caseworker.check("journey-import-1-faults")
    with page.expect_download() as coming:
        page.locator("a[href$='/marked']").click()
    marked = tmp_path / "marked.xlsx"
    coming.value.save_as(marked)
    book = load_workbook(marked)
    assert all(book[sheet][cell].fill.start_color.rgb == "FFFFC7CE" for sheet, cell in faulty.planted)
    caseworker.act("cancel")

    send(mended)
    caseworker.check("journey-import-2-mended")
    step = held_back(page, "**/advance")
    with page.expect_request("**/advance"):
        caseworker.act("start")
    page.locator("#import-progress").wait_for()
    picture(caseworker, "import-3-progress")
    step.pop().continue_()
    page.get_by_text("已导入 230 条记录。").wait_for()
    assert page.locator("#import-progress").count() == 0
    picture(caseworker, "import-4-done")
    caseworker.go(f"/search?q={name(30_007)}")
    assert name(30_007) in page.locator("main").inner_text()
    assert caseworker.said == []


def begun(server: Server, login: str) -> int:
    """The id of a list of every file, as it stands when it was just begun: the demo has fewer than make one long."""
    engine = open_engine(f"sqlite:///{server.home / 'caseapp.db'}")
    with Session(engine) as session:

        def begin() -> int:
            maker = session.scalars(select(User.id).where(User.login == login)).one()
            ids = list(session.scalars(select(Household.id).order_by(Household.file_no)))
            export = Export(kind=RosterKind.HOUSEHOLDS, reason="上报省总", in_full=False, ids=ids)
            export.touch(maker, datetime.now(UTC))
            session.add(export)
            session.flush()
            return export.id

        made = transact(session, begin)
    engine.dispose()
    return made


def test_a_long_list_is_made_while_one_watches(visit: Visit, server: Server, tmp_path: Path) -> None:
    caseworker = visit("jingban")
    page = caseworker.page
    step = held_back(page, "**/advance")
    address = f"/exports/{begun(server, 'jingban')}"
    with page.expect_request("**/advance"):
        caseworker.go(address)
    page.locator("#export-progress").wait_for()
    picture(caseworker, "list-1-progress")
    step.pop().continue_()
    ready = page.locator("main").get_by_text("名册已生成")
    ready.wait_for()
    count = int(re.sub(r"\D", "", ready.inner_text()))
    caseworker.check("list-2-ready")
    with page.expect_download() as coming:
        page.locator("a[href$='/roster.xlsx']").click()
    coming.value.save_as(tmp_path / "list.xlsx")
    assert load_workbook(tmp_path / "list.xlsx")[HEADS].max_row == count + 1 > 100
    caseworker.go("/households/export")
    caseworker.check("list-3-asked")
    caseworker.follow(page.locator(f"main a[href='{address}']"))
    caseworker.act("drop")
    page.get_by_text("名册已删除。").wait_for()
    assert caseworker.said == []


def test_a_file_can_be_taken_again_from_the_page_it_left_standing(visit: Visit) -> None:
    caseworker = visit("jingban")
    caseworker.go("/households/queue?wait=check")
    button = caseworker.page.locator("form[action$='/check-list.xlsx'] button")
    for _ in range(2):
        expect(button).to_be_enabled()
        with caseworker.page.expect_download():
            button.click()
    assert caseworker.said == []


def test_what_was_typed_waits_for_the_next_tab(visit: Visit) -> None:
    caseworker = visit("jingban")
    page = caseworker.page
    caseworker.go("/households/new")
    page.locator("[name=name]").fill("庞未完")
    page.locator("[name=name]").blur()
    page.locator("[data-draft-said]").get_by_text("保存草稿").wait_for()
    caseworker.page = page.context.new_page()
    page.close()

    caseworker.go("/households/new")
    assert caseworker.page.locator("[name=name]").input_value() == ""
    caseworker.check("draft-offered")
    caseworker.press("继续填写该草稿", role="link")
    assert caseworker.page.locator("[name=name]").input_value() == "庞未完"
    caseworker.check("draft-continued")
    caseworker.press("丢弃草稿")
    assert caseworker.page.locator("[name=name]").input_value() == ""
    assert caseworker.page.get_by_text("继续填写该草稿").count() == 0
