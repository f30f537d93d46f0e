"""Model workers with their honours: in the person's own row, on a second sheet, or both."""

from caseapp.domain.errors import N_
from caseapp.domain.rosters.model_workers import HONOUR, LAYOUT, OWNER_ID
from caseapp.readers.rosters.lines import PersonLine, RecordLine, Roster
from caseapp.readers.rosters.reading import Ownership, cleared, gather, join

_KEYS = frozenset(column.key for column in HONOUR)
_BY_OWNER = Ownership(
    OWNER_ID.key,
    missing=N_("Write the model worker's ID number: whose honour is it?"),
    unknown=N_("Nobody in this file has this ID number."),
)


def read_model_workers(data: bytes) -> Roster:
    """A record's `members` are its honours. Raises Invalid for what is no roster at all."""
    found = gather(data, LAYOUT)
    roster, honours = found.roster, []
    for part, line in found.lines:
        if part is LAYOUT.more:
            honours.append(line)
        else:
            roster.records.append(_with_own_honour(line))
    join(roster, honours, _BY_OWNER)
    return cleared(roster)


def _with_own_honour(line: PersonLine) -> RecordLine:
    told = {key: value for key, value in line.said.items() if key in _KEYS}
    line.said = {key: value for key, value in line.said.items() if key not in _KEYS}
    own = PersonLine(line.sheet, line.row, line.columns, line.headings, told)
    return RecordLine(line, [own] if told else [])
