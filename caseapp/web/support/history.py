"""The history of a file in the reader's words, newest first, grouped by day."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from caseapp.domain.clock import LOCAL
from caseapp.queries.people import Happening, PaymentRow
from caseapp.web.support.language import word, yuan

WORDS = {
    "household.register": _l("File registered"),
    "household.amend": _l("File amended"),
    "household.member_joins": _l("Somebody joined the household"),
    "household.member_leaves": _l("Somebody left the household"),
    "household.submit": _l("Submitted for approval"),
    "household.return": _l("Returned for completion"),
    "household.approve": _l("Approved: on file"),
    "household.reverify": _l("Re-verified for another year"),
    "household.exit": _l("Exited: out of difficulty"),
    "household.close": _l("File closed"),
    "model_worker.register": _l("File registered"),
    "model_worker.amend": _l("File amended"),
    "model_worker.relief_applied": _l("Applied for relief"),
    "model_worker.relief_approved": _l("Relief approved"),
    "listing.register": _l("Put on the list"),
    "listing.amend": _l("Record amended"),
}
TONES = {
    "approve": "good",
    "reverify": "good",
    "relief_approved": "good",
    "return": "warn",
    "exit": "info",
    "close": "bad",
    "submit": "info",
}
FIELDS = {
    "category": _l("Category"),
    "main_cause": _l("Main cause"),
    "monthly_income_fen": _l("Monthly income a head"),
    "address": _l("Address"),
    "note": _l("Note"),
    "applied_on": _l("Applied on"),
    "relation": _l("Relation to the head"),
    "health": _l("Health"),
    "work_state": _l("Work"),
    "employer": _l("Employer"),
    "treatment_level": _l("Treatment level"),
    "payer": _l("Payer"),
    "retired_on": _l("Retired on"),
    "died_on": _l("Died on"),
    "liveness_checked_on": _l("Liveness checked on"),
    "honours": _l("Honours"),
    "year": _l("Year"),
    "special_group": _l("Group"),
}


def days(events: Iterable[Happening], payments: Iterable[PaymentRow]) -> list[dict[str, Any]]:
    """Days for the timeline component: what was done to the file and what was paid."""
    entries = [_of_event(event) for event in events] + [_of_payment(line) for line in payments if line.paid_on]
    entries.sort(key=lambda entry: (entry["day"], entry["time"]), reverse=True)
    return [{"day": day, "entries": list(grouped)} for day, grouped in groupby(entries, key=lambda entry: entry["day"])]


def _of_event(event: Happening) -> dict[str, Any]:
    local = event.at.astimezone(LOCAL)
    return {
        "day": local.date().isoformat(),
        "time": local.strftime("%H:%M"),
        "what": str(WORDS.get(event.action, event.action)),
        "who": event.who or _("System"),
        "note": _note(event.details),
        "tone": TONES.get(event.action.partition(".")[2], "quiet"),
    }


def _of_payment(line: PaymentRow) -> dict[str, Any]:
    return {
        "day": line.paid_on.isoformat() if line.paid_on else "",
        "time": "",
        "what": _("%(kind)s %(amount)s yuan", kind=word(line.kind), amount=yuan(line.amount_fen)),
        "who": line.project,
        "note": word(line.state),
        "tone": line.state.tone,
        "url": url_for("payments.page", payment_id=line.id),
    }


def _note(details: dict[str, Any]) -> str:
    notes = [str(FIELDS[name]) for name in details.get("fields", ()) if name in FIELDS]
    if details.get("joined"):
        notes.append(_("%(count)s joined", count=details["joined"]))
    if "members" in details:
        notes.append(ngettext("%(count)s person", "%(count)s people", details["members"], count=details["members"]))
    if "amount_fen" in details:
        notes.append(_("%(amount)s yuan", amount=yuan(details["amount_fen"])))
    return _(", ").join(notes) if notes else ""
