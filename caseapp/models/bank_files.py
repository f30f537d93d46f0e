"""Files for the bank: how they look, each as it was made, the lines in it, each time it was handed out, and the
results that came back."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.payments.bank_files import BankColumn, BankFact, Delimiter, Encoding, FileKind, Layout
from caseapp.models.base import Base, Moment, Recorded
from caseapp.models.columns import Fen, new_uid, word
from caseapp.models.payments import Batch
from caseapp.models.units import Unit
from caseapp.models.users import User


class BankTemplate(Recorded, Base):
    """The layout one bank asks for, used by a unit and those below it. `columns` is [[fact, heading], …]."""

    __tablename__ = "bank_templates"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_begins"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    kind: Mapped[FileKind] = mapped_column(word(FileKind))
    encoding: Mapped[Encoding] = mapped_column(word(Encoding))
    delimiter: Mapped[Delimiter] = mapped_column(word(Delimiter))
    columns: Mapped[list[list[str]]] = mapped_column(JSON)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    unit: Mapped[Unit] = relationship()

    @property
    def layout(self) -> Layout:
        columns = tuple(BankColumn(BankFact(fact), heading) for fact, heading in self.columns)
        return Layout(self.kind, self.encoding, self.delimiter, columns)

    def write(self, layout: Layout) -> None:
        self.kind, self.encoding, self.delimiter = layout.kind, layout.encoding, layout.delimiter
        self.columns = [[column.fact.value, column.heading] for column in layout.columns]


class BankFile(Base):
    """One file, made once for its batch. `content_sealed` is the very file, `digest` its SHA-256."""

    __tablename__ = "bank_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"), unique=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("bank_templates.id"), index=True)
    kind: Mapped[FileKind] = mapped_column(word(FileKind))
    line_count: Mapped[int]
    total_fen: Mapped[int] = mapped_column(Fen)
    digest: Mapped[str] = mapped_column(String(64))
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    made_by: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Moment)

    batch: Mapped[Batch] = relationship()
    template: Mapped[BankTemplate] = relationship()
    maker: Mapped[User] = relationship()

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)


class BankFileLine(Base):
    """The place of a payment in its file; `result_id` is the answer that last changed the payment."""

    __tablename__ = "bank_file_lines"
    __table_args__ = (
        UniqueConstraint("file_id", "serial"),
        CheckConstraint("serial > 0", name="serial_counts_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("bank_files.id"))
    serial: Mapped[int]
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), unique=True)
    result_id: Mapped[int | None] = mapped_column(ForeignKey("bank_results.id"), index=True)


class BankHandout(Base):
    """Each time the file left the house; from the second time on with a reason."""

    __tablename__ = "bank_handouts"
    __table_args__ = (
        UniqueConstraint("file_id", "ordinal"),
        CheckConstraint("ordinal = 1 OR reason <> ''", name="again_only_with_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("bank_files.id"))
    ordinal: Mapped[int]
    reason: Mapped[str] = mapped_column(String(256), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)

    by: Mapped[User] = relationship()


class BankResult(Base):
    """The bank's answer to one file, as it was sent (`content_sealed`); the same bytes are kept once a file."""

    __tablename__ = "bank_results"
    __table_args__ = (
        UniqueConstraint("file_id", "digest"),
        CheckConstraint("(applied_at IS NULL) = (applied_by IS NULL)", name="applied_by_somebody"),
        Index("ix_bank_results_file_id_id", "file_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("bank_files.id"))
    name: Mapped[str] = mapped_column(String(128))
    digest: Mapped[str] = mapped_column(String(64))
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sent_by: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    sent_at: Mapped[datetime] = mapped_column(Moment)
    applied_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    applied_at: Mapped[datetime | None] = mapped_column(Moment)
    changed_lines: Mapped[int] = mapped_column(default=0)

    file: Mapped[BankFile] = relationship()
    sender: Mapped[User] = relationship(foreign_keys=[sent_by])

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)
