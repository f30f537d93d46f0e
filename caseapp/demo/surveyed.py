"""Applying the acts of surveys that are asked: opened over those paid, answered as told, closed."""

from datetime import date

from sqlalchemy import select

from caseapp.demo.acts import Act, AskSurvey, CloseSurvey, DraftSurvey, FollowUp, ReturnForms
from caseapp.demo.registers import Perform
from caseapp.demo.scene import Instant, Scene
from caseapp.domain.access.actor import Actor
from caseapp.domain.surveys.codes import (
    DropReason,
    FrameKind,
    GrievanceOutcome,
    InvitationState,
    SizeRule,
    SurveyPurpose,
)
from caseapp.models.grievances import Grievance
from caseapp.models.questionnaires import NamedResponse, Questionnaire, SurveyInvitation
from caseapp.queries.survey_frames import Frame
from caseapp.services import grievances, questionnaires, survey_box, survey_samples, survey_slips
from caseapp.services.survey_samples import Choice

WISHES = (
    "希望多组织一次免费体检。",
    "发放能再早一点就更好了。",
    "想学一门手艺，盼着办培训班。",
    "没有别的要求，谢谢。",
)
HARD = ("孩子的学费。", "常年吃药，报销以后还有一大块。", "还没有找到稳定的工作。")
SETTLED = (
    (GrievanceOutcome.SOLVED, "经核对，补助因账号变更晚到三天，已向本人说明并确认到账。"),
    (GrievanceOutcome.EXPLAINED, "上门说明了发放标准和时间，本人表示理解。"),
    (GrievanceOutcome.REFERRED, "反映医保报销问题，已转社区医保服务站，并留了联系人。"),
)
STRIDE = 7
"""Who is better off is told of other forms than who is satisfied: every seventh takes its turn."""


def draft(act: DraftSurvey, scene: Scene, actor: Actor, at: Instant) -> None:
    _made(scene, actor, at, scene.project(act.year, act.project), act.title, is_anonymous=True)


def ask(act: AskSurvey, scene: Scene, actor: Actor, at: Instant) -> None:
    project_id = scene.project(act.year, act.project)
    made = _made(scene, actor, at, project_id, act.title, is_anonymous=act.is_anonymous)
    rule = {None: SizeRule.PRECISION, 0: SizeRule.ALL}.get(act.size, SizeRule.NUMBER)
    frame = Frame(FrameKind.PAID, date(act.year, 1, 1), at.today)
    choice = Choice(frame, rule, size=act.size, seed=f"{act.survey}-{act.year}")
    survey_samples.draw_sample(
        scene.session, actor, questionnaire_id=made.id, choice=choice, now=at.now, today=at.today
    )
    questionnaires.open_survey(scene.session, actor, questionnaire_id=made.id, now=at.now, today=at.today)
    survey_slips.print_slips(scene.session, actor, questionnaire_id=made.id, printing=0, again=False, now=at.now)
    scene.ids[act.survey] = made.id


def take_forms(act: ReturnForms, scene: Scene, actor: Actor, at: Instant) -> None:
    survey = scene.session.get_one(Questionnaire, scene.ids[act.survey])
    for number in range(1, act.dropped + 1):
        survey_samples.drop(
            scene.session, actor, questionnaire_id=survey.id, number=number, reason=DropReason.UNREACHED, now=at.now
        )
    waiting = scene.session.scalars(
        select(SurveyInvitation)
        .where(SurveyInvitation.questionnaire_id == survey.id, SurveyInvitation.state == InvitationState.WAITING)
        .order_by(SurveyInvitation.number)
    ).all()
    satisfied = _spread(("very", "fairly", "neutral", "not"), act.satisfied)
    better = _spread(("better", "same", "worse"), act.better)
    for turn, (invitation, one) in enumerate(zip(waiting, satisfied, strict=False)):
        answers = {
            "satisfied": one,
            "arrived": "yes" if turn % 29 else "no",
            "manner": "good" if turn % 13 else "fair",
            "better": better[turn * STRIDE % len(better)],
            "relieved": ("living", "medical", "school", "other")[turn % 4],
            "people": str(turn % 4 + 1),
        }
        if turn % 11 == 0:
            answers["wish"] = WISHES[turn // 11 % len(WISHES)]
        if turn % 17 == 0:
            answers["hard"] = HARD[turn // 17 % len(HARD)]
        taken = survey_box.Taken(answers, act.channel, actor.id)
        survey_box.receive(scene.session, survey, invitation, taken, day=at.today, now=at.now)


def close(act: CloseSurvey, scene: Scene, actor: Actor, at: Instant) -> None:
    questionnaires.close_survey(
        scene.session, actor, questionnaire_id=scene.ids[act.survey], now=at.now, today=at.today
    )


def follow_up(act: FollowUp, scene: Scene, actor: Actor, at: Instant) -> None:
    found = scene.session.scalars(
        select(Grievance)
        .join(NamedResponse, NamedResponse.id == Grievance.response_id)
        .join(SurveyInvitation, SurveyInvitation.id == NamedResponse.invitation_id)
        .where(SurveyInvitation.questionnaire_id == scene.ids[act.survey])
        .order_by(Grievance.id)
    ).all()
    open_ones = len(found) - len(act.left)
    for turn, one in enumerate(found[:open_ones]):
        outcome, note = SETTLED[turn % len(SETTLED)]
        grievances.close(
            scene.session, actor, grievance_id=one.id, version=one.version, outcome=outcome, note=note, now=at.now
        )
    for one, due_on in zip(found[open_ones:], act.left, strict=True):
        grievances.assign(
            scene.session,
            actor,
            grievance_id=one.id,
            version=one.version,
            owner_id=one.owner_id,
            due_on=due_on,
            now=at.now,
        )


def _made(scene: Scene, actor: Actor, at: Instant, project_id: int, title: str, *, is_anonymous: bool) -> Questionnaire:
    return questionnaires.create(
        scene.session,
        actor,
        project_id=project_id,
        title=title,
        is_anonymous=is_anonymous,
        purposes=tuple(SurveyPurpose),
        now=at.now,
    )


def _spread(options: tuple[str, ...], counts: tuple[int, ...]) -> list[str]:
    return [option for option, count in zip(options, counts, strict=True) for _ in range(count)]


SURVEYED: dict[type[Act], Perform] = {
    DraftSurvey: draft,
    AskSurvey: ask,
    ReturnForms: take_forms,
    CloseSurvey: close,
    FollowUp: follow_up,
}
