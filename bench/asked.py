"""The main pages asked as the people who use them, and every statement that takes."""

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Flask, has_request_context, request
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from bench.paid import LIKE
from bench.plans import Statement
from bench.site import Hand
from caseapp.extensions import db
from caseapp.models.users import User
from caseapp.web.support.clock import now
from caseapp.web.support.session import SignedIn

DEEP = 400 * 50
FILTERS = ("state=on_file&category=deep", "due=overdue", "due=soon", "aided=no", "aided=never", "stale=year",
           "papers=missing", "sort=-income", "sort=due", "sort=-size")  # fmt: skip
LISTS = {
    "jingban": (
        "/", "/households", *(f"/households?{one}" for one in FILTERS), "/households/queue", "/households/notices",
        "/households/duplicates", "/households/transfers", "/households/export", "/households/print?state=on_file",
        "/households/public-notice", "/aid/log", "/aid/findings", "/batches", "/batches?state=settled",
        "/batches?q=G1", "/batches/new", "/projects", "/projects/2025/monitoring", "/budgets", "/model-workers",
        "/honours", "/honours/liveness", "/honours/relief", "/special-groups", "/special-groups/consolation",
        "/grievances", "/imports", "/imports/new", "/records", "/surveys", "/check-lists", "/bank-files",
        "/submissions", "/waiting/papers", "/waiting/never_aided", "/waiting/stale",
    ),
    "shenpi": ("/", "/waiting/finding", "/households/queue", "/batches", "/households/proposals"),
    "caiwu": ("/", "/batches", "/bank-files"),
    "jixiao": (
        "/", "/projects-at-a-glance", "/projects-in-pictures", "/projects", "/projects/2025/evaluation",
        "/projects/2025/department",
    ),
    "shenji": ("/", "/audit", "/audit?subject=household", "/audit?action=payment.log", "/audit?before=40"),
    "guanli": ("/", "/users"),
}  # fmt: skip
"""By the sign-in that asks."""


@dataclass(frozen=True)
class Asked:
    """A statement with the page and the sign-in that asked it first, and the longest it took."""

    page: str
    login: str
    statement: Statement
    seconds: float


def main_pages(hand: Hand) -> Iterator[tuple[str, str]]:
    """(login, path): the lists, and of each kind of thing one; the project is a small one beside those of
    the grown years, which its pages must not go through."""
    for login, paths in LISTS.items():
        yield from ((login, path) for path in paths)

    def last(sql: str) -> Any:
        return hand.rows(f"SELECT {sql} DESC LIMIT 1")[0]

    skip = max(0, min(DEEP, hand.rows("SELECT count(*) FROM households")[0][0] - 50))
    deep = hand.rows("SELECT file_no, id FROM households ORDER BY file_no, id LIMIT 1 OFFSET %s", skip)[0]
    household, person = last("id, head_id FROM households ORDER BY id")
    ((name,),) = hand.rows("SELECT name FROM people WHERE id = %s", person)
    keys = [key for (key,) in hand.rows("SELECT key FROM person_keys WHERE person_id = %s", person) if key.isascii()]
    typed = (name, name[:1], min(keys, key=len), "G00001", "1234", "13811112222")
    of_household = ("", "/edit", "/visits", "/papers", "/assessments", "/steps", "/head", "/split", "/transfer")
    batch, payment, worker, listing, year, code = (
        *last("batch_id FROM payments GROUP BY batch_id ORDER BY count(*)"),
        *last("id FROM payments ORDER BY id"),
        *last("id FROM model_workers ORDER BY id"),
        *last("id FROM group_listings ORDER BY id"),
        *hand.rows("SELECT year, code FROM projects WHERE code = %s AND year = 2025", LIKE)[0],
    )
    project = f"/projects/{year}/{code}"
    for path in (
        f"/households?{urlencode({'after': f'{deep[0]}~{deep[1]}'})}",
        *(f"/households/{household}{tab}" for tab in of_household),
        *(f"{page}?{urlencode({'q': q})}" for page in ("/households", "/search", "/aid/log") for q in typed),
        *(f"{page}?{urlencode({'q': name})}" for page in ("/aid/log/suggest", "/model-workers", "/special-groups")),
        f"/aid/log/household/{household}", f"/aid/of/household/{household}", f"/batches/{batch}",
        f"/batches/{batch}/lines", f"/payments/{payment}", f"/model-workers/{worker}",
        f"/special-groups/{listing}", project, f"{project}/breakdown", f"{project}/monitoring", f"{project}/evaluation",
        *(f"{project}/rows/{row}" for (row,) in _figures(hand, year, code)),
    ):  # fmt: skip
        yield "jingban", path


def _figures(hand: Hand, year: int, code: str) -> list[Any]:
    return hand.rows(
        'SELECT i."row" FROM indicators i JOIN projects p ON p.id = i.project_id WHERE p.year = %s AND p.code = %s'
        ' ORDER BY i."row"',
        year,
        code,
    )


@contextmanager
def noted(engine: Engine) -> Iterator[list[Asked]]:
    """Fills with every statement that a request asks, once for each page and shape of the statement."""
    asked: list[Asked] = []
    places: dict[tuple[str, str], int] = {}

    def begin(connection: Any, cursor: Any, sql: str, *rest: Any) -> None:
        rest[1].begun = time.perf_counter()

    def note(connection: Any, cursor: Any, sql: str, *rest: Any) -> None:
        values, context, many = rest
        taken = time.perf_counter() - context.begun
        if many or not has_request_context() or not re.match(r"SELECT|INSERT|UPDATE|DELETE|WITH", sql):
            return
        page = f"{request.method} {request.url_rule}"
        known = places.setdefault((page, shape(sql)), len(asked))
        if known == len(asked):
            login = request.environ.get("asked.login", "")
            asked.append(Asked(page, login, Statement(sql, values), taken))
        elif taken > asked[known].seconds:
            asked[known] = replace(asked[known], statement=Statement(sql, values), seconds=taken)

    event.listen(engine, "before_cursor_execute", begin)
    event.listen(engine, "after_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", begin)
        event.remove(engine, "after_cursor_execute", note)


def shape(sql: str) -> str:
    """The statement with lists of values of any length alike."""
    return re.sub(r"\((?:\?|%\(\w+\)s(?:::\w+)?)(?:, (?:\?|%\(\w+\)s(?:::\w+)?))*\)", "(…)", sql)


def signed_in(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["asked.login"] = login
    with app.app_context():
        user = db.session.query(User).filter(User.login == login).one()
        token = SignedIn.of(user).get_id()
    moment = int(now().timestamp())
    with client.session_transaction() as cookie:
        cookie.update(_user_id=token, _fresh=True, signed_at=moment, seen_at=moment)
    return client


def ask(app: Flask, pages: Iterable[tuple[str, str]]) -> list[Asked]:
    """Every statement of the pages; raises RuntimeError at one that is not shown."""
    clients: dict[str, FlaskClient] = {}
    with app.app_context():
        engine = db.engine
    with noted(engine) as asked:
        for login, path in pages:
            client = clients.get(login) or clients.setdefault(login, signed_in(app, login))
            answer = client.get(path, follow_redirects=True)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answers {login} {answer.status}")
    return asked
