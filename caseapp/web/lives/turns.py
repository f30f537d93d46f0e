"""Another head for a household, and some of its people into a file of their own."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound, Refused
from caseapp.domain.households.codes import Relation
from caseapp.extensions import db
from caseapp.queries.households import HouseholdFile
from caseapp.services import family_turns
from caseapp.services.households import OPEN_TO_CHANGE
from caseapp.web.lives.blueprint import blueprint, day_in, done, file_of, seen
from caseapp.web.support.access import reads, writes
from caseapp.web.support.again import given_back
from caseapp.web.support.clock import now, today
from caseapp.web.support.people import may_here
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/households/<int:household_id>/head")
@reads(P.FILE_WRITE)
def head(household_id: int) -> Any:
    return _form("lives/head.html", _open(household_id), {})


@blueprint.post("/households/<int:household_id>/head")
@writes(P.FILE_WRITE)
def change_head(household_id: int) -> Any:
    file = _open(household_id)
    try:
        family_turns.change_head(
            db.session(),
            actor(),
            household_id=household_id,
            version=seen(),
            new_head=request.form.get("new_head", type=int),
            relations=_relations(),
            leaves=request.form.get("leaves") == "1",
            day=day_in(request.form, "day"),
            reason=request.form.get("reason", ""),
            today=today(),
            now=now(),
        )
    except Refused as refused:
        problems, status = given_back(refused)
        return _form("lives/head.html", file, problems), status
    return done(household_id, _("The household has another head."))


@blueprint.get("/households/<int:household_id>/split")
@reads(P.FILE_WRITE)
def split(household_id: int) -> Any:
    return _form("lives/split.html", _open(household_id), {})


@blueprint.post("/households/<int:household_id>/split")
@writes(P.FILE_WRITE)
def split_off(household_id: int) -> Any:
    file = _open(household_id)
    try:
        new = family_turns.split(
            db.session(),
            actor(),
            household_id=household_id,
            version=seen(),
            leaving=request.form.getlist("leaving", type=int),
            new_head=request.form.get("new_head", type=int),
            relations=_relations(),
            day=day_in(request.form, "day"),
            reason=request.form.get("reason", ""),
            today=today(),
            now=now(),
        )
    except Refused as refused:
        problems, status = given_back(refused)
        return _form("lives/split.html", file, problems), status
    return done(new.id, _("File %(file_no)s is a draft linked to the one they left.", file_no=new.file_no))


def _open(household_id: int) -> HouseholdFile:
    file = file_of(household_id)
    if not may_here(actor(), P.FILE_WRITE, file.unit_path) or file.state not in OPEN_TO_CHANGE:
        raise NotFound(N_("There is no such file."))
    return file


def _relations() -> dict[int, Relation | None]:
    """What the form says of each place, by its number; what cannot be read says nothing."""
    known = {relation.value: relation for relation in Relation}
    told = {name.removeprefix("relation-"): value for name, value in request.form.items()}
    return {int(place): known.get(value) for place, value in told.items() if place.isdecimal()}


def _form(template: str, file: HouseholdFile, problems: dict[str | None, str]) -> str:
    return render_template(
        template,
        file=file,
        problems=problems,
        relations=[relation for relation in Relation if relation is not Relation.HEAD],
        sent=request.form,
        leaving=request.form.getlist("leaving"),
        today=today(),
    )
