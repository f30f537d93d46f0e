"""One-time codes of a survey: 130 random bits on a slip, a keyed digest in the database, and the key that seals what a
phone has saved so far."""

import hashlib
import hmac
import json
import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from caseapp.domain.surveys.questions import Answers
from caseapp.models.sealing import NONCE, ring

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U, which are misread."""
LENGTH = 26
BLOCK = 4096
"""Sealed answers are filled up to this, so that their length tells nothing."""
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def plain(typed: str) -> str:
    """A code as somebody typed it from the slip: any case, with or without spaces and dashes."""
    return "".join(typed.upper().split()).replace("-", "").translate(_MISREAD)


def spaced(code: str) -> str:
    """In groups on two lines, to be read from paper."""
    half = len(code) // 2
    return "\n".join(f"{line[:4]} {line[4:8]} {line[8:]}" for line in (code[:half], code[half:]))


def index_of(code: str) -> bytes:
    return ring().blind("survey_invitations.code", code)


def seal_draft(code: str, answers: Answers, *, bound: str) -> bytes:
    """Only who has the code opens it again; `bound` is the row it belongs to."""
    nonce = os.urandom(NONCE)
    return nonce + _cipher(code).encrypt(nonce, filled(answers), bound.encode())


def open_draft(code: str, sealed: bytes, *, bound: str) -> dict[str, str]:
    """The answers; empty when they do not open with this code in this row."""
    try:
        text = _cipher(code).decrypt(sealed[:NONCE], sealed[NONCE:], bound.encode())
    except InvalidTag:
        return {}
    return dict(json.loads(text))


def filled(answers: object) -> bytes:
    """As JSON, filled up with spaces to whole blocks."""
    text = json.dumps(answers, ensure_ascii=False, sort_keys=True).encode()
    return text.ljust(-(-len(text) // BLOCK) * BLOCK)


def _cipher(code: str) -> AESGCMSIV:
    return AESGCMSIV(hmac.new(code.encode(), b"draft of a survey", hashlib.sha256).digest())
