"""Whose names stand under a household file."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from caseapp.models.households import Household
from caseapp.models.users import User


@dataclass(frozen=True)
class Signers:
    """ "" where nobody has signed, or the system did."""

    made_by: str = ""
    approved_by: str = ""


def signers(session: Session, household_id: int) -> Signers:
    """For a file the caller has already found within reach."""
    maker, approver = aliased(User), aliased(User)
    statement = (
        select(maker.name, approver.name)
        .select_from(Household)
        .outerjoin(maker, maker.id == Household.created_by)
        .outerjoin(approver, approver.id == Household.approved_by)
        .where(Household.id == household_id)
    )
    made_by, approved_by = session.execute(statement).one()
    return Signers(made_by or "", approved_by or "")
