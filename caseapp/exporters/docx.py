"""Documents as Word files; the same document gives the same bytes each time."""

import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import docx
import segno
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tc
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from caseapp.domain.documents.document import (
    Align,
    Block,
    Cell,
    Document,
    EndsLine,
    Paragraph,
    Style,
    Table,
    printed_width,
)

EPOCH = datetime(2025, 1, 1)  # noqa: DTZ001 - Word's core properties carry no zone
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_SONG, _HEI = "宋体", "黑体"
_SIZES = {Style.TITLE: 18, Style.HEADING: 14, Style.BODY: 10.5, Style.NOTE: 9}
_ALIGN = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}
_MARGIN, _CELL_MARGIN = Mm(20), Mm(1)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def to_docx(documents: Document | Sequence[Document]) -> bytes:
    """One file; each further document begins on a new page, in its own orientation."""
    forms = [documents] if isinstance(documents, Document) else list(documents)
    word = docx.Document()
    word.core_properties.author = ""
    word.core_properties.comments = ""
    word.core_properties.title = forms[0].title if forms else ""
    word.core_properties.created = word.core_properties.modified = EPOCH
    _base_style(word)
    for number, form in enumerate(forms):
        section = word.sections[0] if number == 0 else word.add_section()
        width, height = (Mm(297), Mm(210)) if form.landscape else (Mm(210), Mm(297))
        section.orientation = WD_ORIENT.LANDSCAPE if form.landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = width, height
        section.left_margin = section.right_margin = _MARGIN
        section.top_margin = section.bottom_margin = _MARGIN if not form.landscape else Mm(15)
        section.footer.is_linked_to_previous = False
        if form.is_numbered:
            _page_numbers(section.footer.paragraphs[0])
        before: Block | None = None
        for block in form.blocks:
            if isinstance(before, EndsLine | Table) and isinstance(block, Table) and block.repeat == 0:
                _hairline(word)
            match block:
                case Paragraph():
                    _paragraph(word, block, apart=isinstance(before, EndsLine | Table))
                case EndsLine():
                    _ends_line(word, block, width - 2 * _MARGIN)
                case Table():
                    if sum(block.widths_mm) > Length(width - 2 * _MARGIN).mm + 0.1:
                        raise ValueError(f"a table of “{form.title}” is wider than its paper")
                    _table(word, block)
            before = block
    return _same_bytes(word)


def _hairline(word: WordFile) -> None:
    """Keeps two tables apart: Word joins those that touch, and then the heads are no first row that repeats."""
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(2)
    paragraph.add_run("").font.size = Pt(1)


