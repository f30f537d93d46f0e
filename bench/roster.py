"""W1: the roster of households, 50 rows with count: first page, filtered, deep, by name and by pinyin."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from bench.pages import Found, Page, measure
from bench.served import Served
from bench.site import MASKED, Hand, Site
from bench.timing import Result
from caseapp.domain.households.checks import days_left
from caseapp.domain.households.codes import Category, Cause, HouseholdState
from caseapp.domain.households.particulars import Housing
from caseapp.queries.household_roster import HouseholdRow
from caseapp.queries.page import PAGE
from caseapp.queries.search import HIGHEST
from caseapp.web.support.clock import today

DEEP = 400
DEEP_NAME = "W1 page"
ROWS = """SELECT h.id, h.file_no, p.name, u.name, h.category, h.state, h.main_cause, h.size, h.monthly_income_fen,
  h.reverify_due_on, h.housing, h.address, h.applied_on, h.on_file_on, h.updated_at,
  (SELECT coalesce(sum(y.amount_fen), 0) FROM payments y
   WHERE y.household_id = h.id AND y.state = 'paid' AND y.paid_on BETWEEN %s AND %s)
FROM households h JOIN people p ON p.id = h.head_id JOIN units u ON u.id = h.unit_id"""
ORDER = f"ORDER BY h.file_no, h.id LIMIT {PAGE}"
COUNT = "SELECT count(*) FROM households h"
FOUND = """h.id IN (SELECT m.household_id FROM household_members m JOIN person_keys k ON k.person_id = m.person_id
  WHERE m.left_on IS NULL AND k.key >= %s AND k.key < %s)"""


def run(site: Site, ours: Served, least: Served, seconds: float) -> Iterator[Result]:
    first: Result | None = None
    for result in measure(pages(site.hand), site, ours, least, seconds):
        yield result
        first = first or result
        if result.name.startswith(DEEP_NAME):
            yield replace(
                result, name=f"{result.name} beside the first", limit=first.p50, goal=1.5, limit_rate=first.rate
            )


def pages(hand: Hand) -> Iterator[Page]:
    yield _page("first page", {}, "1 = 1")
    category = hand.rows("SELECT category FROM households GROUP BY category ORDER BY count(*) DESC")[0][0]
    asked = {"category": category, "state": "on_file"}
    yield _page("filtered", asked, "h.category = %s AND h.state = 'on_file'", category)

    number = min(DEEP, hand.rows(COUNT)[0][0] // PAGE)
    skip = (number - 1) * PAGE - 1
    after = hand.rows("SELECT file_no, id FROM households ORDER BY file_no, id LIMIT 1 OFFSET %s", skip)[0]
    yield _page(f"page {number}", {"after": f"{after[0]}~{after[1]}"}, "1 = 1", after=tuple(after))

    head, name = hand.rows("SELECT p.id, p.name FROM households h JOIN people p ON p.id = h.head_id ORDER BY h.id")[0]
    keys = [key for (key,) in hand.rows("SELECT key FROM person_keys WHERE person_id = %s ORDER BY key", head)]
    pinyin = max((key for key in keys if key.isascii()), key=len)
    for kind, typed in (("surname", name[:1]), ("name", name), ("pinyin", pinyin)):
        yield _page(f"search by {kind}", {"q": typed}, FOUND, typed, typed + HIGHEST, goal=3)


def _page(
    name: str, asked: dict[str, str], where: str, *values: Any, goal: float = 2, after: tuple[Any, ...] = ()
) -> Page:
    day = today()
    beyond = "AND (h.file_no, h.id) > (%s, %s)" if after else ""
    year = f"{day.year}-01-01", f"{day.year}-12-31"

    def read(hand: Hand) -> Found:
        rows = hand.rows(f"{ROWS} WHERE {where} {beyond} {ORDER}", *year, *values, *after)
        return [rows, hand.rows(f"{COUNT} WHERE {where}", *values)]

    def fill(context: dict[str, Any], found: Found) -> dict[str, Any]:
        rows, [(count,)] = found
        return {**context, "page": replace(context["page"], rows=[_row(row, day) for row in rows], found=count)}

    path = f"/households?{urlencode(asked)}" if asked else "/households"
    return Page(f"W1 {name}", path, goal, read, fill)


def _row(row: Any, day: date) -> HouseholdRow:
    household_id, file_no, head, unit, category, state, cause, size, income, due, housing, address, *days, aid = row
    due, applied, on_file, updated = (_day(one) for one in (due, *days))
    return HouseholdRow(
        id=household_id,
        file_no=file_no,
        head=head,
        masked_id=MASKED,
        unit=unit,
        category=Category(category),
        state=HouseholdState(state),
        main_cause=Cause(cause),
        size=size,
        monthly_income_fen=income,
        aid_fen=int(aid),
        reverify_due_on=due,
        days_left=days_left(due, day),
        housing=Housing(housing) if housing else None,
        address=address,
        applied_on=applied or day,
        on_file_on=on_file,
        updated_on=updated or day,
    )


def _day(value: Any) -> date | None:
    """SQLite gives the text of days and moments."""
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value.date() if isinstance(value, datetime) else value
