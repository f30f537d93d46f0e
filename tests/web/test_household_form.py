"""The whole household file: asked for in the form, shown on the page, printed on the official sheet."""

import io
import re
from collections.abc import Callable
from typing import Any

import docx
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.households.codes import Cause, HouseholdState
from caseapp.domain.households.particulars import Housing
from caseapp.models.audit import AuditEvent
from caseapp.models.households import Household
from tests.factories.households import make_household
from tests.factories.people import make_person, resident_id
from tests.factories.units import make_unit

SignIn = Callable[..., Any]
HEAD = {
    "applied_on": "2025-05-01",
    "category": "deep",
    "main_cause": "6",
    "monthly_income": "695.00",
    "name": "王桂兰",
    "id_kind": "resident",
    "health": "kidney",
    "work_state": "sick_leave",
    "phone": "13800138000",
    "bank_name": "中国工商银行",
    "account": "6222021234567890128",
    "account_holder": "刘建国",
    "address": "唐山市路北区",
    "other_phone": "0315-2871234",
    "bank_branch": "唐山新华道支行",
    "staff_no": "TS2025001",
    "ethnicity": "11",
    "politics": "masses",
    "marriage": "widowed",
    "residence": "urban",
    "insurance": "employee",
    "own_income": "1,850.00",
    "honour_class": "none",
    "illness": "尿毒症",
    "disability_kind": "limbs",
    "disability_grade": "2",
    "standing": "在职职工",
    "education": "senior",
    "employer": "唐山某机械厂",
    "employer_kind": "state",
    "contract_from": "2020-01-01",
    "contract_to": "2025-12-31",
    "contract_term": "to_120",
    "started_work_on": "1995-07-01",
    "industry": "制造业",
    "employer_state": "halted",
    "union_name": "某机械厂工会",
    "cause_2": "9",
    "cause_3": "10",
    "cause_note": "赡养老人",
    "housing": "employer",
    "floor_area": "to_50",
    "region_code": "130203",
    "postcode": "063000",
    "is_single_parent": "yes",
    "can_help_itself": "no",
    "has_nobody_at_work": "no",
    "other_income": "2400",
    "yearly_income": "25020",
    "guardian_name": "刘建国",
    "guardian_relation": "弟弟",
    "guardian_document": "公证书2025-18",
    "application_signed_on": "2025-05-01",
    "check_consent_on": "2025-05-01",
    "data_consent_on": "2025-05-01",
}
CHILD = {
    "name": "王小宝",
    "relation": "child",
    "id_number": "",
    "health": "good",
    "work_state": "student",
    "sex": "1",
    "birth_on": "2016-09-01",
    "education": "primary",
    "enrolled_year": "2022",
    "school_years": "6",
    "employer": "路北区第一小学",
    "insurance": "resident",
}
PRINTED = (
    *(
        "职工编号",
        "困难类别",
        "姓名",
        "民族",
        "性别",
        "政治面貌",
        "证件号码",
        "出生日期",
        "健康状况",
        "疾病/残疾类别",
        "工作状态",
    ),
    *(
        "劳模类型",
        "住房类型",
        "建筑面积",
        "手机",
        "其他联系方式",
        "邮编",
        "参加工作时间",
        "所属行业",
        "婚姻状况",
        "户口类型",
    ),
    *(
        "家庭住址",
        "工作单位",
        "单位性质",
        "企业状况",
        "是否单亲",
        "本人月平均收入",
        "家庭其他非薪资年收入",
        "家庭年度总收入",
    ),
    *(
        "家庭人口",
        "家庭月人均收入",
        "户口所在地行政区划",
        "医保状况",
        "有无自救能力",
        "是否零就业家庭",
        "劳动合同签订时间",
    ),
    *(
        "劳动合同期限",
        "开户银行",
        "支行",
        "银行卡号",
        "附件（类型、名称）",
        "备注",
        "建档人",
        "审核人",
        "录入人",
        "公示结果",
    ),
    *(
        "基层党组织/行政意见",
        "基层工会意见",
        "系统工会意见",
        "与户主关系",
        "月收入",
        "联系方式",
        "人员身份",
        "当前学历",
    ),
    *(
        "入学年份",
        "学制",
        "单位或学校",
        "合同起止",
        "主要致困原因",
        "次要致困原因",
        "户名",
        "监护人",
        "核对授权签字日期",
    ),
)
"""The labels of the printed versions (domain reference, fields of 困难职工档案表), in their order."""


def typed(**values: str) -> dict[str, str]:
    return {
        **HEAD,
        "id_number": resident_id(),
        **{f"members-0-{name}": value for name, value in CHILD.items()},
        **values,
    }


def made(world: Session, sign_in: SignIn) -> tuple[Household, Any]:
    unit = make_unit(world)
    client = sign_in(Role.CASEWORKER, unit=unit)
    answer = client.send("/households/new", typed(unit_id=str(unit.id)))
    assert answer.status_code == 302, answer.get_data(as_text=True)
    household = world.query(Household).one()
    assert household.unit and household.head and all(member.person for member in household.members)
    world.commit()
    return household, client


