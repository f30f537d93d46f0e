"""Rules of the books: the budget's fast sums, the ledger, and the lines and vouchers they stand for must agree."""

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal, or_, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute

from caseapp.domain.errors import N_
from caseapp.domain.payments.codes import BatchState, LineState
from caseapp.domain.payments.ledger import Account
from caseapp.models.activities import Expense, Remittance
from caseapp.models.adjustments import BudgetAdjustment
from caseapp.models.ledger import Posting
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import Project, ProjectBudget
from caseapp.queries.invariants.rule import Asked, Found, Rule, finding

WAITING = (BatchState.SUBMITTED, BatchState.HALF_APPROVED)
OUT = (BatchState.RELEASED, BatchState.SETTLED)


def of(column: InstrumentedAttribute[int], project_id: Asked) -> ColumnElement[bool]:
    return true() if project_id is None else column == project_id


def _account(account: Account, kept: InstrumentedAttribute[int]) -> Rule:
    return Rule(
        f"ledger.{account.value}",
        N_("Budget %(id)s (%(name)s) does not equal the ledger: it keeps %(expected)s yuan, the postings %(found)s.")
        if account is Account.SPENT
        else N_(
            "Budget %(id)s (%(name)s) does not equal the ledger: it binds %(expected)s yuan, the postings %(found)s."
        ),
        lambda project_id: _unlike_ledger(account, kept, project_id),
        is_money=True,
    )


def _unlike_ledger(account: Account, kept: InstrumentedAttribute[int], project_id: Asked) -> Found:
    posted = (
        select(Posting.project_id, Posting.source, func.sum(_signed(account)).label("fen"))
        .where(or_(Posting.given_to == account, Posting.taken_from == account), of(Posting.project_id, project_id))
        .group_by(Posting.project_id, Posting.source)
        .subquery()
    )
    same = and_(posted.c.project_id == ProjectBudget.project_id, posted.c.source == ProjectBudget.source)
    fen = func.coalesce(posted.c.fen, 0)
    return (
        select(*finding(ProjectBudget.id, _name_of_budget(), kept, fen))
        .join(Project, Project.id == ProjectBudget.project_id)
        .outerjoin(posted, same)
        .where(kept != fen, of(ProjectBudget.project_id, project_id))
    )


def _signed(account: Account) -> ColumnElement[int]:
    return case((Posting.given_to == account, Posting.amount_fen), else_=-Posting.amount_fen)


def _name_of_budget() -> ColumnElement[str]:
    return Project.code + " " + cast(ProjectBudget.source, String)


def _without_budget(project_id: Asked) -> Found:
    """Money moved of a source that the project has no budget of."""
    budget = and_(ProjectBudget.project_id == Posting.project_id, ProjectBudget.source == Posting.source)
    return (
        select(*finding(func.min(Posting.id), cast(Posting.source, String)))
        .outerjoin(ProjectBudget, budget)
        .where(ProjectBudget.id.is_(None), of(Posting.project_id, project_id))
        .group_by(Posting.project_id, Posting.source)
    )


def _adjusted(project_id: Asked) -> Found:
    changed = (
        select(BudgetAdjustment.budget_id, func.sum(BudgetAdjustment.amount_fen).label("fen"))
        .group_by(BudgetAdjustment.budget_id)
        .subquery()
    )
    wanted = ProjectBudget.first_fen + func.coalesce(changed.c.fen, 0)
    return (
        select(*finding(ProjectBudget.id, _name_of_budget(), wanted, ProjectBudget.adjusted_fen))
        .join(Project, Project.id == ProjectBudget.project_id)
        .outerjoin(changed, changed.c.budget_id == ProjectBudget.id)
        .where(ProjectBudget.adjusted_fen != wanted, of(ProjectBudget.project_id, project_id))
    )


def _passed(project_id: Asked) -> Found:
    bound = ProjectBudget.reserved_fen + ProjectBudget.committed_fen + ProjectBudget.spent_fen
    below = or_(*(column < 0 for column in (ProjectBudget.reserved_fen, ProjectBudget.committed_fen)))
    return (
        select(*finding(ProjectBudget.id, _name_of_budget(), ProjectBudget.adjusted_fen, bound))
        .join(Project, Project.id == ProjectBudget.project_id)
        .where(
            or_(bound > ProjectBudget.adjusted_fen, below, ProjectBudget.spent_fen < 0),
            of(ProjectBudget.project_id, project_id),
        )
    )


