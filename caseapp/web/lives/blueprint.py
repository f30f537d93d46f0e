"""The blueprint that the views of a file's life share."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for

from caseapp.domain.errors import N_, NotFound
from caseapp.extensions import db
from caseapp.queries import households as lists
from caseapp.queries.households import HouseholdFile
from caseapp.web.support.clock import today
from caseapp.web.support.session import actor

blueprint = Blueprint("lives", "caseapp.web.lives.views")


def file_of(household_id: int) -> HouseholdFile:
    file = lists.one(db.session(), actor(), household_id, today=today())
    if file is None:
        raise NotFound(N_("There is no such file."))
    return file


def seen() -> int:
    """The version of the file the actor saw when pressing the button."""
    return request.form.get("version", 0, type=int)


def day_in(values: Any, name: str) -> date | None:
    """The day of that name in what was sent; None when it is none."""
    try:
        return date.fromisoformat(values.get(name, "").strip())
    except ValueError:
        return None


def done(household_id: int, message: str, endpoint: str = "households.page") -> Any:
    flash(message, "good")
    return redirect(url_for(endpoint, household_id=household_id))
