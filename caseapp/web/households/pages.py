"""What the pages of a household show beyond its file: the acts open to the actor, its history, the roster's tags."""

from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.households.codes import HOUSEHOLD_LIFE, Category, HouseholdAction, HouseholdState
from caseapp.domain.payments.codes import LineState
from caseapp.queries.households import Filters, HouseholdFile
from caseapp.queries.people import PaymentRow
from caseapp.queries.units import UnitChoice
from caseapp.services.household_steps import permission_for
from caseapp.services.households import OPEN_TO_CHANGE
from caseapp.web.support.language import word
from caseapp.web.support.lists import chosen, link
from caseapp.web.support.people import may_here

A = HouseholdAction
ASKED = {
    A.RETURN: _l("What must be completed"),
    A.EXIT: _l("Reason"),
    A.CLOSE: _l("Reason"),
}
TITLES = {
    A.SUBMIT: _l("Submit this file for approval?"),
    A.RETURN: _l("Return this file for completion?"),
    A.APPROVE: _l("Put this file in force from today?"),
    A.EXIT: _l("Is this household out of difficulty?"),
    A.CLOSE: _l("Close this file?"),
}
TEXTS = {
    A.SUBMIT: _l("It cannot be changed while it waits. A reviewer who had no hand in it approves it."),
    A.RETURN: _l("It becomes a draft again; the caseworker sees your reason."),
    A.APPROVE: _l("Aid can be logged from then on. The yearly re-verification is due in a year."),
    A.EXIT: _l("The file leaves the register today; its history and payments stay."),
    A.CLOSE: _l("The file leaves the register today for another reason; its history and payments stay."),
}
KINDS = {A.SUBMIT: "primary", A.APPROVE: "primary", A.CLOSE: "danger"}
DUE = {"overdue": _l("Re-verification overdue"), "soon": _l("Re-verification due in 30 days")}


@dataclass(frozen=True)
class Step:
    """A step open to the actor; `reason` is the label of a reason to write, or None."""

    name: str
    label: str
    title: str
    text: str
    reason: str | None
    kind: str


def may_amend(actor: Actor, file: HouseholdFile) -> bool:
    return file.state in OPEN_TO_CHANGE and may_here(actor, Permission.FILE_WRITE, file.unit_path)


def steps_for(actor: Actor, file: HouseholdFile) -> list[Step]:
    """The steps the actor may take now; who had a hand in a file is not offered its approval."""
    return [
        Step(
            action.value,
            word(action),
            str(TITLES[action]),
            str(TEXTS[action]),
            str(ASKED[action]) if action in ASKED else None,
            KINDS.get(action, "plain"),
        )
        for action in HOUSEHOLD_LIFE.actions_from(file.state)
        if may_here(actor, permission_for(action, file.state), file.unit_path)
        and not (action is A.APPROVE and actor.id in file.makers)
    ]


def aid_this_year(lines: list[PaymentRow], year: int) -> int:
    return sum(
        line.amount_fen for line in lines if line.state is LineState.PAID and line.paid_on and line.paid_on.year == year
    )


def filters() -> Filters:
    """What the address asks of the roster; anything unknown is no condition."""
    unit = request.args.get("unit", type=int)
    return Filters(
        q=request.args.get("q", "")[:64].strip(),
        unit_id=unit,
        category=chosen(Category, "category"),
        state=chosen(HouseholdState, "state"),
        due=request.args.get("due", "") if request.args.get("due") in DUE else "",
        aided="no" if request.args.get("aided") == "no" else "",
        stale="year" if request.args.get("stale") == "year" else "",
    )


def tags(asked: Filters, units: list[UnitChoice]) -> list[tuple[str, str]]:
    """The conditions in force, each with the address without it."""
    found: list[tuple[str, str]] = []
    if asked.q:
        found.append((f"“{asked.q}”", link(q=None)))
    found += [(unit.name, link(unit=None)) for unit in units if unit.id == asked.unit_id]
    if asked.category:
        found.append((word(asked.category), link(category=None)))
    if asked.state:
        found.append((word(asked.state), link(state=None)))
    if asked.due:
        found.append((str(DUE[asked.due]), link(due=None)))
    if asked.aided:
        found.append((_("Not aided this year"), link(aided=None)))
    if asked.stale:
        found.append((_("Not updated for a year"), link(stale=None)))
    return found
