"""Taste of the templates, held by reading them as text and as Jinja's own tree."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
COMPONENTS = TEMPLATES / "components"
STYLES = ROOT / "static" / "css" / "components"
EVERY_TEMPLATE = sorted(TEMPLATES.rglob("*.html"))
EVERY_COMPONENT = sorted(COMPONENTS.glob("*.html"))
ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
WITH_MACROS = re.compile(r"components/(?P<name>\w+)\.html")


def tree(path: Path) -> nodes.Template:
    return ENVIRONMENT.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(template: nodes.Template) -> dict[str, str]:
    """Macro name in this template -> the file it comes from."""
    names = {}
    for found in template.find_all(nodes.FromImport):
        assert isinstance(found.template, nodes.Const)
        for name in found.names:
            source, alias = name if isinstance(name, tuple) else (name, name)
            assert Path(found.template.value).stem == source
            names[alias] = found.template.value
    return names


def called(template: nodes.Template) -> set[str]:
    return {call.node.name for call in template.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}


def named(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


class Tags(HTMLParser):
    """Start tags with their attributes; Jinja inside a value stays part of it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags(path: Path) -> Iterator[tuple[str, dict[str, str | None]]]:
    reader = Tags()
    reader.feed(re.sub(r"\{#.*?#\}|\{%.*?%\}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL))
    yield from reader.found


@pytest.mark.parametrize("path", EVERY_TEMPLATE, ids=named)
def test_every_template_parses_and_calls_each_macro_it_imports(path: Path) -> None:
    template = tree(path)
    assert set(imported(template)) <= called(template)


@pytest.mark.parametrize("path", EVERY_TEMPLATE, ids=named)
def test_every_imported_file_exists(path: Path) -> None:
    for source in imported(tree(path)).values():
        assert (TEMPLATES / source).is_file()


@pytest.mark.parametrize("path", EVERY_COMPONENT, ids=named)
def test_a_component_file_holds_one_macro_of_its_own_name(path: Path) -> None:
    assert [macro.name for macro in tree(path).find_all(nodes.Macro)] == [path.stem]


@pytest.mark.parametrize("path", EVERY_COMPONENT, ids=named)
def test_a_component_has_a_stylesheet(path: Path) -> None:
    assert (STYLES / f"{path.stem}.css").read_text(encoding="utf-8").strip()


def test_the_stylesheet_pages_load_is_joined_from_the_present_ones() -> None:
    joined = (ROOT / "static/vendor/app.css").read_text(encoding="utf-8")
    for sheet in (ROOT / "static/css").rglob("*.css"):
        assert sheet.name == "print.css" or sheet.read_text(encoding="utf-8") in joined, (
            f"run make assets: {sheet.name}"
        )


def test_every_stylesheet_of_a_component_has_its_macro() -> None:
    assert {sheet.stem for sheet in STYLES.glob("*.css")} == {path.stem for path in EVERY_COMPONENT}


def test_every_component_stands_in_the_gallery() -> None:
    shown: set[str] = set()
    for path in (TEMPLATES / "gallery").glob("*.html"):
        shown |= set(imported(tree(path)))
    assert {path.stem for path in EVERY_COMPONENT} <= shown


@pytest.mark.parametrize("path", EVERY_TEMPLATE, ids=named)
def test_no_template_holds_inline_style_or_script(path: Path) -> None:
    for tag, attributes in tags(path):
        assert tag != "style"
        assert tag != "script" or "src" in attributes
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        assert not str(attributes.get("href") or "").startswith("javascript:")


@pytest.mark.parametrize("path", EVERY_TEMPLATE, ids=named)
def test_every_post_form_carries_its_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for form in re.findall(r"<form\b.*?</form>", text, flags=re.DOTALL):
        if re.search(r'method="post"', form):
            assert 'name="csrf_token"' in form


@pytest.mark.parametrize("path", EVERY_TEMPLATE, ids=named)
def test_no_words_stand_outside_gettext(path: Path) -> None:
    """Text between tags that has two letters in a row must come from an expression."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    words = [word for word in re.findall(r">([^<]*)<", text) if re.search(r"[A-Za-z]{2}", word)]
    assert [word for word in words if word.strip() not in {"English", "· English"}] == []


def test_every_icon_asked_for_is_in_the_sprite_list() -> None:
    listed = (ROOT / "static" / "icons.txt").read_text(encoding="utf-8").split()
    assert listed == sorted(set(listed))
    for path in EVERY_TEMPLATE:
        text = path.read_text(encoding="utf-8")
        asked = set(re.findall(r'\bicon\("([\w-]+)"', text)) | set(re.findall(r'icon_name="([\w-]+)"', text))
        assert asked <= set(listed), path
    frame = (ROOT / "caseapp" / "web" / "support" / "frame.py").read_text(encoding="utf-8")
    assert set(re.findall(r'Place\([^)]*?\), "[\w.]+", "([\w-]+)"', frame)) <= set(listed)


def test_every_module_named_in_a_template_is_bound_by_main_js() -> None:
    bound = set(re.findall(r'modules/([\w-]+)\.js"', (ROOT / "static/js/main.js").read_text(encoding="utf-8")))
    assert bound == {path.stem for path in (ROOT / "static/js/modules").glob("*.js")}
    for path in EVERY_TEMPLATE:
        text = path.read_text(encoding="utf-8")
        for modules in re.findall(r'(?:data-module|modules)="([\w -]+)"', text):
            assert set(modules.split()) <= bound, path
