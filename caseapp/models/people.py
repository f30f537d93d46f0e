"""A person stands once, whoever keeps a file on them: by ID number where it is known."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.households.ethnicity import Ethnicity
from caseapp.domain.households.particulars import Marriage, Politics
from caseapp.domain.identity import IdKind, Sex
from caseapp.models.base import Base, Recorded
from caseapp.models.columns import Sealed, SearchText, new_uid, word
from caseapp.models.sealing import ring


def tail_blind(tail: str) -> bytes:
    """The value to look for in `people.id_tail_index`; `tail` is the last four characters of an ID number."""
    return ring().blind("people.id_tail", tail)


class Person(Recorded, Base):
    """`id_tail_index` is the blind index of the last four characters of the ID. `same_as_id` is the row of the register
    that a merge of two files found to be the same person: what is paid to this row in person serves that one's file."""

    __tablename__ = "people"
    __table_args__ = (CheckConstraint("same_as_id <> id", name="same_as_another"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(64), index=True)
    sex: Mapped[Sex] = mapped_column(word(Sex), default=Sex.UNKNOWN)
    birth_on: Mapped[date | None] = mapped_column(index=True)
    id_kind: Mapped[IdKind] = mapped_column(word(IdKind), default=IdKind.RESIDENT)
    id_number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_number_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    id_tail_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    other_phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    ethnicity: Mapped[Ethnicity | None] = mapped_column(word(Ethnicity))
    politics: Mapped[Politics | None] = mapped_column(word(Politics))
    marriage: Mapped[Marriage | None] = mapped_column(word(Marriage))
    bank_name: Mapped[str | None] = mapped_column(String(64))
    bank_branch: Mapped[str | None] = mapped_column(String(64))
    account_holder: Mapped[str | None] = mapped_column(String(64))
    account_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    account_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)

    id_number = Sealed(indexed=True)
    phone = Sealed(indexed=True)
    other_phone = Sealed()
    account = Sealed(indexed=True)

    keys: Mapped[list["PersonKey"]] = relationship(cascade="all, delete-orphan")

    def __init__(self, **values: object) -> None:
        self.uid = new_uid()
        super().__init__(**values)

    def identify(self, number: str | None) -> None:
        """Seal the ID number (in its stored form) and keep its last four characters findable."""
        for name, value in identified(self.uid, number).items():
            setattr(self, name, value)


def identified(uid: str, number: str | None) -> dict[str, bytes | None]:
    """The columns of an ID number (in its stored form) in the row of that uid."""
    return {**Person.id_number.stored(uid, number), "id_tail_index": tail_blind(number[-4:]) if number else None}


class PersonKey(Base):
    """What a person can be found by: the ends of the name, its pinyin and its initials, in every reading."""

    __tablename__ = "person_keys"
    __table_args__ = (Index("ix_person_keys_key_person_id", "key", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    key: Mapped[str] = mapped_column(SearchText)
