"""Doors: each view says who may enter and whether it writes; the wrapper holds it and opens the transaction.

`@reads(permission)` runs in a read-only transaction; `@writes(permission)` in one write transaction that commits only
when the answer is not a refusal (status below 400); `@public()` needs no sign-in. Several permissions: any one of
them opens the door; none named: any signed-in user.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from flask import Response, abort, current_app, g, make_response, redirect, request, session, url_for
from flask_login import current_user
from sqlalchemy import Table, bindparam, select

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotAllowed, Refused
from caseapp.extensions import db
from caseapp.models.requests import AnsweredRequest
from caseapp.models.unless_there import put_unless_there
from caseapp.services import audit
from caseapp.services.transaction import transact
from caseapp.web.support.addresses import page_before
from caseapp.web.support.clock import now
from caseapp.web.support.session import actor, is_confirmed

View = Callable[..., Any]


@dataclass(frozen=True)
class Access:
    """The access rule of a view, read by the matrix test."""

    writes: bool
    permissions: tuple[Permission, ...] = ()
    public: bool = False
    once: bool = False


class _Refusal(Exception):
    def __init__(self, response: Response) -> None:
        self.response = response


def reads(*permissions: Permission, recorded_as: str | None = None) -> Callable[[View], View]:
    """A view that only shows. With `recorded_as`, a successful answer leaves an audit event of that name
    (`g.viewed` may hold (subject, id))."""

    def wrap(view: View) -> View:
        @wraps(view)
        def door(**arguments: Any) -> Any:
            entered = _enter(permissions)
            if entered is not None:
                return entered
            response = make_response(view(**arguments))
            if db.session.new or db.session.dirty or db.session.deleted:
                raise RuntimeError(f"{request.endpoint} only reads, yet changed something")
            if recorded_as and response.status_code < 400:
                _record_view(recorded_as)
            return response

        door.access = Access(writes=False, permissions=permissions)  # type: ignore[attr-defined]
        return door

    return wrap


def writes(
    *permissions: Permission,
    once: bool = False,
    confirmed: bool = False,
    keeps_tries: bool = False,
    first: Callable[..., Any] | None = None,
) -> Callable[[View], View]:
    """A view that changes something. `confirmed`: only for who has lately shown who they are; others are led to the
    page that asks, and back. `keeps_tries`: a refusal commits too, so that wrong tries stay counted. `first` reads the
    form before anybody waits for this write; the view gets what it gives as `sent`, and decides by nothing else of it.
    With `once`, the form's `request_key` makes the same POST count one time:
    sent again, or twice at the same moment, it gets the first answer; sent with another body it is refused (409)."""

    def wrap(view: View) -> View:
        @wraps(view)
        def door(**arguments: Any) -> Any:
            entered = _enter(permissions)
            if entered is not None:
                return entered
            if confirmed and not is_confirmed(now()):
                return _ask_who_it_is()
            if first is not None:
                arguments["sent"] = first(**arguments)
            notices = list(session.get(_NOTICES, ()))

            def act() -> Response:
                _only(notices)
                if once and not _take_key():
                    return _earlier_answer()
                response = make_response(view(**arguments))
                if response.status_code >= 400 and not keeps_tries:
                    raise _Refusal(response)
                if once:
                    _keep_answer(response.location)
                return response

            try:
                return transact(db.session(), act)
            except _Refusal as refusal:
                return refusal.response
            except Exception:
                _only(notices)
                raise

        door.access = Access(writes=True, permissions=permissions, once=once)  # type: ignore[attr-defined]
        return door

    return wrap


_NOTICES = "_flashes"


def _only(notices: list[Any]) -> None:
    """What a try said that came to nothing is not said."""
    if notices or _NOTICES in session:
        session[_NOTICES] = list(notices)


def public(*, changes: bool = False) -> Callable[[View], View]:
    """A view for everyone, signed in or not."""

    def wrap(view: View) -> View:
        @wraps(view)
        def door(**arguments: Any) -> Any:
            if not changes:
                return view(**arguments)

            def act() -> Response:
                return make_response(view(**arguments))

            return transact(db.session(), act)

        door.access = Access(writes=changes, public=True)  # type: ignore[attr-defined]
        return door

    return wrap


def _enter(permissions: tuple[Permission, ...]) -> Any:
    if not current_user.is_authenticated:
        if request.headers.get("HX-Request"):
            abort(401)
        here = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("signin.sign_in", next=here))
    if current_user.must_enrol and request.blueprint != "account":
        return redirect(url_for("account.second_factor"))
    if permissions and not any(actor().may(permission) for permission in permissions):
        raise NotAllowed(N_("You have no right to do this here."))
    return None


def _ask_who_it_is() -> Response:
    """To the page that asks for the password, and from there to the page the act was on."""
    asked = url_for("account.confirm", next=page_before())
    answer = make_response(redirect(asked))
    if request.headers.get("HX-Request"):
        answer = make_response("")
        answer.headers["HX-Redirect"] = asked
    return answer


def _record_view(action: str) -> None:
    subject, subject_id = g.get("viewed", ("page", None))
    who = actor()
    transact(
        db.session(), lambda: audit.record(db.session(), who, action, subject, subject_id, now=now(), path=request.path)
    )


def _body_digest() -> str:
    fields = sorted((k, v) for k, v in request.form.items(multi=True) if k not in {"csrf_token", "request_key"})
    return hashlib.sha256(json.dumps([request.path, fields], ensure_ascii=False).encode()).hexdigest()


def _request_key() -> str:
    key = request.form.get("request_key", "")
    if not 16 <= len(key) <= 64:
        raise Refused(N_("This form has no key against double sending. Reload the page and try again."))
    return key


_answered = cast(Table, AnsweredRequest.__table__)
_OF_KEY = select(_answered).where(_answered.c.key == bindparam("of_key"))
_KEEP = _answered.update().where(_answered.c.key == bindparam("of_key")).values(location=bindparam("leads_to"))
_FORGET = _answered.delete().where(_answered.c.key == bindparam("of_key"))


def _take_key() -> bool:
    """Whether the key is new; its row is there before anything is done, so that who sends the same at the same moment
    waits here for the answer."""
    own = {"key": _request_key(), "actor_id": actor().id, "body_digest": _body_digest(), "location": "", "at": now()}
    return put_unless_there(db.session(), AnsweredRequest, own) is not None


def _earlier_answer() -> Response:
    answered = db.session.execute(_OF_KEY, {"of_key": _request_key()}).one()
    if answered.actor_id != actor().id or answered.body_digest != _body_digest():
        raise Refused(N_("This form was already sent with other content. Reload the page before sending again."))
    current_app.logger.info("a repeated request got its first answer")
    return make_response(redirect(answered.location))


def _keep_answer(location: str | None) -> None:
    if location:
        db.session.execute(_KEEP, {"of_key": _request_key(), "leads_to": location[:256]})
    else:
        db.session.execute(_FORGET, {"of_key": _request_key()})
