"""Payment lines and the batches that carry them through three signatures."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.households.codes import Category
from caseapp.domain.payments.codes import (
    AidKind,
    BatchAction,
    BatchState,
    FundSource,
    LineState,
    PayMeans,
    SchoolStage,
)
from caseapp.models.base import Base, Moment
from caseapp.models.columns import Fen, Sealed, new_uid, word
from caseapp.models.households import Household
from caseapp.models.people import Person
from caseapp.models.projects import Project
from caseapp.models.units import Unit
from caseapp.models.users import User

_THREE_PEOPLE = (
    "approved_by IS NULL OR (approved_by <> prepared_by AND approved_by <> submitted_by AND approved_by <> edited_by)"
)
_RELEASER = (
    "released_by IS NULL OR (released_by <> approved_by AND released_by <> prepared_by"
    " AND released_by <> submitted_by AND released_by <> edited_by"
    " AND (second_approved_by IS NULL OR released_by <> second_approved_by))"
)
_SECOND = (
    "second_approved_by IS NULL OR (approved_by IS NOT NULL AND second_approved_by <> approved_by"
    " AND second_approved_by <> prepared_by AND second_approved_by <> submitted_by"
    " AND second_approved_by <> edited_by)"
)


class Batch(Base):
    """Lines of one project and source. The digests are of the lines each signer saw."""

    __tablename__ = "batches"
    __table_args__ = (
        CheckConstraint(_THREE_PEOPLE, name="approver_is_no_maker"),
        CheckConstraint(_RELEASER, name="releaser_is_third_person"),
        CheckConstraint(_SECOND, name="second_approver_is_another"),
        CheckConstraint("approvals_needed IN (1, 2)", name="one_or_two_approvers"),
        CheckConstraint(
            "state NOT IN ('submitted', 'half_approved', 'approved', 'released', 'settled') OR "
            "(submitted_by IS NOT NULL AND submitted_digest IS NOT NULL)",
            name="submitted_is_signed",
        ),
        CheckConstraint(
            "state NOT IN ('half_approved', 'approved', 'released', 'settled') OR "
            "(approved_by IS NOT NULL AND approved_digest IS NOT NULL AND approved_digest = submitted_digest)",
            name="approved_is_signed",
        ),
        CheckConstraint(
            "state NOT IN ('approved', 'released', 'settled') OR approvals_needed = 1 OR "
            "(second_approved_by IS NOT NULL AND second_approved_digest IS NOT NULL"
            " AND second_approved_digest = submitted_digest)",
            name="large_is_signed_twice",
        ),
        CheckConstraint(
            "state NOT IN ('released', 'settled') OR "
            "(released_by IS NOT NULL AND released_digest IS NOT NULL AND released_digest = approved_digest)",
            name="released_is_signed",
        ),
        Index("ix_batches_unit_id_state", "unit_id", "state"),
        Index("ix_batches_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    source: Mapped[FundSource] = mapped_column(word(FundSource))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    title: Mapped[str] = mapped_column(String(128))
    state: Mapped[BatchState] = mapped_column(word(BatchState), default=BatchState.DRAFT)
    line_count: Mapped[int] = mapped_column(default=0)
    total_fen: Mapped[int] = mapped_column(Fen, default=0)
    prepared_by: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    prepared_at: Mapped[datetime] = mapped_column(Moment)
    edited_by: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    edited_at: Mapped[datetime] = mapped_column(Moment)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    submitted_digest: Mapped[str | None] = mapped_column(String(64))
    approvals_needed: Mapped[int] = mapped_column(default=1)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_digest: Mapped[str | None] = mapped_column(String(64))
    second_approved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    second_approved_at: Mapped[datetime | None] = mapped_column(Moment)
    second_approved_digest: Mapped[str | None] = mapped_column(String(64))
    released_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    released_at: Mapped[datetime | None] = mapped_column(Moment)
    released_digest: Mapped[str | None] = mapped_column(String(64))
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    project: Mapped[Project] = relationship()
    unit: Mapped[Unit] = relationship()
    steps: Mapped[list["BatchStep"]] = relationship(back_populates="batch", order_by="BatchStep.id")


class BatchStep(Base):
    """Each step of a batch's life: who, when, why and over which lines."""

    __tablename__ = "batch_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"), index=True)
    action: Mapped[BatchAction] = mapped_column(word(BatchAction))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(500), default="")
    digest: Mapped[str | None] = mapped_column(String(64))

    batch: Mapped[Batch] = relationship(back_populates="steps")
    by: Mapped[User] = relationship()


_LIVE = "state IN ('open', 'paid')"
_CLAIM = String(96).with_variant(String(96, collation="C"), "postgresql")
_GIFT_IS_WHOLE = (
    "(gift_name IS NULL AND gift_count IS NULL AND gift_unit_fen IS NULL) OR"
    " (gift_name IS NOT NULL AND gift_count > 0 AND gift_unit_fen > 0 AND means = 'sheet')"
)
_HISTORY_IS_PAST = (
    "history_import_id IS NULL OR (batch_id IS NULL AND voucher_no <> '' AND state IN ('paid', 'reversed'))"
)


COUNTED = (
    "project_id", "paid_on", "state", "returned_on", "kind", "household_id", "person_id", "amount_fen",
    "household_size", "unit_id", "category", "batch_id",
)  # fmt: skip
"""Which payments count, and what figures take from them: read from the index alone, not row by row."""


