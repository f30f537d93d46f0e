"""What the page of a book shows: all that is wrong with it, or what loading it would do."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from caseapp.domain.book import ProjectTable
from caseapp.domain.book_changes import Change
from caseapp.domain.errors import Invalid, Problem
from caseapp.domain.indicators.measures import Measure
from caseapp.domain.indicators.tailoring import measure_named
from caseapp.domain.indicators.target import Kind, parse_target
from caseapp.readers.targets.rows import Place
from caseapp.services.book_preview import Preview, PreviewLine
from caseapp.web.support.language import sentence, word
from caseapp.web.support.targets import understood


@dataclass(frozen=True)
class Fault:
    place: str
    wrong: str


def faults_of(invalid: Invalid) -> list[Fault]:
    return [_fault(problem) for problem in invalid.problems]


def _fault(problem: Problem) -> Fault:
    """A sentence that begins with its place is parted there."""
    whole, place = sentence(problem), problem.values.get("place")
    where = sentence(place) if isinstance(place, Place) else ""
    if not where or not whole.startswith(where):
        return Fault(where or _("the whole book"), whole)
    wrong = whole.removeprefix(where).lstrip(":： ")
    return Fault(where, wrong[:1].upper() + wrong[1:])


@dataclass(frozen=True)
class Row:
    line: PreviewLine
    understood: str
    kind: Kind
    measure: Measure | None


@dataclass(frozen=True)
class Section:
    table: ProjectTable
    change: Change
    rows: list[Row]


@dataclass(frozen=True)
class Shown:
    found: Preview
    sections: list[Section]

    @property
    def indicators(self) -> int:
        return sum(len(section.rows) for section in self.sections)

    @property
    def budget_fen(self) -> int:
        return sum(section.table.budget_fen for section in self.sections)

    @property
    def projects_note(self) -> str:
        return _counts(self.found.changes.projects(change) for change in Change)

    @property
    def indicators_note(self) -> str:
        return _counts(self.found.changes.indicators(change) for change in Change)


def shown(found: Preview) -> Shown:
    sections = [
        Section(table.table, table.change, [_row(line, found.year) for line in table.lines]) for table in found.tables
    ]
    return Shown(found, sections)


def _row(line: PreviewLine, year: int) -> Row:
    target = parse_target(line.line.target, year)
    return Row(line, understood(target), target.kind, measure_named(line.measure))


def _counts(numbers: Iterable[int]) -> str:
    """How many are new, changed and the same, without those that are none."""
    said = [f"{number} {word(change)}" for change, number in zip(Change, numbers, strict=True) if number]
    return str(_(", ").join(said))
