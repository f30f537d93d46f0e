"""The summary of a form's errors: in focus as the page opens, and never later."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit, held_back


def test_it_has_the_focus_at_once_and_leaves_who_writes(visit: Visit) -> None:
    caseworker = visit("jingban")
    page = caseworker.page
    caseworker.go("/households/new")
    scripts = held_back(page, "**/main.js*")
    page.locator("main form.post-form button[data-shortcut=save]").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator("[name=name]").focus()
    scripts.pop().continue_()
    page.wait_for_load_state()
    page.keyboard.type("庞")
    assert page.locator("[name=name]").input_value() == "庞"
