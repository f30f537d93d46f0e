"""The atlas of the demo world: `python -m tests.browser.atlas HOME` follows every link as each role, without a browser.

Prints one address for each kind of page with who found it first, and the pages that no link leads to.
"""

import json
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
from flask import Flask
from flask.testing import FlaskClient

from caseapp.app import create_app
from caseapp.config import Settings

PASSWORD = "tangshan-demo-2025"
LOGINS = ("jingban", "shenpi", "caiwu", "jixiao", "shenji", "guanli")
DOWNLOADS = re.compile(r"\.(docx|xlsx|csv|zip|<.*>)$|/marked$|/(papers|vouchers)/(\d+|<[^>]*>)$")
PARTS = re.compile(
    r"/(suggest|suggestions|proposal|projects-at-a-glance|projects-in-pictures|understood)$|/waiting/|/static/"
)
ALONE = {"static", "signin.sign_in", "signin.code", "signin.invitation", "gallery.index", "search.results"}
ALONE |= {"exports.page"}
ALONE |= {f"answering.{page}" for page in ("begin", "door", "question", "check", "done")}
"""Pages of their own tests: before anybody is signed in, reached by typing, or of lists longer than the demo's."""
ASKED_FOR = {
    "jingban": [
        "/households?state=on_file&q=TS-0008",
        "/batches?state=draft",
        "/aid/log?q=TS-0008",
        "/search?q=w",
        "/gallery",
        "/households/notices?pick=8",
    ],
    "jixiao": ["/records/activities/8", "/records/expenses/1"],
    "shenpi": ["/households/queue/confirm?wait=notice&act=notice&all=1"],
    "caiwu": ["/batches?q=2026-009", "/budgets/12", "/account/confirm"],
}
"""Where a person gets by typing into a box rather than by a link."""


def kind(path: str) -> str:
    """The address with what varies left out: ids, project codes, years, what a measure is limited to, and the query's
    values."""
    parts = urlsplit(path)
    keys = ",".join(
        sorted({piece.partition("=")[0] for piece in parts.query.split("&") if piece} & {"project", "show", "q"})
    )
    path = re.sub(r"(/measures/[a-z]+)[^/]*", r"\1", parts.path)
    return re.sub(r"/(\d[\dA-Z]*)(?=/|$)", "/#", path) + (f"?{keys}" if keys else "")


def signed_in(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    token = lxml.html.fromstring(client.get("/sign-in").data).find(".//input[@name='csrf_token']").get("value")
    answer = client.post("/sign-in", data={"csrf_token": token, "login": login, "password": PASSWORD})
    assert answer.status_code == 302, f"{login} was not let in"
    return client


def follow(client: FlaskClient, login: str, found: dict[str, tuple[str, str]]) -> None:
    """Visit one page of each kind that this person's links lead to; `found` keeps who was first."""
    asked = ASKED_FOR.get(login, [])
    waiting, seen = [*asked, "/"], set()
    while waiting:
        path = waiting.pop(0).partition("#")[0]
        if kind(path) in seen or DOWNLOADS.search(urlsplit(path).path) or PARTS.search(urlsplit(path).path):
            continue
        seen.add(kind(path))
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code < 400, f"{login} got {answer.status_code} at {path}"
        page = lxml.html.fromstring(answer.data)
        assert len(page.findall(".//h1")) == 1, f"{path} has no single h1"
        found.setdefault(kind(path), (login, path))
        page.make_links_absolute(f"http://localhost{answer.request.path}")
        inside = "//main" if path in asked else ""
        links = [link for link in page.xpath(f"{inside}//a/@href") if link.startswith("http://localhost/")]
        links = [link.removeprefix("http://localhost") for link in links]
        waiting = links + waiting if path in asked else waiting + links


def unreached(app: Flask, found: dict[str, tuple[str, str]]) -> list[str]:
    adapter = app.url_map.bind("localhost")
    visited = {adapter.match(path.partition("?")[0])[0] for _, path in found.values()}
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and not DOWNLOADS.search(rule.rule) and not PARTS.search(rule.rule)
    }
    return sorted(pages - visited - ALONE)


if __name__ == "__main__":
    app = create_app(Settings(home=Path(sys.argv[1])))
    found: dict[str, tuple[str, str]] = {}
    for login in LOGINS:
        follow(signed_in(app, login), login, found)
    print(json.dumps({"found": found, "unreached": unreached(app, found)}))
