"""Grievances: what a dissatisfied answer with a name asks somebody to see to, by when, and what came of it."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.surveys.codes import GrievanceOutcome, GrievanceState
from caseapp.models.base import Base, Recorded
from caseapp.models.columns import Sealed, new_uid, word
from caseapp.models.questionnaires import NamedResponse
from caseapp.models.units import Unit
from caseapp.models.users import User


class Grievance(Recorded, Base):
    """`questions` are the keys of the answers complained of. `unit_id` is where the person belongs, or the project
    where the survey knows no unit. What was done stands sealed in `note`: it may name illness, money or people."""

    __tablename__ = "grievances"
    __table_args__ = (
        CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name="closed_has_an_outcome"),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_has_a_day"),
        CheckConstraint("(state = 'closed') = (note_sealed IS NOT NULL)", name="closed_says_what_was_done"),
        CheckConstraint("due_on >= opened_on", name="due_after_it_was_opened"),
        Index("ix_grievances_unit_id_state_due_on", "unit_id", "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("survey_responses.id"), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    questions: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[GrievanceState] = mapped_column(word(GrievanceState), default=GrievanceState.OPEN)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    opened_on: Mapped[date]
    due_on: Mapped[date]
    outcome: Mapped[GrievanceOutcome | None] = mapped_column(word(GrievanceOutcome))
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    note = Sealed()
    response: Mapped[NamedResponse] = relationship()
    unit: Mapped[Unit] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)
