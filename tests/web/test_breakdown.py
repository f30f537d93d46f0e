"""Counted every way: tables tie to their totals, the unspecified part always shows, each number opens its list."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import html5lib
import pytest
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.households.codes import Category
from caseapp.domain.payments.codes import AidKind, LineState
from tests.factories.books import load_book_2025
from tests.factories.households import make_household
from tests.factories.listings import make_listing
from tests.factories.payments import make_batch, make_payment
from tests.factories.records import make_activity, make_expense
from tests.factories.units import make_unit
from tests.factories.users import make_user

DATED = "?as_of=2025-12-31"
CEILING = 10
TABLES = ("Quarter", "Kind of aid", "Category at payment", "Paying unit", "Month")


class Scene:
    """Three households in two counties, three paid twice or more; one person without a file."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.city = make_unit(session, name="唐山市总工会", code="408001")
        near, far = (make_unit(session, parent=self.city, name=name) for name in ("路北区总工会", "丰南区总工会"))
        self.projects = load_book_2025(session)
        project = self.projects[5]
        batch = make_batch(session, project, self.city, make_user(session, login="maker"))
        one, two, three = (make_household(session, unit) for unit in (near, near, far))
        listed = make_listing(session, near, year=2025)
        for whom, unit, day, kind, category in (
            ({"household": one}, near, date(2025, 1, 3), AidKind.LIVING, Category.DEEP),
            ({"household": one}, near, date(2025, 5, 6), AidKind.MEDICAL, Category.RELATIVE),
            ({"household": two}, near, date(2025, 5, 6), AidKind.LIVING, Category.DEEP),
            ({"household": two}, far, date(2025, 5, 9), AidKind.CONSOLATION, None),
            ({"household": three}, far, date(2025, 9, 1), AidKind.LIVING, Category.ACCIDENT),
            ({"person": listed.person}, self.city, date(2025, 9, 2), AidKind.CONSOLATION, None),
        ):
            paid = {"state": LineState.PAID, "paid_on": day, "kind": kind, "amount_fen": 120_000}
            make_payment(session, project, unit, batch=batch, **paid, **whom).category = category
        make_activity(session, self.projects[1], reach=1200)
        make_expense(session, self.projects[1], amount_fen=200_000)
        session.commit()

    def url(self, number: int) -> str:
        return f"/projects/2025/{self.projects[number].code}/breakdown{DATED}"


@pytest.fixture
def scene(world: Session) -> Scene:
    return Scene(world)


def table_in(page: Any, caption: str) -> list[tuple[str, list[tuple[str, str | None]]]]:
    """(role, cells as text and address) of each row of the table with that caption."""
    tree = html5lib.parse(page.get_data(as_text=True), treebuilder="etree", namespaceHTMLElements=False)
    table = next(t for t in tree.iter("table") if "".join(t.find("caption").itertext()) == caption)
    rows = []
    for row in table.find("tbody"):
        cells = [
            ("".join(cell.itertext()).strip(), next((a.get("href") for a in cell.iter("a")), None)) for cell in row
        ]
        rows.append((row.get("class", ""), cells))
    return rows


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "")) if re.fullmatch(r"[\d,.]+", text) else Decimal(0)


def test_each_table_ties_and_always_shows_the_unspecified_part(scene: Scene, sign_in: Callable) -> None:
    page = sign_in(Role.PERFORMANCE, unit=scene.city).get(scene.url(5))
    for way in TABLES:
        rows = table_in(page, f"By {way}")
        roles = [role for role, _ in rows]
        assert roles[-3:] == ["is-unspecified", "is-repeated", "is-sum"]
        columns = list(zip(*([number(text) for text, _ in cells[-5:]] for _, cells in rows), strict=True))
        for column in columns:
            *parts, repeated, total = column
            assert sum(parts) - repeated == total, way
        assert [column[-1] for column in columns] == [3, 4, 4, 6, Decimal("0.72")]
    assert [number(text) for text, _ in table_in(page, "By Category at payment")[-3][1][-5:]][:4] == [1, 2, 2, 2]


def test_each_number_opens_a_list_that_counts_as_much(scene: Scene, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    page = client.get(scene.url(5))
    seen: dict[str, str] = {}
    for caption in (*(f"By {way}" for way in TABLES), "Money by kind and month", "One set of payments in every unit"):
        for _role, cells in table_in(page, caption):
            for text, url in cells:
                assert url or number(text) == 0, (caption, text)
                if url:
                    seen[url] = text
    assert len(seen) > 60
    for url in list(seen)[::4]:
        opened = unescape(re.sub("<[^>]*>", " ", client.get(url).get_data(as_text=True)))
        money = re.search(r"add up to ([\d,.]+) yuan", opened)
        if money:
            assert (number(money.group(1)) / 10_000).quantize(Decimal("0.01")) == number(seen[url])
        else:
            assert number(re.search(r"entries below count ([\d,]+)", opened).group(1)) == number(seen[url]), url
        assert client.get(url.replace("?", "/list.xlsx?")).status_code == 200


def test_the_gaps_are_told_in_numbers_that_add_up(scene: Scene, sign_in: Callable) -> None:
    text = sign_in(Role.PERFORMANCE, unit=scene.city).get(scene.url(5)).get_data(as_text=True)
    assert "2 households were paid more than once, 2 times beyond the first: hence 3 households and 5 household" in text
    assert "5 payments to households and 1 to persons without a file: 6 payments." in text
    assert "3 households and 1 persons without a file." in text


def test_activities_and_expenses_are_parted_too(scene: Scene, sign_in: Callable) -> None:
    page = sign_in(Role.AUDITOR, unit=scene.city).get(scene.url(1))
    rows = table_in(page, "Activities by kind")
    assert [text for text, _ in rows[-1][1]][-1] == "1,200" and rows[-1][0] == "is-sum"
    assert table_in(page, "Money by kind and month")[-1][1][-1][0] == "0.20"
    assert "Nothing was paid or held" in sign_in(Role.AUDITOR, unit=scene.city).get(scene.url(6)).get_data(as_text=True)


@pytest.mark.parametrize("project", [1, 5])
def test_the_page_takes_few_statements(scene: Scene, sign_in: Callable, statements: Callable, project: int) -> None:
    client = sign_in(Role.PERFORMANCE, unit=scene.city)
    with statements() as counter:
        client.get(scene.url(project))
    assert len(counter.statements) <= CEILING, len(counter.statements)
