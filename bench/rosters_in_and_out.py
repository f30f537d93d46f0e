"""W4: households taken in from a workbook, checked; W5: households given out as a workbook.

The limit of W4 is calamine reading the same file and the rows that came of it put by hand into the same tables, with
their indexes: people, search keys, households, members; nothing is read of the cells, checked, sealed or audited. That
of W5 is bare XlsxWriter writing the same cells.
"""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from bench.again import last_ids, rows_again
from bench.files import GIVEN, SURNAMES
from bench.site import Site
from bench.timing import Result
from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.identity import check_digit
from caseapp.domain.rosters.households import HOUSEHOLD, LAYOUT, MEMBER
from caseapp.exporters.rosters import roster_workbook
from caseapp.extensions import db
from caseapp.models.households import Household
from caseapp.services import imports
from caseapp.services.giving_out import give_out
from caseapp.services.roster_export import HOUSEHOLDS
from caseapp.services.transaction import transact
from caseapp.web.support.clock import now, today

MOST = 10_000


def run(site: Site, households: int) -> Iterator[Result]:
    count = min(MOST, households)
    book = _workbook(site, count)
    before = last_ids(site.hand)
    ours = _seconds(lambda: _take_in(site, book))
    with rows_again(site.hand, before) as again:
        least = _seconds(lambda: _read(book)) + _seconds(again.put)
    yield Result(f"W4 import {count}", ours * 1000, ours * 1000, least * 1000, 3)
    with site.app.app_context():
        given: list[bytes] = []
        ours = _seconds(lambda: given.append(_give_out(count)))
        sheets = _cells(given[0])
        least = _seconds(lambda: _write(sheets))
    yield Result(f"W5 export {count}", ours * 1000, ours * 1000, least * 1000, 1.3)


def _seconds(act: Any) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _workbook(site: Site, count: int) -> bytes:
    """A sound roster of households that no world holds: a head and a spouse each."""
    [(unit,)] = site.hand.rows("SELECT name FROM units WHERE parent_id IS NOT NULL ORDER BY id LIMIT 1")

    def identity(turn: int) -> str:
        first17 = f"{140100 + turn // 18_000}{date(1955, 1, 1) + timedelta(turn % 18_000):%Y%m%d}{turn % 900 + 50:03d}"
        return first17 + check_digit(first17)

    def name(turn: int) -> str:
        return SURNAMES[turn % len(SURNAMES)] + GIVEN[turn // 7 % len(GIVEN)] + GIVEN[turn // 31 % len(GIVEN)]

    def record(turn: int) -> tuple[list[list[str]], list[list[str]]]:
        head = {
            "unit": unit, "name": name(2 * turn), "id_number": identity(2 * turn), "category": "相对困难",
            "main_cause": "患重特大疾病", "monthly_income": "690.50", "applied_on": "2025-03-01", "health": "良好",
            "address": f"路北区{turn}号", "account": f"62221{turn:014d}",
        }  # fmt: skip
        spouse = {
            "head_id": head["id_number"], "name": name(2 * turn + 1), "relation": "配偶",
            "id_number": identity(2 * turn + 1), "health": "良好",
        }  # fmt: skip
        return ([[head.get(one.key, "") for one in HOUSEHOLD]], [[spouse.get(one.key, "") for one in MEMBER]])

    return roster_workbook(LAYOUT, (record(turn) for turn in range(count)))


def _take_in(site: Site, book: bytes) -> None:
    with site.app.app_context():
        session, at = db.session(), {"today": today(), "now": now()}
        taken = transact(session, lambda: imports.take(session, SYSTEM, name="bench.xlsx", data=book, **at).id)
        transact(session, lambda: imports.start(session, SYSTEM, import_id=taken, now=at["now"]))
        while transact(session, lambda: imports.advance(session, import_id=taken, **at)):
            pass


def _read(book: bytes) -> None:
    read = CalamineWorkbook.from_filelike(BytesIO(book))
    for sheet in LAYOUT.sheets:
        read.get_sheet_by_name(sheet.name).to_python()


def _give_out(count: int) -> bytes:
    session = db.session()
    last = session.scalars(select(Household.file_no).order_by(Household.file_no).offset(count - 1).limit(1)).one()
    asked = [Household.file_no <= last]
    told: dict[str, Any] = {"reason": "measured", "in_full": True, "now": datetime.now(UTC)}
    return transact(session, lambda: give_out(session, SYSTEM, HOUSEHOLDS, conditions=asked, **told))


def _cells(given: bytes) -> list[tuple[str, list[list[Any]]]]:
    read = CalamineWorkbook.from_filelike(BytesIO(given))
    return [(name, read.get_sheet_by_name(name).to_python()) for name in read.sheet_names]


def _write(sheets: list[tuple[str, list[list[Any]]]]) -> None:
    """The same cells, as text, by bare XlsxWriter; what is empty is left out as we leave it out."""
    book = xlsxwriter.Workbook(BytesIO(), {"constant_memory": True})
    text = book.add_format({"num_format": "@"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value:
                    sheet.write_string(number, column, value, text)
    book.close()
