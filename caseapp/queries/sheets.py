"""The lines of a batch that are signed for, and the scans of the signed sheets."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.households.attachments import ContentKind
from caseapp.domain.identity import mask
from caseapp.domain.payments.codes import LineState, PayMeans
from caseapp.models.payments import Payment
from caseapp.models.people import Person
from caseapp.models.projects import Project
from caseapp.models.special_groups import GroupListing
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.models.vouchers import Voucher


@dataclass(frozen=True)
class SheetLine:
    """One payee; the gift is None where money is given. `employer` is that of the year's list. Money in fen."""

    id: int
    name: str
    masked_id: str
    unit: str
    employer: str
    gift_name: str | None
    gift_count: int | None
    gift_unit_fen: int | None
    amount_fen: int
    state: LineState
    paid_on: date | None
    failed_reason: str | None


@dataclass(frozen=True)
class VoucherRow:
    id: int
    name: str
    content: ContentKind
    size: int
    kept_by: str
    kept_at: datetime


def sheet_lines(session: Session, batch_id: int) -> list[SheetLine]:
    """Of a batch the actor may read; by unit and employer, as the sheet goes round."""
    rows = session.execute(
        select(Payment, Person, Unit.name, GroupListing.employer)
        .join(Payment.person)
        .join(Payment.unit)
        .join(Payment.project)
        .outerjoin(GroupListing, (GroupListing.person_id == Payment.person_id) & (GroupListing.year == Project.year))
        .where(Payment.batch_id == batch_id, Payment.means == PayMeans.SHEET)
        .order_by(Unit.path, GroupListing.employer, Payment.id)
    )
    return [
        SheetLine(
            id=line.id,
            name=line.payee_name or person.name,
            masked_id=mask(line.payee_id or person.id_number or ""),
            unit=unit,
            employer=employer or "",
            gift_name=line.gift_name,
            gift_count=line.gift_count,
            gift_unit_fen=line.gift_unit_fen,
            amount_fen=line.amount_fen,
            state=line.state,
            paid_on=line.paid_on,
            failed_reason=line.failed_reason,
        )
        for line, person, unit, employer in rows
    ]


def vouchers_of(session: Session, batch_id: int) -> list[VoucherRow]:
    rows = session.execute(
        select(Voucher, User.name)
        .join(User, User.id == Voucher.kept_by)
        .where(Voucher.batch_id == batch_id)
        .order_by(Voucher.id)
    )
    return [VoucherRow(one.id, one.name, one.content, one.size, who, one.kept_at) for one, who in rows]
