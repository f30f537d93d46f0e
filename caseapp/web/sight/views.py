"""Across projects: everything one household or person ever had, and what only shows when it is seen side by side."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound
from caseapp.domain.payments.beneficiary import Beneficiary, Register
from caseapp.domain.payments.codes import AidKind, LineState
from caseapp.domain.payments.findings import FindingKind
from caseapp.extensions import db
from caseapp.queries.aid_findings import findings
from caseapp.queries.aid_history import Past, history
from caseapp.queries.finding_keys import LIVE, Asked
from caseapp.queries.projects import recent_projects
from caseapp.queries.units import UnitChoice, unit_choices
from caseapp.services import aid_findings
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.language import sentence, word
from caseapp.web.support.lists import chosen, in_address, link
from caseapp.web.support.people import filter_units
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
    return redirect(url_for("sight.roster", **in_address()))


def _asked() -> tuple[FindingKind, tuple[int, int, int]]:
    parts = request.form.get("key", "").split("-")
    kind = request.form.get("kind", "")
    if kind not in set(FindingKind) or len(parts) != 3 or not all(part.isdecimal() for part in parts):
        raise NotFound(N_("This finding no longer stands; reload the list."))
    first, last, size = map(int, parts)
    return FindingKind(kind), (first, last, size)


def _roster(problems: list[str]) -> str:
    session, who = db.session(), actor()
    state = chosen(LineState, "state")
    asked = Asked(
        kind=chosen(FindingKind, "kind"),
        unit_id=request.args.get("unit", type=int),
        project_id=request.args.get("project", type=int),
        state=state if state in LIVE else None,
    )
    shows_seen, after = request.args.get("show") == "seen", request.args.get("after")
    units, projects = unit_choices(session, who, P.BATCH_READ), recent_projects(session, who, today().year)
    page = findings(session, who, today(), asked, seen=shows_seen, after=after)
    return render_template(
        "sight/roster.html",
        page=page,
        asked=asked,
        open_url=link(show=None),
        seen_url=link(show="seen"),
        before=link() if after else None,
        following=link(after=page.next) if page.next else None,
        tags=_tags(asked, units, projects),
        kinds=[("", _("Every kind of finding")), *((kind.value, word(kind)) for kind in FindingKind)],
        units=filter_units(units),
        projects=[("", _("All projects")), *projects],
        states=[("", _("Paid or not")), *((one.value, word(one)) for one in LIVE)],
        query=request.query_string.decode(),
        shows_seen=shows_seen,
        may_see=who.may(P.BATCH_APPROVE),
        problems=problems,
    )


def _tags(asked: Asked, units: list[UnitChoice], projects: list[tuple[int, str]]) -> list[tuple[str, str]]:
    found = [(word(asked.kind), link(kind=None))] if asked.kind else []
    found += [(unit.name, link(unit=None)) for unit in units if unit.id == asked.unit_id]
    found += [(name, link(project=None)) for number, name in projects if number == asked.project_id]
    return [*found, (word(asked.state), link(state=None))] if asked.state else found
