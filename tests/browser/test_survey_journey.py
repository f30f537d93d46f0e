"""A survey from its making to the figure it gives, in a real browser: the office's window and three phones."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NARROW, Visit, Visitor

pytestmark = pytest.mark.xdist_group("survey_journey")
CODE = re.compile(r"(?:[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{5}\s?){2}")
PICKS = ("满意", "是", "好", "", "改善", "看病", "4", "")
"""An answer to each question of both ready sheets; two in own words stay empty."""
LEAST_TARGET = 44


def make_and_draw(office: Visitor) -> None:
    page = office.page
    office.go("/surveys/new?year=2025")
    page.get_by_label("项目", exact=True).select_option(label="6. 困难职工专项帮扶资金")
    page.locator("[name=title]").fill("全年受助职工问卷")
    page.get_by_label("满意度").check()
    page.get_by_label("生活水平改善").check()
    office.check("survey-1-new")
    office.follow(page.locator("main form.post-form button[type=submit]"))
    office.follow(page.get_by_role("link", name="调查对象").first)
    page.locator("[name=period_from]").fill("2025-01-01")
    page.locator("[name=period_to]").fill("2025-12-31")
    page.locator("[name=rule]").select_option("number")
    page.locator("[name=size]").fill("140")
    office.follow(page.get_by_role("button", name="测算数量"))
    assert "141" in page.locator("main").inner_text()
    office.check("survey-2-quotas")
    office.follow(page.get_by_role("button", name="抽取"))
    page.get_by_text("已抽取 140 个").wait_for()
    office.follow(page.get_by_role("button", name="开始调查"))
    page.get_by_text("打印 140 张小条").wait_for()
    office.check("survey-3-open")


def print_slips(office: Visitor) -> list[str]:
    office.follow(office.page.get_by_role("button", name="打印 140 张小条"))
    office.page.locator(".doc-square").first.wait_for()
    office.check("survey-4-slips")
    codes = CODE.findall(office.page.locator("main").inner_text())
    assert len(codes) == 140 and office.page.locator(".doc-square").count() == 140
    return ["".join(code.split()) for code in codes]


def large_enough(page: Page) -> None:
    """Everything that is touched is at least 44 px high and wide."""
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("a, button, .pick, .write")].map(one => {
            const box = one.getBoundingClientRect();
            return [one.className || one.tagName, Math.round(box.width), Math.round(box.height)];
        })"""
    )
    assert sizes and [one for one in sizes if min(one[1:]) < LEAST_TARGET] == []


def say(phone: Visitor, answer: str) -> None:
    page = phone.page
    if page.locator(".pick").count():
        page.get_by_role("radio", name=answer, exact=True).check()
    elif answer:
        page.locator(".write").fill(answer)
    phone.follow(page.locator(".btn-main"))


def answer(phone: Visitor, code: str, *, stop_after: int = 8, begin_at: int = 0, checked: bool = False) -> None:
    phone.go(f"/s/{code}")
    assert phone.page.url.endswith("/s") and code not in phone.page.content()
    phone.follow(phone.page.locator(".btn-main"))
    for place, pick in enumerate(PICKS[begin_at:stop_after], begin_at + 1):
        assert f"第 {place} 题" in phone.page.locator("main").inner_text()
        if checked:
            large_enough(phone.page)
            phone.check(f"survey-phone-{place}")
        say(phone, pick)


def send(phone: Visitor, name: str = "") -> None:
    if name:
        large_enough(phone.page)
        phone.check(f"survey-phone-{name}-check")
    phone.follow(phone.page.locator(".btn-main"))
    phone.page.get_by_text("您的答卷已收到").wait_for()


def type_twenty(office: Visitor, survey: str) -> None:
    """On the grid, by the keyboard alone: number, answers, Enter from cell to cell, Alt+S."""
    office.go(survey)
    office.follow(office.page.get_by_role("link", name="录入答卷"))
    office.check("survey-6-grid")
    office.page.locator("[name=rows-0-number]").focus()
    for number in range(4, 24):
        for typed in (str(number), "1", "1", "1", "", "1", "2", "3", ""):
            office.page.keyboard.type(typed)
            office.page.keyboard.press("Enter")
        office.page.keyboard.press("Enter")
    with office.page.expect_navigation():
        office.page.keyboard.press("Alt+s")
    office.page.get_by_text("已录入 20 份").wait_for()


def test_from_the_drawing_to_the_figure(visit: Visit) -> None:
    office = visit("jixiao")
    make_and_draw(office)
    survey = office.page.url.removeprefix(office.address)
    codes = print_slips(office)

    first = visit(None, size=NARROW)
    first.go("/s")
    large_enough(first.page)
    first.check("survey-phone-code")
    answer(first, codes[0], checked=True)
    send(first, "first")
    first.check("survey-phone-done")

    begun = visit(None, size=NARROW)
    answer(begun, codes[1], stop_after=3)
    resumed = visit(None, size=NARROW)
    resumed.go(f"/s/{codes[1]}")
    assert "接着填" in resumed.page.locator("main").inner_text()
    answer(resumed, codes[1], begin_at=4)
    send(resumed)

    plain = visit(None, size=NARROW, scripts=False)
    answer(plain, codes[2])
    send(plain)

    type_twenty(office, survey)

    office.go(survey)
    assert "23 / 140" in re.sub(r"\s+", " ", office.page.locator(".survey-stats").inner_text())
    office.act("close")
    office.page.get_by_text("调查已结束").first.wait_for()
    office.check("survey-5-closed")

    office.go("/projects?year=2025")
    office.follow(office.page.get_by_role("link", name="困难职工专项帮扶资金").first)
    for indicator in ("受救助后生活水平改善率", "受助对象满意度"):
        row = office.page.locator("tr", has_text=indicator).first
        assert re.search(r"100.*n=23，85.7–100.0%，答卷过少", re.sub(r"\s+", "", row.inner_text()))
    office.follow(office.page.locator("tr", has_text="受助对象满意度").get_by_role("link").first)
    office.follow(office.page.get_by_role("link", name=re.compile("^全年受助职工问卷")).first)
    assert office.page.url.endswith(survey)
    people = visit("jixiao")
    people.go(f"{survey}/progress")
    names = people.page.locator("tbody td[data-label='姓名'] a").all_inner_texts()
    told = office.page.locator("main").inner_text()
    assert len(names) > 20 and not [name for name in names if name in told]
