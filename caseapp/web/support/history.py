"""The history of a file in the reader's words, newest first, grouped by day."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from caseapp.domain.clock import LOCAL
from caseapp.domain.households.papers import PaperKind
from caseapp.domain.households.visits import Proposal
from caseapp.domain.model_workers.codes import Channel, Finding
from caseapp.queries.changes import Change
from caseapp.queries.people import Happening, PaymentRow
from caseapp.web.support import fields
from caseapp.web.support.language import word, yuan

WORDS = {
    "person.amend": _l("Personal data amended"),
    "household.register": _l("File registered"),
    "household.form": _l("Household form taken away"),
    "household.amend": _l("File amended"),
    "household.member_joins": _l("Somebody joined the household"),
    "household.member_leaves": _l("Somebody left the household"),
    "household.submit": _l("Submitted"),
    "household.visit": _l("Seen at home"),
    "household.check": _l("Means check recorded"),
    "household.check_out": _l("Sent for the means check"),
    "household.notice": _l("Put on public notice"),
    "household.temporary": _l("Temporary file opened"),
    "household.regularise": _l("Taken up as a regular file"),
    "household.follow_up": _l("Followed up after the exit"),
    "household.re_entered": _l("Taken up again in a new file"),
    "household.re_entry": _l("Taken up again after an exit"),
    "household.objection": _l("Objection recorded"),
    "household.objection_answered": _l("Objection answered"),
    "household.transfer_offered": _l("Offered to another unit or caseworker"),
    "household.transfer_accepted": _l("Passed on"),
    "household.transfer_refused": _l("Offer refused"),
    "household.transfer_withdrawn": _l("Offer withdrawn"),
    "household.return": _l("Returned for completion"),
    "household.approve": _l("Approved: on file"),
    "household.reverify": _l("Re-verified for another year"),
    "household.papers_added": _l("Papers added"),
    "household.papers_held": _l("Papers taken into the folder"),
    "household.paper_withdrawn": _l("Paper withdrawn"),
    "household.visited": _l("Home visit"),
    "household.visit_withdrawn": _l("Visit withdrawn"),
    "household.note": _l("Note written"),
    "household.note_withdrawn": _l("Note withdrawn"),
    "household.assess": _l("Assessed"),
    "household.assessment_decided": _l("Assessment decided"),
    "household.assessment_returned": _l("Assessment returned"),
    "household.head_change": _l("Another member heads the household"),
    "household.split": _l("Some left into a file of their own"),
    "household.split_off": _l("Came out of another file"),
    "household.merge": _l("Merged into another file"),
    "household.unmerge_draft": _l("Merge undone"),
    "household.unmerge_on_file": _l("Merge undone"),
    "household.took_over": _l("Another file merged into this one"),
    "household.gave_back": _l("A merged file separated again"),
    "household.parted": _l("Found not to be the same as another file"),
    "household.exit": _l("Exited: out of difficulty"),
    "household.close": _l("File closed"),
    "model_worker.register": _l("File registered"),
    "model_worker.amend": _l("File amended"),
    "model_worker.liveness": _l("Liveness checked"),
    "model_worker.recovered": _l("Overpayment claimed back"),
    "model_worker.relief_applied": _l("Applied for relief"),
    "model_worker.relief_approved": _l("Relief approved"),
    "listing.register": _l("Put on the list"),
    "listing.amend": _l("Record amended"),
}
TONES = {
    "approve": "good",
    "reverify": "good",
    "relief_approved": "good",
    "recovered": "warn",
    "liveness": "info",
    "return": "warn",
    "exit": "info",
    "close": "bad",
    "submit": "info",
    "assessment_decided": "good",
    "assessment_returned": "warn",
    "notice": "info",
    "merge": "warn",
    "took_over": "info",
    "temporary": "warn",
    "objection": "warn",
    "transfer_accepted": "info",
}
PLACES = {
    "household.papers_added": ("papers.page", ""),
    "household.papers_held": ("papers.page", ""),
    "household.visited": ("visits.page", "visit"),
    "household.note": ("visits.page", "note"),
    "household.head_change": ("visits.page", "note"),
    "household.split": ("visits.page", "note"),
}
"""Where an act can be looked at: the page of the file, and the detail that names the place on it."""


def days(
    events: Iterable[Happening],
    payments: Iterable[PaymentRow],
    changes: Mapping[int, Sequence[Change]],
    names: Mapping[tuple[str, int], str] | None = None,
) -> list[dict[str, Any]]:
    """Days for the timeline component: what was done to the file with all it changed, and what was paid. `names` say
    whose a changed row is, by its place and id."""
    entries = [{**_of_event(event), "changes": _said(changes.get(event.seq, ()), names or {})} for event in events] + [
        _of_payment(line) for line in payments if line.paid_on
    ]
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
        "url": _place(event),
    }


def _said(changes: Sequence[Change], names: Mapping[tuple[str, int], str]) -> list[tuple[str, str, str]]:
    """What changed, from what, to what."""
    said = []
    for change in changes:
        if change.field in fields.UNTOLD:
            continue
        label, whose = fields.label(change.place, change.field), names.get((change.place, change.row_id), "")
        label = _("%(name)s: %(field)s", name=whose, field=label) if whose else label
        said.append((label, fields.said(change.field, change.before), fields.said(change.field, change.after)))
    return said


def _place(event: Happening) -> str | None:
    endpoint, kind = PLACES.get(event.action, ("", ""))
    if not endpoint:
        return None
    anchor = f"{kind}-{event.details[kind]}" if kind else None
    return url_for(endpoint, household_id=event.subject_id, _anchor=anchor)


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
    notes: list[str] = []
    if "finding" in details:
        notes += [word(Finding(details["finding"])), word(Channel(details["channel"]))]
    if details.get("joined"):
        notes.append(_("%(count)s joined", count=details["joined"]))
    if "paper" in details:
        notes.append(word(PaperKind(details["paper"])))
    if details.get("papers"):
        notes.append(_("%(count)s papers", count=len(details["papers"])))
    if "proposal" in details:
        notes += [details["visited_on"], word(Proposal(details["proposal"]))]
    if details.get("attachments"):
        notes.append(_("%(count)s files", count=len(details["attachments"])))
    if "members" in details:
        notes.append(ngettext("%(count)s person", "%(count)s people", details["members"], count=details["members"]))
    if "amount_fen" in details:
        notes.append(_("%(amount)s yuan", amount=yuan(details["amount_fen"])))
    return _(", ").join(notes) if notes else ""
