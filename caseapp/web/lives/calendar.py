"""For the administrator: how long notice and follow-up last, and which days are worked."""

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import Invalid
from caseapp.domain.households.rules import LifeRules
from caseapp.domain.households.working_days import WorkingDays
from caseapp.extensions import db
from caseapp.queries.life_rules import life_rules, overrides
from caseapp.services import working_calendar
from caseapp.web.lives.blueprint import blueprint, day_in
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.language import sentence
from caseapp.web.support.session import actor

P = Permission
LABELS = {
    "notice_days": _l("Public notice, working days"),
    "follow_up_months": _l("Follow-up after the exit, months"),
    "temporary_months": _l("A temporary file holds, months"),
    "proposal_days": _l("A proposal for many files waits, days"),
}


@blueprint.get("/working-days")
@reads(P.USER_ADMIN)
def working_days() -> Any:
    return _page([])


@blueprint.post("/working-days/periods")
@writes(P.USER_ADMIN)
def periods() -> Any:
    typed = {name: request.form.get(name, type=int) for name in LABELS}
    return _tried(lambda: working_calendar.set_rules(db.session(), actor(), periods=typed, now=now()))


@blueprint.post("/working-days/set")
@writes(P.USER_ADMIN)
def set_day() -> Any:
    day, worked = day_in(request.form, "day"), request.form.get("worked") == "1"
    note = request.form.get("note", "")
    return _tried(lambda: working_calendar.set_day(db.session(), actor(), day=day, worked=worked, note=note, now=now()))


@blueprint.post("/working-days/forget")
@writes(P.USER_ADMIN)
def forget_day() -> Any:
    working_calendar.forget_day(db.session(), actor(), day=day_in(request.form, "day"), now=now())
    return _saved()


def _tried(act: Any) -> Any:
    try:
        act()
    except Invalid as invalid:
        return _page([sentence(one) for one in invalid.problems]), 422
    return _saved()


def _saved() -> Any:
    flash(_("Saved. Notices that are up keep the days they were given."), "good")
    return redirect(url_for("lives.working_days"))


def _page(problems: list[str]) -> str:
    session = db.session()
    rules: LifeRules = life_rules(session)
    typed = {name: request.form.get(name, value) for name, value in asdict(rules).items()}
    unknown = [
        year
        for year in (today().year, today().year + 1)
        if not WorkingDays().is_known(today().replace(year=year, day=1))
    ]
    return render_template(
        "lives/working_days.html",
        periods=[(name, str(LABELS[name]), typed[name]) for name in LABELS],
        days=overrides(session),
        unknown=unknown,
        problems=problems,
    )
