"""Payments of past years: taken in once as paid, counted in their year, without a batch or a posting."""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM, Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import NotAllowed, Refused
from caseapp.domain.imports import RosterKind, RowState, Verdict
from caseapp.domain.indicators.catalogue import CATALOGUE
from caseapp.domain.payments.beneficiary import Beneficiary, Register
from caseapp.domain.payments.codes import AidKind, LineState, Repeat
from caseapp.domain.periods import year_window
from caseapp.models.imports import ImportRow
from caseapp.models.ledger import Posting
from caseapp.models.payments import Payment
from caseapp.models.projects import Project, ProjectBudget
from caseapp.models.reversals import Reversal
from caseapp.models.units import Unit
from caseapp.queries import facts
from caseapp.queries.aid_history import history
from caseapp.queries.invariants.check import broken
from caseapp.queries.payments import payment_file
from caseapp.services import aid, imports, settlement
from caseapp.services.imports import Findings
from tests.factories.clock import NOW, TODAY
from tests.factories.households import make_household
from tests.factories.listings import make_listing
from tests.factories.model_workers import make_model_worker
from tests.factories.payments import make_batch, make_standard
from tests.factories.people import make_person
from tests.factories.projects import make_project
from tests.factories.rosters import number
from tests.factories.units import make_unit
from tests.factories.users import actor_of, make_actor, make_post, make_user

KIND = RosterKind.PAYMENTS
HEADINGS = {
    "voucher_no": "记账凭证号",
    "paid_on": "支付日期",
    "project": "项目名称",
    "kind": "发放类别",
    "amount": "发放金额（元）",
    "name": "收款人",
    "file_no": "档案号",
    "id_number": "公民身份号码",
    "register": "对象类别",
    "source": "资金性质",
    "household_size": "家庭人数",
    "reason": "摘要",
    "other": "经手人",
}
AT = {key: chr(65 + place) for place, key in enumerate(HEADINGS)}
NAME = "历史帮扶资金"


def paid(**more: Any) -> dict[str, Any]:
    known = {"voucher_no": "记-12", "paid_on": date(2024, 3, 8), "project": NAME, "kind": "生活救助", "amount": 1200.5}
    return {**known, "name": "王秀英", "file_no": "TS-1", "other": "孟", **more}


def sheet(rows: list[dict[str, Any]]) -> bytes:
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.append(list(HEADINGS.values()))
    for row in rows:
        page.append([row.get(key) for key in HEADINGS])
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def look(session: Session, data: bytes) -> Findings:
    return imports.look(session, SYSTEM, data=data, today=TODAY, kind=KIND)


def take_in(session: Session, data: bytes, by: Actor = SYSTEM) -> int:
    kept = imports.take(session, by, name="2024年发放.xlsx", data=data, today=TODAY, now=NOW, kind=KIND)
    imports.start(session, by, import_id=kept.id, now=NOW)
    while imports.advance(session, import_id=kept.id, today=TODAY, now=NOW, limit=2):
        pass
    session.flush()
    return kept.id


def verdicts(session: Session, data: bytes) -> list[Verdict]:
    return [one.verdict for one in look(session, data).planned]


@pytest.fixture
def unit(session: Session) -> Unit:
    return make_unit(session)


@pytest.fixture
def project(session: Session, unit: Unit) -> Project:
    """Of 2024, with a household and a model worker to pay, once a quarter."""
    make_household(session, unit, head=make_person(session, name="王秀英", id_number=number(1)), file_no="TS-1", size=3)
    make_model_worker(session, unit, person=make_person(session, name="赵国强", id_number=number(2)))
    make_listing(session, unit, person=make_person(session, name="孙秀英", id_number=number(3)))
    make_standard(session, repeat=Repeat.QUARTER)
    return make_project(session, unit, year=2024, name=NAME)


def three(project: Project) -> bytes:
    honour = paid(name="赵国强", file_no=None, id_number=number(2), kind="荣誉金", amount="3000")
    rider = paid(name="孙秀英", file_no=None, id_number=number(3), kind="送温暖", amount=300, project=project.code)
    return sheet([paid(household_size=3), honour, rider])


def test_they_count_in_their_year_without_batch_or_posting_and_the_books_agree(
    session: Session, project: Project
) -> None:
    take_in(session, three(project))
    lines = session.scalars(select(Payment).order_by(Payment.id)).all()
    assert [(one.state, one.batch_id, one.amount_fen, one.voucher_no) for one in lines] == [
        (LineState.PAID, None, fen, "记-12") for fen in (120_050, 300_000, 30_000)
    ]
    assert lines[0].claim == f"h{lines[0].household_id}:living:2024-Q1"
    assert (lines[0].payee_name, lines[0].payee_id, lines[0].household_size) == ("王秀英", number(1), 3)
    assert session.scalar(select(func.count(Posting.id))) == 0
    assert session.scalars(select(ProjectBudget.spent_fen)).all() == [0]
    scope, window = facts.scope_of(project), year_window(2024, date(2024, 12, 31))
    spent, times = (facts.figure(session, scope, CATALOGUE[key], window) for key in ("money.paid", "count.times.any"))
    assert (spent.numerator, times.numerator) == (450_050, 3)
    listed = facts.members(session, scope, CATALOGUE["count.times.any"], window)
    assert {entry.voucher_no for entry in listed.entries} == {"记-12"}
    assert broken(session) == []


