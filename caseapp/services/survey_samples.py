"""Drawing who is asked, and replacing those who cannot be."""

import re
import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.errors import N_, Invalid, NotFound, Problem, Refused
from caseapp.domain.surveys.codes import (
    DropReason,
    FrameKind,
    InvitationAction,
    InvitationState,
    SizeRule,
    SurveyState,
)
from caseapp.domain.surveys.life import INVITATION
from caseapp.domain.surveys.sampling import Stratum, draw, frame_digest, quotas, replacement, sample_size
from caseapp.models.activities import Activity
from caseapp.models.questionnaires import Questionnaire, SurveyInvitation
from caseapp.queries import survey_frames
from caseapp.queries.survey_frames import Frame, Framed, candidates
from caseapp.services import audit, questionnaires

LONGEST_LIST = 5000


@dataclass(frozen=True)
class Choice:
    """Who may be asked and how many of them are. `seed` repeats an earlier draw; empty takes a new one."""

    frame: Frame
    rule: SizeRule
    confidence: int = 95
    margin: Decimal = Decimal(5)
    size: int | None = None
    seed: str = ""


@dataclass(frozen=True)
class Weighed:
    """What a choice comes to: the frame, how many would be asked, and of each stratum (in the frame, drawn)."""

    frame: tuple[Framed, ...]
    size: int
    strata: dict[Stratum, tuple[int, int]]


def weigh(session: Session, actor: Actor, *, questionnaire_id: int, choice: Choice) -> Weighed:
    """Nothing is drawn yet. Raises Invalid."""
    survey = questionnaires.writable(session, actor, questionnaire_id)
    return _weighed(_framed(session, survey, choice), choice)


def draw_sample(
    session: Session, actor: Actor, *, questionnaire_id: int, choice: Choice, now: datetime, today: date
) -> Questionnaire:
    """Draw, in place of what was drawn before; only while the survey is a draft."""
    survey = questionnaires.draft(session, actor, questionnaire_id)
    weighed = _weighed(_framed(session, survey, choice), choice)
    frame, asked = weighed.frame, choice.frame
    seed = choice.seed or secrets.token_hex(16)
    by_key = {one.candidate.key: one for one in frame}
    chosen = draw(candidates(frame), weighed.size, seed)
    session.execute(delete(SurveyInvitation).where(SurveyInvitation.questionnaire_id == survey.id))
    session.add_all(_invitation(survey, by_key[candidate.key], number) for number, candidate in enumerate(chosen, 1))
    survey.frame_kind, survey.size_rule, survey.listed = asked.kind, choice.rule, list(asked.listed)
    survey.period_from, survey.period_to, survey.activity_id = asked.period_from, asked.period_to, asked.activity_id
    precise = choice.rule is SizeRule.PRECISION
    survey.confidence, survey.margin = (choice.confidence, choice.margin) if precise else (None, None)
    survey.seed, survey.drawn_on = seed, today
    survey.frame_size, survey.frame_digest = len(frame), frame_digest(candidates(frame))
    survey.touch(actor.id, now)
    session.flush()
    details = {"rows": len(chosen), "frame": len(frame), "digest": survey.frame_digest}
    audit.record(session, actor, "survey.draw", "questionnaire", survey.id, now=now, **details)
    return survey


