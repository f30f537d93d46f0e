"""Rosters being taken in: the sealed file as it was sent, and one row for each record in it."""

from datetime import date

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.domain.imports import ImportState, RosterKind, RowState, Verdict
from caseapp.models.base import Base, Recorded
from caseapp.models.columns import Sealed, new_uid, word


class Import(Recorded, Base):
    """`content_sealed` is the file, `faults` a JSON list; both are bound to the row. `digest` is of the file."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[RosterKind] = mapped_column(word(RosterKind))
    name: Mapped[str] = mapped_column(String(128))
    digest: Mapped[str] = mapped_column(String(64))
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    faults_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    columns_used: Mapped[str] = mapped_column(Text, default="")
    columns_unused: Mapped[str] = mapped_column(Text, default="")
    fault_count: Mapped[int] = mapped_column(default=0)
    state: Mapped[ImportState] = mapped_column(word(ImportState), default=ImportState.CHECKED)
    read_on: Mapped[date]

    faults = Sealed()

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)


def _stands_for(column: str) -> Index:
    """Of the rows that stand for such a record: a row stands for one record at most."""
    is_there = text(f"{column} IS NOT NULL")
    return Index(f"ix_import_rows_{column}", column, sqlite_where=is_there, postgresql_where=is_there)


class ImportRow(Base):
    """One record of the roster; the column of its kind names what it stands for. `facts` is what was read and `changes`
    what differs from what is recorded, both JSON; `version` is that of the record as it was compared; `refusal` is a
    JSON list of problems."""

    __tablename__ = "import_rows"
    __table_args__ = (
        Index("ix_import_rows_import_id_state_id", "import_id", "state", "id"),
        Index("ix_import_rows_import_id_verdict_id", "import_id", "verdict", "id"),
        *(_stands_for(name) for name in ("household_id", "model_worker_id", "listing_id", "payment_id")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32))
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    sheet: Mapped[str] = mapped_column(String(64))
    line: Mapped[int]
    verdict: Mapped[Verdict] = mapped_column(word(Verdict))
    state: Mapped[RowState] = mapped_column(word(RowState), default=RowState.WAITING)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"))
    model_worker_id: Mapped[int | None] = mapped_column(ForeignKey("model_workers.id"))
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("group_listings.id"))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"))
    version: Mapped[int | None]
    facts_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    changes_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    refusal_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    facts = Sealed()
    changes = Sealed()
    refusal = Sealed()

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)
