"""A roster given out: however many files, few are in memory; whatever a cell holds, it is text."""

import tracemalloc
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.households.codes import Category, Cause, Health, HouseholdState, Relation, WorkState
from caseapp.domain.rosters.households import LAYOUT
from caseapp.exporters.rosters import roster_workbook
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.many import next_ids, put
from caseapp.services import people
from caseapp.services.giving_out import give_out
from caseapp.services.people import PersonFacts
from caseapp.services.roster_export import HOUSEHOLDS
from tests.factories.clock import NOW, TODAY
from tests.factories.rosters import name, number
from tests.factories.units import make_unit

FEW, MANY = 550, 2200
"""More than are fetched at once, and four times as many."""


def keep(session: Session, unit_id: int, turns: range) -> None:
    """A file with a head for each turn."""
    facts = [PersonFacts(name(turn), number(turn), account=f"62221{turn:014d}") for turn in turns]
    heads = people.make_all(session, SYSTEM, facts, now=NOW)
    ids = next_ids(session, Household, len(turns))
    common = {
        "unit_id": unit_id,
        "state": HouseholdState.DRAFT,
        "category": Category.RELATIVE,
        "main_cause": Cause.MAJOR_ILLNESS,
        "monthly_income_fen": 69050,
        "applied_on": TODAY,
        "size": 1,
    }
    files = zip(ids, turns, heads, strict=True)
    put(
        session,
        Household,
        [
            {"id": one, "file_no": f"TS-{turn:04d}", "head_id": head, "address": f"路北区{turn}号"}
            | common
            | Household.made(None, NOW)
            for one, turn, head in files
        ],
    )
    seat = {"relation": Relation.HEAD, "health": Health.GOOD, "work_state": WorkState.OTHER, "joined_on": TODAY}
    seats = zip(ids, heads, strict=True)
    put(session, HouseholdMember, [{"household_id": one, "person_id": head} | seat for one, head in seats])


def export(session: Session) -> bytes:
    return give_out(session, SYSTEM, HOUSEHOLDS, conditions=[], reason="核对", in_full=True, now=NOW)


def peak_of_export(session: Session) -> tuple[int, int]:
    """The most bytes that giving out all files held beside the workbook itself, and the workbook's bytes."""
    tracemalloc.start()
    data = export(session)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak - 2 * len(data), len(data)


def test_four_times_the_files_take_no_more_memory(session: Session) -> None:
    unit = make_unit(session)
    keep(session, unit.id, range(1, FEW + 1))
    export(session)  # what the first one loads and compiles stays
    few, small = peak_of_export(session)
    keep(session, unit.id, range(FEW + 1, MANY + 1))
    many, large = peak_of_export(session)
    assert large > 3 * small
    assert many < 1.5 * few


@pytest.mark.parametrize(
    "text",
    [
        "王桂兰",
        "a & b <c> \"d\" 'e'",
        "<r><t>甲</t></r>",
        "  两端空格 ",
        "一行\n两行",
        "=1+1",
        "https://example.org",
        "𠮷",
        "00123",
    ],
)
def test_a_cell_holds_just_its_text(text: str) -> None:
    data = roster_workbook(LAYOUT, [([[text]], [[text]])])
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    for part in LAYOUT.sheets:
        assert book.get_sheet_by_name(part.name).to_python()[1][0] == text
