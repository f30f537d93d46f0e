"""What the page of an import shows: counts, the households by what was found of them, faults, progress."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from caseapp.domain.imports import RosterKind, RowState, Verdict
from caseapp.domain.payments.codes import AidKind
from caseapp.queries.imports import RowLine, Standing
from caseapp.services.import_words import changes_of, problems_of
from caseapp.services.planned import Body, Change, body_of
from caseapp.services.roster_kinds import ROSTERS
from caseapp.web.support.language import current, sentence, word, yuan
from caseapp.web.support.lists import chosen

REFUSED = "refused"
HEADINGS = {
    kind: {column.key: (column.heading, column.en) for part in reversed(of.layout.sheets) for column in part.every}
    for kind, of in ROSTERS.items()
}
JOINS = {
    RosterKind.HOUSEHOLDS: _l("joins the household"),
    RosterKind.MODEL_WORKERS: _l("new honour"),
}
PAGES = {
    RosterKind.HOUSEHOLDS: ("households.page", "household_id"),
    RosterKind.MODEL_WORKERS: ("model_workers.page", "model_worker_id"),
    RosterKind.SPECIAL_GROUPS: ("special_groups.page", "listing_id"),
    RosterKind.PAYMENTS: ("payments.page", "payment_id"),
}
"""The page of a record, and the name of its id there."""
TAKEN = {
    RosterKind.HOUSEHOLDS: _l("New households become drafts; what is on record gets the changes shown below."),
    RosterKind.MODEL_WORKERS: _l("New model workers get a file; what is on record gets the changes shown below."),
    RosterKind.SPECIAL_GROUPS: _l("New people join the year's list; what is on record gets the changes shown below."),
    RosterKind.PAYMENTS: _l("The payments count at once in the figures of their year, marked as payments of the past."),
}
"""What taking in does, by kind."""


@dataclass(frozen=True)
class Difference:
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Shown:
    """A record of the file: where it stands there, whose it is, how many rows belong to it, the address of what is on
    record, and what would change or went wrong; `gist` sums up what has no file of its own to look at: a payment."""

    row: RowLine
    name: str
    more: int
    url: str
    differences: list[Difference]
    refusal: str
    gist: str = ""


def shown(row: RowLine, kind: RosterKind) -> Shown:
    body = body_of(row.facts or "{}")
    differences = [_difference(change, kind) for change in changes_of(row.changes)]
    refusal = " ".join(sentence(problem) for problem in problems_of(row.refusal))
    page, key = PAGES[kind]
    url = url_for(page, **{key: row.record_id}) if row.record_id and row.label else ""  # type: ignore[arg-type]
    gist = _gist(body) if kind is RosterKind.PAYMENTS else ""
    return Shown(row, str(body.head.get("name", "")), len(body.members), url, differences, refusal, gist)


def _gist(body: Body) -> str:
    said = body.head
    amount = _("%(amount)s yuan", amount=yuan(int(said.get("amount", 0))))
    kind = word(AidKind(str(said["kind"]))) if "kind" in said else ""
    told = (said.get("paid_on"), said.get("project"), kind, amount, said.get("voucher_no"))
    return " · ".join(str(one) for one in told if one)


def _difference(change: Change, kind: RosterKind) -> Difference:
    language = 0 if current() == "zh" else 1
    known = HEADINGS[kind].get(change.key, (change.key, change.key))
    what = str(JOINS[kind]) if change.key == "joins" else known[language]
    who = f"{change.who} · " if change.who else ""
    return Difference(who + what, change.before[language], change.after[language])


def verdict() -> Verdict | None:
    """Which households the address asks for; None for those that were refused."""
    return None if request.args.get("show") == REFUSED else chosen(Verdict, "show") or Verdict.FAULTY


def tabs(import_id: int, now: Standing, shown_now: Verdict | None) -> list[dict[str, object]]:
    entries: list[dict[str, object]] = [
        {
            "label": word(one),
            "url": url_for("imports.page", import_id=import_id, show=one.value),
            "active": one is shown_now,
            "count": now.verdicts.get(one, 0),
        }
        for one in Verdict
    ]
    refused = now.states.get(RowState.REFUSED, 0)
    if refused:
        url = url_for("imports.page", import_id=import_id, show=REFUSED)
        entries.append({"label": word(RowState.REFUSED), "url": url, "active": shown_now is None, "count": refused})
    return entries


def best(now: Standing) -> Verdict:
    """What to show first: what needs a person."""
    return next((one for one in Verdict if now.verdicts.get(one)), Verdict.NEW)
