"""Figures of an activity come from its sessions and their lists, as of each day; the lists hold what they may."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Invalid, NotAllowed, Refused, StaleView
from caseapp.models.activities import Activity
from caseapp.models.projects import Project
from caseapp.models.sessions import ActivitySession, Attendant
from caseapp.services import session_import, sessions
from caseapp.services.figures import members_of, one_figure
from caseapp.services.sessions import AttendantFacts, SessionFacts
from tests.factories.books import load_book_2025
from tests.factories.clock import NOW
from tests.factories.people import resident_id
from tests.factories.records import make_activity
from tests.factories.units import make_unit
from tests.factories.users import make_actor

TODAY = date(2025, 12, 31)


@pytest.fixture
def training(session: Session) -> Project:
    make_unit(session, name="唐山市总工会", code="408001")
    return load_book_2025(session)[4]


@pytest.fixture
def activity(session: Session, training: Project) -> Activity:
    found = make_activity(session, training, title="劳动保护培训")
    found.participants = found.examined = found.passed = 99
    session.flush()
    return found


def meet(session: Session, activity: Activity, day: date | None, **numbers: int) -> ActivitySession:
    facts = SessionFacts("第一讲", "学校", date(2025, 6, 1), day, **numbers)
    return sessions.record_session(session, SYSTEM, activity_id=activity.id, facts=facts, now=NOW, today=TODAY)


def keep(session: Session, held: ActivitySession, *rows: AttendantFacts) -> ActivitySession:
    return sessions.keep_list(session, SYSTEM, session_id=held.id, version=held.version, rows=rows, now=NOW)


def shown(session: Session, project: Project, row: int, as_of: date = TODAY) -> object:
    return one_figure(session, 2025, project.code, row, as_of=as_of).actual


def test_sessions_and_lists_outdo_typed_numbers_from_their_own_day(
    session: Session, training: Project, activity: Activity
) -> None:
    assert shown(session, training, 1) == 99
    first = meet(session, activity, date(2025, 6, 5), participants=40, examined=40, passed=38)
    second = meet(session, activity, date(2025, 9, 5), participants=7)
    meet(session, activity, None)
    assert shown(session, training, 1) == 47
    keep(
        session,
        second,
        AttendantFacts("甲", "一厂", "", True, True, True),
        AttendantFacts("乙", "一厂", "", True, True, False),
        AttendantFacts("丙", "二厂", "", False),
    )
    assert [shown(session, training, row) for row in (1, 2, 3)] == [42, Decimal("92.86"), date(2025, 9, 5)]
    assert [shown(session, training, row, date(2025, 6, 30)) for row in (1, 2)] == [40, Decimal("95.00")]
    listed = members_of(session, 2025, training.code, 1, as_of=TODAY)
    assert [(entry.kind, entry.id, entry.count) for entry in listed.entries] == [
        ("session", first.id, 40),
        ("session", second.id, 2),
    ]


def test_every_fault_of_a_list_stands_at_its_box_and_nothing_is_stored(session: Session, activity: Activity) -> None:
    held = meet(session, activity, date(2025, 6, 5))
    number = resident_id()
    with pytest.raises(Invalid) as refusal:
        keep(
            session,
            held,
            AttendantFacts("", "", number),
            AttendantFacts("甲", "", number, False, True, False),
            AttendantFacts("乙", "", "130202198001010017", True, False, True),
        )
    boxes = {problem.field for problem in refusal.value.problems}
    assert boxes == {"rows-0-name", "rows-1-id_number", "rows-1-examined", "rows-2-id_number", "rows-2-passed"}
    assert session.scalars(select(Attendant)).all() == []
    with pytest.raises(Invalid, match="held"):
        keep(session, meet(session, activity, None), AttendantFacts("甲"))


def test_numbers_are_sealed_and_kept_when_the_box_is_left_empty(session: Session, activity: Activity) -> None:
    held = meet(session, activity, date(2025, 6, 5))
    number = resident_id()
    keep(session, held, AttendantFacts("甲", "一厂", number), AttendantFacts("乙"))
    one = held.attendants[0]
    assert number.encode() not in bytes(one.id_number_sealed or b"")
    keep(
        session,
        held,
        AttendantFacts("乙", attendant_id=held.attendants[1].id),
        AttendantFacts("甲", attendant_id=one.id),
    )
    session.expire_all()
    assert [(row.name, row.id_number) for row in held.attendants] == [("乙", None), ("甲", number)]
    with pytest.raises(StaleView):
        sessions.keep_list(session, SYSTEM, session_id=held.id, version=1, rows=[], now=NOW)
    caseworker = make_actor(session, Role.AUDITOR, activity.project.unit)
    with pytest.raises(NotAllowed):
        sessions.keep_list(session, caseworker, session_id=held.id, version=held.version, rows=[], now=NOW)


def workbook(*rows: tuple[str, ...]) -> bytes:
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate((("姓名", "工作单位", "身份证号码", "签到", "参考", "合格"), *rows)):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell)
    return data.getvalue()


def test_a_workbook_brings_the_list_up_to_date_once_or_not_at_all(session: Session, activity: Activity) -> None:
    held = meet(session, activity, date(2025, 6, 5))
    number = resident_id()
    keep(session, held, AttendantFacts("甲", "一厂", number), AttendantFacts("乙", "二厂"))
    wrong = workbook(("", "一厂", "", "是", "", ""), ("丁", "", "123", "否", "是", ""))
    found = session_import.look(session, SYSTEM, session_id=held.id, data=wrong)
    assert {fault.place.cell for fault in found.faults} == {"A2", "C3", "E3"}
    with pytest.raises(Refused):
        session_import.take(session, SYSTEM, session_id=held.id, data=wrong, now=NOW)
    right = workbook(
        ("甲", "新单位", number, "是", "是", "是"), ("乙", "二厂", "", "否", "", ""), ("丁", "", "", "", "", "")
    )
    assert session_import.take(session, SYSTEM, session_id=held.id, data=right, now=NOW) == 3
    assert [(one.name, one.workplace, one.present, one.passed) for one in held.attendants] == [
        ("甲", "新单位", True, True),
        ("乙", "二厂", False, False),
        ("丁", "", True, False),
    ]
    assert held.attendants[0].id_number == number
    assert session_import.take(session, SYSTEM, session_id=held.id, data=right, now=NOW) == 0
