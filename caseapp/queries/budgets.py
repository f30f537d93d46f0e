"""A project's money by source, and what each sum of it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from caseapp.domain.access.actor import Actor
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.payments.codes import FundSource
from caseapp.domain.payments.ledger import Account, Move
from caseapp.domain.units import UnitPath
from caseapp.models.activities import Expense, Remittance
from caseapp.models.adjustments import BudgetAdjustment
from caseapp.models.ledger import Posting
from caseapp.models.payments import Batch
from caseapp.models.projects import Project, ProjectBudget
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.queries.projects import visible

PAGE = 50


@dataclass(frozen=True)
class BudgetRow:
    """One source of one project, in fen; `freed_fen` is all that came back to it, and is part of what is left."""

    id: int
    project_id: int
    year: int
    number: int
    code: str
    project: str
    unit_path: UnitPath
    source: FundSource
    first_fen: int
    adjusted_fen: int
    reserved_fen: int
    committed_fen: int
    spent_fen: int
    freed_fen: int

    @property
    def change_fen(self) -> int:
        return self.adjusted_fen - self.first_fen

    @property
    def bound_fen(self) -> int:
        return self.reserved_fen + self.committed_fen + self.spent_fen

    @property
    def left_fen(self) -> int:
        return self.adjusted_fen - self.bound_fen

    def of(self, account: Account) -> int:
        """What the pages show of an account; of what is free, what was freed."""
        return {
            Account.RESERVED: self.reserved_fen,
            Account.COMMITTED: self.committed_fen,
            Account.SPENT: self.spent_fen,
            Account.FREE: self.freed_fen,
        }[account]


def budgets_of(session: Session, actor: Actor, year: int) -> list[BudgetRow]:
    """Every source of the year's projects, by number of the project; one statement."""
    rows = _rows(actor).where(Project.year == year).order_by(Project.number, ProjectBudget.id)
    return [_row(*row) for row in session.execute(rows)]


def budget_of(session: Session, actor: Actor, budget_id: int) -> BudgetRow:
    """Raises NotFound."""
    row = session.execute(_rows(actor).where(ProjectBudget.id == budget_id)).one_or_none()
    if row is None:
        raise NotFound(N_("There is no such budget, or you cannot see it."))
    return _row(*row)


def _rows(actor: Actor) -> Select[ProjectBudget, Project, UnitPath, int]:
    freed = (
        select(func.sum(Posting.amount_fen))
        .where(
            Posting.project_id == ProjectBudget.project_id,
            Posting.source == ProjectBudget.source,
            Posting.given_to == Account.FREE,
        )
        .scalar_subquery()
    )
    statement = (
        select(ProjectBudget, Project, Unit.path, func.coalesce(freed, 0))
        .join(Project, Project.id == ProjectBudget.project_id)
        .join(Unit, Unit.id == Project.unit_id)
    )
    return visible(statement, actor, Project.unit_id)


def _row(budget: ProjectBudget, project: Project, unit_path: UnitPath, freed_fen: int) -> BudgetRow:
    return BudgetRow(
        id=budget.id,
        project_id=project.id,
        year=project.year,
        number=project.number,
        code=project.code,
        project=project.name,
        unit_path=unit_path,
        source=budget.source,
        first_fen=budget.first_fen,
        adjusted_fen=budget.adjusted_fen,
        reserved_fen=budget.reserved_fen,
        committed_fen=budget.committed_fen,
        spent_fen=budget.spent_fen,
        freed_fen=int(freed_fen),
    )


@dataclass(frozen=True)
class AdjustmentRow:
    """`after_fen` is the budget once it was entered; `taken_back_by` the document of the entry that reversed it."""

    id: int
    document_no: str
    decided_on: date
    amount_fen: int
    after_fen: int
    reason: str
    who: str
    at: datetime
    reverses: str | None
    taken_back_by: str | None

    @property
    def stands(self) -> bool:
        return self.reverses is None and self.taken_back_by is None


def adjustments_of(session: Session, budgets: Sequence[BudgetRow]) -> dict[int, list[AdjustmentRow]]:
    """By id of the budget, newest first; one statement."""
    wrong, undoing = aliased(BudgetAdjustment), aliased(BudgetAdjustment)
    found = session.execute(
        select(BudgetAdjustment, User.name, wrong.document_no, undoing.document_no)
        .outerjoin(User, User.id == BudgetAdjustment.by_id)
        .outerjoin(wrong, wrong.id == BudgetAdjustment.reverses_id)
        .outerjoin(undoing, undoing.reverses_id == BudgetAdjustment.id)
        .where(BudgetAdjustment.budget_id.in_([row.id for row in budgets]))
        .order_by(BudgetAdjustment.id)
    )
    rows: dict[int, list[AdjustmentRow]] = {row.id: [] for row in budgets}
    after = {row.id: row.first_fen for row in budgets}
    for one, who, reverses, taken_back_by in found:
        after[one.budget_id] += one.amount_fen
        rows[one.budget_id].insert(
            0,
            AdjustmentRow(
                one.id,
                one.document_no,
                one.decided_on,
                one.amount_fen,
                after[one.budget_id],
                one.reason,
                who or "",
                one.at,
                reverses,
                taken_back_by,
            ),
        )
    return rows


@dataclass(frozen=True)
class Behind:
    """One thing behind a sum: a batch, a line freed, an expense or a remittance; how and when it moved last."""

    key: int
    at: datetime
    move: Move
    amount_fen: int
    batch_id: int | None
    batch_number: str | None
    batch_title: str | None
    payment_id: int | None
    subject: str | None
    voucher_no: str | None
    quarter: int | None


@dataclass(frozen=True)
class BehindList:
    """One page of PAGE, newest first; `next` continues after it, None on the last page."""

    rows: list[Behind]
    next: int | None


def behind(session: Session, row: BudgetRow, account: Account, *, after: int | None) -> BehindList:
    """What one sum of a budget is made of: for what was freed each posting, else the rest of each cause."""
    is_freed = account is Account.FREE
    fen = func.sum(case((Posting.given_to == account, Posting.amount_fen), else_=-Posting.amount_fen))
    newest = func.max(Posting.id)
    touches: ColumnElement[bool] = Posting.given_to == account
    if not is_freed:
        touches = or_(touches, Posting.taken_from == account)
    causes = [Posting.batch_id, Posting.expense_id, Posting.remittance_id]
    sums = (
        select(
            newest.label("key"),
            fen.label("fen"),
            *causes,
        )
        .where(Posting.project_id == row.project_id, Posting.source == row.source, touches)
        .group_by(*causes, *([Posting.id] if is_freed else []))
        .having(fen != 0)
    )
    if after is not None:
        sums = sums.having(newest < after)
    page = sums.order_by(newest.desc()).limit(PAGE + 1).subquery()
    found = session.execute(
        select(
            page.c.key,
            Posting.at,
            Posting.move,
            page.c.fen,
            page.c.batch_id,
            Batch.number,
            Batch.title,
            Posting.payment_id,
            Expense.subject,
            func.coalesce(Expense.voucher_no, Remittance.voucher_no),
            Remittance.quarter,
        )
        .join(Posting, Posting.id == page.c.key)
        .outerjoin(Batch, Batch.id == page.c.batch_id)
        .outerjoin(Expense, Expense.id == page.c.expense_id)
        .outerjoin(Remittance, Remittance.id == page.c.remittance_id)
        .order_by(page.c.key.desc())
    ).all()
    rows = [Behind(*one) for one in found[:PAGE]]
    return BehindList(rows, rows[-1].key if len(found) > PAGE else None)
