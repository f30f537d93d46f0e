"""Across projects: everything one household or person ever had, and what only shows when it is seen side by side."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound
from caseapp.domain.payments.beneficiary import Beneficiary, Register
from caseapp.domain.payments.codes import AidKind
from caseapp.domain.payments.findings import FindingKind
from caseapp.extensions import db
from caseapp.queries.aid_findings import MOST, findings
from caseapp.queries.aid_history import Past, history
from caseapp.services import aid_findings
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.language import sentence
from caseapp.web.support.session import actor

blueprint = Blueprint("sight", __name__)
P = Permission
REGISTERS = {register.value.replace("_", "-"): register for register in Register}
FILES = {
    Register.HOUSEHOLD: ("households.page", "household_id"),
    Register.MODEL_WORKER: ("model_workers.page", "model_worker_id"),
    Register.SPECIAL_GROUP: ("special_groups.page", "listing_id"),
}


@blueprint.get("/aid/of/<register>/<int:file_id>")
@reads(P.FILE_READ, recorded_as="aid.view")
def page(register: str, file_id: int) -> Any:
    if register not in REGISTERS:
        raise NotFound(N_("There is no such file, or it lies outside your units."))
    to = Beneficiary(REGISTERS[register], file_id)
    found = history(db.session(), actor(), to)
    match to.register:
        case Register.HOUSEHOLD:
            g.viewed = ("household", file_id)
        case Register.MODEL_WORKER:
            g.viewed = ("model_worker", file_id)
        case Register.SPECIAL_GROUP:
            g.viewed = ("listing", file_id)
    endpoint, name = FILES[to.register]
    own: dict[str, Any] = {name: file_id}
    return render_template(
        "sight/page.html",
        found=found,
        sums=_sums(found.lines),
        file_url=url_for(endpoint, **own),
        log_url=url_for("aid.new", register=register, file_id=file_id) if actor().may(P.AID_LOG) else None,
    )


def _sums(lines: tuple[Past, ...]) -> tuple[list[int], list[tuple[AidKind, list[int]]]]:
    """The years, oldest first, and for each kind what was live in each of them, in fen."""
    years = sorted({line.year for line in lines})
    live = [line for line in lines if line.is_live]
    kinds = [kind for kind in AidKind if any(line.kind is kind for line in live)]
    return years, [
        (kind, [sum(one.amount_fen for one in live if one.kind is kind and one.year == year) for year in years])
        for kind in kinds
    ]


@blueprint.get("/aid/findings")
@reads(P.BATCH_READ)
def roster() -> Any:
    return _roster([])


@blueprint.post("/aid/findings")
@writes(P.BATCH_APPROVE, once=True)
def see() -> Any:
    kind, key = _asked()
    try:
        aid_findings.see(
            db.session(), actor(), kind=kind, key=key, reason=request.form.get("reason", ""), today=today(), now=now()
        )
    except Invalid as invalid:
        return _roster([sentence(one) for one in invalid.problems]), 422
    flash(_("Remembered: this is right as it is."), "good")
    return redirect(url_for("sight.roster"))


def _asked() -> tuple[FindingKind, tuple[int, int, int]]:
    parts = request.form.get("key", "").split("-")
    kind = request.form.get("kind", "")
    if kind not in set(FindingKind) or len(parts) != 3 or not all(part.isdecimal() for part in parts):
        raise NotFound(N_("This finding no longer stands; reload the list."))
    first, last, size = map(int, parts)
    return FindingKind(kind), (first, last, size)


def _roster(problems: list[str]) -> str:
    found = findings(db.session(), actor(), today())
    chosen = request.args.get("show") == "seen"
    return render_template(
        "sight/roster.html",
        rows=[one for one in found if (one.seen is not None) == chosen],
        open_count=sum(one.seen is None for one in found),
        seen_count=sum(one.seen is not None for one in found),
        shows_seen=chosen,
        may_see=actor().may(P.BATCH_APPROVE),
        problems=problems,
        most=MOST,
    )
