"""What the address asks of the roster of model workers, and the tags that say so."""

from flask import request
from flask_babel import gettext as _

from caseapp.domain.model_workers.codes import HonourLevel, WorkerState
from caseapp.queries.model_workers import Filters
from caseapp.queries.units import UnitChoice
from caseapp.web.support.language import word
from caseapp.web.support.lists import chosen, link


def filters() -> Filters:
    return Filters(
        q=request.args.get("q", "")[:64].strip(),
        unit_id=request.args.get("unit", type=int),
        level=chosen(HonourLevel, "level"),
        work_state=chosen(WorkerState, "work"),
        alive=request.args.get("alive", "") if request.args.get("alive") in ("yes", "no") else "",
    )


def tags(asked: Filters, units: list[UnitChoice]) -> list[tuple[str, str]]:
    found = [(f"“{asked.q}”", link(q=None))] if asked.q else []
    found += [(unit.name, link(unit=None)) for unit in units if unit.id == asked.unit_id]
    if asked.level:
        found.append((word(asked.level), link(level=None)))
    if asked.work_state:
        found.append((word(asked.work_state), link(work=None)))
    if asked.alive:
        found.append((_("Living") if asked.alive == "yes" else _("Deceased"), link(alive=None)))
    return found
