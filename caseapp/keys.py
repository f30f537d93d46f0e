"""The key file: made at first start, readable by its owner only, never inside the database."""

import base64
import contextlib
import json
import os
import secrets
from pathlib import Path

from caseapp.config import SettingsError
from caseapp.models.sealing import KeyRing


def load_or_make(path: Path) -> KeyRing:
    """The installation's key ring; a missing file is made with mode 600, a broken one stops the start."""
    if not path.exists():
        _make(path)
    try:
        stored = json.loads(path.read_text())
        sealing = {int(key_id): _bytes(key) for key_id, key in stored["sealing"].items()}
        return KeyRing(sealing, _bytes(stored["index"]), _bytes(stored["audit"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SettingsError(f"The key file {path} cannot be read; restore it from the backup.") from None


def session_secret(path: Path) -> bytes:
    """The secret that signs session cookies, from the same file."""
    return _bytes(json.loads(path.read_text())["session"])


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = {name: _text(secrets.token_bytes(32)) for name in ("index", "audit", "session")}
    body = json.dumps({"sealing": {"1": _text(secrets.token_bytes(32))}, **keys}, indent=1)
    temporary = path.with_suffix(f".{os.getpid()}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):  # another process made it first: its keys are the ones that count
        os.link(temporary, path)
    temporary.unlink()


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
