"""Part 1 of the book: the overall goal, the department's goals and the safeguards."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from caseapp.domain.book import DepartmentGoal
from caseapp.domain.errors import N_
from caseapp.domain.numerals import in_chinese
from caseapp.readers.targets.faults import Faults
from caseapp.readers.targets.rows import Line, Place, join

_MARKS = (("overall", "总体绩效目标"), ("goals", "分项绩效目标"), ("measures", "工作保障措施"))
_MARK = re.compile(r"(?:[一二三四]、)?(总体绩效目标|分项绩效目标|(?:工作)?保障措施)[:：]?")
_GOAL = re.compile(r"[（(](?P<number>[一二三四五六七八九十]{1,3})[）)](?P<name>.*)")
_FIELD = re.compile(r"绩效(?P<field>目标|指标)[:：](?P<text>.*)")
_MEASURE = re.compile(r"(?P<number>[0-9]{1,2})[、.．]")
_PART = re.compile("第[一二三四]部分")


@dataclass(frozen=True)
class Department:
    overall_goal: str = ""
    goals: tuple[DepartmentGoal, ...] = ()
    measures: tuple[str, ...] = ()


def read_department(lines: Sequence[Line], faults: Faults) -> Department:
    """Part 1 from the paragraphs before the tables; empty when the file has none of it."""
    sections = _sections(lines, faults)
    if not sections:
        return Department()
    for name, title in _MARKS:
        if name not in sections:
            faults.add(lines[-1].place, N_("%(place)s: part 1 of the book has no section “%(title)s”."), title=title)
        elif len(sections[name]) == 1:
            faults.add(sections[name][0].place, N_("%(place)s: the section “%(title)s” is empty."), title=title)
    overall, goals, measures = (sections.get(name, [])[1:] for name, _ in _MARKS)
    return Department(join(line.text for line in overall), _goals(goals, faults), _measures(measures, faults))


def _sections(lines: Sequence[Line], faults: Faults) -> dict[str, list[Line]]:
    """Each section's lines, its title first."""
    names = {title: name for name, title in _MARKS} | {"保障措施": "measures"}
    sections: dict[str, list[Line]] = {}
    current: str | None = None
    for line in lines:
        if _PART.match(line.text):
            current = None
        elif mark := _MARK.fullmatch(line.text):
            current = names[mark[1]]
            later = [name for name, _ in _MARKS[[name for name, _ in _MARKS].index(current) :]]
            if any(name in sections for name in later):
                faults.add(
                    line.place, N_("%(place)s: the section “%(title)s” stands in the wrong order."), title=mark[1]
                )
            sections.setdefault(current, []).append(line)
        elif current:
            sections[current].append(line)
    return sections


def _goals(lines: Sequence[Line], faults: Faults) -> tuple[DepartmentGoal, ...]:
    found: list[tuple[Place, dict[str, list[str]]]] = []
    field = "name"
    for line in lines:
        if goal := _GOAL.match(line.text):
            found.append((line.place, {"name": [goal["name"].strip()], "目标": [], "指标": []}))
            field = "name"
            if goal["number"] != in_chinese(len(found)):
                faults.add(
                    line.place,
                    N_("%(place)s: department goal （%(found)s） stands where （%(expected)s） belongs."),
                    found=goal["number"],
                    expected=in_chinese(len(found)),
                )
        elif not found:
            faults.add(line.place, N_("%(place)s: “%(text)s” stands before the first department goal."), text=line.text)
        elif said := _FIELD.match(line.text):
            field = said["field"]
            if found[-1][1][field]:
                faults.add(
                    line.place,
                    N_("%(place)s: this department goal already has its %(part)s; a goal's name may be missing above."),
                    part=f"绩效{field}",
                )
            found[-1][1][field].append(said["text"].strip())
        else:
            found[-1][1][field].append(line.text)
    goals = []
    for place, parts in found:
        for name, words in (("name", N_("name")), ("目标", "绩效目标"), ("指标", "绩效指标")):
            if not join(parts[name]):
                faults.add(place, N_("%(place)s: this department goal has no %(part)s."), part=words)
        goals.append(DepartmentGoal(join(parts["name"]), join(parts["目标"]), join(parts["指标"])))
    return tuple(goals)


def _measures(lines: Sequence[Line], faults: Faults) -> tuple[str, ...]:
    measures: list[list[str]] = []
    for line in lines:
        numbered = _MEASURE.match(line.text)
        if numbered or not measures:
            measures.append([line.text])
            if not numbered or int(numbered["number"]) != len(measures):
                faults.add(line.place, N_("%(place)s: safeguard %(number)s belongs here."), number=len(measures))
        else:
            measures[-1].append(line.text)
    return tuple(join(measure) for measure in measures)
