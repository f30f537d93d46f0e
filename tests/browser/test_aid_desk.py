"""The log-aid form on a slow line: the fields stand for what was chosen last, and no key saves by itself."""

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import Visit


def held_back(page: Page, pattern: str) -> list[Route]:
    """Holds the first request for such an address until the test lets it go on."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(pattern, hold, times=1)
    return waiting


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


def test_enter_before_the_answer_opens_what_was_typed_not_what_stands_there(visit: Visit) -> None:
    caseworker = visit("jingban")
    page = caseworker.page
    caseworker.go("/aid/log")
    page.locator("#finder:focus").wait_for()
    page.keyboard.type("TS-00")
    first = page.locator("[role=option]").first
    first.wait_for()
    assert "TS-0024" not in first.inner_text()
    late = held_back(page, "**/suggest*")
    with page.expect_request("**/suggest*"):
        page.keyboard.type("24")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert page.url.endswith("/aid/log"), "it waits for its answer"
    late.pop().continue_()
    page.locator("#amount").wait_for()
    assert "TS-0024" in page.locator("main").inner_text()


def test_enter_asks_plainly_when_the_answer_does_not_come(visit: Visit) -> None:
    caseworker = visit("jingban")
    page = caseworker.page
    caseworker.go("/aid/log")
    page.locator("#finder:focus").wait_for()
    page.route("**/suggest*", lambda route: route.abort())
    page.keyboard.type("TS-0024")
    page.keyboard.press("Enter")
    page.wait_for_url("**/aid/log?q=TS-0024")
