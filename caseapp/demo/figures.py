"""Applying the acts of the performance side: books, activities, expenses, remittances, surveys, typed findings."""

import hashlib
from importlib import resources

from sqlalchemy import select

from caseapp.demo.acts import Act, CopyYear, HoldActivity, LoadBook, Meet, Remit, Spend, Survey, TypeFigure
from caseapp.demo.registers import Perform
from caseapp.demo.scene import SOURCE, Instant, Scene
from caseapp.domain.access.actor import Actor
from caseapp.models.activities import Activity
from caseapp.models.projects import Indicator
from caseapp.readers.targets import read_targets
from caseapp.services import projects, records, sessions, year_copy

BOOK = "book-2025.txt"


def load_book(act: LoadBook, scene: Scene, actor: Actor, at: Instant) -> None:
    data = resources.files("caseapp.demo").joinpath(BOOK).read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    projects.load_book(scene.session, actor, book=read_targets(data), digest=digest, now=at.now)


def copy_year(act: CopyYear, scene: Scene, actor: Actor, at: Instant) -> None:
    year_copy.copy_year(scene.session, actor, year_from=act.year_from, year_to=act.year_to, now=at.now)


def hold_activity(act: HoldActivity, scene: Scene, actor: Actor, at: Instant) -> None:
    records.record_activity(
        scene.session,
        actor,
        project_id=scene.project(act.year, act.project),
        kind=act.kind,
        title=act.title,
        planned_on=act.planned_on,
        held_on=at.today if act.held else None,
        place=act.place,
        participants=act.participants,
        examined=act.examined,
        passed=act.passed,
        materials=act.materials,
        reach=act.reach,
        now=at.now,
        today=at.today,
    )


def meet(act: Meet, scene: Scene, actor: Actor, at: Instant) -> None:
    wanted = select(Activity.id).where(
        Activity.project_id == scene.project(act.year, act.project), Activity.title == act.title
    )
    facts = sessions.SessionFacts(act.topic, act.place, act.planned_on, at.today if act.people else None)
    activity_id = scene.session.scalars(wanted).one()
    held = sessions.record_session(
        scene.session, actor, activity_id=activity_id, facts=facts, now=at.now, today=at.today
    )
    rows = [
        sessions.AttendantFacts(name, f"演示{(turn % 6) + 1}号企业", "", True, True, turn >= act.failed)
        for turn, name in enumerate(act.people)
    ]
    if rows:
        sessions.keep_list(scene.session, actor, session_id=held.id, version=held.version, rows=rows, now=at.now)


def spend(act: Spend, scene: Scene, actor: Actor, at: Instant) -> None:
    records.record_expense(
        scene.session,
        actor,
        project_id=scene.project(act.year, act.project),
        source=SOURCE,
        amount_fen=act.amount_fen,
        paid_on=at.today,
        voucher_no=act.voucher_no,
        subject=act.subject,
        now=at.now,
        today=at.today,
    )


def remit(act: Remit, scene: Scene, actor: Actor, at: Instant) -> None:
    records.record_remittance(
        scene.session,
        actor,
        project_id=scene.project(act.year, act.project),
        source=SOURCE,
        quarter=act.quarter,
        due_on=act.due_on,
        due_fen=act.amount_fen,
        received_fen=act.amount_fen,
        passed_fen=act.amount_fen,
        passed_on=at.today,
        voucher_no=act.voucher_no,
        now=at.now,
        today=at.today,
    )


def survey(act: Survey, scene: Scene, actor: Actor, at: Instant) -> None:
    records.record_survey(
        scene.session,
        actor,
        project_id=scene.project(act.year, act.project),
        purpose=act.purpose,
        title=act.title,
        held_on=at.today,
        issued_forms=act.issued,
        returned_forms=sum(forms for _, forms in act.tallies),
        tallies=dict(act.tallies),
        channel=act.channel,
        now=at.now,
        today=at.today,
    )


def type_figure(act: TypeFigure, scene: Scene, actor: Actor, at: Instant) -> None:
    row = select(Indicator.id).where(
        Indicator.project_id == scene.project(act.year, act.project), Indicator.row == act.row
    )
    records.record_typed_figure(
        scene.session,
        actor,
        indicator_id=scene.session.scalars(row).one(),
        words=act.words,
        attained=act.attained,
        evidence=act.evidence,
        now=at.now,
        today=at.today,
    )


FIGURES: dict[type[Act], Perform] = {
    LoadBook: load_book,
    CopyYear: copy_year,
    HoldActivity: hold_activity,
    Meet: meet,
    Spend: spend,
    Remit: remit,
    Survey: survey,
    TypeFigure: type_figure,
}
