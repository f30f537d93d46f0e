"""What the pages of a household show beyond its file: the acts open to the actor, its history, the roster's tags."""

from dataclasses import dataclass
from datetime import date

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.households.codes import (
    BESIDE_ANOTHER,
    HOUSEHOLD_LIFE,
    LIVE_STATES,
    Category,
    CheckResult,
    HouseholdAction,
    HouseholdState,
)
from caseapp.domain.payments.codes import LineState
from caseapp.queries.household_filters import Filters
from caseapp.queries.households import HouseholdFile
from caseapp.queries.people import PaymentRow
from caseapp.queries.units import UnitChoice
from caseapp.services.household_steps import BY_ANOTHER, permission_for
from caseapp.services.households import OPEN_TO_CHANGE
from caseapp.web.support.language import word
from caseapp.web.support.lists import chosen, link
from caseapp.web.support.people import may_here

A = HouseholdAction
ASKED = {
    A.RETURN: _l("What must be completed"),
    A.EXIT: _l("Reason"),
    A.CLOSE: _l("Reason"),
    A.VISIT: _l("What was found"),
    A.TEMPORARY: _l("Why aid cannot wait"),
    A.FOLLOW_UP: _l("What was found"),
}
DAYS = {A.VISIT: _l("Day of the visit"), A.CHECK: _l("Day of the answer")}
TITLES = {
    A.SUBMIT: _l("Submit this file?"),
    A.VISIT: _l("Was the household seen at home?"),
    A.CHECK: _l("What did the authority answer?"),
    A.NOTICE: _l("Put this household on public notice from today?"),
    A.TEMPORARY: _l("Open a temporary file?"),
    A.REGULARISE: _l("Take this up as a regular file?"),
    A.FOLLOW_UP: _l("Does the household still stand on its own feet?"),
    A.RETURN: _l("Return this file for completion?"),
    A.APPROVE: _l("Put this file in force from today?"),
    A.EXIT: _l("Is this household out of difficulty?"),
    A.CLOSE: _l("Close this file?"),
}
TEXTS = {
    A.SUBMIT: _l("It cannot be changed until it is approved or returned. Visit, means check and notice follow."),
    A.VISIT: _l("The means check comes next."),
    A.CHECK: _l("The answer holds for some months; the notice comes next."),
    A.NOTICE: _l(
        "Its head stands on the public list, the name masked. It can be approved when the notice has run out."
    ),
    A.TEMPORARY: _l("One-off aid can be logged for some months. Visit, means check and notice are made up for."),
    A.REGULARISE: _l("It waits for the visit like every application; until it is approved no more aid can be logged."),
    A.FOLLOW_UP: _l("It leaves the list of households to look after. If it fell back, take it up again instead."),
    A.RETURN: _l("It becomes a draft again; the caseworker sees your reason."),
    A.APPROVE: _l("Aid can be logged from then on. The yearly re-verification is due in a year."),
    A.EXIT: _l("The file leaves the register today; its history and payments stay."),
    A.CLOSE: _l("The file leaves the register today for another reason; its history and payments stay."),
}
NEXT = (A.VISIT, A.CHECK, A.NOTICE, A.REGULARISE, A.FOLLOW_UP)
KINDS = {**dict.fromkeys(NEXT, "primary"), A.SUBMIT: "primary", A.APPROVE: "primary", A.CLOSE: "danger"}
AIDED = {"no": _l("Not aided this year"), "never": _l("Never aided")}
DUE = {
    "overdue": _l("Re-verification overdue"),
    "soon": _l("Re-verification due in 30 days"),
    "follow_up": _l("Follow-up after the exit due"),
}


@dataclass(frozen=True)
class Step:
    """A step open to the actor; `reason` is the label of a text to write, `day` that of a day, or None."""

    name: str
    label: str
    title: str
    text: str
    reason: str | None
    kind: str
    day: str | None = None
    results: tuple[tuple[str, str], ...] = ()


def may_amend(actor: Actor, file: HouseholdFile) -> bool:
    return file.state in OPEN_TO_CHANGE and may_here(actor, Permission.FILE_WRITE, file.unit_path)


def names(file: HouseholdFile) -> dict[tuple[str, int], str]:
    """Whose each row of the file is, by place and id."""
    places = {("household_members", member.id): member.person.name for member in file.members}
    return {**places, **{("people", member.person.id): member.person.name for member in file.members}}


def steps_for(actor: Actor, file: HouseholdFile, today: date) -> list[Step]:
    """The steps the actor may take now; who had a hand in a file is not offered its approval."""
    return [
        Step(
            action.value,
            word(action),
            str(TITLES[action]),
            str(TEXTS[action]),
            str(ASKED[action]) if action in ASKED else None,
            "plain" if action is A.CHECK and file.state is HouseholdState.CHECKED else KINDS.get(action, "plain"),
            str(DAYS[action]) if action in DAYS else None,
            tuple((result.value, word(result)) for result in CheckResult) if action is A.CHECK else (),
        )
        for action in HOUSEHOLD_LIFE.actions_from(file.state)
        if action not in BESIDE_ANOTHER
        and may_here(actor, permission_for(action, file.state), file.unit_path)
        and _is_open(actor, file, action, today)
    ]


def turns(actor: Actor, file: HouseholdFile) -> dict[str, bool]:
    """What else is done with a file: confirmed for a year, taken up again in a new file, passed on."""
    writes = may_here(actor, Permission.FILE_WRITE, file.unit_path)
    return {
        "reverify": file.state is HouseholdState.ON_FILE and may_here(actor, Permission.FILE_APPROVE, file.unit_path),
        "re_enter": writes and file.state is HouseholdState.EXITED,
        "pass_on": writes and file.state in LIVE_STATES,
    }


def _is_open(actor: Actor, file: HouseholdFile, action: HouseholdAction, today: date) -> bool:
    """Whether the step is worth offering: the service has the last word."""
    ends_on = file.life.notice_ends_on
    if action is A.APPROVE and (ends_on is None or today <= ends_on):
        return False
    if action is A.FOLLOW_UP and file.life.follow_up_due_on is None:
        return False
    return action not in BY_ANOTHER or actor.id not in file.makers


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
        aided=request.args.get("aided", "") if request.args.get("aided") in AIDED else "",
        papers="missing" if request.args.get("papers") == "missing" else "",
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
        found.append((str(AIDED[asked.aided]), link(aided=None)))
    if asked.stale:
        found.append((_("Not updated for a year"), link(stale=None)))
    if asked.papers:
        found.append((_("Incomplete papers"), link(papers=None)))
    return found