def texts(data: bytes) -> set[str]:
    file = docx.Document(io.BytesIO(data))
    return {cell.text for table in file.tables for row in table.rows for cell in row.cells}


def test_every_field_is_kept_and_asked_again_as_it_was_told(world: Session, sign_in: SignIn) -> None:
    household, client = made(world, sign_in)
    assert (household.cause_2, household.cause_3, household.cause_4) == (Cause.SCHOOLING, Cause.OTHER, None)
    assert household.is_single_parent is True and household.can_help_itself is False
    assert household.yearly_income_fen == 2_502_000 and household.head.other_phone == "03152871234"
    child = household.members[1]
    assert (child.person.name, child.person.id_number, child.enrolled_year) == ("王小宝", None, 2022)
    assert child.person.birth_on.isoformat() == "2016-09-01"
    world.commit()
    text = client.get(f"/households/{household.id}/edit").get_data(as_text=True)
    for value in (
        "TS2025001",
        "130203",
        "赡养老人",
        "公证书2025-18",
        "路北区第一小学",
        "1850.00",
        "2016-09-01",
    ):
        assert f'value="{value}"' in text, value
    for chosen in (
        'selected value="11"',
        'selected value="widowed"',
        'selected value="to_50"',
        'selected value="yes"',
        'selected value="no"',
    ):
        assert chosen in text, chosen
    assert "03152871234" not in text


def test_a_file_saved_again_unchanged_stays_as_it_is(world: Session, sign_in: SignIn) -> None:
    household, client = made(world, sign_in)
    again = {"version": "1", "id_number": "", "account": "", "members-0-member_id": str(household.members[1].id)}
    assert client.send(f"/households/{household.id}/edit", typed(**again)).status_code == 302
    details = [event.details for event in world.query(AuditEvent).filter_by(action="household.amend")]
    assert details == [{"joined": 0}]


def test_the_page_shows_it_and_says_what_the_printed_form_still_asks(world: Session, sign_in: SignIn) -> None:
    household, client = made(world, sign_in)
    text = client.get(f"/households/{household.id}").get_data(as_text=True)
    for said in ("Man", "Widowed", "Rented from the employer", "刘建国", "路北区第一小学", "Children&#39;s schooling"):
        assert said in text, said
    assert "still asks for" not in text
    bare = make_household(world, household.unit)
    bare.staff_no, bare.head.marriage = "", None
    world.commit()
    text = client.get(f"/households/{bare.id}").get_data(as_text=True)
    assert re.findall(r"edit\?complete=1#(\w+)", text) == ["marriage", "staff_no"]
    assert "&lt;" not in text, "each choice is called by its label, also in the folded sections"


