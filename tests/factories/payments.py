import itertools
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from caseapp.domain.payments.claims import claim, payee_key
from caseapp.domain.payments.codes import AidKind, FundSource, LineState, Repeat
from caseapp.models.aid_standards import AidStandard
from caseapp.models.households import Household
from caseapp.models.payments import Batch, Payment
from caseapp.models.people import Person
from caseapp.models.projects import Project
from caseapp.models.units import Unit
from caseapp.models.users import User
from tests.factories.clock import NOW

_numbers = itertools.count(1)


def make_standard(
    session: Session,
    kind: AidKind = AidKind.LIVING,
    *,
    grade: str = "",
    amount_fen: int | None = 240_000,
    share_percent: int | None = None,
    cap_fen: int | None = None,
    repeat: Repeat = Repeat.QUARTER,
    valid_from: date = date(2020, 1, 1),
    valid_to: date | None = None,
    **more: Any,
) -> AidStandard:
    standard = AidStandard(
        kind=kind,
        grade=grade,
        amount_fen=amount_fen,
        share_percent=share_percent,
        cap_fen=cap_fen,
        repeat=repeat,
        document_no="唐工发〔2025〕3号",
        valid_from=valid_from,
        valid_to=valid_to,
        **more,
    )
    standard.touch(None, NOW)
    session.add(standard)
    session.flush()
    return standard


def make_payment(
    session: Session,
    project: Project,
    unit: Unit,
    *,
    household: Household | None = None,
    person: Person | None = None,
    kind: AidKind = AidKind.LIVING,
    amount_fen: int = 100_000,
    logged_by: User | None = None,
    batch: Batch | None = None,
    state: LineState = LineState.OPEN,
    paid_on: date | None = None,
    source: FundSource = FundSource.FISCAL,
) -> Payment:
    """A line of its own claim, for the household's head or for the person."""
    person = person or (household.head if household else None)
    assert person is not None, "a payment needs a household or a person"
    key = payee_key(household.id if household else None, person.id)
    line = Payment(
        project_id=project.id,
        source=source,
        unit_id=unit.id,
        kind=kind,
        household_id=household.id if household else None,
        person_id=person.id,
        amount_fen=amount_fen,
        claim=claim(key, kind, Repeat.DAY, paid_on or date(2025, 6, 1), next(_numbers)),
        state=state,
        paid_on=paid_on,
        batch_id=batch.id if batch else None,
        logged_by=logged_by.id if logged_by else None,
        logged_at=NOW,
    )
    session.add(line)
    session.flush()
    return line


def make_batch(
    session: Session, project: Project, unit: Unit, maker: User, *, source: FundSource = FundSource.FISCAL
) -> Batch:
    """An empty draft."""
    batch = Batch(
        number=f"2025-{next(_numbers) + 900}",
        project_id=project.id,
        source=source,
        unit_id=unit.id,
        title="六月生活救助",
        prepared_by=maker.id,
        prepared_at=NOW,
        edited_by=maker.id,
        edited_at=NOW,
    )
    session.add(batch)
    session.flush()
    return batch
