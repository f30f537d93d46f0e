"""What a field of a file was before a change and after it."""

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from caseapp.models.base import Base
from caseapp.models.columns import Sealed, new_uid


class FieldChange(Base):
    """`pair` is JSON `[before, after]`; numbers of people stand in it masked. `place` and `row_id` name the row whose
    `field` changed, `event_seq` the event of the trail that tells who changed it and when."""

    __tablename__ = "field_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    event_seq: Mapped[int] = mapped_column(ForeignKey("audit_events.seq"), index=True)
    place: Mapped[str] = mapped_column(String(32))
    row_id: Mapped[int]
    field: Mapped[str] = mapped_column(String(32))
    pair_sealed: Mapped[bytes] = mapped_column(LargeBinary)

    pair = Sealed()

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)
