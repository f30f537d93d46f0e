"""Every field of the whole file goes out with the roster and comes in by it."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.households.codes import Cause
from caseapp.domain.households.particulars import Housing, Insurance
from caseapp.domain.imports import Verdict
from caseapp.domain.rosters.columns import Column, Kind
from caseapp.domain.rosters.households import HOUSEHOLD, LAYOUT, MEMBER
from caseapp.exporters.rosters import roster_workbook
from caseapp.models.households import Household
from caseapp.readers.rosters import read_households
from caseapp.services import imports
from caseapp.services.giving_out import give_out
from caseapp.services.roster_export import HOUSEHOLDS
from tests.factories.clock import NOW, TODAY
from tests.factories.rosters import number
from tests.factories.units import make_unit

CODES = {"phone": "13812345678", "other_phone": "13912345678", "account": "6222000012345678901"}
CODES |= {"region_code": "130203", "postcode": "063000"}
HEAD = {
    "unit": "路北区总工会",
    "name": "王桂兰",
    "id_number": number(1),
    "account_holder": "王桂兰",
    "cause_2": "子女上学",
    "cause_3": "自然灾害",
    "cause_4": "其他",
    "contract_to": "2027-01-01",
    "enrolled_year": "2019",
    "school_years": "4",
}
CHILD = {**HEAD, "head_id": number(1), "name": "王小雨", "id_number": number(2), "relation": "子女", "sex": ""}


def cell(column: Column, told: dict[str, str]) -> str:
    """Something in every column, the first word of each list where nothing is told."""
    if column.key in told or column.key in CODES:
        return told.get(column.key, CODES.get(column.key, ""))
    if column.key in ("file_no", "birth_on", "sex"):
        return ""
    if column.words is not None:
        return next(iter(column.words)).zh
    example = {Kind.MONEY: "690.50", Kind.DAY: "2025-03-01", Kind.YES_NO: "否"}
    return example.get(column.kind, f"{column.heading}之例")


def whole(**told: str) -> bytes:
    head = [cell(column, HEAD | told) for column in HOUSEHOLD]
    return roster_workbook(LAYOUT, [([head], [[cell(column, CHILD) for column in MEMBER]])])


@pytest.fixture
def taken(session: Session) -> Household:
    make_unit(session)
    kept = imports.take(session, SYSTEM, name="全表.xlsx", data=whole(), today=TODAY, now=NOW)
    assert kept.fault_count == 0, imports.look(session, SYSTEM, data=whole(), today=TODAY).faults
    imports.start(session, SYSTEM, import_id=kept.id, now=NOW)
    imports.advance(session, import_id=kept.id, today=TODAY, now=NOW)
    return session.scalars(select(Household)).one()


def export(session: Session) -> bytes:
    return give_out(session, SYSTEM, HOUSEHOLDS, conditions=[], reason="核对", in_full=True, now=NOW)


def test_what_comes_in_goes_out_again_cell_by_cell_and_changes_nothing(session: Session, taken: Household) -> None:
    data = export(session)
    sent, given = read_households(whole()).records[0], read_households(data).records[0]
    derived = {"file_no": taken.file_no}
    assert given.head.said == sent.head.said | derived
    [child] = given.members
    assert child.said == sent.members[0].said | {"sex": child.said["sex"], "birth_on": child.said["birth_on"]}
    assert [one.verdict for one in imports.look(session, SYSTEM, data=data, today=TODAY).planned] == [Verdict.SAME]
    assert [one.verdict for one in imports.look(session, SYSTEM, data=whole(), today=TODAY).planned] == [Verdict.SAME]


def test_each_differing_field_is_told_and_an_empty_cell_changes_nothing(session: Session, taken: Household) -> None:
    assert taken.housing is Housing.SELF_BUILT
    data = whole(
        housing="租房", own_income="1000", is_single_parent="是", guardian_name="", insurance="未参保", note=""
    )
    kept = imports.take(session, SYSTEM, name="改.xlsx", data=data, today=TODAY, now=NOW)
    assert kept.fault_count == 0
    found = imports.look(session, SYSTEM, data=data, today=TODAY).planned[0]
    assert {(one.key, one.before[0], one.after[0]) for one in found.changes} == {
        ("housing", "自建房", "租房"),
        ("own_income", "690.50", "1,000.00"),
        ("is_single_parent", "否", "是"),
        ("insurance", "城镇职工医保", "未参保"),
    }
    imports.start(session, SYSTEM, import_id=kept.id, now=NOW)
    imports.advance(session, import_id=kept.id, today=TODAY, now=NOW)
    session.flush()
    assert (taken.housing, taken.is_single_parent, taken.guardian_name) == (Housing.RENTED, True, "监护人之例")
    assert (taken.members[0].insurance, taken.members[0].monthly_income_fen) == (Insurance.NONE, 100_000)


@pytest.mark.parametrize(
    ("key", "text"),
    [("postcode", "12"), ("is_single_parent", "也许"), ("enrolled_year", "去年"), ("cause_2", next(iter(Cause)).zh)],
)
def test_what_the_form_would_refuse_is_a_fault_at_its_cell(session: Session, key: str, text: str) -> None:
    make_unit(session)
    faults = imports.look(session, SYSTEM, data=whole(**{key: text}), today=TODAY).faults
    at: Any = [column.key for column in HOUSEHOLD].index(key) + 1
    assert [(fault.place.row, fault.place.column) for fault in faults] == [(2, at)]
