"""What one kind of aid pays and how often; dated, with its document."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.payments.codes import AidKind, CapScope, Repeat
from caseapp.domain.payments.standards import Standard
from caseapp.models.base import Base, Recorded
from caseapp.models.columns import Fen, word
from caseapp.models.projects import Project


class AidStandard(Recorded, Base):
    """A fixed amount, or a share (%) of the own part or the loss. `project_id` None: every project; `grade` "": every
    category, stage and level. A standard that a payment rests on is never changed, only ended."""

    __tablename__ = "aid_standards"
    __table_args__ = (
        Index("ix_aid_standards_kind_valid_from", "kind", "valid_from"),
        CheckConstraint("(amount_fen IS NULL) <> (share_percent IS NULL)", name="amount_or_share"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_begins"),
        CheckConstraint("times >= 1", name="given_at_least_once"),
        CheckConstraint("(band_from_fen IS NULL) = (band_percent IS NULL)", name="band_is_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"), index=True)
    kind: Mapped[AidKind] = mapped_column(word(AidKind))
    grade: Mapped[str] = mapped_column(String(32), default="")
    amount_fen: Mapped[int | None] = mapped_column(Fen)
    share_percent: Mapped[int | None]
    band_from_fen: Mapped[int | None] = mapped_column(Fen)
    band_percent: Mapped[int | None]
    floor_fen: Mapped[int | None] = mapped_column(Fen)
    cap_fen: Mapped[int | None] = mapped_column(Fen)
    yearly_cap_fen: Mapped[int | None] = mapped_column(Fen)
    cap_scope: Mapped[CapScope] = mapped_column(word(CapScope), default=CapScope.HOUSEHOLD)
    repeat: Mapped[Repeat] = mapped_column(word(Repeat))
    times: Mapped[int] = mapped_column(default=1)
    stackable: Mapped[bool] = mapped_column(default=True)
    document_no: Mapped[str] = mapped_column(String(64))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    project: Mapped[Project | None] = relationship()

    def read(self) -> Standard:
        return Standard(
            amount_fen=self.amount_fen,
            share_percent=self.share_percent,
            cap_fen=self.cap_fen,
            repeat=self.repeat,
            document_no=self.document_no,
            band_from_fen=self.band_from_fen,
            band_percent=self.band_percent,
            floor_fen=self.floor_fen,
            yearly_cap_fen=self.yearly_cap_fen,
            cap_scope=self.cap_scope,
            times=self.times,
            stackable=self.stackable,
            id=self.id,
        )
