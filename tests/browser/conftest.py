"""A real server on the demo world and a real Chromium; every page visited is held to the same checks."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect, sync_playwright

from tests.browser.atlas import PASSWORD
from tests.browser.chromium import HOW, chromium
from tests.factories.once import made_once

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / ".screenshots"
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
RUN_AXE = """
axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).then(found =>
    found.violations.map(fault =>
        fault.id + ": " + fault.nodes.slice(0, 3).map(node => node.target + " " + node.html.slice(0, 120)).join(" | ")))
"""
WAIT = 30_000
"""Milliseconds until a page counts as not coming: the machine runs other tests at the same time."""
expect.set_options(timeout=WAIT)
WIDE, NARROW = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@dataclass(frozen=True)
class Atlas:
    """One address for each kind of page, with who found it first; the pages no link leads to."""

    found: dict[str, tuple[str, str]]
    unreached: list[str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def atlas(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    def make(path: Path) -> None:
        home = tmp_path_factory.mktemp("mapped") / "home"
        shutil.copytree(demo_home, home)
        words = [sys.executable, "-m", "tests.browser.atlas", str(home)]
        with path.open("w") as out:
            subprocess.run(words, check=True, stdout=out, cwd=ROOT)

    drawn = json.loads(made_once(tmp_path_factory, "atlas.json", make).read_text())
    return Atlas({kind: (login, path) for kind, (login, path) in drawn["found"].items()}, drawn["unreached"])


@dataclass
class Server:
    address: str
    home: Path


@pytest.fixture(scope="module")
def server(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """gunicorn on a copy of the demo world, one a test module."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(demo_home, home)
    port = _free_port()
    environment = {**os.environ, "CASEAPP_HOME": str(home)}
    environment.pop("CASEAPP_DATABASE_URL", None)
    words = [str(Path(sys.executable).with_name("caseapp")), "serve", "--bind", f"127.0.0.1:{port}"]
    with _running(words, environment):
        yield Server(_answering(port), home)


@contextmanager
def _running(words: list[str], environment: dict[str, str]) -> Iterator[None]:
    """A server and its workers, killed afterwards: a busy machine takes half a minute to let them end by themselves."""
    process = subprocess.Popen(words, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answering(port: int) -> str:
    """The address, once somebody answers there."""
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            urllib.request.urlopen(address + "/sign-in", timeout=2).close()
            break
        except OSError:
            time.sleep(0.1)
    return address


@contextmanager
def on_day(server: Server, day: str) -> Iterator[str]:
    """The address of the same world as it will be served on that day."""
    port = _free_port()
    words = [sys.executable, "-m", "tests.browser.later", str(server.home), str(port), day]
    environment = {name: value for name, value in os.environ.items() if name != "CASEAPP_DATABASE_URL"}
    with _running(words, environment):
        yield _answering(port)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    assert path, HOW
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=flags)
        yield opened
        opened.close()


@dataclass
class Visitor:
    """A signed-in person's browser window; remembers what the console said."""

    page: Page
    address: str
    said: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer is not None and answer.status < 400, f"{path} answered {answer and answer.status}"

    def resize(self, size: dict[str, int]) -> None:
        if self.page.viewport_size != size:
            self.page.set_viewport_size({"width": size["width"], "height": size["height"]})

    def follow(self, what: Locator) -> None:
        """Click what leads to another page; that page has loaded."""
        with self.page.expect_navigation(timeout=WAIT):
            what.click()

    def press(self, name: str, role: str = "button") -> None:
        self.follow(self.page.get_by_role(role, name=name, exact=True).first)

    def act(self, panel: str, **fields: str) -> None:
        """Open the panel of an act, fill it in and press its button; the act is done and its page is there."""
        form = self.page.locator(f"form.confirm-panel[action$='/{panel}']")
        self.page.locator("details.confirm", has=form).locator("summary").click()
        for name, text in fields.items():
            form.locator(f"[name={name}]").fill(text)
        with self.page.expect_navigation(timeout=WAIT) as coming:
            form.locator("button[type=submit]").click()
        answer = coming.value
        said = self.page.locator("[role=alert], .field-error").all_inner_texts()
        assert answer is not None and answer.status < 400 and not said, f"{panel}: {answer and answer.status} {said}"

    def check(self, name: str) -> None:
        """axe-core finds nothing, the console is silent, nothing sticks out sideways; leaves a picture where
        CASEAPP_PICTURES asks for it: of all pages in all sizes they take a quarter of the time."""
        answered(self.page)
        if self.page.evaluate("typeof axe") == "undefined":
            self.page.evaluate(AXE)
        faults = self.page.evaluate(RUN_AXE)
        assert faults == [], f"{name}: {faults}"
        assert self.said == [], f"{name}: {self.said}"
        over = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{name} is {over}px wider than the window"
        if os.environ.get("CASEAPP_PICTURES"):
            PICTURES.mkdir(exist_ok=True)
            self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def answered(page: Page) -> None:
    """What the page has asked the server for stands in it."""
    expect(page.locator(".htmx-request")).to_have_count(0)


def held_back(page: Page, pattern: str) -> list[Route]:
    """Holds the first request for such an address until the test lets it go on."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(pattern, hold, times=1)
    return waiting


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """`visit("jingban", locale="zh", size=WIDE, scripts=True)` gives a signed-in Visitor."""
    contexts: list[BrowserContext] = []

    def open_window(
        login: str | None,
        *,
        locale: str = "zh",
        size: dict[str, int] = WIDE,
        scripts: bool = True,
        address: str = server.address,
    ) -> Visitor:
        context = browser.new_context(
            viewport=size, java_script_enabled=scripts, locale="zh-CN", reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        visitor = Visitor(page, address)
        page.on(
            "console",
            lambda message: visitor.said.append(message.text) if message.type in {"error", "warning"} else None,
        )
        page.on("pageerror", lambda error: visitor.said.append(str(error)))
        visitor.go("/sign-in")
        if locale == "en":
            visitor.press("English")
        if login:
            page.locator("[name=login]").fill(login)
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("main form button[type=submit]").first.click()
            page.wait_for_url(address + "/")
        return visitor

    yield open_window
    for context in contexts:
        context.close()
