"""A household file as the official form says it: always in Chinese."""

from collections.abc import Mapping, Sequence
from datetime import date

from caseapp.domain.documents.household_form import Entry, FormFacts
from caseapp.domain.households.codes import Cause, Health
from caseapp.domain.labels import Word
from caseapp.domain.money import Money
from caseapp.queries.households import HouseholdFile, MemberRow
from caseapp.queries.sheet_rows import Kept, Notice
from caseapp.queries.signers import Signers
from caseapp.services.reveals import Revealed

Shown = Mapping[int, Revealed]
"""Numbers in full by person id; whoever is not in it stays masked."""


def form_facts(
    file: HouseholdFile, signers: Signers, shown: Shown, *, papers: Sequence[Kept] = (), notice: Notice | None = None
) -> FormFacts:
    more = file.particulars
    return FormFacts(
        file_no=file.file_no,
        unit=file.unit,
        head=_head(file, shown),
        household=[
            Entry("家庭人口", f"{file.size}人"),
            Entry("家庭月人均收入", _yuan(file.monthly_income_fen)),
            Entry("家庭其他非薪资年收入", _yuan(more.other_income_fen)),
            Entry("家庭年度总收入", _yuan(more.yearly_income_fen)),
            Entry("住房类型", _zh(more.housing)),
            Entry("建筑面积", _zh(more.floor_area)),
            Entry("是否单亲", _yes(more.is_single_parent)),
            Entry("有无自救能力", _yes(more.can_help_itself, "有", "无")),
            Entry("是否零就业家庭", _yes(more.has_nobody_at_work)),
            Entry("邮编", more.postcode),
            Entry("户口所在地行政区划", more.region_code, span=2),
            Entry("家庭住址", file.address, span=4),
        ],
        causes=[
            Entry("主要致困原因", _cause(file.main_cause, more.cause_note), span=4),
            Entry("次要致困原因", "、".join(_cause(cause, more.cause_note) for cause in more.other_causes), span=4),
        ],
        account=_account(file, shown),
        consents=[
            Entry("申请日期", _day(file.applied_on)),
            Entry("申请书签字日期", _day(more.application_signed_on)),
            Entry("核对授权签字日期", _day(more.check_consent_on)),
            Entry("信息处理同意签字日期", _day(more.data_consent_on)),
        ],
        members=[_member(member, shown) for member in file.present[1:]],
        attachments=_papers(papers),
        note=file.note,
        notice_result=_notice(notice),
        made_by=signers.made_by,
        checked_by=signers.approved_by,
        entered_by=signers.made_by,
    )


def _head(file: HouseholdFile, shown: Shown) -> list[Entry]:
    head, more, own = file.head, file.particulars, file.head.particulars
    phone, other = _phones(head, shown)
    return [
        Entry("职工编号", more.staff_no),
        Entry("困难类别", file.category.zh),
        Entry("姓名", head.person.name),
        Entry("民族", _zh(head.person.ethnicity)),
        Entry("性别", head.person.sex.zh),
        Entry("政治面貌", _zh(head.person.politics)),
        Entry("证件号码", _number(head, shown), span=2),
        Entry("出生日期", _day(head.person.birth_on)),
        Entry("婚姻状况", _zh(head.person.marriage)),
        Entry("健康状况", head.health.zh),
        Entry("疾病/残疾类别", _illness(head)),
        Entry("工作状态", head.work_state.zh),
        Entry("劳模类型", _zh(own.honour_class)),
        Entry("户口类型", _zh(own.residence)),
        Entry("医保状况", _zh(own.insurance)),
        Entry("手机", phone),
        Entry("其他联系方式", other),
        Entry("参加工作时间", _day(more.started_work_on)),
        Entry("本人月平均收入", _yuan(own.monthly_income_fen)),
        Entry("工作单位", own.employer, span=2),
        Entry("单位性质", _zh(own.employer_kind)),
        Entry("企业状况", _zh(more.employer_state)),
        Entry("所属行业", more.industry),
        Entry("所在工会", more.union_name),
        Entry("人员身份", own.standing),
        Entry("当前学历", _zh(own.education)),
        Entry("劳动合同签订时间", _span(own.contract_from, own.contract_to), span=2),
        Entry("劳动合同期限", _zh(own.contract_term), span=2),
    ]


