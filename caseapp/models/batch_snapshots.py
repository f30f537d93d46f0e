"""The lines of a batch as somebody signed or returned them, kept once for each digest."""

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.models.base import Base
from caseapp.models.columns import Sealed, new_uid


class BatchSnapshot(Base):
    """`lines` is the JSON of `domain.payments.changes.SeenLine`; sealed, since it holds names and account tails."""

    __tablename__ = "batch_snapshots"
    __table_args__ = (UniqueConstraint("batch_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"))
    digest: Mapped[str] = mapped_column(String(64))
    lines_sealed: Mapped[bytes] = mapped_column(LargeBinary)

    lines = Sealed()

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)
