"""One project's table of another layout, from its head and its indicator rows."""

import re

from caseapp.domain.book import PLAN_MONTHS, ProjectTable
from caseapp.domain.errors import N_
from caseapp.readers.targets.faults import Faults
from caseapp.readers.targets.figures import fen_of, plan_of
from caseapp.readers.targets.forms.columns import Column, Heading
from caseapp.readers.targets.forms.form import Form
from caseapp.readers.targets.forms.head import PLANNED, Found, Head, read_head
from caseapp.readers.targets.forms.lines import indicators_of
from caseapp.readers.targets.layout import label
from caseapp.readers.targets.project import goals_of
from caseapp.readers.targets.rows import Cell, Row

_BESIDE = {
    Column.PROJECT: Head.NAME,
    Column.CODE: Head.CODE,
    Column.OWNER: Head.OWNER,
    Column.BUDGET: Head.BUDGET,
    Column.GOAL: Head.GOALS,
}
_NAMED = re.compile(r"[0-9]+\s*[.．、]\s*(?P<name>.+?)绩效目标")


def project_of(form: Form, number: int, faults: Faults) -> tuple[ProjectTable, int | None]:
    """The table, of use only when nothing is wrong, and the year its title names; `number` where the title has none."""
    found = read_head(form.notes, form.head)
    if form.heading and form.rows:
        _beside(found, form.heading, form.rows[0])
    titled = _NAMED.match(form.title)
    name = _text(found, Head.NAME) or (titled["name"] if titled else "")
    if not name:
        faults.add(form.place, N_("%(place)s: the table names no project (项目名称)."))
    budget, fiscal, other = _funds(form, found, faults)
    planned = [found.cells.get(head) for head in PLANNED]
    shares = plan_of(tuple(cell for cell in planned if cell), faults) if all(planned) else [None] * len(PLANNED)
    goals = found.cells.get(Head.GOALS)
    table = ProjectTable(
        number=form.number or number,
        code=re.sub(r"\s", "", _text(found, Head.CODE)),
        name=name,
        unit=_text(found, Head.OWNER),
        budget_fen=budget,
        fiscal_fen=fiscal,
        other_fen=other,
        purpose=_text(found, Head.PURPOSE),
        plan=dict(zip(PLAN_MONTHS, shares, strict=True)),
        goals=goals_of(goals, faults) if goals and goals.lines else (),
        indicators=indicators_of(form.heading, form.rows, found.year, form.place, faults) if form.heading else (),
    )
    return table, found.year


def _beside(found: Found, heading: Heading, row: Row) -> None:
    """Where each row names its project, the first one holds what a head holds elsewhere."""
    for column, head in _BESIDE.items():
        cell = heading.cell(row.cells, column) if len(row.cells) >= heading.width else None
        if cell is not None and cell.lines:
            found.cells.setdefault(head, cell)
            if head is Head.BUDGET and "(元)" in heading.named(column):
                found.money_unit = "元"


def _text(found: Found, head: Head) -> str:
    cell = found.cells.get(head)
    return cell.text if cell else ""


def _funds(form: Form, found: Found, faults: Faults) -> tuple[int, int | None, int | None]:
    cells = [found.cells.get(head) for head in (Head.BUDGET, Head.FISCAL, Head.OTHER)]
    before = len(faults)
    budget, fiscal, other = (fen_of(_amount(cell), found.money_unit, faults) if cell else None for cell in cells)
    if budget is None and len(faults) == before:
        faults.add(form.place, N_("%(place)s: the table has no budget (预算数, 年度资金总额)."))
    elif len(faults) == before and (fiscal, other) != (None, None) and (fiscal or 0) + (other or 0) != budget:
        place, said = (cells[0].place, cells[0].text) if cells[0] else (form.place, "")
        faults.add(place, N_("%(place)s: the funds do not add up to the budget, %(text)s."), text=said)
    return budget or 0, fiscal, other


def _amount(cell: Cell) -> Cell:
    """A dash is no amount."""
    return Cell((), cell.place) if label(cell) in ("-", "—", "/") else cell
