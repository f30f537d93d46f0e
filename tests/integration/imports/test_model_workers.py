"""A roster of model workers: every field of the official roster, several honours, the same promises as households."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM, Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Invalid
from caseapp.domain.imports import RosterKind, RowState, Verdict
from caseapp.domain.model_workers.codes import HonourLevel, Payer, WorkerState
from caseapp.domain.model_workers.particulars import FIELDS
from caseapp.domain.rosters.columns import Column, Kind, Layout
from caseapp.domain.rosters.model_workers import HONOURS_OF, LAYOUT, WORKER
from caseapp.exporters.rosters import roster_template, roster_workbook
from caseapp.models.imports import Import, ImportRow
from caseapp.models.model_workers import Honour, ModelWorker
from caseapp.models.units import Unit
from caseapp.models.worker_particulars import WorkerParticulars
from caseapp.readers.rosters import read_model_workers
from caseapp.services import imports
from caseapp.services.giving_out import give_out
from caseapp.services.imports import Findings
from caseapp.services.marked_copy import marked_copy
from caseapp.services.worker_export import MODEL_WORKERS
from tests.factories.clock import NOW, TODAY
from tests.factories.rosters import number
from tests.factories.units import make_unit
from tests.factories.users import make_actor

KIND = RosterKind.MODEL_WORKERS
PERSON = {
    "unit": "路北区总工会",
    "name": "赵建国",
    "id_number": number(1),
    "phone": "13812345678",
    "other_phone": "13912345678",
    "account": "6222000012345678901",
    "account_holder": "赵建国",
    "work_state": "离退休",
    "payer": "市本级",
    "retired_on": "2015-05-01",
    "died_on": "",
    "death_reported_on": "",
    "party_joined_on": "1985-07-01",
    "postcode": "063000",
    "kin_phone": "13712345678",
    "kin_account": "6222000012345678902",
    "contact_phone": "13612345678",
}
HONOURS = (
    {"title": "河北省劳动模范", "level": "省部级", "year": "1995", "certificate_no": "冀0099"},
    {"title": "全国劳动模范", "level": "全国", "year": "2000", "treatment_level": "省部级", "awarded_on": "2000-04-30"},
    {
        "title": "唐山市劳动模范",
        "level": "市级",
        "year": "1990",
        "revoked_on": "1999-01-05",
        "revocation_no": "唐政发〔1999〕3号",
    },
)


def cell(column: Column, told: dict[str, str], rest: str = "{heading}之例") -> str:
    if column.key in told:
        return told[column.key]
    if column.key in ("file_no", "birth_on", "sex", "death_reported_on"):
        return ""
    if column.words is not None:
        return next(iter(column.words)).zh
    example = {Kind.MONEY: "3690.50", Kind.DAY: "1975-03-01", Kind.WHOLE: "3"}
    return example.get(column.kind, rest.format(heading=column.heading)[:6])


def book(**told: str) -> bytes:
    """One person with every column filled, and three honours."""
    person = [cell(column, PERSON | told) for column in WORKER]
    owner = {"owner_id": PERSON["id_number"], "name": "赵建国"}
    given = [[({**owner, **honour}).get(column.key, "") for column in HONOURS_OF] for honour in HONOURS]
    return roster_workbook(LAYOUT, [([person], given)])


def look(session: Session, data: bytes, actor: Actor = SYSTEM) -> Findings:
    return imports.look(session, actor, data=data, today=TODAY, kind=KIND)


def take_in(session: Session, data: bytes, actor: Actor = SYSTEM) -> Import:
    kept = imports.take(session, actor, name="劳模.xlsx", data=data, today=TODAY, now=NOW, kind=KIND)
    imports.start(session, actor, import_id=kept.id, now=NOW)
    while imports.advance(session, import_id=kept.id, today=TODAY, now=NOW, limit=2):
        pass
    session.flush()
    return kept


@pytest.fixture
def unit(session: Session) -> Unit:
    return make_unit(session)


@pytest.fixture
def taken(session: Session, unit: Unit) -> ModelWorker:
    assert look(session, book()).faults == []
    take_in(session, book())
    return session.scalars(select(ModelWorker)).one()


def test_every_field_of_the_roster_and_each_honour_comes_in(session: Session, taken: ModelWorker) -> None:
    assert (taken.work_state, taken.payer) == (WorkerState.RETIRED, Payer.CITY)
    assert taken.treatment_level is HonourLevel.PROVINCIAL
    told = {one.year: (one.title, one.level, one.treatment_level) for one in taken.honours}
    assert told == {
        1990: ("唐山市劳动模范", HonourLevel.MUNICIPAL, HonourLevel.MUNICIPAL),
        1995: ("河北省劳动模范", HonourLevel.PROVINCIAL, HonourLevel.PROVINCIAL),
        2000: ("全国劳动模范", HonourLevel.NATIONAL, HonourLevel.PROVINCIAL),
    }
    assert {one.year: one.revocation_no for one in taken.honours}[1990] == "唐政发〔1999〕3号"
    kept = session.scalars(select(WorkerParticulars)).one()
    assert kept.monthly_income_fen == 369_050
    assert kept.kin_account == PERSON["kin_account"]
    assert all(getattr(kept, one.key) not in (None, "") for one in FIELDS)
    assert taken.person.account == PERSON["account"]


def test_what_comes_in_goes_out_again_cell_by_cell_and_changes_nothing(session: Session, taken: ModelWorker) -> None:
    data = give_out(session, SYSTEM, MODEL_WORKERS, conditions=[], reason="核对", in_full=True, now=NOW)
    sent, given = read_model_workers(book()).records[0], read_model_workers(data).records[0]
    derived = {"file_no": taken.file_no, "sex": given.head.said["sex"], "birth_on": given.head.said["birth_on"]}
    assert given.head.said == sent.head.said | derived
    assert len(given.members) == 3
    for again in (data, book()):
        assert [one.verdict for one in look(session, again).planned] == [Verdict.SAME]


def test_each_differing_field_is_told_and_an_empty_cell_changes_nothing(session: Session, taken: ModelWorker) -> None:
    data = book(work_state="务农", address="", employer="钢厂", monthly_income_fen="4000", kin_phone="13700000000")
    [found] = look(session, data).planned
    assert {(one.key, one.before[0], one.after[0]) for one in found.changes} == {
        ("employer", "工作单位之例", "钢厂"),
        ("work_state", "离退休", "务农"),
        ("monthly_income_fen", "3,690.50", "4,000.00"),
        ("kin_phone", "137****5678", "137****0000"),
    }
    take_in(session, data)
    assert (taken.employer, taken.work_state) == ("钢厂", WorkerState.FARMING)
    assert session.scalars(select(WorkerParticulars.address)).one() == "家庭住址之例"
    assert session.scalar(select(func.count(Honour.id))) == 3


def lines(layout: Layout, rows: list[dict[str, Any]], honours: list[dict[str, Any]] | None = None) -> bytes:
    """Only the columns that a row tells, under their headings, as people keep their own lists."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    columns = [column for column in layout.own.every if any(column.key in row for row in rows)]
    sheet.append([column.heading for column in columns])
    for row in rows:
        sheet.append([row.get(column.key) for column in columns])
    if honours and layout.more:
        more = workbook.create_sheet("荣誉")
        columns = [column for column in layout.more.every if any(column.key in row for row in honours)]
        more.append([column.heading for column in columns])
        for row in honours:
            more.append([row.get(column.key) for column in columns])
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def plain(turn: int, **more: Any) -> dict[str, Any]:
    """A person with one honour in the same row."""
    person = {"name": "钱志强", "id_number": number(10 + turn), "work_state": "离退休", "payer": "市本级"}
    honour = {"title": "唐山市劳动模范", "level": "市级", "year": 1998}
    return {**person, "retired_on": "2015-05-01", **honour, **more}


