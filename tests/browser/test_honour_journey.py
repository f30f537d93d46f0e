"""The year's honour batch in a real browser: 309 people checked, reckoned, signed by three and settled."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import NARROW, PASSWORD, PICTURES, ROOT, Visit, Visitor

pytestmark = pytest.mark.xdist_group("honour_journey")
ENTITLED = 309
MAKE = """
from dataclasses import replace
from caseapp.app import create_app
from caseapp.cli.support import settings
from caseapp.demo.acts import CheckLiveness
from caseapp.demo.apply import make_demo
from caseapp.demo.money import MONEY
from caseapp.demo.spec import draw
from caseapp.demo.surveyed import SURVEYED
from caseapp.extensions import db
from caseapp.services.vault import Vault

left_out = (*MONEY, *SURVEYED, CheckLiveness)
world = draw()
world = replace(world, acts=tuple(act for act in world.acts if not isinstance(act, left_out)))
with create_app().app_context():
    make_demo(db.session(), world, Vault(settings().attachments))
"""


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's registers of 2025 before anybody was paid or asked after."""
    home = tmp_path_factory.mktemp("unpaid") / "home"
    environment = {**os.environ, "CASEAPP_HOME": str(home)}
    environment.pop("CASEAPP_DATABASE_URL", None)
    for words in (["-m", "caseapp", "db", "upgrade"], ["-c", MAKE]):
        subprocess.run([sys.executable, *words], check=True, env=environment, cwd=ROOT)
    return home


def picture(visitor: Visitor, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    visitor.page.screenshot(path=PICTURES / f"honours-{name}.png")


def sign(visitor: Visitor, panel: str) -> bool:
    """Open a confirm panel where it is offered, and do what it asks for; False where it is not offered."""
    form = visitor.page.locator(f"form.confirm-panel[action$='/{panel}']")
    if form.count() == 0:
        return False
    secret = form.locator("input[type=password]")
    visitor.act(panel, **({"password": PASSWORD} if secret.count() else {}))
    return True


def test_the_years_allowance_for_everybody_entitled(visit: Visit) -> None:
    maker = visit("jingban2")
    page = maker.page
    maker.go("/honours?year=2025&show=held")
    assert str(ENTITLED - 3) in page.locator(".tabs a[aria-current]").last.inner_text()
    picture(maker, "1-held-back")

    maker.go("/honours/liveness")
    page.locator("[name=all]").check()
    page.locator("[name=witness]").fill("工会经办人二人")
    page.locator("[name=evidence]").fill("走访照片及本人签字")
    picture(maker, "2-checks")
    maker.follow(page.locator("form.post-form button[type=submit]"))

    maker.go("/honours?year=2025")
    assert str(ENTITLED) in page.locator(".tabs a[aria-current]").last.inner_text()
    picture(maker, "3-proposed")
    page.locator("form.post-form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/batches/\d+$"))
    batch = page.url.removeprefix(maker.address)
    assert f"{ENTITLED} " in page.locator("main").inner_text()
    picture(maker, "4-batch")
    assert sign(maker, "submit")

    approved = 0
    for login in ("shenpi", "shenpi2"):
        reviewer = visit(login)
        reviewer.go(batch)
        picture(reviewer, f"5-{login}")
        approved += sign(reviewer, "approve")
    assert approved

    cashier = visit("caiwu")
    cashier.go(batch)
    shows_who = cashier.page.locator("main a[href*='confirm']").first
    if shows_who.count():
        cashier.follow(shows_who)
        cashier.page.locator("main input[type=password]").fill(PASSWORD)
        cashier.follow(cashier.page.locator("main form button[type=submit]").first)
        cashier.go(batch)
    assert sign(cashier, "release")
    picture(cashier, "6-released")
    cashier.go(f"{batch}/results")
    assert sign(cashier, "results")
    cashier.go(batch)
    picture(cashier, "7-settled")
    assert "已对账" in cashier.page.locator("main").inner_text()

    maker.go("/honours?year=2025&show=settled")
    assert str(ENTITLED) in page.locator(".tabs a[aria-current]").last.inner_text()
    page.locator("tbody a").first.click()
    page.wait_for_url(re.compile(r"/account$"))
    picture(maker, "8-account")
    narrow = visit("jingban2", size=NARROW)
    narrow.go("/honours?year=2025&show=none")
    picture(narrow, "9-narrow")
    assert [*maker.said, *cashier.said] == []
