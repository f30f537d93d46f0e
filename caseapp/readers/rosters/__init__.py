"""Rosters that people keep in workbooks: read whole, with every fault and its cell."""

from caseapp.readers.rosters.households import read_households
from caseapp.readers.rosters.lines import Fault, PersonLine, RecordLine, Roster
from caseapp.readers.rosters.model_workers import read_model_workers
from caseapp.readers.rosters.plain import read_plain

__all__ = ["Fault", "PersonLine", "RecordLine", "Roster", "read_households", "read_model_workers", "read_plain"]
