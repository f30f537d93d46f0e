"""The log-aid form on a slow line: the fields stand for what was chosen last, and no key saves by itself."""

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import Visit, answered, held_back


@pytest.fixture
def page(visit: Visit) -> Page:
    """A caseworker has found the household whose form they will open."""
    caseworker = visit("jingban")
    caseworker.go("/aid/log?q=TS-0024")
    return caseworker.page


def open_form(page: Page) -> None:
    """As soon as its fields stand: the scripts may still be on their way."""
    link = page.locator("main a[href*='/aid/log/household/']").first
    page.goto(link.evaluate("one => one.href"), wait_until="commit")
    page.locator("#amount").wait_for()


def test_a_kind_chosen_before_the_scripts_came_has_its_fields_once_they_come(page: Page) -> None:
    scripts = held_back(page, "**/htmx.min.js*")
    open_form(page)
    page.locator("#kind").focus()
    page.keyboard.press("Home")
    while page.locator("#kind").input_value() != "one_off":
        page.keyboard.press("ArrowDown")
    assert page.locator("#event").count() == 0
    scripts.pop().continue_()
    expect(page.locator("#event")).to_be_visible()
    assert page.locator("#kind").input_value() == "one_off"


def test_enter_sends_nothing_before_the_scripts_came(page: Page) -> None:
    sent: list[Request] = []
    held_back(page, "**/htmx.min.js*")
    open_form(page)
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    for field in ("#project", "#kind", "#amount"):
        page.locator(field).focus()
        page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert sent == []


def test_a_question_in_between_does_not_take_the_place_of_the_kinds(page: Page) -> None:
    """The project is asked about; meanwhile the kind is chosen, and a cost of the former kind is written."""
    open_form(page)
    page.wait_for_load_state()
    page.locator("#kind").select_option("medical")
    page.locator("#medical_total").wait_for()
    questions = held_back(page, "**/proposal*")
    with page.expect_request("**/proposal*"):
        page.locator("#project").select_option(index=1)
    page.locator("#kind").select_option("one_off")
    page.locator("#medical_total").fill("300")
    page.locator("#medical_total").blur()
    questions.pop().continue_()
    expect(page.locator("#event")).to_be_visible()
    assert page.locator("#kind").input_value() == "one_off"


def chosen(page: Page, kind: str) -> None:
    """The form is open and its scripts are there; it has the fields of that kind."""
    open_form(page)
    page.wait_for_load_state()
    page.locator("#kind").select_option(kind)
    answered(page)


def test_enter_moves_on_to_the_fields_of_what_was_chosen_once_they_stand_there(page: Page) -> None:
    chosen(page, "one_off")
    page.locator("#kind").focus()
    questions = held_back(page, "**/proposal*")
    with page.expect_request("**/proposal*"):
        page.locator("#kind").select_option("medical")
    page.keyboard.press("Enter")
    expect(page.locator("#kind")).to_be_focused()
    questions.pop().continue_()
    expect(page.locator("#medical_total")).to_be_focused()


@pytest.mark.parametrize(("before", "after"), [("10", "13"), ("", "1013")])
def test_the_amount_is_the_one_written_while_its_proposal_was_on_its_way(before: str, after: str, page: Page) -> None:
    chosen(page, "one_off")
    questions = held_back(page, "**/proposal*")
    page.locator("#loss").fill("5000")
    with page.expect_request("**/proposal*"):
        page.keyboard.press("Enter")
    page.keyboard.type(before)
    questions.pop().continue_()
    answered(page)
    page.keyboard.type(after)
    assert page.locator("#amount").input_value() == "1013"


def test_what_was_written_stays_when_another_project_is_chosen(page: Page) -> None:
    chosen(page, "one_off")
    page.locator("#event").fill("出租房失火")
    page.locator("#project").select_option(index=1)
    answered(page)
    assert page.locator("#event").input_value() == "出租房失火"


def test_saving_from_within_a_cost_saves_the_amount_for_that_cost(page: Page) -> None:
    chosen(page, "medical")
    page.locator("#reason").fill("两次住院")
    page.locator("#medical_total").focus()
    page.keyboard.type("20000")
    page.keyboard.press("Enter")
    page.keyboard.type("12000")
    with page.expect_navigation():
        page.keyboard.press("Alt+s")
    assert "医疗救助 4,800.00 元" in page.locator("main").inner_text(), "60% of the own part"


def test_what_could_not_be_saved_without_an_answer_is_not_saved_later_by_itself(page: Page) -> None:
    sent: list[Request] = []
    chosen(page, "one_off")
    questions = held_back(page, "**/proposal*")
    with page.expect_request("**/proposal*"):
        page.locator("#kind").select_option("medical")
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.keyboard.press("Alt+s")
    with page.expect_event("requestfailed"):
        questions.pop().abort()
    page.locator("#kind").select_option("education")
    answered(page)
    page.wait_for_timeout(300)
    assert sent == []


def test_enter_does_not_open_what_stood_there_before_the_scripts_came(page: Page) -> None:
    scripts = held_back(page, "**/main.js*")
    page.reload(wait_until="commit")
    page.locator("#finder").fill("TS-0021")
    scripts.pop().continue_()
    page.wait_for_load_state()
    page.keyboard.press("Enter")
    page.wait_for_url("**/aid/log?q=TS-0021")


def test_enter_before_the_answer_opens_what_was_typed_not_what_stands_there(visit: Visit) -> None:
    caseworker = visit("jingban")
    page = caseworker.page
    caseworker.go("/aid/log")
    page.locator("#finder:focus").wait_for()
    page.keyboard.type("TS-00")
    first = page.locator("[role=option]").first
    first.wait_for()
    assert "TS-0024" not in first.inner_text()
    late = held_back(page, "**/suggest*TS-0024")
    with page.expect_request("**/suggest*TS-0024"):
        page.keyboard.type("24")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert page.url.endswith("/aid/log"), "it waits for its answer"
    late.pop().continue_()
    page.locator("#amount").wait_for()
    expect(page.locator("main")).to_contain_text("TS-0024")


def test_enter_asks_plainly_when_the_answer_does_not_come(visit: Visit) -> None:
    caseworker = visit("jingban")
    page = caseworker.page
    caseworker.go("/aid/log")
    page.locator("#finder:focus").wait_for()
    page.route("**/suggest*", lambda route: route.abort())
    page.keyboard.type("TS-0024")
    page.keyboard.press("Enter")
    page.wait_for_url("**/aid/log?q=TS-0024")
