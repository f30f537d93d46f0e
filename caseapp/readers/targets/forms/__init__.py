"""Target tables in other layouts than the 2025 book's: 性质|值|单位|权重, and the thresholds 优|良|中|差.

Their heads differ from place to place, so labels are looked for wherever they stand.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from caseapp.domain.book import Book, ProjectTable
from caseapp.domain.errors import N_
from caseapp.readers.targets.department import read_department
from caseapp.readers.targets.faults import Faults
from caseapp.readers.targets.forms.columns import Column, heading_at
from caseapp.readers.targets.forms.form import Form
from caseapp.readers.targets.forms.head import begins_a_head
from caseapp.readers.targets.forms.tables import project_of
from caseapp.readers.targets.layout import label
from caseapp.readers.targets.rows import Item, Line, Row

__all__ = ["assemble_forms", "has_forms"]

_TITLE = re.compile(r"(?:(?P<number>[0-9]+)\s*[.．、])?\s*(?P<name>.*?)绩效目标(?:申报|批复)?表(?:[（(].*[）)])?")
_FOOT = re.compile("填表|填报人|制表|审核|复核|单位负责人|负责人|联系|备注|注:|说明:|合计|总计|总分")


def has_forms(items: Sequence[Item]) -> bool:
    return any(
        isinstance(item, Row) and heading_at(item, following if isinstance(following, Row) else None)
        for item, following in pairwise([*items, None])
    )


def assemble_forms(items: Sequence[Item]) -> Book:
    """Raises BookErrors with every fault in the order of the file."""
    faults = Faults()
    preamble, forms = _parted(items, faults)
    department = read_department(preamble, faults)
    found = [project_of(form, number, faults) for number, form in enumerate(forms, 1)]
    _codes(found, forms, faults)
    faults.refuse()
    dated = [int(table.code[6:8]) + 2000 for table, _ in found if re.fullmatch("[0-9]{8}[0-9A-Z]{13}", table.code)]
    years = dated or [year for _, year in found if year]
    return Book(
        year=max(years, key=lambda year: (years.count(year), year)) if years else None,
        overall_goal=department.overall_goal,
        goals=department.goals,
        measures=department.measures,
        projects=tuple(table for table, _ in found),
    )


def _parted(items: Sequence[Item], faults: Faults) -> tuple[list[Line], list[Form]]:
    """The paragraphs before the first table, and the tables."""
    preamble: list[Line] = []
    forms: list[Form] = []
    under = 0
    for item, following in pairwise([*items, None]):
        if under:
            under -= 1
            continue
        line = _as_title(item)
        if line is not None:
            if title := _TITLE.fullmatch(line.text):
                forms.append(Form(line.place, line.text, int(title["number"] or 0), [line]))
            else:
                (forms[-1].notes if forms else preamble).append(line)
            continue
        if not isinstance(item, Row):
            continue
        heading = heading_at(item, following if isinstance(following, Row) else None)
        if not forms or (forms[-1].heading and not heading and begins_a_head(item)):
            forms.append(Form(item.place, notes=preamble[-3:] if not forms else []))
        if heading:
            under = heading.rows - 1
            forms[-1].heading = heading
        elif forms[-1].heading is None:
            forms[-1].head.append(item)
        elif not _is_foot(item):
            _row(forms, item)
    for form in forms:
        if form.heading is None:
            faults.add(form.place, N_("%(place)s: no heading of indicators (一级指标 …) stands below here."))
    return preamble, forms


def _as_title(item: Item | None) -> Line | None:
    """A paragraph, or the row of a table that holds only a title."""
    if isinstance(item, Line):
        return item
    filled = [cell for cell in item.cells if cell.lines] if item else []
    if len(filled) == 1 and _TITLE.fullmatch(filled[0].text):
        return Line(filled[0].text, filled[0].place)
    return None


def _is_foot(row: Row) -> bool:
    first = next((label(cell) for cell in row.cells if cell.lines), "")
    return not first or bool(_FOOT.match(first))


def _row(forms: list[Form], row: Row) -> None:
    """A row goes to its table; where each row names its project, another name begins another table."""
    last = forms[-1]
    named = (
        last.heading.cell(row.cells, Column.PROJECT) if last.heading and len(row.cells) >= last.heading.width else None
    )
    if named is not None and named.lines and last.rows and last.heading:
        before = [last.heading.cell(one.cells, Column.PROJECT) for one in last.rows]
        if next((cell.text for cell in before if cell and cell.lines), "") != named.text:
            forms.append(Form(row.place, notes=last.notes, heading=last.heading))
    forms[-1].rows.append(row)


def _codes(found: Sequence[tuple[ProjectTable, int | None]], forms: Sequence[Form], faults: Faults) -> None:
    seen: dict[str, int] = {}
    for (table, _), form in zip(found, forms, strict=True):
        if table.code and table.code in seen:
            faults.add(
                form.place,
                N_("%(place)s: the project code %(code)s already belongs to table %(number)s."),
                code=table.code,
                number=seen[table.code],
            )
        seen.setdefault(table.code, table.number)
