"""Sealed personal columns: AES-256-GCM-SIV with a key id prefix, bound to the row; HMAC blind index for equality."""

import hmac
import os
from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

NONCE = 12
TAG = 16


class Unsealable(Exception):
    """The stored bytes do not open with any key of this installation, or belong to another row."""


class KeyRing:
    """The sealing keys by id (the last is used to seal), the blind-index key and the audit key; 32 bytes each.

    `newer` gives the sealing keys of this moment: it is asked when something was sealed with a key that came after.
    """

    def __init__(
        self,
        sealing: Mapping[int, bytes],
        index: bytes,
        audit: bytes,
        newer: Callable[[], Mapping[int, bytes]] | None = None,
    ) -> None:
        if not sealing or any(len(key) != 32 for key in (*sealing.values(), index, audit)):
            raise ValueError("every key has 32 bytes")
        self._ciphers = {key_id: AESGCMSIV(key) for key_id, key in sealing.items()}
        self._newer = newer
        self._index = index
        self._audit = audit

    @property
    def current(self) -> int:
        """The id of the key that seals."""
        return max(self._ciphers)

    def seal(self, plain: str, *, row: str) -> bytes:
        return self.seal_bytes(plain.encode(), row=row)

    def unseal(self, sealed: bytes, *, row: str) -> str:
        return self.unseal_bytes(sealed, row=row).decode()

    def seal_bytes(self, plain: bytes, *, row: str) -> bytes:
        nonce = os.urandom(NONCE)
        current = self.current
        return bytes([current]) + nonce + self._ciphers[current].encrypt(nonce, plain, row.encode())

    def unseal_bytes(self, sealed: bytes, *, row: str) -> bytes:
        if len(sealed) < 1 + NONCE + TAG:
            raise Unsealable("too short for anything that was sealed")
        if sealed[0] not in self._ciphers and self._newer is not None:
            self._ciphers = {key_id: AESGCMSIV(key) for key_id, key in self._newer().items()}
        cipher = self._ciphers.get(sealed[0])
        if cipher is None:
            raise Unsealable(f"key {sealed[0]} is not in the key file")
        try:
            return cipher.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], row.encode())
        except InvalidTag:
            raise Unsealable("a sealed column was changed outside the program or moved to another row") from None

    def blind(self, purpose: str, plain: str) -> bytes:
        """A keyed digest for equality search; `purpose` keeps the columns apart."""
        return hmac.digest(self._index, f"{purpose}:{plain}".encode(), "sha256")

    def chain(self, text: str) -> str:
        return hmac.digest(self._audit, text.encode(), "sha256").hex()


class _Holder:
    ring: KeyRing | None = None


def use(ring: KeyRing) -> None:
    """Set the process's key ring; create_app does this once."""
    _Holder.ring = ring


def ring() -> KeyRing:
    if _Holder.ring is None:
        raise RuntimeError("no key ring in use; create_app sets it")
    return _Holder.ring