def test_a_row_may_carry_an_honour_itself_and_the_second_sheet_adds_to_it(session: Session, unit: Unit) -> None:
    more = {"owner_id": number(10), "title": "河北省劳动模范", "level": "省部级", "year": 2005}
    data = lines(LAYOUT, [plain(0), plain(1)], [more])
    assert look(session, data).faults == []
    take_in(session, data)
    counts = sorted(len(worker.honours) for worker in session.scalars(select(ModelWorker)))
    assert counts == [1, 2]
    assert [one.verdict for one in look(session, data).planned] == [Verdict.SAME] * 2
    later = lines(LAYOUT, [plain(1)], [{**more, "owner_id": number(11)}])
    [found] = look(session, later).planned
    assert [(one.key, one.who, one.after[0]) for one in found.changes] == [("joins", "河北省劳动模范", "省部级")]


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "an ID as a number": ({"id_number": 130203195501010}, "id_number"),
    "a wrong check digit": ({"id_number": "130203195501010011"}, "id_number"),
    "an unknown work state": ({"work_state": "云游"}, "work_state"),
    "no payer": ({"payer": None}, "payer"),
    "retired without a day": ({"retired_on": None}, "retired_on"),
    "died before retiring": ({"died_on": "2010-01-01"}, "died_on"),
    "an honour before birth": ({"year": 1950}, "year"),
    "a level that is none": ({"level": "街道级"}, "level"),
    "an unknown unit": ({"unit": "火星总工会"}, "unit"),
    "a day that is none": ({"died_on": "去年"}, "died_on"),
    "an account of a stranger": ({"account": "6222000012345678", "account_holder": "孙某"}, "account_holder"),
    "an income in words": ({"monthly_income_fen": "三千"}, "monthly_income_fen"),
    "revoked without its document": ({"revoked_on": "2001-01-01"}, "revocation_no"),
    "a file that is not there": ({"file_no": "LM-99999999"}, "file_no"),
}


