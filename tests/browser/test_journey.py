"""The main job, in both languages: a payment through three people, and the figure that rises by one and opens to it."""

import re
import time

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PICTURES, WIDE, Visit, Visitor, answered

pytestmark = pytest.mark.xdist_group("journey")
CODE = "13020025P00779410001X"
FIGURE = f"/projects/2026/{CODE}/rows/1"
FILES = {"zh": "TS-0008", "en": "TS-0014"}
AMOUNT = {"zh": "1013.00", "en": "1017.00"}


def picture(visitor: Visitor, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    visitor.page.screenshot(path=PICTURES / f"journey-{name}.png")


def figure(visitor: Visitor) -> int:
    visitor.go(FIGURE)
    return int(re.sub(r"\D", "", re.split(r"[户（]", visitor.page.locator(".stat-value").first.inner_text())[0]))


def choose_by_keys(page: Page, select: str, wanted: str) -> None:
    """Step through a drop-down with the arrow keys until the wanted value stands."""
    page.locator(select).focus()
    page.keyboard.press("Home")
    for _ in range(30):
        chosen = page.eval_on_selector(select, "one => one.value + ' ' + one.selectedOptions[0].text")
        if wanted in chosen:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{wanted} is not in {select}")


def sign_by_keyboard(visitor: Visitor) -> None:
    """J to the first line and back out of it, A to open the panel, Enter to sign."""
    page = visitor.page
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('[data-row]') !== null")
    page.keyboard.press("a")
    page.locator("details.confirm[open] button").wait_for()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def log_aid_by_keyboard(visitor: Visitor, file_no: str, project: str, kind: str, typed: dict[str, str]) -> float:
    """Log one payment with the keyboard alone; gives the seconds from the first key to saved.

    `typed` is what is written in each field; the answer to it is waited for, as a person would see it.
    """
    page = visitor.page
    visitor.go("/aid/log")
    page.locator("#finder:focus").wait_for()
    started = time.monotonic()
    page.keyboard.type(file_no)
    page.locator("[role=option]").first.wait_for()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    choose_by_keys(page, "#project", project)
    page.keyboard.press("Enter")
    choose_by_keys(page, "#kind", kind)
    page.keyboard.press("Enter")
    answered(page)
    for field, text in typed.items():
        page.locator(field).focus()
        if page.locator(field).evaluate("one => one.tagName") == "SELECT":
            choose_by_keys(page, field, text)
        elif page.locator(field).get_attribute("type") == "date":
            year, month, day = text.split("-")
            page.keyboard.type(f"{month}{day}{year}")  # the order of this Chromium, whatever the page's language
            assert page.locator(field).input_value() == text
        else:
            page.keyboard.press("Control+a")
            page.keyboard.type(text)
        page.keyboard.press("Enter")
        answered(page)
    with page.expect_navigation():
        page.keyboard.press("Alt+s")
    return time.monotonic() - started


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_a_payment_logged_signed_by_three_and_seen_in_the_figure(locale: str, visit: Visit) -> None:
    officer = visit("jixiao", locale=locale)
    before = figure(officer)

    caseworker = visit("jingban", locale=locale)
    typed = {
        "#event": "突发疾病住院",
        "#happened_on": "2026-10-20",
        "#amount": AMOUNT[locale],
        "#reason": "住院后生活困难",
    }
    seconds = log_aid_by_keyboard(caseworker, FILES[locale], "省级", "one_off", typed)
    assert seconds < 20, f"logging aid took {seconds:.1f} s"
    picture(caseworker, f"{locale}-1-logged")
    shown = f"{float(AMOUNT[locale]):,.2f}"
    assert shown in caseworker.page.locator("main").inner_text()

    page = caseworker.page
    caseworker.go("/batches/new")
    caseworker.follow(page.get_by_role("row").filter(has_text="省级").get_by_role("link").last)
    page.locator("[name=title]").fill("临时救助")
    for row in page.locator("main tbody tr").all():
        row.locator("input[type=checkbox]").set_checked(shown in row.inner_text())
    assert page.locator("main tbody :checked").count() == 1
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/batches/\d+$"))
    batch = page.url.removeprefix(caseworker.address)
    sign_by_keyboard(caseworker)
    picture(caseworker, f"{locale}-2-submitted")
    assert page.locator("form.confirm-panel[action$='/approve']").count() == 0, "the maker is offered no approval"

    reviewer = visit("shenpi", locale=locale)
    reviewer.go(batch)
    picture(reviewer, f"{locale}-3-to-approve")
    sign_by_keyboard(reviewer)
    assert reviewer.page.locator("form.confirm-panel[action$='/release']").count() == 0, "the approver cannot release"

    cashier = visit("caiwu", locale=locale)
    cashier.go(batch)
    sign_by_keyboard(cashier)
    assert figure(officer) == before, "released is not paid"
    cashier.go(f"{batch}/results")
    cashier.act("results")
    cashier.go(batch)
    picture(cashier, f"{locale}-4-settled")

    assert figure(officer) == before + 1
    last = (before + 1 - 1) // 50
    for _ in range(last):
        officer.follow(officer.page.locator(".pager a").last)
    row = officer.page.get_by_role("row").filter(has_text=shown)
    assert row.count() == 1, "the list behind the figure holds the payment"
    picture(officer, f"{locale}-5-list")
    row.get_by_role("link").first.click()
    officer.page.wait_for_url(re.compile(r"/payments/\d+"))
    text = officer.page.locator("main").inner_text()
    assert shown in text and batch.rpartition("/")[2] in officer.page.content()
    picture(officer, f"{locale}-6-payment")
    assert [*officer.said, *caseworker.said, *reviewer.said, *cashier.said] == []


@pytest.mark.parametrize(("locale", "file_no"), [("zh", "TS-0021"), ("en", "TS-0022")])
def test_medical_and_school_aid_are_logged_by_keyboard_with_their_working(
    locale: str, file_no: str, visit: Visit
) -> None:
    caseworker = visit("jingban", locale=locale)
    page = caseworker.page
    typed = {"#medical_total": "20000", "#medical_reimbursed": "12000", "#receipts": "3", "#reason": "两次住院"}
    seconds = log_aid_by_keyboard(caseworker, file_no, "困难职工", "medical", typed)
    assert seconds < 20, f"medical aid took {seconds:.1f} s"
    assert "4,800.00" in page.locator("main").inner_text(), "60% of the own part"
    typed = {"#stage": "higher", "#school": "演示大学", "#reason": "新学年"}
    seconds = log_aid_by_keyboard(caseworker, file_no, "困难职工", "education", typed)
    assert seconds < 20, f"school aid took {seconds:.1f} s"
    assert "3,500.00" in page.locator("main").inner_text(), "the standard of the stage"
    assert page.locator("[role=alert]").count() == 0
    assert caseworker.said == []
    picture(caseworker, f"{locale}-7-medical-and-school")


def test_what_is_saved_is_the_amount_for_what_was_chosen_last_however_slow_the_server(visit: Visit) -> None:
    caseworker = visit("jingban", locale="en")
    page = caseworker.page
    caseworker.go("/aid/log?q=TS-0024")
    caseworker.follow(page.locator("main a[href*='/aid/log/household/']").first)
    choose_by_keys(page, "#project", "困难职工")
    choose_by_keys(page, "#kind", "education")
    page.locator("#stage").wait_for()
    answered(page)
    page.locator("#reason").fill("新学年")
    page.locator("#school").fill("演示大学")
    page.route("**/proposal*", lambda route: (time.sleep(1), route.continue_()))
    page.locator("#stage").focus()
    choose_by_keys(page, "#stage", "higher")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Alt+s")
    assert "Education aid, 3,500.00 yuan." in page.locator("main").inner_text()


def test_the_same_job_without_scripts(visit: Visit) -> None:
    caseworker = visit("jingban", scripts=False, size=WIDE)
    page = caseworker.page
    caseworker.go("/aid/log?q=TS-0019")
    caseworker.follow(page.locator("main a[href*='/aid/log/household/']").first)
    page.locator("#project").select_option(index=0)
    page.locator("#kind").select_option("one_off")
    caseworker.follow(page.locator("form:has(#amount) button[type=submit]").first)
    page.locator("#event").fill("出租房失火")
    page.locator("#happened_on").fill("2026-10-20")
    page.locator("#amount").fill("999.00")
    page.locator("#reason").fill("不用脚本登记")
    caseworker.follow(page.locator("form:has(#amount) button[type=submit]").first)
    assert "999.00" in page.locator("main").inner_text()
    assert page.locator("[role=alert]").count() == 0
