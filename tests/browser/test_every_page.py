"""Every page, found by following the links as each role: axe, console, width, both languages and sizes."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from caseapp.app import create_app
from caseapp.config import Settings
from tests.browser.conftest import NARROW, WIDE, Server, Visit, Visitor

pytestmark = pytest.mark.xdist_group("browser")
LOGINS = ("jingban", "shenpi", "caiwu", "jixiao", "shenji", "guanli")
DOWNLOADS = re.compile(r"\.(docx|xlsx|csv|<.*>)$|/marked$|/(papers|vouchers)/(\d+|<[^>]*>)$")
PARTS = re.compile(r"/(suggest|suggestions|proposal|projects-at-a-glance)$|/static/")
ASKED_FOR = {
    "jingban": [
        "/households?state=on_file&q=TS-0008",
        "/batches?state=draft",
        "/aid/log?q=TS-0008",
        "/search?q=w",
        "/gallery",
        "/households/notices?pick=8",
    ],
    "shenpi": ["/households/queue/confirm?wait=notice&act=notice&all=1"],
    "caiwu": ["/batches?q=2026-009", "/account/confirm"],
}
"""Where a person gets by typing into a box rather than by a link."""
LANGUAGES_AND_SIZES = [("zh", WIDE), ("zh", NARROW), ("en", WIDE), ("en", NARROW)]


@dataclass
class Atlas:
    """One address for each kind of page, and who found it first."""

    found: dict[str, tuple[str, str]] = field(default_factory=dict)

    def kind(self, path: str) -> str:
        """The address with what varies left out: ids, project codes, years and the query's values."""
        parts = urlsplit(path)
        keys = ",".join(
            sorted({piece.partition("=")[0] for piece in parts.query.split("&") if piece} & {"project", "show", "q"})
        )
        return re.sub(r"/(\d[\dA-Z]*)(?=/|$)", "/#", parts.path) + (f"?{keys}" if keys else "")


def links(visitor: Visitor, inside: str = "") -> list[str]:
    found = visitor.page.eval_on_selector_all(inside + "a[href]", "all => all.map(one => one.href)")
    return [link.removeprefix(visitor.address) for link in found if link.startswith(visitor.address + "/")]


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas()


@pytest.mark.parametrize("login", LOGINS)
def test_following_every_link_as(login: str, visit: Visit, atlas: Atlas) -> None:
    visitor = visit(login)
    asked = ASKED_FOR.get(login, [])
    waiting, seen = [*asked, "/"], set()
    while waiting:
        path = waiting.pop(0).partition("#")[0]
        kind = atlas.kind(path)
        if kind in seen or DOWNLOADS.search(urlsplit(path).path) or PARTS.search(urlsplit(path).path):
            continue
        seen.add(kind)
        visitor.go(path)
        assert visitor.page.locator("h1").count() == 1, path
        atlas.found.setdefault(kind, (login, path))
        waiting = links(visitor, "main ") + waiting if path in asked else waiting + links(visitor)
    assert visitor.said == []


def test_the_links_lead_to_every_page_there_is(atlas: Atlas, server: Server) -> None:
    app = create_app(Settings(home=server.home))
    reached = [path.partition("?")[0] for _, path in atlas.found.values()]
    adapter = app.url_map.bind("localhost")
    visited = {adapter.match(path)[0] for path in reached}
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and not DOWNLOADS.search(rule.rule) and not PARTS.search(rule.rule)
    }
    alone = {"static", "signin.sign_in", "signin.code", "signin.invitation", "gallery.index", "search.results"}
    parts = {"home.projects_at_a_glance"}
    assert sorted(pages - visited - alone - parts) == []


@pytest.mark.parametrize(
    ("locale", "size"), LANGUAGES_AND_SIZES, ids=lambda v: v if isinstance(v, str) else str(v["width"])
)
def test_every_page_is_clean(locale: str, size: dict[str, int], visit: Visit, atlas: Atlas) -> None:
    faults = []
    for login in LOGINS:
        mine = [(kind, path) for kind, (finder, path) in atlas.found.items() if finder == login]
        if not mine:
            continue
        visitor = visit(login, locale=locale, size=size)
        for kind, path in [*mine, ("/search", "/search?q=w"), ("/gallery", "/gallery")] if login == LOGINS[0] else mine:
            visitor.go(path)
            name = re.sub(r"[^\w]+", "-", kind).strip("-") or "home"
            try:
                visitor.check(f"{locale}-{size['width']}-{name}")
            except AssertionError as fault:
                faults.append(str(fault).splitlines()[0])
                visitor.said.clear()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_sign_in_page_is_clean(locale: str, size: dict[str, int], visit: Visit) -> None:
    visitor = visit(None, locale=locale, size=size)
    visitor.check(f"{locale}-{size['width']}-sign-in")


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_page_works_with_scripts_off(locale: str, browser: Browser, visit: Visit, atlas: Atlas) -> None:
    for login in LOGINS:
        mine = [path for finder, path in atlas.found.values() if finder == login]
        visitor = visit(login, locale=locale, scripts=False)
        for path in mine:
            visitor.go(path)
            assert visitor.page.locator("main").inner_text().strip(), path
