"""Sealed files beside the database: written before the transaction commits, gone again when it rolls back.

A process killed in between leaves a file that no row names; `strays` finds those.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

_UNCOMMITTED = "files of this transaction"
NAME = re.compile(r"[0-9a-f]{32}")


class Vault:
    """A folder of files under random names (32 hex digits), spread over 256 folders; only its owner can read it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ValueError("a name in the vault has 32 hex digits")
        return self.folder / name[:2] / f"{name}.sealed"

    def put(self, session: Session, name: str, sealed: bytes) -> None:
        """Write and flush to disk; a rollback of the session's transaction takes the file away."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        session.info.setdefault(_UNCOMMITTED, []).append(path)
        _write(path, sealed)
        for folder in (path.parent, self.folder):
            _sync(folder)

    def replace(self, name: str, sealed: bytes) -> None:
        """Put other bytes in the place of a file at once: a reader finds the old ones or the new."""
        path = self.path(name)
        beside = path.with_suffix(".new")
        beside.unlink(missing_ok=True)
        _write(beside, sealed)
        beside.replace(path)
        _sync(path.parent)

    def read(self, name: str) -> bytes | None:
        """The sealed bytes, or None when there is no such file."""
        try:
            return self.path(name).read_bytes()
        except FileNotFoundError:
            return None

    def strays(self, known: Iterable[str], *, before: float) -> Iterator[Path]:
        """Files older than the moment (seconds since 1970) that none of the known names stands for."""
        names = set(known)
        for path in sorted(self.folder.glob("??/*.sealed")):
            if path.stem not in names and path.stat().st_mtime < before:
                yield path


def _write(path: Path, sealed: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@event.listens_for(Session, "after_commit")
def _keep(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_UNCOMMITTED, None)


@event.listens_for(Session, "after_rollback")
def _take_away(session: Session) -> None:
    if not session.in_nested_transaction():
        for path in session.info.pop(_UNCOMMITTED, ()):
            path.unlink(missing_ok=True)
