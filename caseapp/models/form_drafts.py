"""What somebody has typed into a long form and not saved."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.models.base import Base, Moment
from caseapp.models.columns import Sealed, new_uid


class FormDraft(Base):
    """One for each user and form; `body` is JSON `[[field, text], …]` in the form's order. `form` names the form and
    the record it is about, such as household.edit:12."""

    __tablename__ = "form_drafts"
    __table_args__ = (UniqueConstraint("user_id", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    form: Mapped[str] = mapped_column(String(64))
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime] = mapped_column(Moment, index=True)

    body = Sealed()

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)
