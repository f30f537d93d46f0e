"""Column kinds of our own: enum words, money, search keys, sealed text."""

import secrets
from typing import TypeVar, overload

from sqlalchemy import BigInteger, Enum, String

from caseapp.domain.labels import Word
from caseapp.models.sealing import ring

Fen = BigInteger
"""Money columns are integer fen."""

SearchText = String(64).with_variant(String(64, collation="C"), "postgresql")
"""Text compared by code point on both databases, so that a prefix is a range."""

W = TypeVar("W", bound=Word)


def word(kind: type[W], name: str = "") -> Enum:
    """A column of one enum's values, checked by the database; `name` tells apart two columns of one kind in a table."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=name or kind.__name__.lower(),
        values_callable=lambda k: [member.value for member in k],
        validate_strings=True,
    )


def new_uid() -> str:
    """A random name for a row; binds its sealed columns and stands in addresses where ids would tell too much."""
    return secrets.token_hex(16)


class Sealed:
    """Plain text on the object, sealed bytes in `<name>_sealed`, and a blind index in `<name>_index` when indexed.

    The owner needs a `uid` set at construction; the bytes open in no other row and no other column.
    """

    def __init__(self, *, indexed: bool = False) -> None:
        self.indexed = indexed

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.purpose = f"{getattr(owner, '__tablename__', owner.__name__)}.{name}"

    @overload
    def __get__(self, row: None, owner: type) -> "Sealed": ...
    @overload
    def __get__(self, row: object, owner: type) -> str | None: ...
    def __get__(self, row: object | None, owner: type) -> "Sealed | str | None":
        if row is None:
            return self
        return self.opened(row, getattr(row, f"{self.name}_sealed"))

    def opened(self, row: object, sealed: bytes | None) -> str | None:
        """The plain text of bytes that stand, or stood, in the row."""
        return None if sealed is None else ring().unseal(sealed, row=self._binding(getattr(row, "uid", None)))

    def __set__(self, row: object, plain: str | None) -> None:
        for name, value in self.stored(getattr(row, "uid", None), plain).items():
            setattr(row, name, value)

    def stored(self, uid: str | None, plain: str | None) -> dict[str, bytes | None]:
        """What its columns hold in the row of that uid."""
        kept = {f"{self.name}_sealed": ring().seal(plain, row=self._binding(uid)) if plain else None}
        if self.indexed:
            kept[f"{self.name}_index"] = self.blind(plain) if plain else None
        return kept

    def blind(self, plain: str) -> bytes:
        """The value to look for in the index column."""
        return ring().blind(self.purpose, plain)

    def _binding(self, uid: str | None) -> str:
        if not uid:
            raise RuntimeError(f"{self.purpose} is sealed to its row, which has no uid yet")
        return f"{self.purpose}:{uid}"
