"""What was looked at, carried through the browser: the book as read, signed, so that nothing unseen is loaded."""

from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from pydantic import TypeAdapter

from caseapp.domain.access.actor import Actor
from caseapp.domain.book import Book
from caseapp.domain.errors import N_, Invalid, Refused

GOOD_FOR = 2 * 3600
"""Seconds between looking and loading."""
LONGEST = 400_000
"""Characters; a form field may hold 500 kB. The 2025 book takes 5 kB."""


@dataclass(frozen=True)
class Parcel:
    """`digest` is that of the file; `stored` that of the year's book it was compared with, if any."""

    book: Book
    digest: str
    stored: str | None
    actor_id: int | None


_SHAPE = TypeAdapter(Parcel)


def close(actor: Actor, book: Book, digest: str, stored: str | None) -> str:
    """Raises Invalid for a book too long to be carried."""
    sealed = _signer().dumps(_SHAPE.dump_python(Parcel(book, digest, stored, actor.id), mode="json"))
    if len(sealed) > LONGEST:
        message = N_("The book is too long for this page; load it with the command: caseapp targets load FILE")
        raise Invalid.one(None, message)
    return str(sealed)


def opened(actor: Actor, sealed: str) -> Parcel:
    """Raises Refused for what was changed on the way, is too old, or was looked at by somebody else."""
    try:
        parcel = _SHAPE.validate_python(_signer().loads(sealed, max_age=GOOD_FOR))
    except BadSignature:
        parcel = None
    if parcel is None or parcel.actor_id != actor.id:
        raise Refused(N_("This preview was changed or is too old. Choose the file again; nothing was stored."))
    return parcel


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or b"", salt="targets-book")