def _member(member: MemberRow, shown: Shown) -> list[Entry]:
    more, person = member.particulars, member.person
    return [
        Entry("姓名", person.name),
        Entry("与户主关系", member.relation.zh),
        Entry("民族", _zh(person.ethnicity)),
        Entry("性别", person.sex.zh),
        Entry("政治面貌", _zh(person.politics)),
        Entry("出生日期", _day(person.birth_on)),
        Entry("证件号码", _number(member, shown) or "未办理", span=2),
        Entry("月收入", _yuan(more.monthly_income_fen)),
        Entry("劳模类型", _zh(more.honour_class)),
        Entry("健康状况", member.health.zh),
        Entry("疾病/残疾类别", _illness(member)),
        Entry("医保状况", _zh(more.insurance)),
        Entry("婚姻状况", _zh(person.marriage)),
        Entry("户口类型", _zh(more.residence)),
        Entry("联系方式", _phones(member, shown)[0]),
        Entry("人员身份", more.standing),
        Entry("当前学历", _zh(more.education)),
        Entry("入学年份", str(more.enrolled_year or "")),
        Entry("学制", f"{more.school_years}年" if more.school_years else ""),
        Entry("单位或学校", more.employer, span=2),
        Entry("单位性质", _zh(more.employer_kind)),
        Entry("工作状态", member.work_state.zh),
        Entry("合同起止", _span(more.contract_from, more.contract_to), span=4),
    ]


def _account(file: HouseholdFile, shown: Shown) -> list[Entry]:
    person, more = file.head.person, file.particulars
    revealed = shown.get(person.id)
    account = (revealed.account or "") if revealed else person.masked_account
    return [
        Entry("开户银行", person.bank_name, span=2),
        Entry("支行", person.bank_branch, span=2),
        Entry("银行卡号", account, span=2),
        Entry("户名", person.account_holder, span=2),
        Entry("监护人", more.guardian_name),
        Entry("与领款人关系", more.guardian_relation),
        Entry("监护证明", more.guardian_document, span=2),
    ]


def _number(member: MemberRow, shown: Shown) -> str:
    revealed = shown.get(member.person.id)
    return (revealed.id_number or "") if revealed else member.person.masked_id


def _phones(member: MemberRow, shown: Shown) -> tuple[str, str]:
    revealed = shown.get(member.person.id)
    if revealed:
        return revealed.phone or "", revealed.other_phone or ""
    return member.person.masked_phone, member.person.masked_other_phone


def _illness(member: MemberRow) -> str:
    more = member.particulars
    disability = f"{more.disability_kind.zh}残疾{_zh(more.disability_grade)}" if more.disability_kind else ""
    if not disability and member.health is Health.DISABLED and not more.illness:
        return Health.DISABLED.zh
    return "，".join(part for part in (more.illness, disability) if part)


def _cause(cause: Cause, note: str) -> str:
    return f"{cause.zh}（{note}）" if cause is Cause.OTHER and note else cause.zh


def _papers(kept: Sequence[Kept]) -> str:
    """Each kind once: how many files were scanned, and where the paper lies."""
    said = []
    for paper in kept:
        ways = [f"{paper.files}个文件"] if paper.files else []
        ways += [f"纸质，存{paper.place}" if paper.place else "纸质"] if paper.in_folder else []
        said.append(f"{paper.paper.zh}（{'；'.join(ways)}）")
    return "、".join(said)


def _notice(notice: Notice | None) -> str:
    if notice is None:
        return ""
    span = f"{notice.starts_on.isoformat()} 至 {notice.ends_on.isoformat()}"
    if notice.running:
        return f"公示中：{span}"
    if not notice.objections:
        return f"{span}公示，无异议"
    said = "、".join(f"{state.zh}{count}件" for state, count in notice.objections)
    return f"{span}公示，收到异议：{said}"


def _zh(member: Word | None) -> str:
    return member.zh if member else ""


def _yes(answer: bool | None, yes: str = "是", no: str = "否") -> str:
    return "" if answer is None else yes if answer else no


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _span(start: date | None, end: date | None) -> str:
    return f"{_day(start)} 至 {_day(end)}" if start or end else ""


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f"{Money(fen).yuan():,.2f}元"