def _page_numbers(paragraph: WordParagraph) -> None:
    """第 x 页　共 y 页, counted by Word itself."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, field in (("第 ", "PAGE"), (" 页　共 ", "NUMPAGES"), (" 页", "")):
        paragraph.add_run(text)
        if field:
            counted = OxmlElement("w:fldSimple")
            counted.set(qn("w:instr"), field)
            shown = OxmlElement("w:r")
            digit = OxmlElement("w:t")
            digit.text = "1"
            shown.append(digit)
            counted.append(shown)
            paragraph._p.append(counted)


def _base_style(word: WordFile) -> None:
    normal = word.styles["Normal"]
    normal.font.name = "Times New Roman"
    normal.font.size = Pt(_SIZES[Style.BODY])
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _SONG)
    normal.paragraph_format.space_after = Pt(0)
    for level in (1, 2):
        heading = word.styles[f"Heading {level}"]
        heading.font.color.rgb = RGBColor(0, 0, 0)
        heading.font.bold = True
        heading.font.name = "Times New Roman"
        heading.paragraph_format.space_before = Pt(8 * (level - 1))
        fonts = heading.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), _HEI)


def _paragraph(word: WordFile, block: Paragraph, *, apart: bool) -> None:
    """`apart`: with room above it, so that it does not stick to a table."""
    names = {Style.TITLE: "Heading 1", Style.HEADING: "Heading 2"}
    paragraph = word.add_paragraph(style=names.get(block.style, "Normal"))
    paragraph.alignment = _ALIGN[block.align]
    paragraph.paragraph_format.space_after = Pt(2 if block.style is Style.NOTE else 4)
    if apart:
        paragraph.paragraph_format.space_before = Pt(6)
    paragraph.add_run(_printable(block.text)).font.size = Pt(_SIZES[block.style])


def _ends_line(word: WordFile, block: EndsLine, width: int) -> None:
    table = word.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _cell_margins(table, 0)
    left, right = (max(printed_width(text), 1) for text in (block.left, block.right))
    room = int(width * min(max(left / (left + right), 0.1), 0.9))
    ends = (block.left, Align.LEFT, room), (block.right, Align.RIGHT, width - room)
    for column, (text, align, own) in enumerate(ends):
        cell = table.cell(0, column)
        table.columns[column].width = cell.width = own
        _write(cell.paragraphs[0], text, align, bold=False)


def _table(word: WordFile, block: Table) -> None:
    """Rows are built as XML: python-docx counts the whole grid again for every cell it is asked for."""
    table = word.add_table(rows=0, cols=len(block.widths_mm), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _cell_margins(table, _CELL_MARGIN)
    for column, width in zip(table.columns, block.widths_mm, strict=True):
        column.width = Mm(width)
    starts: dict[int, list[tuple[int, Cell, bool]]] = {at: [] for at in range(len(block.rows))}
    for at, column_at, cell in block.placed():
        for down in range(cell.rowspan):
            starts[at + down].append((column_at, cell, down == 0))
    for at in range(len(block.rows)):
        row = table._tbl._add_tr()
        properties = row.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if block.row_mm:
            row.trHeight_val = Mm(block.row_mm)
        stands_again = block.repeat == 0 and at < block.repeated  # Word repeats rows only from the first on
        if stands_again:
            properties.append(OxmlElement("w:tblHeader"))
        for column_at, cell, first in sorted(starts[at], key=lambda start: start[0]):
            row.append(_cell(table, cell, sum(block.widths_mm[column_at : column_at + cell.colspan]), first=first))
        if stands_again or block.rows[at].is_heading:
            for paragraph in row.iter(qn("w:p")):
                WordParagraph(paragraph, table).paragraph_format.keep_with_next = True


def _cell_margins(table: WordTable, width: int) -> None:
    """At the left and right of each cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(Length(width).twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)


def _cell(table: WordTable, cell: Cell, width: float, *, first: bool) -> CT_Tc:
    """A `w:tc`; below the first row of a merged cell an empty one that continues it."""
    tc = CT_Tc.new()
    tc.width = Mm(width)
    if cell.colspan > 1:
        tc.grid_span = cell.colspan
    if cell.rowspan > 1:
        tc.vMerge = "restart" if first else "continue"
    word_cell = WordCell(tc, table)
    word_cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    if cell.square:
        _square(word_cell, cell.square, Mm(width - 6))
        return tc
    for number, line in enumerate(cell.text.split("\n") if first else ()):
        paragraph = word_cell.paragraphs[0] if number == 0 else word_cell.add_paragraph()
        _write(paragraph, line, cell.align, bold=cell.bold)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    return tc


def _square(cell: WordCell, address: str, width: int) -> None:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="png", scale=6, border=2)
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run().add_picture(drawn, width=width)


def _write(paragraph: WordParagraph, text: str, align: Align, *, bold: bool) -> None:
    paragraph.alignment = _ALIGN[align]
    run: Run = paragraph.add_run(_printable(text))
    run.bold = bold


def _printable(text: str) -> str:
    """Without the control characters that no Word file may hold."""
    return _NOT_XML.sub("", text)


def _same_bytes(word: WordFile) -> bytes:
    """The file with the clock taken out of its zip."""
    drawn, fixed = BytesIO(), BytesIO()
    word.save(drawn)
    with zipfile.ZipFile(drawn) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return fixed.getvalue()
