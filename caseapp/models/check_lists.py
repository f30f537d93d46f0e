"""家庭经济状况核对: the lists that went out, what came back of each person, and how long a result holds."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.households.means import Finding
from caseapp.models.base import Base, Moment, Recorded
from caseapp.models.columns import Fen, Sealed, new_uid, word
from caseapp.models.households import Household
from caseapp.models.people import Person
from caseapp.models.units import Unit
from caseapp.models.users import User


class CheckRule(Recorded, Base):
    """In force until the next one begins: for how many days a result carries an approval."""

    __tablename__ = "check_rules"
    __table_args__ = (CheckConstraint("days BETWEEN 1 AND 1000", name="days_are_sensible"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(unique=True)
    days: Mapped[int]
    document_no: Mapped[str] = mapped_column(String(64))


class CheckList(Base):
    """One list as it went to the authority; `unit_id` is the unit of whoever took it out."""

    __tablename__ = "check_lists"
    __table_args__ = (Index("ix_check_lists_unit_id_id", "unit_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_on: Mapped[date]

    unit: Mapped[Unit] = relationship()
    maker: Mapped[User | None] = relationship(foreign_keys=[made_by])


class CheckAnswer(Base):
    """The authority's answer to one list, as it was sent (`content_sealed`); the same bytes are kept once a list."""

    __tablename__ = "check_answers"
    __table_args__ = (
        UniqueConstraint("list_id", "digest"),
        CheckConstraint("applied_by IS NULL OR applied_at IS NOT NULL", name="applied_has_a_moment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("check_lists.id"))
    name: Mapped[str] = mapped_column(String(128))
    digest: Mapped[str] = mapped_column(String(64))
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    sent_at: Mapped[datetime] = mapped_column(Moment)
    applied_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    applied_at: Mapped[datetime | None] = mapped_column(Moment)
    changed_people: Mapped[int] = mapped_column(default=0)
    changed_files: Mapped[int] = mapped_column(default=0)

    check_list: Mapped[CheckList] = relationship()
    sender: Mapped[User | None] = relationship(foreign_keys=[sent_by])

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)


class CheckLine(Base):
    """One person on a list, and what was answered: the day is that of the check, money is in fen a year (income) or in
    all (savings); `note` is what the authority wrote, sealed."""

    __tablename__ = "check_lines"
    __table_args__ = (
        UniqueConstraint("list_id", "household_id", "person_id"),
        CheckConstraint("(finding IS NULL) = (checked_on IS NULL)", name="answered_has_a_day"),
        CheckConstraint("(finding IS NULL) = (answer_id IS NULL)", name="answered_by_a_file"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("check_lists.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("households.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("check_answers.id"), index=True)
    finding: Mapped[Finding | None] = mapped_column(word(Finding))
    checked_on: Mapped[date | None]
    income_fen: Mapped[int | None] = mapped_column(Fen)
    savings_fen: Mapped[int | None] = mapped_column(Fen)
    homes: Mapped[int | None]
    vehicles: Mapped[int | None]
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    note = Sealed()

    household: Mapped[Household] = relationship()
    person: Mapped[Person] = relationship()

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)
