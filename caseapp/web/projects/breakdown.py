"""The payments of a project counted every way: units side by side, quarters, kinds, categories, units, months."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Permission
from caseapp.domain.indicators.breakdown import NOTHING, By, Counts
from caseapp.domain.indicators.catalogue import COUNTED_UNITS
from caseapp.domain.indicators.slices import ACTIVITIES, CATEGORIES, NONE, WHOLE, Slice, period_words
from caseapp.domain.indicators.tailoring import plain_name, tailored
from caseapp.domain.payments.codes import AidKind
from caseapp.domain.periods import Window, year_window
from caseapp.extensions import db
from caseapp.models.projects import Project
from caseapp.queries import facts
from caseapp.queries.measures import units_under
from caseapp.queries.projects import project_by_code
from caseapp.web.projects.blueprint import blueprint
from caseapp.web.projects.counted import Book, Cell, Line, Table, units_of
from caseapp.web.support.access import reads
from caseapp.web.support.as_of import as_of
from caseapp.web.support.charts import kinds_of
from caseapp.web.support.language import current, wan, word
from caseapp.web.support.session import actor

P = Permission
COLUMNS = ("households", "persons", "beneficiaries", "times", "amount_fen")
DISTINCT = ("households", "persons", "beneficiaries")
_REPEATED = {By.KIND: "kinds", By.CATEGORY: "categories", By.UNIT: "units", By.MONTH: "months", By.QUARTER: "quarters"}
_HELD = ("held", "participants", "materials", "reach")


@dataclass(frozen=True)
class Slot:
    """A row of a table and the part of the records it counts; `part` is its key in the breakdown."""

    part: str
    label: str
    kinds: frozenset[str] = frozenset()
    slice: Slice = WHOLE
    role: str = "part"


@blueprint.get("/projects/<int(min=2000,max=2099):year>/<code>/breakdown")
@reads(P.PROJECT_READ)
def breakdown(year: int, code: str) -> Any:
    session, day = db.session(), as_of(year)
    project = project_by_code(session, actor(), year, code)
    scope, window, book = facts.scope_of(project), year_window(year, day), Book(project, day)
    broken = facts.broken_down(session, scope, window)
    has_payments = bool(broken.whole.times)
    months = facts.paid_by_month(session, scope, day)
    return render_template(
        "projects/breakdown.html",
        project=project,
        as_of=day,
        units=units_of(session, scope, window, book, broken.whole) if has_payments else [],
        tables=_tables(session, project, book, broken) if has_payments else [],
        money=_money(book, months),
        kinds=kinds_of(months),
        activities=_activities(session, scope, window, book),
        months=sorted({one.month for one in months}),
    )


def _tables(session: Session, project: Project, book: Book, broken: facts.Broken) -> list[Table]:
    side = 0 if current() == "zh" else 1
    names = {str(unit.path): unit.name for unit in units_under(session, project)}
    top = str(project.unit.path)
    seen = broken.parts
    below = sorted(part for part in seen[By.UNIT] if part)
    ways = {
        By.QUARTER: [Slot(str(n), period_words(f"q{n}")[side], slice=Slice(period=f"q{n}")) for n in range(1, 5)],
        By.KIND: [
            Slot(kind.value, word(kind), frozenset({kind.value})) for kind in AidKind if kind.value in seen[By.KIND]
        ],
        By.CATEGORY: [
            Slot(one, CATEGORIES[one][side], slice=Slice(categories=frozenset({one})))
            for one in CATEGORIES
            if one != NONE
        ],
        By.UNIT: [
            Slot(
                path,
                str(_("%(unit)s itself", unit=names[path])) if path == top else names[path],
                slice=Slice(unit=path, own=path == top, unit_name=plain_name(names[path])),
            )
            for path in below
        ],
        By.MONTH: [
            Slot(str(n), period_words(f"m{n}")[side], slice=Slice(period=f"m{n}"))
            for n in range(1, 13)
            if str(n) in seen[By.MONTH]
        ],
    }
    return [_table(book, broken, by, slots) for by, slots in ways.items()]


def _table(book: Book, broken: facts.Broken, by: By, slots: Sequence[Slot]) -> Table:
    """Parts in their order, the unspecified one always, then what lies in several of them, and the total."""
    found, whole = broken.parts[by], broken.whole
    lines = [_line(book, slot, found.get(slot.part, NOTHING), whole) for slot in slots]
    lines.append(_line(book, _unspecified(by), found.get(None, NOTHING), whole))
    sums = {name: sum(getattr(one, name) for one in found.values()) for name in COLUMNS}
    repeated = [
        book.cell(sums[name] - getattr(whole, name), f"repeat.{name}.{_REPEATED[by]}")
        if name in DISTINCT
        else Cell("—", None)
        for name in COLUMNS
    ]
    lines.append(Line(str(_("Less: counted in several of them")), tuple(repeated), "repeated"))
    lines.append(_line(book, Slot("", str(_("Total")), role="sum"), whole, whole))
    return Table(word(by), (word(by), *_heads()), tuple(lines), is_charted=by is By.UNIT)


def _unspecified(by: By) -> Slot:
    """Kinds, months and quarters are never missing, so their part stays empty and needs no list."""
    if by is By.UNIT:
        return Slot("", str(_("Units outside the project's")), slice=Slice(unit=NONE), role="unspecified")
    part = Slice(categories=frozenset({NONE})) if by is By.CATEGORY else WHOLE
    return Slot("", str(_("Unspecified")), slice=part, role="unspecified")


def _heads() -> tuple[str, ...]:
    units = [COUNTED_UNITS[name] for name in COLUMNS[:-1]]
    return (*(unit[0] if current() == "zh" else unit[1].capitalize() for unit in units), str(_("Ten thousand yuan")))


def _line(book: Book, slot: Slot, counts: Counts, whole: Counts) -> Line:
    kinds, part = slot.kinds, slot.slice
    cells = [book.cell(getattr(counts, name), f"count.{name}.any", kinds, part) for name in COLUMNS[:-1]]
    cells.append(book.cell(counts.amount_fen, "money.paid", kinds, part))
    share = Decimal(100 * counts.amount_fen) / whole.amount_fen if whole.amount_fen else Decimal(0)
    return Line(slot.label, tuple(cells), slot.role, share.quantize(Decimal("0.1")))


def _money(book: Book, months: Sequence[facts.MonthPaid]) -> list[Line]:
    """All money out by kind and month, each cell and sum with its list; payments of no kind always stand there."""
    sums: dict[tuple[str, int], int] = {(one.kind, one.month): one.amount_fen for one in months}
    seen = sorted({one.month for one in months})
    bases = {kind.value: "money.paid" for kind in AidKind}
    bases |= {"expense": "money.expenses", "remittance": "money.remitted"}
    words = {kind.value: word(kind) for kind in AidKind}
    words |= {"expense": str(_("Expenses")), "remittance": str(_("Remittances"))}
    lines = []
    for kind, base in bases.items():
        own = {month: fen for (one, month), fen in sums.items() if one == kind}
        if not own:
            continue
        kinds = [kind] if base == "money.paid" else []
        cells = [book.cell(own.get(month, 0), base, kinds, Slice(period=f"m{month}")) for month in seen]
        lines.append(Line(words[kind], (*cells, book.cell(sum(own.values()), base, kinds))))
    nothing = tuple(Cell(wan(0), None) for _month in range(len(seen) + 1))
    lines.append(Line(str(_("Unspecified")), nothing, "unspecified"))
    by_month = {month: sum(fen for (_kind, one), fen in sums.items() if one == month) for month in seen}
    totals = [book.cell(fen, "money.spent", (), Slice(period=f"m{month}")) for month, fen in by_month.items()]
    lines.append(Line(str(_("Total")), (*totals, book.cell(sum(by_month.values()), "money.spent")), "sum"))
    return lines if seen else []


def _activities(session: Session, scope: facts.ProjectScope, window: Window, book: Book) -> list[Line]:
    """What was held, by kind of activity; nothing where nothing was."""
    side = 0 if current() == "zh" else 1
    slices = {kind: Slice(activities=frozenset({kind})) for kind in ACTIVITIES} | {"": Slice()}
    measures = [tailored(f"activity.{subject}", (), part) for part in slices.values() for subject in _HELD]
    found = facts.figures(session, [facts.Ask(scope, tuple(measures), window)])
    lines = []
    for kind, part in slices.items():
        numbers = [
            found[scope.project_id, tailored(f"activity.{subject}", (), part).key].numerator or 0 for subject in _HELD
        ]
        cells = tuple(
            book.cell(number, f"activity.{subject}", (), part) for number, subject in zip(numbers, _HELD, strict=True)
        )
        label = ACTIVITIES[kind][side] if kind else str(_("Total"))
        if any(numbers):
            lines.append(Line(label, cells, "part" if kind else "sum"))
    return lines
