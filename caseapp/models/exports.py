"""Long lists that are being given out: which records, how far it has come, and the rows made so far."""

import json
import zlib

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.domain.imports import RosterKind
from caseapp.models.base import Base, Recorded
from caseapp.models.columns import new_uid, word


class Export(Recorded, Base):
    """`ids_packed` are the ids of the records in the order of the list; `done` of the `found` have been looked at, and
    `given` are in the rows: a record that left the maker's reach meanwhile is not."""

    __tablename__ = "exports"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RosterKind] = mapped_column(word(RosterKind))
    reason: Mapped[str] = mapped_column(String(256))
    in_full: Mapped[bool]
    ids_packed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    found: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    given: Mapped[int] = mapped_column(default=0)

    @property
    def is_ready(self) -> bool:
        return self.done == self.found

    @property
    def ids(self) -> list[int]:
        return list(json.loads(zlib.decompress(self.ids_packed)))

    @ids.setter
    def ids(self, ids: list[int]) -> None:
        self.ids_packed, self.found = zlib.compress(json.dumps(ids).encode()), len(ids)


class ExportPart(Base):
    """The rows of one step: JSON, for each record and each sheet a list of rows of texts; packed, then sealed."""

    __tablename__ = "export_parts"
    __table_args__ = (UniqueConstraint("export_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    export_id: Mapped[int] = mapped_column(ForeignKey("exports.id"))
    number: Mapped[int]
    rows_sealed: Mapped[bytes] = mapped_column(LargeBinary)

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)