def _batch_at_rest(account: Account, stands: ColumnElement[bool]) -> Rule:
    def broken(project_id: Asked) -> Found:
        posted = select(Posting.batch_id, literal(0).label("wanted"), _signed(account).label("posted")).where(
            Posting.batch_id.is_not(None),
            or_(Posting.given_to == account, Posting.taken_from == account),
            of(Posting.project_id, project_id),
        )
        lines = (
            select(Payment.batch_id, Payment.amount_fen, literal(0))
            .join(Batch, Batch.id == Payment.batch_id)
            .where(stands, of(Payment.project_id, project_id))
        )
        both = union_all(posted, lines).subquery()
        wanted, found = func.sum(both.c.wanted), func.sum(both.c.posted)
        return (
            select(*finding(Batch.id, Batch.number, wanted, found))
            .join(both, both.c.batch_id == Batch.id)
            .group_by(Batch.id, Batch.number)
            .having(wanted != found)
        )

    sentences = {
        Account.RESERVED: N_(
            "Batch %(name)s (%(id)s): its lines should reserve %(expected)s yuan, the ledger has %(found)s."
        ),
        Account.COMMITTED: N_(
            "Batch %(name)s (%(id)s): its lines should commit %(expected)s yuan, the ledger has %(found)s."
        ),
        Account.SPENT: N_("Batch %(name)s (%(id)s): its paid lines make %(expected)s yuan, the ledger has %(found)s."),
    }
    return Rule(f"batch.{account.value}", sentences[account], broken, is_money=True)


def _vouchers(table: type[Expense] | type[Remittance]) -> Rule:
    is_expense = table is Expense
    amount, cause = (Expense.amount_fen, Posting.expense_id) if is_expense else (
        Remittance.passed_fen, Posting.remittance_id
    )  # fmt: skip

    def broken(project_id: Asked) -> Found:
        posted = (
            select(cause.label("of"), func.sum(Posting.amount_fen).label("fen"))
            .where(cause.is_not(None), of(Posting.project_id, project_id))
            .group_by(cause)
            .subquery()
        )
        fen = func.coalesce(posted.c.fen, 0)
        return (
            select(*finding(table.id, table.voucher_no, amount, fen))
            .outerjoin(posted, posted.c.of == table.id)
            .where(amount != fen, of(table.project_id, project_id))
        )

    if is_expense:
        said = N_("Expense %(id)s (voucher %(name)s) is %(expected)s yuan, the ledger has %(found)s.")
        return Rule("expense.posted", said, broken, is_money=True)
    said = N_("Remittance %(id)s (voucher %(name)s) passed on %(expected)s yuan, the ledger has %(found)s.")
    return Rule("remittance.posted", said, broken, is_money=True)


BOOKS = (
    _account(Account.RESERVED, ProjectBudget.reserved_fen),
    _account(Account.COMMITTED, ProjectBudget.committed_fen),
    _account(Account.SPENT, ProjectBudget.spent_fen),
    Rule(
        "ledger.no_budget",
        N_("Posting %(id)s and others moved money of the source “%(name)s”, of which the project has no budget."),
        _without_budget,
    ),
    Rule(
        "budget.adjusted",
        N_("Budget %(id)s (%(name)s) should be %(expected)s yuan by its adjustments and is %(found)s."),
        _adjusted,
        is_money=True,
    ),
    Rule(
        "budget.passed",
        N_("Budget %(id)s (%(name)s) of %(expected)s yuan is passed, or holds less than nothing: %(found)s are bound."),
        _passed,
        is_money=True,
    ),
    _batch_at_rest(Account.RESERVED, Batch.state.in_(WAITING)),
    _batch_at_rest(
        Account.COMMITTED,
        or_(Batch.state == BatchState.APPROVED, and_(Batch.state.in_(OUT), Payment.state == LineState.OPEN)),
    ),
    _batch_at_rest(Account.SPENT, and_(Batch.state.in_(OUT), Payment.state == LineState.PAID)),
    _vouchers(Expense),
    _vouchers(Remittance),
)
