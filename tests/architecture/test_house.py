"""The house stays small and plain."""

import ast
import importlib
import pkgutil
from pathlib import Path

import pytest

from caseapp.domain.labels import Word
from caseapp.domain.workflow import Machine

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "caseapp").rglob("*.py"))
TONES = {"good", "warn", "bad", "info", "quiet"}


def modules(package: str) -> list[object]:
    root = importlib.import_module(package)
    names = [name for _, name, _ in pkgutil.walk_packages(root.__path__, package + ".")]
    return [importlib.import_module(name) for name in names]


def words() -> list[type[Word]]:
    found = {
        thing
        for module in modules("caseapp.domain")
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Word) and thing is not Word
    }
    return sorted(found, key=lambda kind: kind.__name__)


def machines() -> list[Machine]:  # type: ignore[type-arg]
    found = {
        id(thing): thing
        for module in modules("caseapp.domain")
        for thing in vars(module).values()
        if isinstance(thing, Machine)
    }
    return sorted(found.values(), key=lambda machine: machine.name)


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_file_is_longer_than_300_lines(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= 300


def test_no_file_is_called_utils() -> None:
    bad = {"utils", "helpers", "manager", "process", "misc", "common"}
    assert [file for file in SOURCES if file.stem in bad] == []


def test_every_word_has_both_languages_and_a_known_tone() -> None:
    for kind in words():
        for member in kind:
            assert member.zh and member.en, member
            assert member.tone in TONES, f"{kind.__name__}.{member.name} has the tone {member.tone}"


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine.name)
def test_every_state_can_be_reached(machine: Machine) -> None:  # type: ignore[type-arg]
    reached = {machine.start} | set(machine.steps.values())
    assert reached == set(type(machine.start))


def test_no_failure_is_swallowed() -> None:
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ExceptHandler):
                assert not all(isinstance(line, ast.Pass) for line in node.body), f"{file}:{node.lineno}"


def test_printed_diagrams_are_the_machines() -> None:
    """`docs/diagrams/*.md` are printed from the code: run `python docs/diagrams/print.py` after a change."""
    for machine in machines():
        printed = (ROOT / f"docs/diagrams/{machine.name.replace('_', '-')}.md").read_text()
        assert machine.diagram() in printed, machine.name
