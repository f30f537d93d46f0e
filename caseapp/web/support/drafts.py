"""What was typed into a long form stays on the server until the form is saved: kept, offered, taken up, discarded.

A form page that takes part has two more addresses, `…/draft` and `…/draft/discard`; `?draft=1` opens it with its draft.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from caseapp.domain.clock import LOCAL
from caseapp.extensions import db
from caseapp.services import form_drafts
from caseapp.web.support.clock import now
from caseapp.web.support.session import actor

ASIDE = ("csrf_token", "request_key", "password", "more_rows", "choice-")
"""Beginnings of names of what is no part of a draft: tokens, secrets, buttons, choices between two edits."""


@dataclass(frozen=True)
class FormDraft:
    """The draft of the form on a page; `said` is when it was kept, None when there is none."""

    page_url: str
    keep_url: str
    discard_url: str
    said: str | None = None
    fields: MultiDict[str, str] | None = None

    @property
    def is_open(self) -> bool:
        """The page shows it."""
        return self.said is not None and "draft" in request.args

    @property
    def waits(self) -> bool:
        """It is offered: what is typed beside it is not kept until one of the two is chosen."""
        return self.said is not None and not self.is_open and request.method == "GET"

    @property
    def opened(self) -> MultiDict[str, str] | None:
        """What the form is to be filled with, when its draft was asked for."""
        return self.fields if self.is_open and request.method == "GET" else None


def draft_of(form: str, endpoint: str, **where: Any) -> FormDraft:
    """The actor's draft of the form whose page is `endpoint`; its other views are `…_draft` and `…_discard`."""
    page, keep_url, discard_url = (url_for(f"{endpoint}{end}", **where) for end in ("", "_draft", "_discard"))
    found = form_drafts.find(db.session(), actor(), form=form, now=now())
    if found is None:
        return FormDraft(page, keep_url, discard_url)
    return FormDraft(page, keep_url, discard_url, _said(found.saved_at), MultiDict(found.fields))


def _said(moment: Any) -> str:
    """The time of a draft of today, the day too of an older one."""
    local, here = moment.astimezone(LOCAL), now().astimezone(LOCAL)
    return str(local.strftime("%H:%M" if local.date() == here.date() else "%Y-%m-%d %H:%M"))


def keep(form: str, page_url: str) -> Response:
    """Keep what was sent; a script gets a sentence back, a person the form with what they typed."""
    form_drafts.keep(db.session(), actor(), form=form, fields=_typed(), now=now())
    said = _("Draft saved at %(time)s.", time=_said(now()))
    if request.headers.get("Accept") == "text/plain":
        return make_response(said, {"Content-Type": "text/plain; charset=utf-8"})
    flash(said, "good")
    return make_response(redirect(f"{page_url}?draft=1"))


def _typed() -> Iterator[tuple[str, str]]:
    return ((name, text) for name, text in request.form.items(multi=True) if not name.startswith(ASIDE))


def discard(form: str, page_url: str) -> Response:
    form_drafts.drop(db.session(), actor(), form=form)
    flash(_("The draft is discarded."), "good")
    return make_response(redirect(page_url))


def is_saved(form: str) -> None:
    """The form was saved: its draft has served."""
    form_drafts.drop(db.session(), actor(), form=form)
