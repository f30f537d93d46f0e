"""The Chinese catalogue knows every sentence of the code and of the templates, and nothing else."""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
PO = ROOT / "caseapp/translations/zh_Hans_CN/LC_MESSAGES/messages.po"
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "_l": None, "N_": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def said() -> set[str]:
    found: set[str] = set()
    for folder, method in ((ROOT / "caseapp", [("**.py", "python")]), (ROOT / "templates", [("**.html", "jinja2")])):
        for _file, _line, message, _comments, _context in extract_from_dir(str(folder), method, keywords=KEYWORDS):
            found.add(message[0] if isinstance(message, tuple) else message)
    return {message for message in found if message}


def catalogue() -> Catalog:
    return read_po(PO.open("rb"))


def test_every_sentence_has_its_chinese() -> None:
    known = {m.id if isinstance(m.id, str) else m.id[0]: "".join(m.string) for m in catalogue() if m.id}
    missing = sorted(message for message in said() if not known.get(message))
    assert not missing, f"{len(missing)} sentences without Chinese: {missing[:10]}"


def test_the_catalogue_has_its_head() -> None:
    """Without one it counts as fuzzy, and the compiler passes over the whole of it."""
    assert not catalogue().fuzzy


def test_the_catalogue_holds_nothing_that_is_no_longer_said() -> None:
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue() if m.id}
    assert not sorted(known - said())


def test_the_chinese_fills_in_the_same_values() -> None:
    for message in catalogue():
        if isinstance(message.id, str) and message.id:
            assert set(PLACEHOLDER.findall(message.id)) == set(PLACEHOLDER.findall(str(message.string))), message.id
