"""A person as pages show one: masked; and what was paid to them or their household."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from caseapp.domain.accounts import luhn_fits, mask_account, mask_phone
from caseapp.domain.households.ethnicity import Ethnicity
from caseapp.domain.households.particulars import Marriage, Politics
from caseapp.domain.identity import IdKind, Sex, mask
from caseapp.domain.payments.codes import AidKind, LineState
from caseapp.models.audit import AuditEvent
from caseapp.models.payments import Batch, Payment
from caseapp.models.people import Person
from caseapp.models.projects import Project
from caseapp.models.users import User

LATEST = 200


@dataclass(frozen=True)
class PersonView:
    """Numbers are masked; "" where nothing is recorded. `account_fits` is the card's check digit. `numbers` give a mark
    that changes with the number, and its mask, by column."""

    id: int
    name: str
    sex: Sex
    birth_on: date | None
    id_kind: IdKind
    masked_id: str
    masked_phone: str
    bank_name: str
    masked_account: str
    account_holder: str
    account_fits: bool
    masked_other_phone: str = ""
    bank_branch: str = ""
    ethnicity: Ethnicity | None = None
    politics: Politics | None = None
    marriage: Marriage | None = None
    numbers: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class PaymentRow:
    """One payment line as it stands; `paid_on` until it was returned. Money in fen. `voucher_no`: of past years."""

    id: int
    project: str
    kind: AidKind
    payee: str
    amount_fen: int
    state: LineState
    paid_on: date | None
    batch_number: str | None
    voucher_no: str


@dataclass(frozen=True)
class Happening:
    """One entry of a file's history. `details` hold codes only."""

    at: datetime
    action: str
    who: str | None
    details: dict[str, Any]
    subject_id: int | None = None
    seq: int = 0


def person_view(person: Person) -> PersonView:
    account = person.account
    return PersonView(
        id=person.id,
        name=person.name,
        sex=person.sex,
        birth_on=person.birth_on,
        id_kind=person.id_kind,
        masked_id=mask(person.id_number or ""),
        masked_phone=mask_phone(person.phone or ""),
        bank_name=person.bank_name or "",
        masked_account=mask_account(account) if account else "",
        account_holder=person.account_holder or "",
        account_fits=account is None or luhn_fits(account),
        masked_other_phone=mask_phone(person.other_phone or ""),
        bank_branch=person.bank_branch or "",
        ethnicity=person.ethnicity,
        politics=person.politics,
        marriage=person.marriage,
        numbers=_numbers(person),
    )


def _numbers(person: Person) -> dict[str, tuple[str, str]]:
    found = {}
    for name, masked in (
        ("id_number", mask),
        ("phone", mask_phone),
        ("other_phone", mask_phone),
        ("account", mask_account),
    ):
        plain = getattr(person, name)
        if plain:
            found[name] = (getattr(Person, name).blind(plain).hex()[:16], masked(plain))
    return found


def payments(session: Session, of: ColumnElement[bool]) -> list[PaymentRow]:
    """The newest LATEST lines that meet the condition on Payment, unpaid ones first."""
    statement = (
        select(
            Payment.id, Project.name, Payment.kind, Person.name, Payment.amount_fen, Payment.state, Payment.paid_on,
            Batch.number, Payment.voucher_no,
        )
        .join(Project, Project.id == Payment.project_id)
        .join(Person, Person.id == Payment.person_id)
        .outerjoin(Batch, Batch.id == Payment.batch_id)
        .where(of)
        .order_by(Payment.paid_on.is_(None).desc(), Payment.paid_on.desc(), Payment.id.desc())
        .limit(LATEST)
    )  # fmt: skip
    return [PaymentRow(*row) for row in session.execute(statement)]


def history(session: Session, subject: str, subject_id: int, people: Collection[int]) -> list[Happening]:
    """What was done to a file and to the people in it, newest first; mere looks are left to the audit trail."""
    statement = (
        select(AuditEvent.at, AuditEvent.action, User.name, AuditEvent.details, AuditEvent.subject_id, AuditEvent.seq)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(
            or_(
                and_(
                    AuditEvent.subject == subject,
                    AuditEvent.subject_id == subject_id,
                    AuditEvent.action.not_like("%.view"),
                ),
                and_(
                    AuditEvent.subject == "person",
                    AuditEvent.subject_id.in_(people),
                    AuditEvent.action == "person.amend",
                ),
            )
        )
        .order_by(AuditEvent.seq.desc())
        .limit(LATEST)
    )
    return [Happening(*row) for row in session.execute(statement)]