def drop(
    session: Session, actor: Actor, *, questionnaire_id: int, number: int, reason: DropReason, now: datetime
) -> SurveyInvitation | None:
    """Note that one cannot be asked, and ask the next of the same stratum in the order of the draw instead; None when
    the stratum has nobody left. The frame is read anew: who has been paid since may follow."""
    survey = questionnaires.writable(session, actor, questionnaire_id, lock=True)
    if survey.state is not SurveyState.OPEN:
        raise Refused(N_("This survey is not open."))
    own = SurveyInvitation.questionnaire_id == survey.id
    left = session.scalar(select(SurveyInvitation).where(own, SurveyInvitation.number == number).with_for_update())
    if left is None:
        raise NotFound(N_("There is no form of this number."))
    state = INVITATION.after(left.state, InvitationAction.DROP)
    session.execute(
        update(SurveyInvitation)
        .where(SurveyInvitation.id == left.id, SurveyInvitation.state == InvitationState.WAITING)
        .values(state=state, drop_reason=reason, draft_sealed=None)
    )
    asked = survey_frames.kept(survey)
    frame = survey_frames.read(session, survey.project, asked) if asked else []
    taken = set(session.scalars(select(SurveyInvitation.candidate).where(own)))
    stratum = Stratum(left.category.value if left.category else "", left.unit_id or 0)
    following = replacement(candidates(frame), taken, stratum, survey.seed or "")
    successor = None
    if following is not None:
        last = session.scalar(select(func.max(SurveyInvitation.number)).where(own)) or 0
        framed = next(one for one in frame if one.candidate == following)
        successor = _invitation(survey, framed, last + 1)
        successor.replaces_id = left.id
        session.add(successor)
    session.flush()
    details = {"number": number, "reason": reason.value, "follows": successor.number if successor else None}
    audit.record(session, actor, "survey.replace", "questionnaire", survey.id, now=now, **details)
    return successor


def _invitation(survey: Questionnaire, framed: Framed, number: int) -> SurveyInvitation:
    return SurveyInvitation(
        questionnaire_id=survey.id,
        number=number,
        candidate=framed.candidate.key,
        household_id=framed.household_id,
        person_id=framed.person_id,
        name=framed.name,
        unit_id=framed.unit_id,
        category=framed.category,
    )


def _framed(session: Session, survey: Questionnaire, choice: Choice) -> list[Framed]:
    problems = _problems(session, survey, choice)
    if problems:
        raise Invalid(problems)
    frame = survey_frames.read(session, survey.project, choice.frame)
    if not frame:
        raise Invalid.one(None, N_("Nobody stands in this frame: nothing was paid, or the list is empty."))
    if choice.rule is SizeRule.NUMBER and (choice.size or 0) > len(frame):
        raise Invalid.one("size", N_("There are only %(count)s in the frame."), count=len(frame))
    return frame


def _problems(session: Session, survey: Questionnaire, choice: Choice) -> list[Problem]:
    problems = []
    frame = choice.frame
    if frame.kind is FrameKind.PAID:
        if frame.period_from is None or frame.period_to is None:
            problems.append(Problem("period_from", N_("Say from which day to which people were paid.")))
        elif frame.period_to < frame.period_from:
            problems.append(Problem("period_to", N_("The period ends before it begins.")))
    if frame.kind is FrameKind.ATTENDEES:
        activity = session.get(Activity, frame.activity_id) if frame.activity_id else None
        if activity is None or activity.project_id != survey.project_id:
            problems.append(Problem("activity_id", N_("Choose an activity of this project.")))
    if frame.kind is FrameKind.LISTED:
        if not frame.listed:
            problems.append(Problem("listed", N_("Write the list, one name a line.")))
        elif len(frame.listed) > LONGEST_LIST or any(len(name) > 128 for name in frame.listed):
            problems.append(Problem("listed", N_("The list is too long, or a name in it is.")))
        elif len(set(frame.listed)) < len(frame.listed):
            problems.append(Problem("listed", N_("A name stands in the list twice.")))
    if choice.rule is SizeRule.NUMBER and not choice.size:
        problems.append(Problem("size", N_("Say how many to ask.")))
    if choice.seed and not re.fullmatch(r"[0-9a-zA-Z-]{1,64}", choice.seed):
        problems.append(Problem("seed", N_("A seed has letters and digits only, at most 64.")))
    return problems


def _weighed(frame: list[Framed], choice: Choice) -> Weighed:
    size = len(frame)
    if choice.rule is SizeRule.PRECISION:
        size = sample_size(len(frame), confidence=choice.confidence, margin=choice.margin)
    elif choice.rule is SizeRule.NUMBER:
        size = choice.size or 0
    counts = Counter(one.candidate.stratum for one in frame)
    drawn = quotas(counts, size)
    return Weighed(tuple(frame), size, {stratum: (counts[stratum], drawn[stratum]) for stratum in sorted(counts)})
