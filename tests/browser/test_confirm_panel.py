"""The panel of an act: in focus as soon as it is open, and a refused act says why in the page's own language."""

from tests.browser.conftest import Visit

OPENED = """
panel => {
    panel.querySelector("summary").click();
    const first = document.activeElement;
    panel.querySelector("[name=reason]").focus();
    return new Promise(done => setTimeout(() => done([first.name, document.activeElement.name]), 200));
}
"""


def test_it_takes_the_focus_once_and_leaves_who_writes_in_it(visit: Visit) -> None:
    caseworker = visit("jingban")
    page = caseworker.page
    caseworker.go("/households/queue?wait=visit")
    caseworker.follow(page.locator("main tbody a[href*='/households/']").first)
    panel = page.locator("details.confirm:has(form[action$='/visit'])")
    assert panel.evaluate(OPENED) == ["day", "reason"]
    caseworker.follow(panel.locator("button[type=submit]"))
    assert panel.locator(".field-error").inner_text() == "请写明了解到的情况。"
    assert panel.get_attribute("open") is not None
