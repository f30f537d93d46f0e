"""Rosters of one row a record: special groups, payments."""

from caseapp.domain.rosters.columns import Layout
from caseapp.readers.rosters.lines import RecordLine, Roster
from caseapp.readers.rosters.reading import cleared, gather


def read_plain(data: bytes, layout: Layout) -> Roster:
    """Raises Invalid for what is no such roster at all."""
    found = gather(data, layout)
    found.roster.records = [RecordLine(line) for _, line in found.lines]
    return cleared(found.roster)
