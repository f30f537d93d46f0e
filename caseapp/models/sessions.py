"""The sessions of an activity, who came to each, and the photos and vouchers kept with activities and expenses."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.households.attachments import ContentKind
from caseapp.models.activities import Activity
from caseapp.models.attachments import WITHDRAWN_HAS_A_REASON, Withdrawable
from caseapp.models.base import Base, Moment, Recorded
from caseapp.models.columns import Sealed, new_uid, word


class ActivitySession(Recorded, Withdrawable, Base):
    """One session; held once `held_on` is set. The numbers are typed; those of people count only without a list. One
    recorded by mistake is withdrawn: it stays and counts nowhere."""

    __tablename__ = "activity_sessions"
    __table_args__ = (
        Index("ix_activity_sessions_activity_id_held_on", "activity_id", "held_on"),
        CheckConstraint("passed <= examined AND examined <= participants", name="passed_within_examined"),
        CheckConstraint("passed >= 0 AND materials >= 0 AND reach >= 0", name="counts_not_negative"),
        CheckConstraint(WITHDRAWN_HAS_A_REASON, name="withdrawn_has_a_reason"),
        CheckConstraint(
            "held_on IS NOT NULL OR (participants = 0 AND materials = 0 AND reach = 0)", name="counts_once_held"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))
    topic: Mapped[str] = mapped_column(String(128))
    place: Mapped[str] = mapped_column(String(128), default="")
    planned_on: Mapped[date]
    held_on: Mapped[date | None]
    participants: Mapped[int] = mapped_column(default=0)
    examined: Mapped[int] = mapped_column(default=0)
    passed: Mapped[int] = mapped_column(default=0)
    materials: Mapped[int] = mapped_column(default=0)
    given: Mapped[str] = mapped_column(String(128), default="")
    reach: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    activity: Mapped[Activity] = relationship()
    attendants: Mapped[list["Attendant"]] = relationship(order_by="Attendant.number", cascade="all, delete-orphan")


class Attendant(Base):
    """Somebody on the list of a session; the ID number is sealed and may be missing."""

    __tablename__ = "attendants"
    __table_args__ = (
        UniqueConstraint("session_id", "number"),
        UniqueConstraint("session_id", "id_number_index"),
        CheckConstraint("(present OR NOT examined) AND (examined OR NOT passed)", name="passed_was_examined"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("activity_sessions.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(64))
    workplace: Mapped[str] = mapped_column(String(128), default="")
    id_number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_number_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    present: Mapped[bool] = mapped_column(default=True)
    examined: Mapped[bool] = mapped_column(default=False)
    passed: Mapped[bool] = mapped_column(default=False)

    id_number = Sealed(indexed=True)

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)


class RecordPaper(Base):
    """A photo of an activity or the voucher of an expense, sealed outside the database like other scans."""

    __tablename__ = "record_papers"
    __table_args__ = (
        UniqueConstraint("activity_id", "content_index"),
        UniqueConstraint("expense_id", "content_index"),
        CheckConstraint("(activity_id IS NULL) <> (expense_id IS NULL)", name="belongs_to_one"),
        CheckConstraint("size > 0", name="not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"))
    expense_id: Mapped[int | None] = mapped_column(ForeignKey("expenses.id"))
    content: Mapped[ContentKind] = mapped_column(word(ContentKind))
    name: Mapped[str] = mapped_column(String(128))
    size: Mapped[int]
    content_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    kept_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    kept_at: Mapped[datetime] = mapped_column(Moment)

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)
