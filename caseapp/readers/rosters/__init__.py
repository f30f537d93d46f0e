"""Rosters that people keep in workbooks: read whole, with every fault and its cell."""

from caseapp.readers.rosters.households import read_households
from caseapp.readers.rosters.lines import Fault, HouseholdLine, PersonLine, Roster

__all__ = ["Fault", "HouseholdLine", "PersonLine", "Roster", "read_households"]
