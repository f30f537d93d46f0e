"""The budgets of a year as a workbook: every source with its sums, then the documents that changed them."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from caseapp.domain.documents.document import Align, Block, Cell, Document, EndsLine, Paragraph, Row, Style, Table
from caseapp.queries.budgets import AdjustmentRow, BudgetRow
from caseapp.web.support.language import day, word, yuan

SUMS = (
    "first_fen",
    "change_fen",
    "adjusted_fen",
    "reserved_fen",
    "committed_fen",
    "spent_fen",
    "freed_fen",
    "left_fen",
)
_WIDTHS = (10.0, 52.0, 26.0, *([24.0] * len(SUMS)))
_ENTRY_WIDTHS = (10.0, 52.0, 26.0, 44.0, 24.0, 24.0, 24.0, 76.0)


def list_document(
    year: int, rows: Sequence[BudgetRow], entries: Sequence[tuple[BudgetRow, AdjustmentRow]], today: date
) -> Document:
    title = _("Budgets of %(year)s", year=year)
    blocks: list[Block] = [
        Paragraph(title, Style.HEADING),
        EndsLine(_("Unit: yuan"), day(today)),
        Table(_WIDTHS, (_heads(), *(_row(row) for row in rows), _total(rows)), repeat=0),
    ]
    if entries:
        blocks += [
            Paragraph(_("Adjustments"), Style.HEADING),
            Table(_ENTRY_WIDTHS, (_entry_heads(), *(_entry(*one) for one in entries)), repeat=0),
        ]
    return Document(title, tuple(blocks), landscape=True)


def _heads() -> Row:
    sums = (
        _("First budget"),
        _("Adjustments"),
        _("Adjusted budget"),
        _("Reserved"),
        _("Committed"),
        _("Spent"),
        _("Freed so far"),
        _("Left"),
    )
    return _bold(_("No."), _("Project"), _("Source of money"), *sums)


def _row(row: BudgetRow) -> Row:
    return Row(
        (
            Cell(str(row.number)),
            Cell(row.project, align=Align.LEFT),
            Cell(word(row.source)),
            *(_money(getattr(row, name)) for name in SUMS),
        )
    )


def _total(rows: Sequence[BudgetRow]) -> Row:
    sums = (sum(getattr(row, name) for row in rows) for name in SUMS)
    return Row((Cell(_("Sum"), colspan=3, bold=True), *(_money(fen) for fen in sums)))


def _entry_heads() -> Row:
    of_entry = (_("Document no."), _("Day of the document"), _("Amount (yuan)"), _("Budget after it"), _("Reason"))
    return _bold(_("No."), _("Project"), _("Source of money"), *of_entry)


def _entry(row: BudgetRow, entry: AdjustmentRow) -> Row:
    return Row(
        (
            Cell(str(row.number)),
            Cell(row.project, align=Align.LEFT),
            Cell(word(row.source)),
            Cell(entry.document_no, align=Align.LEFT),
            Cell(day(entry.decided_on)),
            _money(entry.amount_fen),
            _money(entry.after_fen),
            Cell(entry.reason, align=Align.LEFT),
        )
    )


def _bold(*heads: str) -> Row:
    return Row(tuple(Cell(head, bold=True) for head in heads))


def _money(fen: int) -> Cell:
    return Cell(yuan(fen), align=Align.RIGHT)
