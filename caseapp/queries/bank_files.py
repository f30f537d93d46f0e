"""Templates of bank files, the files of batches and what came back for each."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.payments.codes import BatchState, LineState, PayMeans
from caseapp.domain.units import STEP
from caseapp.models.bank_files import BankFile, BankFileLine, BankHandout, BankResult, BankTemplate
from caseapp.models.payments import Batch, Payment
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.queries.page import Order, Page, Wanted, cut
from caseapp.queries.reach import within

P = Permission


def templates_for(session: Session, unit_path: str, today: date) -> list[BankTemplate]:
    """Those in force for a unit, its own first, then those of the units above; the newest of each first."""
    above = [unit_path[:end] for end in range(len(unit_path), 0, -STEP)]
    statement = (
        select(BankTemplate)
        .join(BankTemplate.unit)
        .where(
            Unit.path.in_(above),
            BankTemplate.valid_from <= today,
            or_(BankTemplate.valid_to.is_(None), BankTemplate.valid_to >= today),
        )
        .options(joinedload(BankTemplate.unit))
        .order_by(func.length(Unit.path).desc(), BankTemplate.valid_from.desc(), BankTemplate.id.desc())
    )
    return list(session.scalars(statement))


def all_templates(session: Session, actor: Actor) -> list[BankTemplate]:
    """Those the actor may change, by unit; newest first."""
    statement = select(BankTemplate).join(BankTemplate.unit).options(joinedload(BankTemplate.unit))
    statement = statement.order_by(Unit.path, BankTemplate.valid_from.desc(), BankTemplate.id.desc())
    return list(session.scalars(within(statement, actor, P.BANK_TEMPLATE, BankTemplate.unit_id)))


@dataclass(frozen=True)
class FileRow:
    id: int
    number: str
    batch_id: int
    batch: str
    title: str
    state: BatchState
    lines: int
    total_fen: int
    made_at: datetime
    handed: int
    waiting: int


def bank_files(session: Session, actor: Actor, wanted: Wanted) -> Page[FileRow]:
    """Files of batches within reach, newest first, with how many lines still wait for a result."""
    handed = select(func.count(BankHandout.id)).where(BankHandout.file_id == BankFile.id).correlate(BankFile)
    columns: tuple[Any, ...] = (BankFile, Batch, handed.scalar_subquery(), _waiting())
    statement = select(*columns).join(Batch, Batch.id == BankFile.batch_id)
    statement = within(statement, actor, P.BATCH_READ, Batch.unit_id)
    counted = select(func.count(BankFile.id)).join(Batch, Batch.id == BankFile.batch_id)
    found = session.scalar(within(counted, actor, P.BATCH_READ, Batch.unit_id)) or 0
    orders = {"made": Order(BankFile.id, int)}
    rows, sort, previous, following = cut(session, statement, orders, BankFile.id, replace(wanted, sort="-made"))
    shown = [
        FileRow(
            file.id,
            file.number,
            batch.id,
            batch.number,
            batch.title,
            batch.state,
            file.line_count,
            file.total_fen,
            file.made_at,
            times,
            waiting,
        )
        for file, batch, times, waiting, *_ in rows
    ]
    return Page(shown, found, sort, previous, following)


def _waiting() -> ScalarSelect[int]:
    line, payment = aliased(BankFileLine), aliased(Payment)
    return (
        select(func.count(line.id))
        .join(payment, payment.id == line.payment_id)
        .where(line.file_id == BankFile.id, payment.batch_id == BankFile.batch_id, payment.state == LineState.OPEN)
        .correlate(BankFile)
        .scalar_subquery()
    )


@dataclass(frozen=True)
class Handing:
    ordinal: int
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True)
class ResultRow:
    id: int
    name: str
    who: str
    sent_at: datetime
    applied_at: datetime | None
    changed: int


@dataclass(frozen=True)
class FilePage:
    """`states` counts its lines by what became of them, with their money in fen."""

    id: int
    number: str
    batch_id: int
    batch: str
    title: str
    unit_path: str
    kind: str
    template: str
    digest: str
    lines: int
    total_fen: int
    maker: str
    made_at: datetime
    states: dict[LineState, tuple[int, int]]
    handed: list[Handing]
    results: list[ResultRow]


def file_page(session: Session, actor: Actor, file_id: int) -> FilePage:
    """Four statements; NotFound outside the actor's units."""
    statement = (
        select(BankFile, Batch, Unit.path, BankTemplate.name, User.name)
        .join(Batch, Batch.id == BankFile.batch_id)
        .join(Unit, Unit.id == Batch.unit_id)
        .join(BankTemplate, BankTemplate.id == BankFile.template_id)
        .join(User, User.id == BankFile.made_by)
        .where(BankFile.id == file_id)
    )
    row = session.execute(within(statement, actor, P.BATCH_READ, Batch.unit_id)).one_or_none()
    if row is None:
        raise NotFound(N_("There is no such file for the bank, or it lies outside your units."))
    file, batch, path, template, maker = row
    counted = (
        select(Payment.state, func.count(Payment.id), func.sum(Payment.amount_fen))
        .join(BankFileLine, BankFileLine.payment_id == Payment.id)
        .where(BankFileLine.file_id == file_id)
        .group_by(Payment.state)
    )
    handed = (
        select(BankHandout.ordinal, BankHandout.reason, User.name, BankHandout.at)
        .join(User, User.id == BankHandout.by_id)
        .where(BankHandout.file_id == file_id)
        .order_by(BankHandout.ordinal.desc())
    )
    return FilePage(
        id=file.id,
        number=file.number,
        batch_id=batch.id,
        batch=batch.number,
        title=batch.title,
        unit_path=path,
        kind=file.kind.value,
        template=template,
        digest=file.digest,
        lines=file.line_count,
        total_fen=file.total_fen,
        maker=maker,
        made_at=file.made_at,
        states={state: (count, int(fen)) for state, count, fen in session.execute(counted)},
        handed=[Handing(*one) for one in session.execute(handed)],
        results=_results(session, file_id),
    )


def _results(session: Session, file_id: int) -> list[ResultRow]:
    columns = (BankResult.id, BankResult.name, User.name, BankResult.sent_at, BankResult.applied_at)
    statement = (
        select(*columns, BankResult.changed_lines)
        .join(User, User.id == BankResult.sent_by)
        .where(BankResult.file_id == file_id)
        .order_by(BankResult.id.desc())
    )
    return [ResultRow(*row) for row in session.execute(statement)]


def file_of(session: Session, batch_id: int) -> tuple[int, str] | None:
    """Id and number of the batch's file; the caller has shown the batch to the actor already."""
    row = session.execute(select(BankFile.id, BankFile.number).where(BankFile.batch_id == batch_id)).one_or_none()
    return (row[0], row[1]) if row else None


def bank_lines(session: Session, batch_id: int) -> tuple[int, int, int]:
    """Of a released batch: lines that wait for the bank, their money in fen, and lines without an account."""
    has_account = Payment.payee_account_sealed.is_not(None)
    statement = select(
        func.count(Payment.id).filter(has_account),
        func.coalesce(func.sum(Payment.amount_fen).filter(has_account), 0),
        func.count(Payment.id).filter(~has_account),
    ).where(Payment.batch_id == batch_id, Payment.state == LineState.OPEN, Payment.means == PayMeans.BANK)
    with_account, fen, without = session.execute(statement).one()
    return with_account, int(fen), without
