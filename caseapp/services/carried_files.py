"""A file that is looked at first and taken in later without being kept between: it travels, sealed, in the page."""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from caseapp.domain.access.actor import Actor
from caseapp.domain.errors import N_, Invalid, Refused
from caseapp.models.sealing import Unsealable, ring

LARGEST = 340 * 1024
"""Bytes of a file; a field of the page holds half a million letters."""


def demand_small(data: bytes) -> None:
    if len(data) > LARGEST:
        raise Invalid.one("file", N_("The file is larger than %(most)s KB. Divide it."), most=LARGEST // 1024)


def seal(data: bytes, purpose: str, number: int, actor: Actor) -> str:
    """The file for the way through the page: it opens for this purpose, this number and this person only."""
    return urlsafe_b64encode(ring().seal_bytes(zlib.compress(data), row=_bound(purpose, number, actor))).decode()


def unseal(carried: str, purpose: str, number: int, actor: Actor) -> bytes:
    try:
        sealed = urlsafe_b64decode(carried)
        return zlib.decompress(ring().unseal_bytes(sealed, row=_bound(purpose, number, actor)))
    except (Unsealable, ValueError):
        raise Refused(N_("This page is too old, or not yours. Choose the file again.")) from None


def _bound(purpose: str, number: int, actor: Actor) -> str:
    return f"{purpose}:{number}:{actor.id}"
