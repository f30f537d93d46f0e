"""The key file: made at first start, readable by its owner only, never inside the database."""

import base64
import contextlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

from caseapp.config import SettingsError
from caseapp.models.sealing import KeyRing

OTHERS = ("index", "audit", "session")
MOST_KEYS = 255
"""The id of the key is the first byte of what it sealed."""


def load_or_make(path: Path) -> KeyRing:
    """The installation's key ring; a missing file is made with mode 600, a broken one stops the start."""
    if not path.exists():
        _make(path)
    stored = _stored(path)
    return KeyRing(_sealing(path), _bytes(stored["index"]), _bytes(stored["audit"]), newer=lambda: _sealing(path))


def _stored(path: Path) -> dict[str, Any]:
    try:
        stored = json.loads(path.read_text())
        for key in (*stored["sealing"].values(), *(stored[name] for name in OTHERS)):
            _bytes(key)
        return dict(stored)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise SettingsError(f"The key file {path} cannot be read; restore it from the backup.") from None


def _sealing(path: Path) -> dict[int, bytes]:
    return {int(key_id): _bytes(key) for key_id, key in _stored(path)["sealing"].items()}


def add_sealing_key(path: Path) -> int:
    """Put a new sealing key into the file and give its id; the older ones stay, to open what they have sealed.

    Raises SettingsError when the file is broken or holds as many keys as a sealed value can name.
    """
    stored = _stored(path)
    key_id = max(map(int, stored["sealing"])) + 1
    if key_id > MOST_KEYS:
        raise SettingsError(f"The key file {path} holds as many sealing keys as there can be ({MOST_KEYS}).")
    stored["sealing"][str(key_id)] = _text(secrets.token_bytes(32))
    temporary = _write_beside(path, stored)
    temporary.replace(path)
    return key_id


def session_secret(path: Path) -> bytes:
    """The secret that signs session cookies, from the same file."""
    return _bytes(json.loads(path.read_text())["session"])


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = {name: _text(secrets.token_bytes(32)) for name in OTHERS}
    temporary = _write_beside(path, {"sealing": {"1": _text(secrets.token_bytes(32))}, **keys})
    with contextlib.suppress(FileExistsError):  # another process made it first: its keys are the ones that count
        os.link(temporary, path)
    temporary.unlink()


def _write_beside(path: Path, stored: dict[str, Any]) -> Path:
    temporary = path.with_suffix(f".{os.getpid()}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(stored, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return temporary


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
