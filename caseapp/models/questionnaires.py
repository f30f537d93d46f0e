"""Surveys that are asked here: the questionnaire and its versions, who is invited, and what they answered.

An anonymous answer stands in `survey_ballots`, which shares no column with anything that leads to a person: see the
decision record on anonymous answers before adding one.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from caseapp.domain.households.codes import Category
from caseapp.domain.surveys.codes import (
    DropReason,
    FrameKind,
    InvalidReason,
    InvitationState,
    SizeRule,
    SurveyChannel,
    SurveyState,
)
from caseapp.models.base import Base, Moment, Recorded
from caseapp.models.columns import new_uid, word
from caseapp.models.households import Household
from caseapp.models.people import Person
from caseapp.models.projects import Project
from caseapp.models.units import Unit
from caseapp.models.users import User

BOX = "survey_boxes:{questionnaire_id}"
"""What the answers of an anonymous survey are bound to while they are sealed."""


class Questionnaire(Recorded, Base):
    """`edition` is the number of its newest version, the one that is asked. The sample is fixed by the frame's columns
    and `seed`; `frame_digest` tells whether the frame is still the one drawn from. `printings` counts how often slips
    were printed: each printing makes the codes before it void."""

    __tablename__ = "questionnaires"
    __table_args__ = (
        CheckConstraint("(state = 'void') = (void_reason <> '')", name="void_has_a_reason"),
        CheckConstraint("state NOT IN ('open', 'closed') OR opened_on IS NOT NULL", name="opened_has_a_day"),
        CheckConstraint("state <> 'closed' OR closed_on IS NOT NULL", name="closed_has_a_day"),
        CheckConstraint("state NOT IN ('open', 'closed') OR seed IS NOT NULL", name="asked_of_a_sample"),
        CheckConstraint("(seed IS NULL) = (frame_digest IS NULL)", name="draw_is_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    title: Mapped[str] = mapped_column(String(128))
    is_anonymous: Mapped[bool]
    state: Mapped[SurveyState] = mapped_column(word(SurveyState), default=SurveyState.DRAFT)
    edition: Mapped[int] = mapped_column(default=1)
    frame_kind: Mapped[FrameKind | None] = mapped_column(word(FrameKind))
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), index=True)
    listed: Mapped[list[str]] = mapped_column(JSON, default=list)
    size_rule: Mapped[SizeRule | None] = mapped_column(word(SizeRule))
    confidence: Mapped[int | None]
    margin: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    frame_size: Mapped[int] = mapped_column(default=0)
    frame_digest: Mapped[str | None] = mapped_column(String(64))
    seed: Mapped[str | None] = mapped_column(String(64))
    drawn_on: Mapped[date | None]
    printings: Mapped[int] = mapped_column(default=0)
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    void_reason: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    project: Mapped[Project] = relationship()
    versions: Mapped[list["QuestionnaireVersion"]] = relationship(order_by="QuestionnaireVersion.number")


class QuestionnaireVersion(Base):
    """The questions as they stood after one saving (`domain.surveys.questions.to_plain`); never changed."""

    __tablename__ = "questionnaire_versions"
    __table_args__ = (UniqueConstraint("questionnaire_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"))
    number: Mapped[int]
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    saved_at: Mapped[datetime] = mapped_column(Moment)

    who: Mapped[User | None] = relationship()


class SurveyInvitation(Base):
    """One who is asked. Says whether they answered and how, never what, and never when.

    `draft_sealed` holds what a phone has saved so far, sealed under the code itself, which is not kept: only its keyed
    digest is. `candidate` is the key in the frame; `channel` and `interviewer_id` tell how the answer came.
    """

    __tablename__ = "survey_invitations"
    __table_args__ = (
        UniqueConstraint("questionnaire_id", "number"),
        UniqueConstraint("questionnaire_id", "candidate"),
        CheckConstraint("(state = 'dropped') = (drop_reason IS NOT NULL)", name="dropped_has_a_reason"),
        CheckConstraint("(state = 'answered') = (channel IS NOT NULL)", name="answered_has_a_channel"),
        CheckConstraint("state = 'waiting' OR draft_sealed IS NULL", name="draft_while_waiting"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"))
    number: Mapped[int]
    candidate: Mapped[str] = mapped_column(String(64))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("households.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(128), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    category: Mapped[Category | None] = mapped_column(word(Category))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("survey_invitations.id"), index=True)
    state: Mapped[InvitationState] = mapped_column(word(InvitationState), default=InvitationState.WAITING)
    drop_reason: Mapped[DropReason | None] = mapped_column(word(DropReason))
    channel: Mapped[SurveyChannel | None] = mapped_column(word(SurveyChannel))
    interviewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    code_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    draft_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, info={"sealed_by": "the code"})

    questionnaire: Mapped[Questionnaire] = relationship()
    household: Mapped[Household | None] = relationship()
    person: Mapped[Person | None] = relationship()
    unit: Mapped[Unit | None] = relationship()


class SurveyBox(Base):
    """Where anonymous answers are mixed: `ballots` were poured in, `slips_sealed` holds what the groups are counted
    from on closing, apart from the ballots. Its row is locked while answers are poured."""

    __tablename__ = "survey_boxes"

    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"), primary_key=True)
    ballots: Mapped[int] = mapped_column(default=0)
    slips_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, info={"bound_to": BOX})


class WaitingBallot(Base):
    """An anonymous answer on the tray: sealed, all of a length, until enough lie there to be mixed."""

    __tablename__ = "survey_waiting_ballots"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_uid)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info={"bound_to": BOX})


class Ballot(Base):
    """An anonymous answer in the box, written anew in a new order with each pouring; what was picked, nothing else."""

    __tablename__ = "survey_ballots"
    __table_args__ = (
        CheckConstraint("is_valid = (invalid_reason IS NULL)", name="invalid_has_a_reason"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_uid)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"), index=True)
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    is_valid: Mapped[bool]
    invalid_reason: Mapped[InvalidReason | None] = mapped_column(word(InvalidReason))


class SurveyRemark(Base):
    """What somebody wrote in own words in an anonymous survey, apart from their other answers."""

    __tablename__ = "survey_remarks"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_uid)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"), index=True)
    question: Mapped[str] = mapped_column(String(32))
    words: Mapped[str] = mapped_column(Text)


class NamedResponse(Base):
    """The answer of a survey that is not anonymous, with how, by whom and when it was taken."""

    __tablename__ = "survey_responses"
    __table_args__ = (CheckConstraint("is_valid = (invalid_reason IS NULL)", name="invalid_has_a_reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("survey_invitations.id"), unique=True)
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    answered_on: Mapped[date]
    is_valid: Mapped[bool]
    invalid_reason: Mapped[InvalidReason | None] = mapped_column(word(InvalidReason))

    invitation: Mapped[SurveyInvitation] = relationship()


class SurveyCount(Base):
    """Frozen on closing: how many valid forms picked an option, in all (`dimension` "") or in one group that is large
    enough to be told (`dimension` category or unit, `group_name` its value)."""

    __tablename__ = "survey_counts"
    __table_args__ = (
        UniqueConstraint(
            "questionnaire_id", "question", "dimension", "group_name", "option", name="uq_survey_counts_one_of_each"
        ),
        CheckConstraint("forms >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"))
    question: Mapped[str] = mapped_column(String(32))
    dimension: Mapped[str] = mapped_column(String(16), default="")
    group_name: Mapped[str] = mapped_column(String(64), default="")
    option: Mapped[str] = mapped_column(String(32))
    forms: Mapped[int]
