"""Documents for the print view: plain HTML with classes, every text escaped, no inline style."""

from collections.abc import Iterable
from dataclasses import replace

import segno
from markupsafe import Markup, escape

from caseapp.domain.documents.document import Block, Cell, Document, EndsLine, Paragraph, Style, Table

_TAGS = {Style.TITLE: "h1", Style.HEADING: "h2", Style.BODY: "p", Style.NOTE: "p"}


def to_html(document: Document) -> Markup:
    """The blocks in one `<article class="doc">`, `doc-landscape` when wide."""
    wide = " doc-landscape" if document.landscape else ""
    return Markup('<article class="doc{}">{}</article>').format(wide, _joined(map(_block, document.blocks)))


def below_title(document: Document) -> Markup:
    """For a page that has the title as its own heading."""
    return to_html(replace(document, blocks=document.blocks[1:]))


def _block(block: Block) -> Markup:
    match block:
        case Paragraph():
            tag, style, align = _TAGS[block.style], block.style.value, block.align.value
            return Markup('<{0} class="doc-{1} doc-{2}">{3}</{0}>').format(tag, style, align, _text(block.text))
        case EndsLine():
            return Markup('<p class="doc-ends"><span>{}</span><span>{}</span></p>').format(block.left, block.right)
        case Table():
            return _table(block)


def _table(table: Table) -> Markup:
    rows: list[list[Markup]] = [[] for _ in table.rows]
    for at, _, cell in table.placed():
        rows[at].append(_cell(cell))
    whole = sum(table.widths_mm)
    columns = _joined(Markup('<col width="{:.1f}%">').format(100 * width / whole) for width in table.widths_mm)
    lines = _joined(Markup("<tr>{}</tr>").format(_joined(cells)) for cells in rows)
    tall = " doc-tall" if table.row_mm else ""
    pattern = Markup('<table class="doc-table{}"><colgroup>{}</colgroup><tbody>{}</tbody></table>')
    return pattern.format(tall, columns, lines)


def _cell(cell: Cell) -> Markup:
    spans = Markup("")
    for name, span in (("colspan", cell.colspan), ("rowspan", cell.rowspan)):
        if span > 1:
            spans += Markup(' {}="{}"').format(name, span)
    tag = "th" if cell.bold else "td"
    inside = _square(cell.square) if cell.square else _text(cell.text)
    return Markup('<{0} class="doc-{1}"{2}>{3}</{0}>').format(tag, cell.align.value, spans, inside)


def _square(address: str) -> Markup:
    drawn = segno.make(address, error="m", micro=False).svg_inline(omitsize=True, svgclass="doc-square", lineclass=None)
    return Markup(drawn)  # noqa: S704 - shapes only, the address is not in it as text


def _text(text: str) -> Markup:
    return Markup("<br>").join(map(escape, text.split("\n")))


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)
