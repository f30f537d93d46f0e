"""Drafts of the form of a household file, of a new one and of one that is amended."""

from typing import Any

from flask import url_for

from caseapp.domain.access.roles import Permission
from caseapp.web.households.blueprint import blueprint
from caseapp.web.households.opening import open_file
from caseapp.web.support import drafts
from caseapp.web.support.access import writes

P = Permission
NEW = "household.new"


def of_file(household_id: int) -> str:
    return f"household.edit:{household_id}"


@blueprint.post("/households/new/draft")
@writes(P.FILE_WRITE)
def new_draft() -> Any:
    return drafts.keep(NEW, url_for("households.new"))


@blueprint.post("/households/new/draft/discard")
@writes(P.FILE_WRITE)
def new_discard() -> Any:
    return drafts.discard(NEW, url_for("households.new"))


@blueprint.post("/households/<int:household_id>/edit/draft")
@writes(P.FILE_WRITE)
def edit_draft(household_id: int) -> Any:
    file = open_file(household_id)
    return drafts.keep(of_file(file.id), url_for("households.edit", household_id=file.id))


@blueprint.post("/households/<int:household_id>/edit/draft/discard")
@writes(P.FILE_WRITE)
def edit_discard(household_id: int) -> Any:
    file = open_file(household_id)
    return drafts.discard(of_file(file.id), url_for("households.edit", household_id=file.id))
