"""The columns of the roster a reader may choose; the file number and the head always stand first."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from caseapp.queries.household_roster import HouseholdRow
from caseapp.web.support.language import day, word, yuan

USUAL = ("unit", "category", "size", "income", "cause", "aid", "due", "state")
FURTHER = ("housing", "address", "applied", "since", "updated")
SORTS = {"size": "size", "income": "income", "due": "due"}
FIGURES = {"size", "income", "aid"}


def chosen_columns() -> list[str]:
    """The columns named in the address, in the table's order; the usual ones when none is."""
    named = set(request.args.getlist("show"))
    return [key for key in (*USUAL, *FURTHER) if key in named] or list(USUAL)


def labels(year: int) -> dict[str, str]:
    return {
        "unit": _("Unit"),
        "category": _("Category"),
        "size": _("People"),
        "income": _("Monthly a head (yuan)"),
        "cause": _("Main cause"),
        "aid": _("Aid in %(year)s (yuan)", year=year),
        "due": _("Re-verify by"),
        "state": _("State"),
        "housing": _("Housing"),
        "address": _("Address"),
        "applied": _("Applied on"),
        "since": _("On file since"),
        "updated": _("Last changed"),
    }


def heads(keys: list[str], year: int) -> list[dict[str, Any]]:
    """The columns for the table component."""
    known = labels(year)
    found: list[dict[str, Any]] = [{"label": _("File no."), "sort": "file_no"}, {"label": _("Head")}]
    for key in keys:
        column: dict[str, Any] = {"label": known[key]}
        if key in SORTS:
            column["sort"] = SORTS[key]
        if key in FIGURES:
            column["kind"] = "num"
        found.append(column)
    return found


def text(row: HouseholdRow, key: str) -> str:
    """One cell as plain words, for paper."""
    cells: dict[str, str] = {
        "unit": row.unit,
        "category": word(row.category),
        "size": str(row.size),
        "income": yuan(row.monthly_income_fen),
        "cause": word(row.main_cause),
        "aid": yuan(row.aid_fen) if row.aid_fen else "—",
        "due": day(row.reverify_due_on),
        "state": word(row.state),
        "housing": word(row.housing),
        "address": row.address or "—",
        "applied": day(row.applied_on),
        "since": day(row.on_file_on),
        "updated": day(row.updated_on),
    }
    return cells[key]
