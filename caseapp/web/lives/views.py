"""The steps of a household file between its application and its register, and after it left it."""

from typing import Any

from flask import g, render_template, request
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.households.codes import CheckResult, HouseholdState, ObjectionState
from caseapp.extensions import db
from caseapp.queries import household_queue, transfers
from caseapp.services import household_steps as steps
from caseapp.services import objections, re_entry, reverification
from caseapp.web.lives import calendar, notice, passing, proposals, queue, turns
from caseapp.web.lives.blueprint import blueprint, day_in, done, file_of, seen
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.people import may_here
from caseapp.web.support.session import actor

__all__ = ["blueprint", "calendar", "notice", "passing", "proposals", "queue", "turns"]
P = Permission


@blueprint.get("/households/<int:household_id>/steps")
@reads(P.FILE_READ, recorded_as="household.view_steps")
def page(household_id: int) -> Any:
    file, who, session = file_of(household_id), actor(), db.session()
    g.viewed = ("household", household_id)
    approves = may_here(who, P.FILE_APPROVE, file.unit_path)
    writing = may_here(who, P.FILE_WRITE, file.unit_path)
    return render_template(
        "lives/page.html",
        file=file,
        steps=household_queue.steps(session, household_id),
        objections=household_queue.objections(session, household_id),
        offer=transfers.offer_of(session, who, household_id),
        may_object=(writing or approves) and file.state is HouseholdState.ON_NOTICE,
        may_answer=approves,
        may_write=writing,
        open_state=ObjectionState.OPEN,
        today=today(),
    )


@blueprint.post("/households/<int:household_id>/visit")
@writes(P.FILE_WRITE)
def visit(household_id: int) -> Any:
    steps.record_visit(
        db.session(),
        actor(),
        household_id=household_id,
        version=seen(),
        visited_on=day_in(request.form, "day"),
        note=request.form.get("reason", ""),
        today=today(),
        now=now(),
    )
    return done(household_id, _("The visit is recorded; the means check comes next."))


@blueprint.post("/households/<int:household_id>/check")
@writes(P.FILE_WRITE)
def check(household_id: int) -> Any:
    results = {result.value: result for result in CheckResult}
    steps.record_check(
        db.session(),
        actor(),
        household_id=household_id,
        version=seen(),
        result=results.get(request.form.get("result", "")),
        checked_on=day_in(request.form, "day"),
        note=request.form.get("reason", ""),
        today=today(),
        now=now(),
    )
    return done(household_id, _("The means check is recorded; the reviewer puts the household on notice."))


@blueprint.post("/households/<int:household_id>/notice")
@writes(P.FILE_APPROVE)
def start_notice(household_id: int) -> Any:
    steps.start_notice(db.session(), actor(), household_id=household_id, version=seen(), today=today(), now=now())
    return done(household_id, _("The household is on public notice from today."))


@blueprint.post("/households/<int:household_id>/temporary")
@writes(P.FILE_APPROVE)
def temporary(household_id: int) -> Any:
    reason = request.form.get("reason", "")
    steps.open_temporary(
        db.session(), actor(), household_id=household_id, version=seen(), reason=reason, today=today(), now=now()
    )
    return done(household_id, _("The temporary file is open: one-off aid can be logged."))


@blueprint.post("/households/<int:household_id>/regularise")
@writes(P.FILE_WRITE)
def regularise(household_id: int) -> Any:
    steps.take_up_regular(db.session(), actor(), household_id=household_id, version=seen(), now=now())
    return done(household_id, _("The file waits for the visit, like every application."))


@blueprint.post("/households/<int:household_id>/follow-up")
@writes(P.FILE_WRITE)
def follow_up(household_id: int) -> Any:
    note = request.form.get("reason", "")
    steps.follow_up(
        db.session(), actor(), household_id=household_id, version=seen(), note=note, today=today(), now=now()
    )
    return done(household_id, _("The follow-up is recorded."))


@blueprint.post("/households/<int:household_id>/reverify")
@writes(P.FILE_APPROVE)
def reverify(household_id: int) -> Any:
    reverification.reverify(db.session(), actor(), household_id=household_id, version=seen(), today=today(), now=now())
    return done(household_id, _("The household is re-verified; the next one falls due a year from today."))


@blueprint.post("/households/<int:household_id>/re-enter")
@writes(P.FILE_WRITE)
def re_enter(household_id: int) -> Any:
    new = re_entry.re_enter(db.session(), actor(), household_id=household_id, version=seen(), today=today(), now=now())
    return done(
        new.id, _("File %(file_no)s is a draft linked to the one before. Amend and submit it.", file_no=new.file_no)
    )


@blueprint.post("/households/<int:household_id>/objections")
@writes(P.FILE_WRITE, P.FILE_APPROVE)
def object_to(household_id: int) -> Any:
    objections.record(
        db.session(),
        actor(),
        household_id=household_id,
        raised_on=day_in(request.form, "raised_on"),
        text=request.form.get("text", ""),
        today=today(),
        now=now(),
    )
    return done(household_id, _("The objection is recorded. Approval waits until it is answered."), "lives.page")


@blueprint.post("/households/<int:household_id>/objections/<int:objection_id>/answer")
@writes(P.FILE_APPROVE)
def answer(household_id: int, objection_id: int) -> Any:
    objections.answer(
        db.session(),
        actor(),
        household_id=household_id,
        objection_id=objection_id,
        upheld=request.form.get("outcome") == ObjectionState.UPHELD.value,
        answer=request.form.get("answer", ""),
        now=now(),
    )
    return done(household_id, _("The objection is answered."), "lives.page")
