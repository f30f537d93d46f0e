"""Amounts and percentages as the book prints them; what cannot be read is a fault and None."""

import re
from decimal import Decimal

from caseapp.domain.errors import N_
from caseapp.domain.money import FEN_PER_WAN, FEN_PER_YUAN
from caseapp.readers.targets.faults import Faults
from caseapp.readers.targets.layout import label
from caseapp.readers.targets.rows import Cell

_AMOUNT = re.compile(r"(?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.[0-9]{1,8})?)(?P<unit>万元|元)?")
_PERCENT = re.compile(r"(?P<number>[0-9]{1,4}(?:\.[0-9]{1,6})?)%?")
_FEN = {"万元": FEN_PER_WAN, "元": FEN_PER_YUAN}


def fen_of(cell: Cell, unit: str, faults: Faults) -> int | None:
    """The amount in fen, `unit` (万元 or 元) unless the cell names its own; None when the cell is empty."""
    said = label(cell)
    if not said:
        return None
    found = _AMOUNT.fullmatch(said)
    if not found:
        faults.add(cell.place, N_("%(place)s: “%(text)s” is not an amount."), text=cell.text)
        return None
    fen = Decimal(found["number"].replace(",", "")) * _FEN[found["unit"] or unit]
    if fen != fen.to_integral_value():
        faults.add(cell.place, N_("%(place)s: “%(text)s” is not a whole number of fen."), text=cell.text)
        return None
    return int(fen)


def plan_of(cells: tuple[Cell, ...], faults: Faults) -> list[Decimal | None]:
    """Cumulative percentages: never falling, never above 100, nothing blank after the first.

    Numeric cells of a workbook that hold fractions (0.25 … 1) are taken as percentages.
    """
    shares = [_percent(cell, faults) for cell in cells]
    known = [share for share in shares if share is not None]
    fractions = not any("%" in label(cell) for cell in cells) and any(0 < share < 1 for share in known)
    if fractions and max(known) <= 1:
        shares = [share if share is None else share * 100 for share in shares]
    reached = Decimal(-1)
    for cell, share in zip(cells, shares, strict=True):
        if share is None:
            if reached >= 0 and not label(cell):
                faults.add(cell.place, N_("%(place)s: the plan is empty after it had begun; it is cumulative."))
        elif share > 100:
            faults.add(cell.place, N_("%(place)s: “%(text)s” is more than 100%%."), text=cell.text)
        elif share < reached:
            faults.add(
                cell.place,
                N_("%(place)s: “%(text)s” is less than before; the plan is cumulative."),
                text=cell.text,
            )
        if share is not None:
            reached = max(reached, share)
    return shares


def _percent(cell: Cell, faults: Faults) -> Decimal | None:
    said = label(cell)
    found = _PERCENT.fullmatch(said)
    if said and not found:
        faults.add(cell.place, N_("%(place)s: “%(text)s” is not a percentage."), text=cell.text)
    return Decimal(found["number"]) if found else None