class Payment(Base):
    """One payment line. Counts from `paid_on` until `returned_on`; a reversed one never did.

    `claim` names what may be paid only once (beneficiary, kind, period); a unique index over live lines holds it.
    `proposed_fen` is what the standard proposed when the line was logged, with `cap_left_fen` of its yearly cap left;
    `breaches` names the rules that were passed over for the written reason (values of Anomaly, comma between).
    The gift columns say what was given in kind: its name, how many, and the value of one.
    The payee columns are the snapshot taken at release.
    `history_import_id` marks a payment of past years: taken in from a file as paid under a voucher's number, with no
    batch and no posting in the ledger; it counts like any other.
    """

    __tablename__ = "payments"
    __table_args__ = (
        Index(
            "uq_payments_project_id_claim_live",
            "project_id",
            "claim",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        CheckConstraint("(state IN ('paid', 'returned', 'reversed')) = (paid_on IS NOT NULL)", name="paid_has_a_day"),
        CheckConstraint("(state = 'returned') = (returned_on IS NOT NULL)", name="returned_has_a_day"),
        CheckConstraint("returned_on IS NULL OR returned_on >= paid_on", name="returned_after_paid"),
        CheckConstraint("(state = 'failed') = (failed_reason IS NOT NULL)", name="failed_has_a_reason"),
        CheckConstraint(
            "state NOT IN ('paid', 'failed', 'returned', 'reversed')"
            " OR batch_id IS NOT NULL OR history_import_id IS NOT NULL",
            name="settled_in_a_batch",
        ),
        CheckConstraint(_HISTORY_IS_PAST, name="history_is_past"),
        CheckConstraint(
            "medical_total_fen IS NULL OR medical_reimbursed_fen BETWEEN 0 AND medical_total_fen",
            name="reimbursed_within_total",
        ),
        CheckConstraint(_GIFT_IS_WHOLE, name="gift_is_whole"),
        CheckConstraint("gift_name IS NULL OR amount_fen = gift_count * gift_unit_fen", name="gift_adds_up"),
        Index("ix_payments_counted", *COUNTED),
        CheckConstraint("(kind = 'education') OR student_id IS NULL", name="student_for_education"),
        Index("ix_payments_batch_id_state", "batch_id", "state"),
        Index("ix_payments_claim", "claim"),
        Index(
            "ix_payments_unit_id_breached",
            "unit_id",
            sqlite_where=text("breaches <> ''"),
            postgresql_where=text("breaches <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    source: Mapped[FundSource] = mapped_column(word(FundSource))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    kind: Mapped[AidKind] = mapped_column(word(AidKind))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    amount_fen: Mapped[int] = mapped_column(Fen)
    claim: Mapped[str] = mapped_column(_CLAIM)
    reason: Mapped[str] = mapped_column(String(500), default="")
    proposed_fen: Mapped[int | None] = mapped_column(Fen)
    medical_total_fen: Mapped[int | None] = mapped_column(Fen)
    medical_reimbursed_fen: Mapped[int | None] = mapped_column(Fen)
    receipts: Mapped[int | None]
    receipt_numbers: Mapped[str] = mapped_column(String(256), default="")
    student_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    school_stage: Mapped[SchoolStage | None] = mapped_column(word(SchoolStage))
    school: Mapped[str] = mapped_column(String(64), default="")
    school_year: Mapped[int | None]
    event: Mapped[str] = mapped_column(String(256), default="")
    happened_on: Mapped[date | None]
    loss_fen: Mapped[int | None] = mapped_column(Fen)
    standard_id: Mapped[int | None] = mapped_column(ForeignKey("aid_standards.id"), index=True)
    cap_left_fen: Mapped[int | None] = mapped_column(Fen)
    breaches: Mapped[str] = mapped_column(String(128), default="")
    means: Mapped[PayMeans] = mapped_column(word(PayMeans), default=PayMeans.BANK)
    gift_name: Mapped[str | None] = mapped_column(String(64))
    gift_count: Mapped[int | None]
    gift_unit_fen: Mapped[int | None] = mapped_column(Fen)
    state: Mapped[LineState] = mapped_column(word(LineState), default=LineState.OPEN)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
    paid_on: Mapped[date | None]
    returned_on: Mapped[date | None]
    failed_reason: Mapped[str | None] = mapped_column(String(256))
    repays_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), index=True)
    history_import_id: Mapped[int | None] = mapped_column(ForeignKey("imports.id"), index=True)
    voucher_no: Mapped[str] = mapped_column(String(64), default="")
    household_size: Mapped[int | None]
    category: Mapped[Category | None] = mapped_column(word(Category))
    payee_name: Mapped[str | None] = mapped_column(String(64))
    payee_id_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    payee_account_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    payee_holder: Mapped[str | None] = mapped_column(String(64))
    payee_bank: Mapped[str | None] = mapped_column(String(64))
    payee_branch: Mapped[str | None] = mapped_column(String(64))
    logged_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    logged_at: Mapped[datetime] = mapped_column(Moment)

    payee_id = Sealed()
    payee_account = Sealed()

    project: Mapped[Project] = relationship()
    household: Mapped[Household | None] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    student: Mapped[Person | None] = relationship(foreign_keys=student_id)
    batch: Mapped[Batch | None] = relationship()
    unit: Mapped[Unit] = relationship()

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)
