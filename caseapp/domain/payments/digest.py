"""The digest of a batch's lines: what a signature binds to."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from caseapp.domain.payments.codes import AidKind


@dataclass(frozen=True)
class SignedLine:
    """What a signer answers for in one line. `account` is the blind index of the payee's bank account in hex, or ""."""

    id: int
    person_id: int
    household_id: int | None
    kind: AidKind
    amount_fen: int
    claim: str
    account: str


def digest(lines: Iterable[SignedLine]) -> str:
    """SHA-256 over the lines, whatever their order."""
    rows = sorted((astuple(line) for line in lines), key=lambda row: row[0])
    return hashlib.sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()
