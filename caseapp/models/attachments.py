"""Scans and photos in a household file. The bytes lie sealed outside the database; the row says what they are."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.domain.households.attachments import ContentKind
from caseapp.domain.households.papers import PaperKind
from caseapp.models.base import Base, Moment, Recorded
from caseapp.models.columns import new_uid, word
from caseapp.models.sealing import ring


class Withdrawable:
    """Nothing of a file is deleted: it is withdrawn with a reason, kept and hidden."""

    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    withdrawn_reason: Mapped[str | None] = mapped_column(String(256))

    def withdraw(self, by: int | None, at: datetime, reason: str) -> None:
        self.withdrawn_at, self.withdrawn_by, self.withdrawn_reason = at, by, reason


WITHDRAWN_HAS_A_REASON = "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)"


class Attachment(Recorded, Withdrawable, Base):
    """`uid` is the random name of the sealed file; `content_index` a keyed digest of its plain bytes, `size` theirs.

    `preview_sealed` is a small JPEG of a picture, sealed like the content.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint(WITHDRAWN_HAS_A_REASON, name="withdrawn_has_a_reason"),
        Index(
            "uq_attachments_household_kind_content",
            "household_id",
            "paper",
            "content_index",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visits.id"), index=True)
    paper: Mapped[PaperKind] = mapped_column(word(PaperKind))
    content: Mapped[ContentKind] = mapped_column(word(ContentKind))
    name: Mapped[str] = mapped_column(String(128))
    size: Mapped[int]
    content_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    preview_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)

    @property
    def preview(self) -> bytes | None:
        return None if self.preview_sealed is None else open_preview(self.uid, self.preview_sealed)

    @preview.setter
    def preview(self, picture: bytes | None) -> None:
        binding = f"attachments.preview:{self.uid}"
        self.preview_sealed = None if picture is None else ring().seal_bytes(picture, row=binding)


def open_preview(uid: str, sealed: bytes) -> bytes:
    return ring().unseal_bytes(sealed, row=f"attachments.preview:{uid}")


def seal_content(uid: str, plain: bytes) -> bytes:
    """The bytes for the disk; they open for this row only."""
    return ring().seal_bytes(plain, row=f"attachments.content:{uid}")


def open_content(uid: str, sealed: bytes) -> bytes:
    """Raises Unsealable when the file was changed or belongs to another row."""
    return ring().unseal_bytes(sealed, row=f"attachments.content:{uid}")