def test_the_same_file_again_changes_nothing(session: Session, project: Project) -> None:
    data = three(project)
    assert verdicts(session, data) == [Verdict.NEW] * 3
    take_in(session, data)
    assert verdicts(session, data) == [Verdict.SAME] * 3
    again = take_in(session, data)
    assert session.scalar(select(func.count(Payment.id))) == 3
    assert session.scalars(select(ImportRow.state).where(ImportRow.import_id == again)).all() == [RowState.SKIPPED] * 3


def test_two_files_under_way_at_once_take_a_payment_in_once(session: Session, project: Project) -> None:
    first, second = (
        imports.take(session, SYSTEM, name="x.xlsx", data=three(project), today=TODAY, now=NOW, kind=KIND).id
        for _ in range(2)
    )
    for import_id in (first, second):
        imports.start(session, SYSTEM, import_id=import_id, now=NOW)
        imports.advance(session, import_id=import_id, today=TODAY, now=NOW)
    assert session.scalar(select(func.count(Payment.id))) == 3
    states = session.scalars(select(ImportRow.state).where(ImportRow.import_id == second)).all()
    assert states == [RowState.REFUSED] * 3


def test_every_fault_is_at_its_cell(session: Session, unit: Unit, project: Project) -> None:
    make_project(session, unit, year=TODAY.year, name=NAME)
    take_in(session, sheet([paid(voucher_no="记-1")]))
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("voucher_no", {"voucher_no": None}),
        ("paid_on", {"paid_on": date(TODAY.year, 1, 5)}),
        ("paid_on", {"paid_on": "2024-02-30"}),
        ("project", {"project": "没有的项目"}),
        ("project", {"paid_on": date(2023, 3, 8)}),
        ("kind", {"kind": "荣誉金"}),
        ("kind", {"kind": "发钱"}),
        ("kind", {"voucher_no": "记-2"}),
        ("amount", {"amount": 0}),
        ("amount", {"amount": "一千"}),
        ("amount", {"voucher_no": "记-1", "amount": 1}),
        ("name", {"name": "别人"}),
        ("file_no", {"file_no": "TS-404"}),
        ("id_number", {"file_no": None}),
        ("id_number", {"file_no": None, "id_number": 130203195501010}),
        ("id_number", {"file_no": None, "id_number": number(9)}),
        ("source", {"source": "其他资金"}),
        ("household_size", {"household_size": 99}),
        ("reason", {"reason": "长" * 501}),
    ]
    twice = paid(voucher_no="记-9", paid_on=date(2024, 8, 1))
    rows = [paid(paid_on=date(2024, 5, 1)) | spoilt for _, spoilt in wrong]
    rows[7] = paid(voucher_no="记-2")
    rows[10] = paid(voucher_no="记-1", amount=1)
    found = look(session, sheet([*rows, twice, twice]))
    places = {f"{AT[key]}{row}" for row, (key, _) in enumerate(wrong, 2)}
    assert {fault.place.cell for fault in found.faults} == places | {f"{AT['voucher_no']}{len(wrong) + 3}"}
    assert [one.verdict for one in found.planned].count(Verdict.NEW) == 1
    assert found.roster.unused == ["经手人"]


def test_a_second_one_in_a_period_needs_its_reason_and_gets_a_claim_of_its_own(
    session: Session, project: Project
) -> None:
    second = paid(voucher_no="记-13", paid_on=date(2024, 3, 20))
    assert verdicts(session, sheet([paid(), second])) == [Verdict.NEW, Verdict.FAULTY]
    data = sheet([paid(), second | {"reason": "火灾后补助"}])
    take_in(session, data)
    claims = session.scalars(select(Payment.claim).order_by(Payment.id)).all()
    assert claims[1] == f"{claims[0]}#2"
    assert verdicts(session, data) == [Verdict.SAME] * 2


def test_a_project_that_paid_through_a_batch_here_takes_no_past(session: Session, project: Project) -> None:
    make_batch(session, project, project.unit, make_user(session))
    assert [fault.place.cell for fault in look(session, sheet([paid()])).faults] == [f"{AT['project']}2"]


def test_a_wrong_one_is_reversed_by_another_person_and_not_brought_back_by_its_file(
    session: Session, unit: Unit, project: Project
) -> None:
    user = make_user(session)
    for role in (Role.CASEWORKER, Role.REVIEWER):
        make_post(session, user, role, unit)
    maker, checker = actor_of(user), make_actor(session, Role.REVIEWER, unit)
    take_in(session, sheet([paid()]), maker)
    [line] = session.scalars(select(Payment)).all()
    with pytest.raises(NotAllowed):
        settlement.reverse(session, maker, line_id=line.id, reason="错", now=NOW)
    settlement.reverse(session, checker, line_id=line.id, reason="金额录错", now=NOW)
    session.refresh(line)
    assert line.state is LineState.REVERSED
    assert session.scalars(select(Reversal.reason)).all() == ["金额录错"]
    assert broken(session) == []
    assert verdicts(session, sheet([paid()])) == [Verdict.FAULTY]
    assert verdicts(session, sheet([paid(voucher_no="记-12更正", amount=1000)])) == [Verdict.NEW]
    with pytest.raises(Refused):
        aid.repay(session, maker, line_id=line.id, now=NOW)


def test_every_sight_of_it_says_that_it_is_past(session: Session, project: Project) -> None:
    take_in(session, sheet([paid()]))
    [line] = session.scalars(select(Payment)).all()
    shown = payment_file(session, SYSTEM, line.id)
    assert (shown.history, shown.voucher_no, shown.batch) == ("2024年发放.xlsx", "记-12", None)
    [past] = history(session, SYSTEM, Beneficiary(Register.HOUSEHOLD, line.household_id or 0)).lines
    assert (past.voucher_no, past.kind, past.year) == ("记-12", AidKind.LIVING, 2024)