def test_a_draft_is_not_submitted_before_the_official_form_is_complete(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    household = make_household(world, unit, state=HouseholdState.DRAFT)
    household.housing, household.is_single_parent, household.head.phone = None, None, None
    client = sign_in(Role.CASEWORKER, unit=unit)
    page = f"/households/{household.id}"
    refused = client.send(f"{page}/submit", {"version": str(household.version)}, form_at=page)
    assert refused.status_code == 422
    missing = re.findall(r"edit\?complete=1#(\w+)", refused.get_data(as_text=True))
    assert missing == ["phone", "housing", "is_single_parent"]
    world.refresh(household)
    assert household.state is HouseholdState.DRAFT
    form = client.get(f"{page}/edit?complete=1").get_data(as_text=True)
    assert all(f'href="#{name}"' in form and f'id="{name}-error"' in form for name in missing)
    household.housing, household.is_single_parent, household.head.phone = Housing.RENTED, False, "13900000000"
    world.commit()
    answer = client.send(f"{page}/submit", {"version": str(household.version)}, form_at=page)
    assert answer.status_code == 302


def test_the_sheet_names_the_papers_and_how_the_notice_ended(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    household = make_household(world, unit, state=HouseholdState.ON_NOTICE)
    client = sign_in(Role.CASEWORKER, unit=unit)
    page = f"/households/{household.id}"
    papers = {"held": ["application", "register"], "place": "档案室"}
    assert client.send(f"{page}/papers/in-folder", papers, form_at=f"{page}/papers").status_code == 302
    words = texts(client.get(f"{page}/form.docx").data)
    assert "申请书（纸质，存档案室）、户口本复印件（纸质，存档案室）" in words
    assert "2024-02-05 至 2024-02-20公示，无异议" in words


def test_the_timeline_says_who_changed_what_from_what_to_what(
    world: Session, sign_in: SignIn, statements: Callable[[], Any]
) -> None:
    household, client = made(world, sign_in)
    again = {"version": "1", "id_number": "", "account": "", "members-0-member_id": str(household.members[1].id)}
    changed = {"address": "路南区新华道", "phone": "13987654321", "members-0-health": "diabetes", "housing": "rented"}
    assert client.send(f"/households/{household.id}/edit", typed(**again, **changed)).status_code == 302
    with statements() as counter:
        text = client.get(f"/households/{household.id}").get_data(as_text=True)
    assert len([one for one in counter.statements if one.startswith("SELECT")]) <= 8
    timeline = text[text.index('id="timeline"') :]
    said = [re.sub(r"<[^>]+>|\s+", " ", line).split() for line in re.findall(r"<li>(.*?)</li>", timeline, re.DOTALL)]
    lines = [" ".join(words) for words in said]
    assert "Address 唐山市路北区 → 路南区新华道" in lines
    assert "王小宝: Health Good → Diabetes" in lines
    assert "王桂兰: Phone 138****8000 → 139****4321" in lines
    assert "Housing Rented from the employer → Rented" in lines
    assert "13987654321" not in text


def test_the_sheet_has_every_printed_field_with_what_was_told(world: Session, sign_in: SignIn) -> None:
    household, client = made(world, sign_in)
    answer = client.get(f"/households/{household.id}/form.docx")
    words = texts(answer.data)
    assert not [label for label in PRINTED if label not in words]
    for said in (
        "满族",
        "肢体残疾二级",
        "其他（赡养老人）",
        "公证书2025-18",
        "路北区第一小学",
        "未办理",
        "25,020.00元",
    ):
        assert any(said in word for word in words), said
    printed = client.get(f"/households/{household.id}/form/print").get_data(as_text=True)
    assert not [label for label in PRINTED if label not in printed]


def test_numbers_are_masked_on_the_sheet_unless_asked_for_by_right_and_noted(world: Session, sign_in: SignIn) -> None:
    household, client = made(world, sign_in)
    number, page = household.head.id_number or "", f"/households/{household.id}"
    assert number not in texts(client.get(f"{page}/form.docx").data)
    full = client.send(f"{page}/form/reveal", form_at=page)
    assert {number, "6222021234567890128", "13800138000", "03152871234"} <= texts(full.data)
    shown = [event.subject_id for event in world.query(AuditEvent).filter_by(action="person.reveal")]
    assert set(shown) == {member.person_id for member in household.members}
    world.commit()
    auditor = sign_in(Role.AUDITOR, unit=household.unit)
    assert auditor.send(f"{page}/form/reveal", form_at=page).status_code == 403


def test_every_wrong_field_is_told_at_once_in_its_section(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    client = sign_in(Role.CASEWORKER, unit=unit)
    wrong = {
        "cause_2": "6",
        "cause_4": "9",
        "cause_note": "",
        "region_code": "13020",
        "postcode": "唐山",
        "other_income": "-1",
        "data_consent_on": "2999-01-01",
        "guardian_relation": "",
        "guardian_document": "",
        "account_holder": "张三",
        "disability_kind": "",
        "contract_to": "2019-12-31",
        "other_phone": "12",
        "members-0-school_years": "60",
        "members-0-enrolled_year": "二零",
        "members-0-sex": "0",
        "industry": "长" * 40,
    }
    answer = client.send("/households/new", typed(unit_id=str(unit.id), **wrong))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for field in {*wrong} - {"cause_4"}:
        assert f'id="{field}-error"' in text, field
    assert world.query(Household).count() == 0
    world.commit()


def test_only_a_child_may_stand_without_a_number(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    client = sign_in(Role.CASEWORKER, unit=unit)
    for birth_on, status in (("2005-09-01", 422), ("", 422), ("2024-09-01", 302)):
        values = {"members-0-birth_on": birth_on, "unit_id": str(unit.id)}
        answer = client.send("/households/new", typed(**values))
        assert answer.status_code == status, birth_on
        if status == 422:
            assert 'id="members-0-id_number-error"' in answer.get_data(as_text=True)


def test_an_account_may_be_the_recorded_guardians(world: Session, sign_in: SignIn) -> None:
    household, _ = made(world, sign_in)
    assert household.head.account_holder == household.guardian_name == "刘建国"


def test_a_recorded_number_keeps_its_sex_and_birth_date(world: Session, sign_in: SignIn) -> None:
    household, client = made(world, sign_in)
    seat = household.members[1]
    number = resident_id()
    row = {"version": "1", "id_number": "", "members-0-member_id": str(seat.id), "members-0-id_number": number}
    page = f"/households/{household.id}/edit"
    assert client.send(page, typed(**row)).status_code == 302
    assert client.send(page, typed(**{**row, "version": "2", "members-0-id_number": ""})).status_code == 302
    world.expire_all()
    assert seat.person.birth_on.isoformat() == "1976-03-04" and seat.person.sex.value == "2"


def test_somebody_elses_household_form_is_nowhere(world: Session, sign_in: SignIn) -> None:
    top = make_unit(world)
    own, other = make_unit(world, parent=top), make_unit(world, parent=top)
    foreign = make_household(world, other, head=make_person(world, name="赵别家"))
    client = sign_in(Role.CASEWORKER, unit=own)
    for tail in ("form.docx", "form/print"):
        assert client.get(f"/households/{foreign.id}/{tail}").status_code == 404
    assert client.send(f"/households/{foreign.id}/form/reveal", form_at="/households").status_code == 404
