"""A worksheet of texts: XlsxWriter's, with less worked out for each cell, and no cell taken for anything but text."""

import re
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellStringTuple, Worksheet

_SPECIAL = re.compile(r"[&<>_\x00-\x1f\ufffe\uffff]|^\s|\s$")
_LETTERS = [xl_col_to_name(column) for column in range(256)]


class TextSheet(Worksheet):  # type: ignore[misc]
    """For workbooks in constant memory; each cell is written with a format, in the first 256 columns."""

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if type(cell) is not CellStringTuple:
            super()._write_cell(row, col, cell)
            return
        text, space = cell.string, ""
        if _SPECIAL.search(text):
            text = self._escape_data(self._escape_control_characters(text))
            space = ' xml:space="preserve"'
        place = f'r="{_LETTERS[col]}{row + 1}" s="{cell.format._get_xf_index()}"'
        self.fh.write(f'<c {place} t="inlineStr"><is><t{space}>{text}</t></is></c>')
