"""The answer to a list for the means check: laid beside the list, taken in whole or not at all, once."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.documents.check_list import CheckLine as Printed
from caseapp.domain.documents.check_list import check_list
from caseapp.domain.errors import Invalid, NotAllowed, NotFound, Refused
from caseapp.domain.households.codes import CheckResult, HouseholdState
from caseapp.domain.households.means import Effect, Finding
from caseapp.exporters.xlsx import to_xlsx
from caseapp.models.check_lists import CheckAnswer, CheckLine, CheckList
from caseapp.models.household_steps import HouseholdStep
from caseapp.models.households import Household, HouseholdMember
from caseapp.services import check_answers, check_lists, check_rules
from caseapp.services import household_steps as steps
from caseapp.services.check_answers import Findings
from tests.factories.check_answers import COLUMNS, cell_of, row_of, workbook
from tests.factories.clock import NOW, TODAY
from tests.factories.households import make_household
from tests.factories.people import make_person
from tests.factories.units import make_unit
from tests.factories.users import make_actor

S = HouseholdState


class Office:
    """A unit with files that wait for the check, two people each, and the list that went out."""

    def __init__(self, session: Session, files: int = 2) -> None:
        self.session = session
        self.top = make_unit(session)
        self.unit, self.other = make_unit(session, parent=self.top), make_unit(session, parent=self.top)
        self.clerk = make_actor(session, Role.CASEWORKER, self.unit)
        self.reviewer = make_actor(session, Role.REVIEWER, self.unit)
        self.files = [make_household(session, self.unit, state=S.VISITED, size=2) for _ in range(files)]
        session.flush()
        self.made = check_lists.take_out(session, self.clerk, today=TODAY, now=NOW).made

    @property
    def places(self) -> list[HouseholdMember]:
        return [place for file in self.files for place in file.members]

    def send(self, data: bytes) -> CheckAnswer:
        return check_answers.take(self.session, self.clerk, list_id=self.made.id, name="r.xlsx", data=data, now=NOW)

    def look(self, data: bytes) -> Findings:
        return check_answers.look(self.session, self.clerk, self.send(data), TODAY)

    def take_in(self, rows: list[dict[str, Any]], **more: Any) -> CheckAnswer:
        kept = self.send(workbook(rows, **more))
        return check_answers.apply(self.session, self.clerk, answer_id=kept.id, now=NOW, today=TODAY)

    def records(self) -> list[tuple[Any, ...]]:
        self.session.flush()
        self.session.expire_all()
        found: list[tuple[Any, ...]] = []
        for model in (CheckLine, HouseholdStep, Household):
            columns = [one for one in model.__table__.columns if one.name not in ("answer_id", "note_sealed")]
            found += [tuple(row) for row in self.session.execute(select(*columns).order_by(model.id))]
        return found


@pytest.fixture
def office(session: Session) -> Office:
    return Office(session)


def test_our_own_list_filled_in_and_sent_back_is_understood(session: Session, office: Office) -> None:
    lines = [
        Printed(one.household.file_no, "单位", one.person.name, "户主", "居民身份证", one.person.id_number or "")
        for one in office.places
    ]
    book = openpyxl.load_workbook(BytesIO(to_xlsx(check_list(office.made.number, "市总工会", TODAY, lines))))
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for row in sheet.iter_rows() for cell in row if cell.value == "核对结果"}
    first = next(row[0].row for row in sheet.iter_rows() if row[0].value == "1")
    for number in range(first, first + len(lines)):
        sheet.cell(number, heads["核对结果"], "符合")
        sheet.cell(number, heads["核对结果"] + 1, TODAY.isoformat())
    buffer = BytesIO()
    book.save(buffer)
    found = office.look(buffer.getvalue())
    assert found.matched.faults == [] and found.counts == {Effect.RECORD: 2}


def test_a_file_takes_its_step_once_everybody_in_it_has_an_answer(session: Session, office: Office) -> None:
    first, second = office.files
    head, child, *others = office.places
    kept = office.take_in([row_of(head, Finding.MISFITS), *(row_of(one) for one in others)])
    assert (kept.changed_people, kept.changed_files) == (3, 1)
    assert first.state is S.VISITED and second.state is S.CHECKED
    assert office.look(workbook([row_of(child, Finding.REVIEW)])).counts == {Effect.REVIEW: 1}
    office.take_in([row_of(child, Finding.REVIEW)])
    assert first.state is S.VISITED and first.check_result is None
    office.take_in([row_of(child, 出具日期=TODAY)])
    assert first.state is S.CHECKED and first.check_result is CheckResult.FOUND
    assert first.check_expires_on == TODAY + timedelta(days=180) and first.checked_by == office.clerk.id
    step = session.scalars(select(HouseholdStep).where(HouseholdStep.household_id == first.id)).one()
    assert (step.result, step.day, step.note) == (CheckResult.FOUND, TODAY, "名下有机动车")
    line = session.scalars(select(CheckLine).where(CheckLine.person_id == head.person_id)).one()
    assert (line.finding, line.income_fen, line.note) == (Finding.MISFITS, 2_160_050, "名下有机动车")


def test_who_joined_since_the_list_went_out_needs_an_answer_too(session: Session, office: Office) -> None:
    newcomer = make_person(session)
    session.add(
        HouseholdMember(household=office.files[0], person=newcomer, relation=office.places[1].relation, joined_on=TODAY)
    )
    session.flush()
    found = office.look(workbook([row_of(one) for one in office.places if one.person is not newcomer]))
    assert found.counts == {Effect.INCOMPLETE: 1, Effect.RECORD: 1}


FAULTS: tuple[tuple[str, str, Any, str], ...] = (
    ("id as a number", "公民身份号码", 130203198001010000, "Excel keeps only the first 15 digits"),
    ("id as 1.3E+17", "公民身份号码", "1.30203E+17", "Excel keeps only the first 15 digits"),
    ("id masked", "公民身份号码", "1302**********0016", "masked"),
    ("id with a wrong check digit", "公民身份号码", "130203198001010010", "last character"),
    ("nobody's id", "公民身份号码", "11010519491231002X", "Nobody with this number"),
    ("another's file number", "家庭编号", "TS-0000", "another file number"),
    ("another name", "被核对人", "张冠李", "another name"),
    ("a result nobody knows", "核对结论", "差不多", "no known result"),
    ("no result", "核对结论", None, "Write the result"),
    ("found, but not what", "核对结论", "不符合", "Write what was found"),
    ("no day", "出具日期", None, "Write the day"),
    ("a day that does not exist", "出具日期", "2025-02-30", "day that exists"),
    ("a day in the future", "出具日期", TODAY + timedelta(days=1), "future"),
    ("a day before the list", "出具日期", TODAY - timedelta(days=1), "before the list"),
    ("a day too long ago", "出具日期", TODAY - timedelta(days=181), "expired"),
    ("an income in words", "收入合计", "两万多", ""),
    ("a negative balance", "存款余额", -3, "negative"),
    ("half a home", "房产", "半套", "whole number"),
    ("an error of the sheet", "机动车数", "#N/A", "error of the spreadsheet"),
    ("too much said", "核对情况", "长" * 501, "at most 500"),
)


def test_every_fault_is_told_at_once_at_its_own_cell_and_nothing_is_recorded(session: Session) -> None:
    office = Office(session, files=(len(FAULTS) + 4) // 2)
    rows = [row_of(place) for place in office.places]
    planted = set()
    for at, (kind, heading, value, _) in enumerate(FAULTS):
        rows[at][heading] = value
        planted.add(cell_of(at, "核对情况" if kind == "found, but not what" else heading))
    rows.append(rows[-1])
    planted.add(cell_of(len(rows) - 1, "公民身份号码"))
    stranger = make_household(session, office.unit, state=S.DRAFT).members[0]
    rows.append(row_of(stranger))
    planted.add(cell_of(len(rows) - 1, "公民身份号码"))
    before = office.records()
    faults = office.look(workbook(rows)).matched.faults
    assert {fault.place.cell for fault in faults} == planted and len(faults) == len(planted) == len(FAULTS) + 2
    by_cell = {fault.place.cell: fault for fault in faults}
    for at, (kind, heading, _, words) in enumerate(FAULTS):
        told = by_cell[cell_of(at, "核对情况" if kind == "found, but not what" else heading)]
        assert words in told.message % told.values, kind
    [*_, again, foreign] = sorted(faults, key=lambda fault: fault.place.row)
    assert "stands already" in again.message and foreign.values == {"file_no": stranger.household.file_no}
    with pytest.raises(Refused, match="cells of this answer are at fault"):
        office.take_in(rows)
    assert office.records() == before


def test_another_units_people_are_nobody_and_its_answers_nowhere(session: Session, office: Office) -> None:
    theirs = make_household(session, office.other, state=S.VISITED).members[0]
    nobody = row_of(office.places[0], 公民身份号码="11010519491231002X", 家庭编号=None, 被核对人=None)
    known = {**nobody, "公民身份号码": theirs.person.id_number}
    first, second = office.look(workbook([nobody, known])).matched.faults
    assert (first.message, first.values) == (second.message, second.values)
    kept = office.send(workbook([row_of(office.places[0])]))
    outsider = make_actor(session, Role.CASEWORKER, office.other)
    with pytest.raises(NotFound):
        check_answers.opened(session, outsider, kept.id)
    with pytest.raises(NotFound):
        check_lists.opened(session, outsider, office.made.id)
    chief = make_actor(session, Role.CASEWORKER, office.top)
    whole = check_lists.take_out(session, chief, today=TODAY, now=NOW).made
    with pytest.raises(NotFound):
        check_answers.take(session, office.clerk, list_id=whole.id, name="", data=workbook([nobody]), now=NOW)
    with pytest.raises(NotAllowed):
        check_answers.opened(session, office.reviewer, kept.id)


NAMES = {
    "公民身份号码": ("证件号码", "身份证 号"),
    "核对结论": ("核对结果", "结果"),
    "出具日期": ("核对日期", "报告日期"),
}


@settings(max_examples=8)
@given(
    findings=st.lists(st.sampled_from(list(Finding)), min_size=4, max_size=4),
    by_id_alone=st.booleans(),
    names=st.tuples(*(st.sampled_from((heading, *others)) for heading, others in NAMES.items())),
    columns=st.permutations(COLUMNS),
    turn=st.permutations(range(4)),
)
def test_however_the_file_is_written_it_says_the_same_and_says_it_once(
    session: Session,
    findings: list[Finding],
    by_id_alone: bool,
    names: tuple[str, ...],
    columns: list[str],
    turn: list[int],
) -> None:
    with session.begin_nested() as point:
        office = Office(session)
        rows = [row_of(place, finding) for place, finding in zip(office.places, findings, strict=True)]
        office.take_in(rows)
        once = office.records()
        expected = [S.VISITED if Finding.REVIEW in pair else S.CHECKED for pair in (findings[:2], findings[2:])]
        assert [file.state for file in office.files] == expected
        called = dict(zip(NAMES, names, strict=True))
        again = [{called.get(heading, heading): value for heading, value in rows[one].items()} for one in turn]
        if by_id_alone:
            again = [{**row, "家庭编号": None, "被核对人": None} for row in again]
        data = workbook(again, [called.get(heading, heading) for heading in columns])
        assert office.look(data).counts == {Effect.SAME: 2}
        for file in (data, data, workbook(rows)):
            kept = office.send(file)
            check_answers.apply(session, office.clerk, answer_id=kept.id, now=NOW, today=TODAY)
            assert office.records() == once
        point.rollback()
    session.expunge_all()


def test_a_file_number_alone_speaks_of_the_whole_household(session: Session, office: Office) -> None:
    file = office.files[0]
    office.take_in([{"家庭编号": file.file_no, "核对结论": "通过", "出具日期": TODAY.isoformat()}])
    assert file.state is S.CHECKED and file.check_result is CheckResult.CLEAR


def test_a_file_that_waits_no_more_is_left_as_it_is(session: Session, office: Office) -> None:
    first, second = office.files
    steps.send_back(session, office.reviewer, household_id=first.id, version=first.version, reason="补充材料", now=NOW)
    session.flush()
    office.take_in([row_of(place) for place in office.places])
    assert first.state is S.DRAFT and first.check_result is None and second.state is S.CHECKED


def test_a_result_older_than_the_rule_of_its_day_allows_carries_no_notice(session: Session, office: Office) -> None:
    chief = make_actor(session, Role.ADMINISTRATOR, office.top)
    rule: dict[str, Any] = {"document_no": "唐工发〔2025〕9号", "now": NOW, "today": TODAY}
    check_rules.add(session, chief, valid_from=TODAY, days=30, **rule)
    for wrong in ({"days": 0}, {"valid_from": TODAY - timedelta(days=1)}, {"document_no": " "}, {"days": None}):
        with pytest.raises(Invalid):
            check_rules.add(session, chief, **{"valid_from": date(2026, 1, 1), "days": 30, **rule, **wrong})
    with pytest.raises(NotAllowed):
        check_rules.add(session, office.clerk, valid_from=date(2026, 1, 1), days=30, **rule)
    office.take_in([row_of(place) for place in office.places])
    check_rules.add(session, chief, valid_from=TODAY + timedelta(days=1), days=300, **rule)
    for file, days in zip(office.files, (30, 31), strict=True):
        step = {"household_id": file.id, "version": file.version, "now": NOW}
        if days > 30:
            with pytest.raises(Refused, match="means check expired"):
                steps.start_notice(session, office.reviewer, **step, today=TODAY + timedelta(days=days))
        else:
            steps.start_notice(session, office.reviewer, **step, today=TODAY + timedelta(days=days))


def test_the_number_of_a_list_names_it_once(session: Session, office: Office) -> None:
    check_lists.take_out(session, office.clerk, today=TODAY, now=NOW)
    numbers = session.scalars(select(CheckList.number).order_by(CheckList.id)).all()
    assert numbers == ["HD2025-0001", "HD2025-0002"]
