"""Assessments of households: what was declared, the figures that came out, the rules used and the decision."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.households.assessment_codes import AssessmentState, Basis, Exclusion, Holds, ItemKind
from caseapp.domain.households.codes import Category, Cause
from caseapp.models.assessment_rules import AssessmentRules
from caseapp.models.base import Base, Moment, Recorded
from caseapp.models.columns import Fen, word
from caseapp.models.households import Household, HouseholdMember


class Assessment(Recorded, Base):
    """The figures are stored as computed on the day; items, answers and rules give them again at any time.

    `proposed` is the engine's category (None: none), `category` what the reviewer decided.
    """

    __tablename__ = "assessments"
    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR decided_by <> created_by", name="decider_is_not_maker"),
        CheckConstraint("state = 'proposed' OR decided_at IS NOT NULL", name="decided_has_a_moment"),
        CheckConstraint(
            "state <> 'approved' OR override_reason IS NOT NULL OR COALESCE(category, '') = COALESCE(proposed, '')",
            name="override_has_a_reason",
        ),
        Index("ix_assessments_household_id_as_of", "household_id", "as_of"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"))
    rules_id: Mapped[int] = mapped_column(ForeignKey("assessment_rules.id"), index=True)
    as_of: Mapped[date]
    state: Mapped[AssessmentState] = mapped_column(word(AssessmentState), default=AssessmentState.PROPOSED)
    main_cause: Mapped[Cause] = mapped_column(word(Cause))
    loss_fen: Mapped[int | None] = mapped_column(Fen)
    loss_note: Mapped[str] = mapped_column(String(256), default="")
    income_fen: Mapped[int] = mapped_column(Fen)
    spending_fen: Mapped[int] = mapped_column(Fen)
    people: Mapped[int]
    figure_fen: Mapped[int] = mapped_column(Fen)
    proposed: Mapped[Category | None] = mapped_column(word(Category, "proposed"))
    category: Mapped[Category | None] = mapped_column(word(Category))
    override_reason: Mapped[str | None] = mapped_column(String(256))
    return_reason: Mapped[str | None] = mapped_column(String(256))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    household: Mapped[Household] = relationship()
    rules: Mapped[AssessmentRules] = relationship()
    members: Mapped[list["AssessedMember"]] = relationship(order_by="AssessedMember.id")
    items: Mapped[list["AssessmentItem"]] = relationship(order_by="AssessmentItem.id")
    answers: Mapped[list["AssessmentAnswer"]] = relationship(order_by="AssessmentAnswer.id")


class AssessedMember(Base):
    """Who was in the household that day, and whether they lived together with the head."""

    __tablename__ = "assessed_members"
    __table_args__ = (UniqueConstraint("assessment_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("household_members.id"), index=True)
    together: Mapped[bool]

    member: Mapped[HouseholdMember] = relationship()


class AssessmentItem(Base):
    """An income or a rigid spending of one member, with the note of what proves it."""

    __tablename__ = "assessment_items"
    __table_args__ = (CheckConstraint("amount_fen >= 0", name="amount_is_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("household_members.id"), index=True)
    kind: Mapped[ItemKind] = mapped_column(word(ItemKind))
    basis: Mapped[Basis] = mapped_column(word(Basis))
    amount_fen: Mapped[int] = mapped_column(Fen)
    evidence: Mapped[str] = mapped_column(String(256), default="")


class AssessmentAnswer(Base):
    __tablename__ = "assessment_answers"
    __table_args__ = (UniqueConstraint("assessment_id", "exclusion"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"))
    exclusion: Mapped[Exclusion] = mapped_column(word(Exclusion))
    holds: Mapped[Holds] = mapped_column(word(Holds))
    evidence: Mapped[str] = mapped_column(String(256), default="")
