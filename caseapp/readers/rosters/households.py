"""Households with their members: on two sheets, or all people on one (a csv)."""

from caseapp.domain.errors import N_
from caseapp.domain.households.codes import Relation
from caseapp.domain.rosters.households import HEAD_ID, LAYOUT
from caseapp.readers.rosters.lines import PersonLine, RecordLine, Roster
from caseapp.readers.rosters.reading import Ownership, cleared, gather, join, number_in


def read_households(data: bytes) -> Roster:
    """Everything in the file. Faults stand beside what could be read; raises Invalid for what is no roster at all."""
    found = gather(data, LAYOUT, kept=frozenset({"relation"}))
    roster = found.roster
    members = []
    for part, line in found.lines:
        if part is LAYOUT.more or line.said.get("relation", Relation.HEAD) != Relation.HEAD:
            members.append(line)
        else:
            roster.records.append(RecordLine(line))
    for member in members:
        if "relation" not in member.said:
            roster.faults.append(member.fault("relation", N_("Write the relation to the head.")))
    join(roster, members, _BY_HEAD)
    return cleared(roster)


def _is_head_again(line: PersonLine, number: str) -> bool:
    """The head listed once more among the members is no fault."""
    return line.said.get("relation") == Relation.HEAD and number_in(line, "id_number") == number


_BY_HEAD = Ownership(
    HEAD_ID.key,
    missing=N_("Write the head's ID number: whose household is it?"),
    unknown=N_("No household in this file has a head with this ID number."),
    is_owner=_is_head_again,
)
