"""The list behind a figure as a document to take away."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from caseapp.domain.documents.document import Align, Cell, Document, EndsLine, Paragraph, Row, Style, Table
from caseapp.domain.identity import mask_name
from caseapp.queries.facts import Entry
from caseapp.web.support.language import day, yuan

_WIDTHS = (12.0, 26.0, 40.0, 32.0, 20.0, 28.0, 24.0)
_PEOPLE = {"household", "person", "payment"}


def list_document(
    *,
    title: str,
    shown: str,
    definition: str,
    as_of: date,
    entries: Sequence[Entry],
    hidden: int,
    left_out: int,
    named: bool,
) -> Document:
    """`named` shows people's names whole; otherwise they are masked."""
    heads = (_("No."), _("Day"), _("Name"), _("File or voucher no."), _("Payments"), _("Amount (yuan)"), _("Counts"))
    rows = [Row(tuple(Cell(head, bold=True) for head in heads))]
    rows += [_row(number, entry, named) for number, entry in enumerate(entries, 1)]
    blocks: list[Paragraph | EndsLine | Table] = [
        Paragraph(title, Style.HEADING),
        EndsLine(_("Figure: %(shown)s", shown=shown), _("as of %(day)s", day=day(as_of))),
        Paragraph(definition, Style.NOTE),
        Table(_WIDTHS, tuple(rows), repeat=0),
    ]
    if hidden:
        blocks.append(Paragraph(hidden_sentence(hidden), Style.NOTE))
    if left_out:
        blocks.append(Paragraph(_("%(count)s more are too many for one file.", count=left_out), Style.NOTE))
    return Document(title, tuple(blocks), landscape=True)


def hidden_sentence(hidden: int) -> str:
    return str(
        _(
            "%(hidden)s more belong to units outside your reach: they count in the figure and are not listed here.",
            hidden=hidden,
        )
    )


def _row(number: int, entry: Entry, named: bool) -> Row:
    name = entry.label if named or entry.kind not in _PEOPLE else mask_name(entry.label)
    amount = "" if entry.amount_fen is None else yuan(entry.amount_fen)
    counts = "" if entry.count == entry.amount_fen else f"{entry.count}"
    return Row(
        (
            Cell(str(number)),
            Cell(day(entry.on) if entry.on else ""),
            Cell(name, align=Align.LEFT),
            Cell(_code(entry)),
            Cell(str(entry.times) if entry.times and entry.kind != "remittance" else ""),
            Cell(amount, align=Align.RIGHT),
            Cell(counts, align=Align.RIGHT),
        )
    )


def _code(entry: Entry) -> str:
    if not entry.voucher_no:
        return entry.code
    past = _("Past payment, voucher %(number)s", number=entry.voucher_no)
    return f"{entry.code} {past}".strip()
