"""What must always hold of the money, each rule a statement that finds the rows that break it."""

from caseapp.queries.invariants.check import broken, changed_after_release, faults

__all__ = ["broken", "changed_after_release", "faults"]
