"""Taking an answer in: a named one as it is, an anonymous one over the tray into the box.

An anonymous answer leaves the transaction it came in only sealed. Several together are opened later, and then the
whole box is written anew in a new order: neither a column, nor the order of the rows, nor the transaction that wrote
them leads from a ballot back to an invitation.
"""

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, insert, select, update
from sqlalchemy.orm import Session

from caseapp.domain.errors import N_, Refused
from caseapp.domain.surveys import mixing
from caseapp.domain.surveys.codes import InvalidReason, InvitationAction, InvitationState, SurveyChannel, SurveyState
from caseapp.domain.surveys.life import INVITATION
from caseapp.domain.surveys.questions import Answers, Question
from caseapp.domain.surveys.results import tally
from caseapp.models.columns import new_uid
from caseapp.models.questionnaires import (
    BOX,
    Ballot,
    NamedResponse,
    Questionnaire,
    SurveyBox,
    SurveyCount,
    SurveyInvitation,
    SurveyRemark,
    WaitingBallot,
)
from caseapp.models.sealing import ring
from caseapp.queries.survey_counts import questions_of
from caseapp.services import grievances
from caseapp.services.survey_codes import filled

_LOTS = secrets.SystemRandom()
DIMENSIONS = ("category", "unit")


@dataclass(frozen=True)
class Taken:
    """One answer and how it came; `invalid` says why it does not count, None for one that does."""

    answers: Answers
    channel: SurveyChannel
    interviewer_id: int | None = None
    invalid: InvalidReason | None = None


def receive(
    session: Session, survey: Questionnaire, invitation: SurveyInvitation, taken: Taken, *, day: date, now: datetime
) -> None:
    """Keep the one answer of an invitation, taken on the day. Raises Refused when the survey is not open or the answer
    is in already. An answer with a name may open a grievance.

    Of an anonymous one no event of the trail and no moment is kept: either would lead to its hour.
    """
    state = session.scalar(select(Questionnaire.state).where(Questionnaire.id == survey.id).with_for_update(read=True))
    if state is not SurveyState.OPEN:
        raise Refused(N_("This survey is not open."))
    after = INVITATION.after(InvitationState.WAITING, InvitationAction.ANSWER)
    session.flush()
    moved = session.execute(
        update(SurveyInvitation)
        .where(SurveyInvitation.id == invitation.id, SurveyInvitation.state == InvitationState.WAITING)
        .values(state=after, channel=taken.channel, interviewer_id=taken.interviewer_id, draft_sealed=None)
        .execution_options(synchronize_session=False)
    )
    session.expire(invitation)
    if cast(CursorResult[Any], moved).rowcount != 1:
        raise Refused(N_("The answer of this form is in already; it cannot be given twice or changed."))
    if not survey.is_anonymous:
        response = NamedResponse(
            invitation=invitation,
            answers=dict(taken.answers),
            answered_on=day,
            is_valid=taken.invalid is None,
            invalid_reason=taken.invalid,
        )
        session.add(response)
        session.flush()
        grievances.open_for(session, survey, response, now=now)
        return
    told = {
        "answers": dict(taken.answers),
        "invalid": taken.invalid.value if taken.invalid else None,
        "category": invitation.category.value if invitation.category else "",
        "unit": str(invitation.unit_id or ""),
    }
    session.execute(insert(WaitingBallot).values(id=new_uid(), questionnaire_id=survey.id, sealed=_seal(survey, told)))
    _pour_some(session, survey)


def close(session: Session, survey: Questionnaire) -> None:
    """Mix in what is left on the tray and freeze the counts; the caller holds the survey's row."""
    questions = questions_of(session, survey)
    if survey.is_anonymous:
        box = session.scalars(select(SurveyBox).where(SurveyBox.questionnaire_id == survey.id).with_for_update()).one()
        _pour(session, survey, box, _waiting(session, survey))
        forms = _valid(session, survey)
        slips = _slips(survey, box)
        box.slips_sealed = None
        if len(forms) < mixing.FEWEST:
            forms, slips = [], []
    else:
        slips = _named_slips(session, survey)
        forms = [slip["answers"] for slip in slips]
    session.add_all(_counts(survey, questions, "", "", forms))
    for dimension in DIMENSIONS:
        groups: dict[str, list[Answers]] = defaultdict(list)
        for slip in slips:
            groups[slip[dimension]].append(slip["answers"])
        hidden = mixing.withheld({group: len(answers) for group, answers in groups.items()})
        for group in sorted(groups.keys() - hidden):
            session.add_all(_counts(survey, questions, dimension, group, groups[group]))
    empty(session, survey)
    session.flush()


def empty(session: Session, survey: Questionnaire) -> None:
    """Nothing half-said stays: no draft, nothing on the tray."""
    session.execute(delete(WaitingBallot).where(WaitingBallot.questionnaire_id == survey.id))
    session.execute(
        update(SurveyInvitation).where(SurveyInvitation.questionnaire_id == survey.id).values(draft_sealed=None)
    )


