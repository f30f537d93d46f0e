"""A roster of special-group people: a line a person and year, by ID number where one is known."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.imports import RosterKind, Verdict
from caseapp.domain.rosters.special_groups import LAYOUT, LISTING
from caseapp.domain.special_groups.codes import SpecialGroup
from caseapp.models.people import Person
from caseapp.models.special_groups import GroupListing
from caseapp.models.units import Unit
from caseapp.readers.rosters import read_plain
from caseapp.services import imports
from caseapp.services.giving_out import give_out
from caseapp.services.group_export import SPECIAL_GROUPS
from caseapp.services.imports import Findings
from tests.factories.clock import NOW, TODAY
from tests.factories.rosters import number
from tests.factories.units import make_unit

KIND = RosterKind.SPECIAL_GROUPS
HEADINGS = {
    "year": "年份",
    "special_group": "人员类别（必填）",
    "name": "姓 名",
    "id_number": "公民身份号码",
    "phone": "联系电话",
    "employer": "所在单位",
    "account": "卡号",
    "unit": "工会",
}


def rider(turn: int, **more: Any) -> dict[str, Any]:
    known = {"year": 2025, "special_group": "网约配送员", "name": f"骑手{turn}", "employer": "美团"}
    return {**known, "id_number": number(turn), **more}


def sheet(rows: list[dict[str, Any]]) -> bytes:
    """The other way round, under headings that other people give them."""
    keys = list(HEADINGS)[::-1]
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.append(["特殊群体名单"])
    page.append([HEADINGS[key] for key in keys])
    for row in rows:
        page.append([row.get(key) for key in keys])
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def look(session: Session, data: bytes) -> Findings:
    return imports.look(session, SYSTEM, data=data, today=TODAY, kind=KIND)


def take_in(session: Session, data: bytes) -> None:
    kept = imports.take(session, SYSTEM, name="骑手.xlsx", data=data, today=TODAY, now=NOW, kind=KIND)
    imports.start(session, SYSTEM, import_id=kept.id, now=NOW)
    while imports.advance(session, import_id=kept.id, today=TODAY, now=NOW, limit=2):
        pass
    session.flush()


@pytest.fixture
def unit(session: Session) -> Unit:
    return make_unit(session)


def test_the_same_file_again_changes_nothing_with_and_without_id_numbers(session: Session, unit: Unit) -> None:
    nameless = rider(5, id_number=None, phone="13800000005")
    data = sheet([rider(1, phone="13800000001", account="6222000012345678"), rider(2), nameless])
    assert look(session, data).faults == []
    take_in(session, data)
    assert [one.verdict for one in look(session, data).planned] == [Verdict.SAME] * 3
    take_in(session, data)
    assert session.scalar(select(func.count(GroupListing.id))) == 3
    first = session.scalars(select(Person).where(Person.name == "骑手1")).one()
    assert (first.id_number, first.phone, first.account) == (number(1), "13800000001", "6222000012345678")


def test_the_list_of_another_year_takes_the_same_person_again(session: Session, unit: Unit) -> None:
    take_in(session, sheet([rider(1, year=2024)]))
    take_in(session, sheet([rider(1)]))
    assert session.scalar(select(func.count(GroupListing.id))) == 2
    assert session.scalar(select(func.count(Person.id))) == 1


def test_what_differs_is_told_and_taken_in_and_an_empty_cell_keeps_what_is_there(session: Session, unit: Unit) -> None:
    take_in(session, sheet([rider(1, phone="13800000001")]))
    data = sheet([rider(1, special_group="快递员", employer=None)])
    [found] = look(session, data).planned
    assert [(one.key, one.before[0], one.after[0]) for one in found.changes] == [
        ("special_group", "网约配送员", "快递员")
    ]
    take_in(session, data)
    listing = session.scalars(select(GroupListing)).one()
    assert (listing.special_group, listing.employer) == (SpecialGroup.COURIER, "美团")


def test_every_fault_is_at_its_cell(session: Session, unit: Unit) -> None:
    rows = [
        rider(1, id_number=130203195501010),
        rider(2, id_number="130203195501010011"),
        rider(3, special_group="外星人"),
        rider(4, year=1990),
        rider(5, phone="12345"),
        rider(6, name=None),
        rider(7, unit="火星总工会"),
        rider(8),
        rider(8),
        rider(9, account=6222000012345678.0),
        rider(10, special_group=None),
        rider(11, id_number="1302**********0016"),
        rider(12, id_number=None),
        rider(12, id_number=None),
    ]
    keys = list(HEADINGS)[::-1]
    at = {key: chr(65 + place) for place, key in enumerate(keys)}
    wrong = [(3, "id_number"), (4, "id_number"), (5, "special_group"), (6, "year"), (7, "phone"), (8, "name")]
    wrong += [(9, "unit"), (11, "id_number"), (12, "account"), (13, "special_group"), (14, "id_number")]
    wrong += [(16, "id_number")]
    found = look(session, sheet(rows))
    assert {fault.place.cell for fault in found.faults} == {f"{at[key]}{row}" for row, key in wrong}
    assert [one.verdict for one in found.planned].count(Verdict.NEW) == 2


def test_given_out_in_full_it_comes_in_again_and_masked_it_does_not(session: Session, unit: Unit) -> None:
    take_in(session, sheet([rider(1, phone="13800000001"), rider(2)]))
    full = give_out(session, SYSTEM, SPECIAL_GROUPS, conditions=[], reason="核对", in_full=True, now=NOW)
    assert [one.verdict for one in look(session, full).planned] == [Verdict.SAME] * 2
    masked = give_out(session, SYSTEM, SPECIAL_GROUPS, conditions=[], reason="核对", in_full=False, now=NOW)
    assert number(1) not in str(read_plain(masked, LAYOUT).records)
    assert [one.verdict for one in look(session, masked).planned] == [Verdict.FAULTY] * 2
    assert len(LISTING) == len(read_plain(full, LAYOUT).used)


@pytest.mark.parametrize("shared", [{"phone": "13800000005"}, {"employer": "美团"}])
@pytest.mark.parametrize("first_has_it", [True, False])
def test_who_is_listed_once_with_and_once_without_an_id_number_is_matched_not_doubled(
    session: Session, unit: Unit, first_has_it: bool, shared: dict[str, str]
) -> None:
    first, second = (rider(5, employer=None) | shared | {"id_number": number(5) if has else None}
                     for has in (first_has_it, not first_has_it))  # fmt: skip
    take_in(session, sheet([first]))
    [found] = look(session, sheet([second])).planned
    assert found.verdict is (Verdict.SAME if first_has_it else Verdict.CHANGED)
    assert [one.key for one in found.changes] == ([] if first_has_it else ["id_number"])
    take_in(session, sheet([second]))
    assert session.scalar(select(func.count(GroupListing.id))) == 1
    other = rider(5, id_number=number(6), phone="13900000000", employer="饿了么")
    assert look(session, sheet([other])).planned[0].verdict is Verdict.NEW
