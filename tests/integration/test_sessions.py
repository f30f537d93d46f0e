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
from caseapp.domain.errors import Invalid, NotAllowed, NotFound, Refused, StaleView
from caseapp.models.activities import Activity
from caseapp.models.projects import Project
from caseapp.models.sessions import ActivitySession, Attendant
from caseapp.models.users import User
from caseapp.queries import sessions as lists
from caseapp.queries.survey_frames import at_activity
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


def test_a_workbook_finds_who_stands_there_by_number_else_by_name_and_workplace(
    session: Session, activity: Activity
) -> None:
    held = meet(session, activity, date(2025, 6, 5))
    known, later = resident_id(), resident_id()
    keep(session, held, AttendantFacts("甲", "一厂", known), AttendantFacts("乙", "一厂"))
    rows = (("甲", "一厂", "", "", "是", ""), ("乙", "一厂", later, "", "", ""))
    take = {"session_id": held.id, "now": NOW}
    assert session_import.take(session, SYSTEM, data=workbook(*rows), **take) == 2
    assert [(one.name, one.id_number, one.examined) for one in held.attendants] == [
        ("甲", known, True),
        ("乙", later, False),
    ]
    assert session_import.take(session, SYSTEM, data=workbook(*rows), **take) == 0
    keep(session, held, AttendantFacts("丙", "二厂"), AttendantFacts("丙", "二厂"))
    found = session_import.look(session, SYSTEM, session_id=held.id, data=workbook(("丙", "二厂", "", "", "", "")))
    assert ["Give them their ID numbers" in fault.message for fault in found.faults] == [True]


def test_what_a_list_cannot_hold_is_said_when_the_file_is_looked_at(session: Session, activity: Activity) -> None:
    held = meet(session, activity, date(2025, 6, 5))
    long = workbook(("甲" * 65, "厂" * 129, "", "", "", ""))
    found = session_import.look(session, SYSTEM, session_id=held.id, data=long)
    assert [fault.place.cell for fault in found.faults] == ["A2", "B2"]
    crowd = workbook(*((f"甲{number}", "", "", "", "", "") for number in range(sessions.MOST + 1)))
    with pytest.raises(Invalid, match="at most"):
        session_import.look(session, SYSTEM, session_id=held.id, data=crowd)


def strike(session: Session, held: ActivitySession, reason: str = "与第一讲重复", **how: object) -> None:
    given = {"actor": SYSTEM, "session_id": held.id, "version": held.version, "reason": reason, "now": NOW} | how
    sessions.withdraw_session(session, **given)  # type: ignore[arg-type]


def test_a_withdrawn_session_counts_on_no_day_and_the_activity_counts_again_without_any(
    session: Session, training: Project, activity: Activity
) -> None:
    first, second = (meet(session, activity, date(2025, 6, day), participants=9) for day in (5, 6))
    keep(session, second, AttendantFacts("甲"), AttendantFacts("乙"))
    assert shown(session, training, 1) == 11
    strike(session, second)
    assert (shown(session, training, 1), shown(session, training, 1, date(2025, 6, 6))) == (9, 9)
    assert [row.id for row in lists.sessions_of(session, activity.id)] == [first.id]
    strike(session, first)
    assert shown(session, training, 1) == 99


def test_a_withdrawn_session_stays_with_its_list_its_reason_and_who_struck_it(
    session: Session, activity: Activity
) -> None:
    held = meet(session, activity, date(2025, 6, 5))
    keep(session, held, AttendantFacts("甲"))
    officer = make_actor(session, Role.PERFORMANCE, activity.project.unit)
    strike(session, held, actor=officer)
    session.expire_all()
    (row,) = lists.withdrawn_of(session, activity.id)
    assert (row.topic, row.reason, row.at, len(held.attendants)) == ("第一讲", "与第一讲重复", NOW, 1)
    assert row.by == session.get_one(User, officer.id).name


def test_a_session_is_withdrawn_once_by_who_may_with_a_reason_and_as_it_was_seen(
    session: Session, activity: Activity
) -> None:
    held = meet(session, activity, date(2025, 6, 5))
    with pytest.raises(Invalid, match="reason"):
        strike(session, held, " ")
    with pytest.raises(StaleView):
        strike(session, held, version=held.version - 1)
    with pytest.raises(NotAllowed):
        strike(session, held, actor=make_actor(session, Role.AUDITOR, activity.project.unit))
    strike(session, held)
    for act in (lambda: strike(session, held), lambda: keep(session, held, AttendantFacts("甲"))):
        with pytest.raises(NotFound):
            act()


def test_those_at_an_activity_are_who_signed_and_a_place_for_each_who_did_not(
    session: Session, activity: Activity
) -> None:
    assert len(at_activity(session, activity.id)) == 99
    number = resident_id()
    for day, rows in ((5, ("甲", "乙")), (6, ("甲", "丙"))):
        told = [AttendantFacts(name, "一厂", number if name == "甲" else "") for name in rows]
        keep(session, meet(session, activity, date(2025, 6, day)), *told, AttendantFacts("丁", present=False))
    meet(session, activity, date(2025, 6, 7), participants=2)
    strike(session, meet(session, activity, date(2025, 6, 8), participants=5))
    frame = at_activity(session, activity.id)
    assert [one.name for one in frame] == ["甲", "乙", "丙", "", ""]
    assert len({one.candidate.key for one in frame}) == 5