def _pour_some(session: Session, survey: Questionnaire) -> None:
    """Mix in as many as may be, unless somebody else is at the box."""
    locked = select(SurveyBox).where(SurveyBox.questionnaire_id == survey.id).with_for_update(skip_locked=True)
    box = session.scalars(locked.execution_options(populate_existing=True)).one_or_none()
    if box is None:
        return
    count = select(func.count()).where(WaitingBallot.questionnaire_id == survey.id)
    ready = mixing.to_pour(session.scalar(count) or 0, box.ballots)
    if ready:
        _pour(session, survey, box, _LOTS.sample(_waiting(session, survey), ready))


def _waiting(session: Session, survey: Questionnaire) -> list[tuple[str, bytes]]:
    rows = select(WaitingBallot.id, WaitingBallot.sealed).where(WaitingBallot.questionnaire_id == survey.id)
    return [(row.id, row.sealed) for row in session.execute(rows.order_by(WaitingBallot.id))]


def _pour(session: Session, survey: Questionnaire, box: SurveyBox, waiting: Sequence[tuple[str, bytes]]) -> None:
    """Into the box, and all of the box written anew in a new order."""
    words = {question.key for question in questions_of(session, survey) if not question.is_picked}
    opened = [_open(survey, sealed) for _, sealed in waiting]
    ballots = [
        {"answers": row.answers, "is_valid": row.is_valid, "invalid_reason": row.invalid_reason}
        for row in session.execute(
            select(Ballot.answers, Ballot.is_valid, Ballot.invalid_reason).where(Ballot.questionnaire_id == survey.id)
        )
    ]
    remarks = [
        {"question": row.question, "words": row.words}
        for row in session.execute(
            select(SurveyRemark.question, SurveyRemark.words).where(SurveyRemark.questionnaire_id == survey.id)
        )
    ]
    slips = _slips(survey, box)
    for one in opened:
        picked = {key: answer for key, answer in one["answers"].items() if key not in words}
        invalid = InvalidReason(one["invalid"]) if one["invalid"] else None
        ballots.append({"answers": picked, "is_valid": invalid is None, "invalid_reason": invalid})
        remarks += [{"question": key, "words": said} for key, said in one["answers"].items() if key in words]
        if invalid is None:
            slips.append({"answers": picked, "category": one["category"], "unit": one["unit"]})
    _write_anew(session, survey, Ballot, ballots)
    _write_anew(session, survey, SurveyRemark, remarks)
    session.execute(delete(WaitingBallot).where(WaitingBallot.id.in_([number for number, _ in waiting])))
    _LOTS.shuffle(slips)
    box.ballots, box.slips_sealed = len(ballots), _seal(survey, slips)
    session.flush()


def _write_anew(session: Session, survey: Questionnaire, kind: Any, rows: list[dict[str, Any]]) -> None:
    session.execute(delete(kind).where(kind.questionnaire_id == survey.id))
    _LOTS.shuffle(rows)
    if rows:
        session.execute(insert(kind), [{**row, "id": new_uid(), "questionnaire_id": survey.id} for row in rows])


def _valid(session: Session, survey: Questionnaire) -> list[Answers]:
    kept = select(Ballot.answers).where(Ballot.questionnaire_id == survey.id, Ballot.is_valid.is_(True))
    return list(session.scalars(kept.order_by(Ballot.id)))


def _named_slips(session: Session, survey: Questionnaire) -> list[dict[str, Any]]:
    rows = session.execute(
        select(NamedResponse.answers, SurveyInvitation.category, SurveyInvitation.unit_id)
        .join(SurveyInvitation, SurveyInvitation.id == NamedResponse.invitation_id)
        .where(SurveyInvitation.questionnaire_id == survey.id, NamedResponse.is_valid.is_(True))
        .order_by(NamedResponse.id)
    )
    return [
        {"answers": answers, "category": category.value if category else "", "unit": str(unit_id or "")}
        for answers, category, unit_id in rows
    ]


def _counts(
    survey: Questionnaire, questions: Iterable[Question], dimension: str, group: str, forms: Sequence[Answers]
) -> list[SurveyCount]:
    if not forms:
        return []
    return [
        SurveyCount(
            questionnaire_id=survey.id,
            question=question.key,
            dimension=dimension,
            group_name=group,
            option=option,
            forms=count,
        )
        for question in questions
        if question.is_picked
        for option, count in tally(question, forms).items()
    ]


def _slips(survey: Questionnaire, box: SurveyBox) -> list[dict[str, Any]]:
    return list(_open(survey, box.slips_sealed)) if box.slips_sealed else []


def _seal(survey: Questionnaire, told: Mapping[str, Any] | Sequence[Any]) -> bytes:
    return ring().seal_bytes(filled(told), row=BOX.format(questionnaire_id=survey.id))


def _open(survey: Questionnaire, sealed: bytes) -> Any:
    return json.loads(ring().unseal_bytes(sealed, row=BOX.format(questionnaire_id=survey.id)))
