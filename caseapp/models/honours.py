"""The honour allowance: its dated rules and rates, the checks that somebody is alive, and months paid or taken back."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.model_workers.codes import Channel, Finding, HonourLevel, ReliefCause, Share, Turn
from caseapp.domain.model_workers.honour_rules import HonourRules, Rate
from caseapp.models.base import Base, Recorded
from caseapp.models.columns import Fen, word
from caseapp.models.model_workers import ModelWorker
from caseapp.models.payments import Payment

_ENDS = "valid_to IS NULL OR valid_to >= valid_from"


class HonourRule(Recorded, Base):
    """One `HonourRules` of the domain."""

    __tablename__ = "honour_rules"
    __table_args__ = (
        CheckConstraint(_ENDS, name="ends_after_it_begins"),
        CheckConstraint("liveness_months BETWEEN 1 AND 36", name="liveness_is_months"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_no: Mapped[str] = mapped_column(String(64))
    valid_from: Mapped[date] = mapped_column(unique=True)
    valid_to: Mapped[date | None]
    starts: Mapped[Turn] = mapped_column(word(Turn, "starts"))
    death_stops: Mapped[Turn] = mapped_column(word(Turn, "death_stops"))
    revocation_stops: Mapped[Turn] = mapped_column(word(Turn, "revocation_stops"))
    liveness_months: Mapped[int]
    farmer_age_men: Mapped[int]
    farmer_age_women: Mapped[int]

    def read(self) -> HonourRules:
        return HonourRules(
            self.document_no,
            self.valid_from,
            self.valid_to,
            self.starts,
            self.death_stops,
            self.revocation_stops,
            self.liveness_months,
            self.farmer_age_men,
            self.farmer_age_women,
        )


class HonourRate(Recorded, Base):
    """One `Rate` of the domain."""

    __tablename__ = "honour_rates"
    __table_args__ = (
        UniqueConstraint("level", "valid_from"),
        CheckConstraint(_ENDS, name="ends_after_it_begins"),
        CheckConstraint("monthly_fen > 0", name="rate_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[HonourLevel] = mapped_column(word(HonourLevel))
    monthly_fen: Mapped[int] = mapped_column(Fen)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document_no: Mapped[str] = mapped_column(String(64))

    def read(self) -> Rate:
        return Rate(self.level, self.monthly_fen, self.valid_from, self.valid_to, self.document_no)


class ReliefStandard(Recorded, Base):
    """What relief for one cause is worth a year: at most `cap_fen`, and with a line at most the gap to it."""

    __tablename__ = "relief_standards"
    __table_args__ = (
        UniqueConstraint("cause", "valid_from"),
        CheckConstraint(_ENDS, name="ends_after_it_begins"),
        CheckConstraint("cap_fen > 0 AND (line_fen IS NULL OR line_fen > 0)", name="cap_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[ReliefCause] = mapped_column(word(ReliefCause))
    line_fen: Mapped[int | None] = mapped_column(Fen)
    cap_fen: Mapped[int] = mapped_column(Fen)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document_no: Mapped[str] = mapped_column(String(64))


class LivenessCheck(Recorded, Base):
    """Somebody asked after a model worker on a day: 健在核验."""

    __tablename__ = "liveness_checks"
    __table_args__ = (Index("ix_liveness_checks_model_worker_id_checked_on", "model_worker_id", "checked_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    model_worker_id: Mapped[int] = mapped_column(ForeignKey("model_workers.id"))
    checked_on: Mapped[date]
    channel: Mapped[Channel] = mapped_column(word(Channel))
    finding: Mapped[Finding] = mapped_column(word(Finding))
    witness: Mapped[str] = mapped_column(String(64))
    evidence: Mapped[str] = mapped_column(String(256), default="")


class HonourMonths(Base):
    """Months of one rate in a payment line, or claimed back from whoever got too much (`returned_on`).

    `monthly_fen` is below zero for what is taken back. They stand as long as their line, or the line that paid it
    again, is open or paid.
    """

    __tablename__ = "honour_months"
    __table_args__ = (
        CheckConstraint("(payment_id IS NULL) = (returned_on IS NOT NULL)", name="in_a_line_or_claimed_back"),
        CheckConstraint("last_on >= first_on", name="ends_after_it_begins"),
        CheckConstraint("monthly_fen <> 0 AND (payment_id IS NOT NULL OR monthly_fen < 0)", name="says_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    model_worker_id: Mapped[int] = mapped_column(ForeignKey("model_workers.id"), index=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), index=True)
    share: Mapped[Share] = mapped_column(word(Share))
    first_on: Mapped[date]
    last_on: Mapped[date]
    monthly_fen: Mapped[int] = mapped_column(Fen)
    returned_on: Mapped[date | None]
    document_no: Mapped[str] = mapped_column(String(64), default="")

    model_worker: Mapped[ModelWorker] = relationship()
    payment: Mapped[Payment | None] = relationship()
