"""One stream of paragraphs and rows → one book, or all that is wrong with it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from caseapp.domain.book import Book, DepartmentGoal, ProjectTable
from caseapp.domain.errors import N_
from caseapp.readers.targets.department import read_department
from caseapp.readers.targets.faults import Faults
from caseapp.readers.targets.layout import HEADING, Part, part_of
from caseapp.readers.targets.project import Section, read_project
from caseapp.readers.targets.rows import Item, Line, Place

_START = Place(0, N_("the whole file"))
_SHARED_WORDS = 4
_COUNTED = re.compile("([0-9]+)(?:户|人|场|次|家)")


def assemble(items: Sequence[Item]) -> Book:
    """Raises BookErrors with every fault in the order of the file."""
    faults = Faults()
    preamble, sections = _sections(items, faults)
    department = read_department(preamble, faults)
    projects = tuple(read_project(section, faults) for section in sections)
    if not projects:
        faults.add(items[-1].place if items else _START, N_("%(place)s: the file holds no project target table."))
    _numbers(projects, sections, bool(department.goals), faults)
    _codes(projects, sections, faults)
    if projects:
        _carried_out(department.goals, projects, items[-1].place, faults)
    faults.refuse()
    return Book(
        year=_year(projects),
        overall_goal=department.overall_goal,
        goals=department.goals,
        measures=department.measures,
        projects=projects,
    )


def _sections(items: Iterable[Item], faults: Faults) -> tuple[list[Line], list[Section]]:
    """The paragraphs before the tables, and the tables: each from its heading, or from the row that must begin it."""
    preamble: list[Line] = []
    sections: list[Section] = []
    for item in items:
        if isinstance(item, Line):
            if HEADING.fullmatch(item.text):
                sections.append(Section(item, item.place))
            elif not sections:
                preamble.append(item)
            continue
        part = sections[-1].next_part(item) if sections else part_of(item, None)
        if part in (Part.UNIT, Part.CODE) and (not sections or _begins(part, sections[-1])):
            sections.append(Section(None, item.place))
        if sections:
            sections[-1].rows.append((part, item))
        else:
            faults.add(item.place, N_("%(place)s: this row does not belong here."))
    return preamble, sections


def _begins(part: Part, section: Section) -> bool:
    """A table without heading begins where its first rows stand below the columns of another."""
    return section.has(part) and section.has(Part.HEADER)


def _numbers(projects: Sequence[ProjectTable], sections: Sequence[Section], whole: bool, faults: Faults) -> None:
    """Tables are numbered without a gap; a whole book begins at 1."""
    expected = 1 if whole else None
    for project, section in zip(projects, sections, strict=True):
        if section.heading is None:
            expected = expected and expected + 1
            continue
        if expected is not None and project.number != expected:
            faults.add(
                section.place,
                N_("%(place)s: table %(found)s stands where table %(expected)s belongs."),
                found=project.number,
                expected=expected,
            )
        expected = project.number + 1


def _codes(projects: Sequence[ProjectTable], sections: Sequence[Section], faults: Faults) -> None:
    seen: dict[str, int] = {}
    for project, section in zip(projects, sections, strict=True):
        if project.code and project.code in seen:
            faults.add(
                section.place,
                N_("%(place)s: the project code %(code)s already belongs to table %(number)s."),
                code=project.code,
                number=seen[project.code],
            )
        seen.setdefault(project.code, project.number)


def _carried_out(goals: Sequence[DepartmentGoal], projects: Sequence[ProjectTable], end: Place, faults: Faults) -> None:
    """A department goal that shares neither name nor count with any project: its table was cut off."""
    targets = "，".join(line.target for project in projects for line in project.indicators)
    counts = set(_COUNTED.findall(targets))
    for goal in goals:
        shared = max(_shared(goal.name, project.name) for project in projects)
        if shared < _SHARED_WORDS and not counts & set(_COUNTED.findall(goal.indicators)):
            faults.add(
                end,
                N_("%(place)s: no table above carries out the department goal “%(goal)s”; the file may be cut off."),
                goal=goal.name,
            )


def _shared(one: str, other: str) -> int:
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size


def _year(projects: Sequence[ProjectTable]) -> int | None:
    """Most codes' seventh and eighth digits; a project carried over keeps its older code."""
    years = Counter(2000 + int(project.code[6:8]) for project in projects)
    return max(years, key=lambda year: (years[year], year)) if years else None
