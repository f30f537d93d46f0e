"""Every page that a link leads to: axe, console, width, both languages and sizes, and without scripts."""

import re
from collections.abc import Iterator

import pytest

from tests.browser.atlas import LOGINS
from tests.browser.conftest import NARROW, WIDE, Atlas, Visit

PARTS = 6
"""The pages of one language are seen in so many tests, which the workers share."""
LOCALES = ["zh", "en"]


def part_of(atlas: Atlas, part: int) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """(login, [(kind, path)]) of that part, so that each person signs in once."""
    mine = sorted(atlas.found.items(), key=lambda item: LOGINS.index(item[1][0]))
    mine = mine[part * len(mine) // PARTS : (part + 1) * len(mine) // PARTS]
    for login in LOGINS:
        pages = [(kind, path) for kind, (finder, path) in mine if finder == login]
        if pages:
            yield login, pages


def test_the_links_lead_to_every_page_there_is(atlas: Atlas) -> None:
    assert atlas.unreached == []


def test_the_parts_are_all_the_pages(atlas: Atlas) -> None:
    seen = [kind for part in range(PARTS) for _, pages in part_of(atlas, part) for kind, _ in pages]
    assert sorted(seen) == sorted(atlas.found)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_is_clean(locale: str, part: int, visit: Visit, atlas: Atlas) -> None:
    """A page is opened once for both sizes, by turns in the wide window and in the narrow one."""
    faults = []
    for login, pages in part_of(atlas, part):
        sizes = [WIDE, NARROW]
        visitor = visit(login, locale=locale, size=sizes[0])
        for kind, path in pages:
            visitor.go(path)
            name = re.sub(r"[^\w]+", "-", kind).strip("-") or "home"
            for size in sizes:
                visitor.resize(size)
                try:
                    visitor.check(f"{locale}-{size['width']}-{name}")
                except AssertionError as fault:
                    faults.append(str(fault).splitlines()[0])
                    visitor.said.clear()
            sizes.reverse()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_sign_in_page_is_clean(locale: str, size: dict[str, int], visit: Visit) -> None:
    visitor = visit(None, locale=locale, size=size)
    visitor.check(f"{locale}-{size['width']}-sign-in")


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_works_with_scripts_off(locale: str, part: int, visit: Visit, atlas: Atlas) -> None:
    for login, pages in part_of(atlas, part):
        visitor = visit(login, locale=locale, scripts=False)
        for _, path in pages:
            visitor.go(path)
            assert visitor.page.locator("main").inner_text().strip(), path