def test_all_faults_are_found_in_one_pass_at_their_cells_and_marked_in_the_own_file(
    session: Session, unit: Unit
) -> None:
    everything = {"unit": unit.name, "died_on": None, "account": None, "account_holder": None, "file_no": None}
    everything |= {"monthly_income_fen": None, "revoked_on": None, "revocation_no": None}
    rows = [everything | plain(turn) | fault for turn, (fault, _) in enumerate(FAULTS.values())]
    data = lines(LAYOUT, [*rows, plain(90), plain(90)])
    found = look(session, data)
    shown = [column.key for column in LAYOUT.own.every if any(column.key in row for row in rows)]
    planted = {(2 + turn, 1 + shown.index(key)) for turn, (_, key) in enumerate(FAULTS.values())}
    twice = (3 + len(rows), 1 + shown.index("id_number"))
    assert {(fault.place.row, fault.place.column) for fault in found.faults} == planted | {twice}
    assert [one.verdict for one in found.planned[-2:]] == [Verdict.NEW, Verdict.FAULTY]
    copy = openpyxl.load_workbook(BytesIO(marked_copy(data, found.roster, found.faults, lambda fault: fault.message)))
    sheet = copy.active
    cells = [one for row in sheet.iter_rows(min_row=2) for one in row]
    coloured = {(one.row, one.column) for one in cells if one.fill.start_color.rgb == "FFFFC7CE"}
    assert planted | {twice} <= coloured
    damaged = next(fault for fault in found.faults if fault.place.row == 2)
    assert "15 digits" in damaged.message


def test_an_honour_of_nobody_in_the_file_is_told(session: Session, unit: Unit) -> None:
    stray = {"owner_id": number(77), "title": "河北省劳动模范", "level": "省部级", "year": 2005}
    [fault] = look(session, lines(LAYOUT, [plain(0)], [stray])).faults
    assert (fault.place.sheet, fault.place.cell) == ("荣誉", "A2")


def test_the_template_is_read_back_as_an_empty_roster(session: Session) -> None:
    read = read_model_workers(roster_template(LAYOUT))
    assert (read.records, read.faults, read.unused) == ([], [], [])


def test_a_person_of_another_unit_is_refused_and_the_row_left_out(session: Session, unit: Unit) -> None:
    take_in(session, lines(LAYOUT, [plain(0)]))
    stranger = make_actor(session, Role.CASEWORKER, make_unit(session, name="丰南区总工会"))
    [found] = look(session, lines(LAYOUT, [plain(0)]), stranger).planned
    assert found.verdict is Verdict.FAULTY


def test_a_file_changed_since_the_look_is_refused_with_its_reason(session: Session, taken: ModelWorker) -> None:
    kept = imports.take(session, SYSTEM, name="改.xlsx", data=book(employer="钢厂"), today=TODAY, now=NOW, kind=KIND)
    taken.note = "改过"
    session.flush()
    imports.start(session, SYSTEM, import_id=kept.id, now=NOW)
    imports.advance(session, import_id=kept.id, today=TODAY, now=NOW)
    [row] = session.scalars(select(ImportRow).where(ImportRow.import_id == kept.id))
    assert row.state is RowState.REFUSED
    assert "in the meantime" in (row.refusal or "")


def test_given_out_it_needs_a_reason_and_is_masked_for_who_may_not_see_numbers(
    session: Session, taken: ModelWorker, unit: Unit
) -> None:
    auditor = make_actor(session, Role.AUDITOR, unit)
    with pytest.raises(Invalid):
        give_out(session, auditor, MODEL_WORKERS, conditions=[], reason=" ", in_full=False, now=NOW)
    data = give_out(session, auditor, MODEL_WORKERS, conditions=[], reason="年检", in_full=True, now=NOW)
    sheets = openpyxl.load_workbook(BytesIO(data))
    text = " ".join(str(c.value) for sheet in sheets for row in sheet.iter_rows() for c in row)
    for told in ("id_number", "phone", "account", "kin_phone", "kin_account", "contact_phone"):
        assert PERSON[told] not in text
