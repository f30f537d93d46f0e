"""Scans of signed sheets: what proves that a batch's money or goods reached the people. Sealed outside the database."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.domain.households.attachments import ContentKind
from caseapp.models.base import Base, Moment
from caseapp.models.columns import new_uid, word


class Voucher(Base):
    """`uid` is the random name of the sealed file; `content_index` a keyed digest of its plain bytes, `size` theirs."""

    __tablename__ = "vouchers"
    __table_args__ = (
        UniqueConstraint("batch_id", "content_index"),
        CheckConstraint("size > 0", name="not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"))
    content: Mapped[ContentKind] = mapped_column(word(ContentKind))
    name: Mapped[str] = mapped_column(String(128))
    size: Mapped[int]
    content_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    kept_by: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kept_at: Mapped[datetime] = mapped_column(Moment)

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)
