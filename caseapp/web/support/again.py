"""A refused act comes back on the page it stood on: with the sentence, and with what was typed still in its place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TypeVar
from urllib.parse import unquote_to_bytes, urlsplit

from flask import Flask, Response, current_app, g, request
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from caseapp.domain.errors import Busy, IllegalStep, Invalid, NotAllowed, NotFound, Refused, StaleView
from caseapp.extensions import db
from caseapp.web.support.addresses import page_before
from caseapp.web.support.forms import BaseForm, tried
from caseapp.web.support.language import sentence

T = TypeVar("T")
WRITTEN = ("reason", "answer", "text")
"""The names that acts give to what a person writes in sentences."""


@dataclass(frozen=True)
class Sent:
    """A form that was refused: where it went, why, and what its fields held."""

    path: str
    sentences: tuple[str, ...]
    fields: Mapping[str, str]

    @property
    def written(self) -> str:
        return next((text for name in WRITTEN if (text := self.fields.get(name, "").strip())), "")


def sentences_of(refused: Refused) -> tuple[str, ...]:
    return tuple(sentence(one) for one in refused.problems) if isinstance(refused, Invalid) else (sentence(refused),)


def given_back(refused: Refused) -> tuple[dict[str | None, str], int]:
    """For a view that shows its own form again: the sentences by field (None: the whole), and the status. What was
    half done is taken back. Who may not act, has nothing there or waited too
    long is answered as everywhere: raised again."""
    if isinstance(refused, NotFound | NotAllowed | Busy):
        raise refused
    db.session.rollback()
    if isinstance(refused, Invalid):
        return {problem.field: sentence(problem) for problem in refused.problems}, 422
    return {None: sentence(refused)}, 409 if isinstance(refused, StaleView | IllegalStep) else 422


def attempted(form: BaseForm, act: Callable[[], T]) -> tuple[T | None, int]:
    """As `tried`, with the status of a refusal; what is refused of the whole, such as a record that somebody else has
    changed meanwhile, stands in the form too."""
    try:
        return tried(form, act), 422
    except Refused as refused:
        problems, status = given_back(refused)
        form.form_errors += problems.values()
        return None, status


def page_again(refused: Refused) -> Response | None:
    """The page the refused form stood on, as it is now; None when there is none to go back to."""
    before = page_before() if request.method == "POST" and not request.headers.get("HX-Request") else None
    if before is None or isinstance(refused, NotFound | Busy) or not current_user.is_authenticated:
        return None
    sent = Sent(request.path, sentences_of(refused), request.form.to_dict())
    with current_app.request_context(_asking_for(before)):
        g.refused = sent
        try:
            page = current_app.make_response(current_app.dispatch_request())
        except (Refused, HTTPException):
            return None
    if page.status_code != 200 or page.mimetype != "text/html":
        return None
    page.status_code = refused.status
    return page


def _asking_for(address: str) -> dict[str, object]:
    """The present request, as if it were a GET of that address."""
    parts = urlsplit(address)
    kept = {name: value for name, value in request.environ.items() if not name.startswith("werkzeug.")}
    return {
        **kept,
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "CONTENT_LENGTH": "0",
        "CONTENT_TYPE": "",
        "wsgi.input": BytesIO(),
    }


def refused_at(url: str | None = None) -> Sent | None:
    """The form of this page that was refused: any, or the one that goes to `url`."""
    sent: Sent | None = g.get("refused")
    return sent if sent and url in (None, sent.path) else None


def as_typed(url: str, name: str, default: str = "") -> str:
    """What a field of the form that goes to `url` held when it was refused, else the default."""
    sent = refused_at(url)
    return sent.fields.get(name, default) if sent else default


def install(app: Flask) -> None:
    app.jinja_env.globals.update(refused_at=refused_at, as_typed=as_typed)
