"""What the address asks of the lists of special groups, and the tags that say so."""

from flask import request

from caseapp.domain.special_groups.codes import SpecialGroup
from caseapp.queries.special_groups import Filters
from caseapp.queries.units import UnitChoice
from caseapp.web.support.language import word
from caseapp.web.support.lists import chosen, link


def filters() -> Filters:
    return Filters(
        q=request.args.get("q", "")[:64].strip(),
        unit_id=request.args.get("unit", type=int),
        group=chosen(SpecialGroup, "group"),
        year=request.args.get("year", type=int),
    )


def tags(asked: Filters, units: list[UnitChoice]) -> list[tuple[str, str]]:
    found = [(f"“{asked.q}”", link(q=None))] if asked.q else []
    found += [(unit.name, link(unit=None)) for unit in units if unit.id == asked.unit_id]
    if asked.group:
        found.append((word(asked.group), link(group=None)))
    if asked.year:
        found.append((str(asked.year), link(year=None)))
    return found
