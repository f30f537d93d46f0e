"""What the documents promise a reader is there: commands, files, sign-ins, settings, words."""

import importlib
import pkgutil
import re
from pathlib import Path

import click
import pytest

from caseapp import domain
from caseapp.cli.root import cli
from caseapp.config import Settings
from caseapp.demo.places import STAFF
from caseapp.domain.access.roles import Permission
from caseapp.domain.labels import Word

ROOT = Path(__file__).parents[2]
ENGLISH, CHINESE = (ROOT / name for name in ("README.md", "README.zh-CN.md"))
READMES = [ENGLISH, CHINESE]
DOCUMENTS = [*READMES, *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")
NESTED_COMMAND = re.compile(r"`(?:\.venv/bin/)?caseapp ([^`]+)`|^(?:\.venv/bin/)caseapp (.+)$", re.MULTILINE)


def targets_named(text: str) -> set[str]:
    return set(re.findall(r"(?:`|^|&& )make ([a-z-]+)", text, re.MULTILINE))


COMMANDS = {name: cli.get_command(click.Context(cli), name) for name in cli.list_commands(click.Context(cli))}


def commands_named(text: str) -> set[str]:
    """`db upgrade`, `targets read` …: the leading plain words of each command, options and arguments left out."""
    found = set()
    for quoted, typed in NESTED_COMMAND.findall(text):
        words = (quoted or typed).split()
        group = COMMANDS.get(words[0])
        found.add(" ".join(words[: 2 if isinstance(group, click.Group) else 1]))
    return found


def links_in(document: Path) -> set[str]:
    return {link for link in LINK.findall(document.read_text()) if not link.startswith(("http:", "https:"))}


def words() -> list[Word]:
    modules = [importlib.import_module(m.name) for m in pkgutil.walk_packages(domain.__path__, "caseapp.domain.")]
    kinds = {
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Word) and thing not in {Word, Permission}
    }
    return [member for kind in sorted(kinds, key=lambda kind: f"{kind.__module__}.{kind.__name__}") for member in kind]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_linked_file_exists(document: Path) -> None:
    assert [link for link in sorted(links_in(document)) if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", [*READMES, ROOT / "docs/operating.md"], ids=lambda path: path.name)
def test_every_make_target_named_is_in_the_makefile(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text()
    named = targets_named(document.read_text())
    assert named
    assert [target for target in sorted(named) if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_named_can_be_called(document: Path) -> None:
    missing = []
    for command in sorted(commands_named(document.read_text())):
        here: click.Command | None = click.Group(commands=COMMANDS)
        for word in command.split():
            here = here.commands.get(word) if isinstance(here, click.Group) else None
        if here is None or isinstance(here, click.Group):
            missing.append(command)
    assert missing == []


def test_the_readme_tells_every_command() -> None:
    told = commands_named(ENGLISH.read_text())
    for name, command in COMMANDS.items():
        subcommands = [f"{name} {sub}" for sub in command.commands] if isinstance(command, click.Group) else [name]
        assert set(subcommands) <= told, subcommands


def test_the_demo_sign_ins_are_those_of_the_demo_world() -> None:
    role_of = {person.login: person.role for person in STAFF}
    for readme in READMES:
        rows = re.findall(r"^\| `([a-z-]+)` \| (\S+) \| ([^|]+) \|", readme.read_text(), re.MULTILINE)
        assert len({login for login, _, _ in rows}) == 6
        for login, *names in rows:
            assert {name.strip() for name in names} == {role_of[login].zh, role_of[login].en}, login


def test_the_demo_password_is_that_of_the_demo_world() -> None:
    sources = "".join(file.read_text() for file in (ROOT / "caseapp/demo").glob("*.py"))
    for readme in READMES:
        (password,) = set(re.findall(r"`(tangshan-[a-z0-9-]+)`", readme.read_text()))
        assert f'"{password}"' in sources


def test_both_readmes_name_the_same_things() -> None:
    one, other = ENGLISH.read_text(), CHINESE.read_text()
    assert targets_named(one) == targets_named(other)
    assert commands_named(one) == commands_named(other)
    assert links_in(ENGLISH) - {CHINESE.name} == links_in(CHINESE) - {ENGLISH.name}
    assert len(re.findall("^## ", one, re.MULTILINE)) == len(re.findall("^## ", other, re.MULTILINE))


def test_the_operators_guide_names_every_setting_and_no_other() -> None:
    told = set(re.findall(r"^\| `CASEAPP_([A-Z_]+)`", (ROOT / "docs/operating.md").read_text(), re.MULTILINE))
    assert told == {name.upper() for name in Settings.model_fields}


def test_every_decision_stands_in_the_list() -> None:
    folder = ROOT / "docs/adr"
    listed = [link for link in LINK.findall((folder / "README.md").read_text()) if re.match(r"\d{4}-", link)]
    assert listed == sorted(file.name for file in folder.glob("[0-9]*.md"))
    for number, name in enumerate(listed, 1):
        text = (folder / name).read_text()
        assert name.startswith(f"{number:04}-") and text.startswith(f"# {number}. "), name
        assert re.findall("^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"], name


def test_the_glossary_holds_every_word_of_the_domain() -> None:
    """The Chinese with its English beside it; rights stand in the role table instead, printed from the code."""
    glossary = " ".join((ROOT / "docs/glossary.md").read_text().replace(" | ", " ").split()).lower()
    missing = [
        f"{type(word).__name__}: {word.zh} {word.en}"
        for word in words()
        if f"{word.zh} {word.en}".lower() not in glossary
    ]
    assert not missing, f"add to docs/glossary.md: {missing}"
