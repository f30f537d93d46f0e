"""Likely duplicates: the work list, two files side by side, and the word that they are not the same."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound, Refused
from caseapp.extensions import db
from caseapp.queries import duplicates
from caseapp.queries import households as files
from caseapp.queries.households import HouseholdFile
from caseapp.services import likeness, merging
from caseapp.services.households import OPEN_TO_CHANGE
from caseapp.web.duplicates import pages
from caseapp.web.duplicates.blueprint import blueprint
from caseapp.web.support.access import reads, writes
from caseapp.web.support.again import given_back
from caseapp.web.support.clock import now, today
from caseapp.web.support.lists import wanted, ways
from caseapp.web.support.people import may_here
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/households/duplicates")
@reads(P.FILE_READ)
def roster() -> Any:
    session, who = db.session(), actor()
    page = duplicates.roster(session, who, wanted())
    before, after = ways(page)
    beyond = duplicates.elsewhere(session, who)
    return render_template("duplicates/roster.html", page=page, before=before, after=after, beyond=beyond)


@blueprint.get("/households/duplicates/<int:pair_id>")
@reads(P.FILE_READ, recorded_as="household.compare")
def page(pair_id: int) -> Any:
    return _page(pair_id, [])


@blueprint.post("/households/duplicates/<int:pair_id>/part")
@writes(P.FILE_WRITE, P.FILE_APPROVE)
def part(pair_id: int) -> Any:
    reason = request.form.get("reason", "")
    try:
        likeness.part(db.session(), actor(), pair_id=pair_id, seen=_seen(), reason=reason, now=now())
    except Refused as refused:
        problems, status = given_back(refused)
        return _page(pair_id, list(problems.values())), status
    flash(_("Kept: not the same household. The pair comes back when what is compared of either file changes."), "good")
    return redirect(url_for("duplicates.roster"))


@blueprint.post("/households/duplicates/<int:pair_id>/merge")
@writes(P.FILE_APPROVE)
def merge(pair_id: int) -> Any:
    reason = request.form.get("reason", "")
    try:
        made = merging.merge(
            db.session(),
            actor(),
            pair_id=pair_id,
            seen=_seen(),
            joining=pages.joining(request.form),
            reason=reason,
            now=now(),
        )
    except Refused as refused:
        problems, status = given_back(refused)
        return _page(pair_id, list(problems.values())), status
    flash(_("The two files are one now. The merge can be undone from the file that was merged."), "good")
    return redirect(url_for("households.page", household_id=made.kept_id))


@blueprint.post("/households/<int:household_id>/unmerge")
@writes(P.FILE_APPROVE)
def unmerge(household_id: int) -> Any:
    reason = request.form.get("reason", "")
    merging.undo(db.session(), actor(), merged_id=household_id, reason=reason, now=now())
    flash(_("The merge is undone: both files are as they were."), "good")
    return redirect(url_for("households.page", household_id=household_id))


def _seen() -> bytes:
    """The digest of the pair as it was shown."""
    try:
        return bytes.fromhex(request.form.get("digest", ""))
    except ValueError:
        return b""


def _page(pair_id: int, problems: list[str]) -> str:
    session, who = db.session(), actor()
    seen = duplicates.seen(session, who, pair_id)
    if seen is None:
        raise NotFound(N_("There is no such pair of files."))
    low_id, high_id, signs, digest, parted = seen
    one, other = _file(low_id), _file(high_id)
    kept, merged = merging.kept_first(one, other)
    g.viewed = ("household_pair", pair_id)
    return render_template(
        "duplicates/page.html",
        pair_id=pair_id,
        one=one,
        other=other,
        signs=signs,
        digest=digest.hex(),
        parted=parted,
        facts=pages.facts(one, other),
        may_part=all(
            may_here(who, P.FILE_WRITE, file.unit_path) or may_here(who, P.FILE_APPROVE, file.unit_path)
            for file in (one, other)
        ),
        kept=kept,
        merged=merged,
        choices=pages.choices(kept, merged, request.form),
        may_merge=all(
            file.state in OPEN_TO_CHANGE and may_here(who, P.FILE_APPROVE, file.unit_path) for file in (one, other)
        ),
        problems=problems,
        reason=request.form.get("reason", ""),
    )


def _file(household_id: int) -> HouseholdFile:
    file = files.one(db.session(), actor(), household_id, today=today())
    if file is None:
        raise NotFound(N_("There is no such file."))
    return file
