"""The edits of a target table as the timeline shows them."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from caseapp.domain.clock import LOCAL
from caseapp.queries.target_edits import FieldEdit, TargetEdit

LABELS = {
    "row": _l("Row"),
    "place": _l("Order"),
    "level1": _l("Level 1"),
    "level2": _l("Level 2"),
    "name": _l("Indicator"),
    "description": _l("Description"),
    "target": _l("Target"),
    "basis": _l("Basis"),
    "weight": _l("Weight"),
    "plan": _l("Spending plan"),
    "goals": _l("Goals"),
}


def days(edits: Iterable[TargetEdit]) -> list[dict[str, Any]]:
    entries = [_entry(edit) for edit in edits]
    return [{"day": day, "entries": list(grouped)} for day, grouped in groupby(entries, key=lambda entry: entry["day"])]


def _entry(edit: TargetEdit) -> dict[str, Any]:
    local = edit.at.astimezone(LOCAL)
    return {
        "day": local.date().isoformat(),
        "time": local.strftime("%H:%M"),
        "what": _("Target table changed"),
        "who": edit.who or _("System"),
        "note": edit.reason,
        "tone": "info",
        "changes": [_said(one) for one in edit.edits],
    }


def _said(one: FieldEdit) -> tuple[str, str, str]:
    label = str(LABELS.get(one.field, one.field))
    said = _("Row %(row)s: %(field)s", row=one.row, field=label) if one.row else label
    return said, one.before or "—", one.after or "—"
