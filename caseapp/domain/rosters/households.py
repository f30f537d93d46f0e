"""The columns a roster of households may have: heads on one sheet, the other members on another."""

from caseapp.domain.households.codes import Category, Cause, Health, Relation, WorkState
from caseapp.domain.households.particulars import (
    ContractTerm,
    DisabilityGrade,
    DisabilityKind,
    Education,
    EmployerKind,
    EmployerState,
    FloorArea,
    HonourClass,
    Housing,
    Insurance,
    Residence,
)
from caseapp.domain.rosters.columns import Column, Kind, Layout, Part
from caseapp.domain.rosters.people import (
    ACCOUNT,
    ACCOUNT_HOLDER,
    BANK_BRANCH,
    BANK_NAME,
    BIRTH_ON,
    ID_NAMES,
    NOTE,
    OTHER_PHONE,
    PHONE,
    SEX,
    STANDING,
)

HEAD_ID = Column(
    "head_id",
    "户主身份证号",
    "Head's ID number",
    Kind.CODE,
    others=("户主身份证号码", "户主证件号码", "户主身份证", "所属户主身份证号"),
    required=True,
)
_HEALTH = Column("health", "健康状况", "Health", Kind.WORD, Health, ("身体状况",))
_WORK = Column("work_state", "工作状态", "Work", Kind.WORD, WorkState, ("就业状况", "工作状况", "就业状态"))

_SEAT_MORE = (
    Column("own_income", "本人月收入", "Own monthly income", Kind.MONEY, others=("个人月收入",)),
    Column("honour_class", "劳模类型", "Model worker", Kind.WORD, HonourClass, ("劳动模范", "劳模")),
    Column("illness", "疾病/残疾类别", "Kind of illness or disability", others=("疾病类别", "病种")),
    Column("disability_kind", "残疾类别", "Disability", Kind.WORD, DisabilityKind, ("残疾类型",)),
    Column("disability_grade", "残疾等级", "Grade of disability", Kind.WORD, DisabilityGrade, ("残疾级别",)),
    Column("insurance", "医保状况", "Medical insurance", Kind.WORD, Insurance, ("医保", "医疗保险")),
    Column("residence", "户口类型", "Household registration", Kind.WORD, Residence, ("户籍类型", "户口性质")),
    Column("standing", "人员身份", "Standing", others=("身份",)),
    Column("education", "当前学历", "Education", Kind.WORD, Education, ("学历", "文化程度")),
    Column("enrolled_year", "入学年份", "Enrolled in year", Kind.WHOLE, others=("入学时间",)),
    Column("school_years", "学制", "Length of schooling (years)", Kind.WHOLE),
    Column("employer", "单位或学校", "Employer or school", others=("工作单位", "就读学校", "学校", "所在单位")),
    Column("employer_kind", "单位性质", "Kind of employer", Kind.WORD, EmployerKind, ("企业性质",)),
    Column("contract_from", "合同起始日期", "Contract from", Kind.DAY, others=("合同开始日期",)),
    Column("contract_to", "合同终止日期", "Contract until", Kind.DAY, others=("合同结束日期",)),
    Column("contract_term", "合同期限", "Length of contract", Kind.WORD, ContractTerm),
)
_HOUSEHOLD_MORE = (
    Column("cause_2", "次要原因一", "Second cause", Kind.WORD, Cause, ("次要致困原因一", "次要致困原因")),
    Column("cause_3", "次要原因二", "Third cause", Kind.WORD, Cause, ("次要致困原因二",)),
    Column("cause_4", "次要原因三", "Fourth cause", Kind.WORD, Cause, ("次要致困原因三",)),
    Column("cause_note", "其他原因说明", "Other cause in words"),
    Column("housing", "住房类型", "Housing", Kind.WORD, Housing, ("住房性质", "住房")),
    Column("floor_area", "建筑面积", "Floor area", Kind.WORD, FloorArea, ("住房面积",)),
    Column("region_code", "户口所在地行政区划", "Region of registration", Kind.CODE, others=("行政区划代码",)),
    Column("postcode", "邮编", "Postcode", Kind.CODE, others=("邮政编码",)),
    Column("is_single_parent", "是否单亲", "Single parent", Kind.YES_NO, others=("单亲",)),
    Column("can_help_itself", "有无自救能力", "Can help itself", Kind.YES_NO, others=("自救能力",)),
    Column("has_nobody_at_work", "是否零就业家庭", "Nobody at work", Kind.YES_NO, others=("零就业家庭",)),
    Column("other_income", "家庭其他非薪资年收入", "Other income of the household a year", Kind.MONEY),
    Column(
        "yearly_income", "家庭年度总收入", "Whole income of the household a year", Kind.MONEY, others=("家庭年收入",)
    ),
    Column("staff_no", "职工编号", "Staff number", others=("工号", "员工编号")),
    Column("started_work_on", "参加工作时间", "Started work on", Kind.DAY, others=("参加工作日期",)),
    Column("industry", "所属行业", "Industry", others=("行业",)),
    Column("employer_state", "企业状况", "State of the enterprise", Kind.WORD, EmployerState, ("单位状况",)),
    Column("union_name", "所在基层工会", "Union", others=("基层工会",)),
    OTHER_PHONE,
    BANK_BRANCH,
    Column("guardian_name", "监护人", "Guardian", others=("监护人姓名",)),
    Column("guardian_relation", "与领款人关系", "Relation to the beneficiary", others=("监护人与领款人关系",)),
    Column("guardian_document", "监护证明", "Proof of guardianship"),
    Column("application_signed_on", "申请书签字日期", "Application signed on", Kind.DAY),
    Column("check_consent_on", "核对授权签字日期", "Consent to the check signed on", Kind.DAY),
    Column("data_consent_on", "信息处理同意签字日期", "Consent to the use of data signed on", Kind.DAY),
)

HOUSEHOLD: tuple[Column, ...] = (
    Column("file_no", "档案编号", "File no.", others=("档案号", "编号", "档案编码")),
    Column("unit", "单位", "Unit", others=("所属单位", "工会", "所属工会", "单位名称", "单位编码", "工会名称")),
    Column("name", "户主姓名", "Head", others=("姓名", "职工姓名", "户主", "name", "申请人"), required=True),
    Column("id_number", "身份证号", "ID number", Kind.CODE, others=ID_NAMES, required=True),
    PHONE,
    Column("category", "困难类别", "Category", Kind.WORD, Category, ("困难类型", "类别"), required=True),
    Column("main_cause", "主要致困原因", "Main cause", Kind.WORD, Cause, ("致困原因", "困难原因"), required=True),
    Column(
        "monthly_income",
        "家庭月人均收入",
        "Monthly income a head",
        Kind.MONEY,
        others=("月人均收入", "人均月收入", "家庭人均月收入"),
        required=True,
    ),
    Column("applied_on", "申请日期", "Applied on", Kind.DAY, others=("申请时间", "申请日"), required=True),
    _HEALTH,
    _WORK,
    Column("address", "家庭住址", "Address", others=("住址", "地址", "家庭地址", "现住址")),
    BANK_NAME,
    ACCOUNT,
    ACCOUNT_HOLDER,
    NOTE,
    *STANDING,
    *_SEAT_MORE,
    *_HOUSEHOLD_MORE,
)
MEMBER: tuple[Column, ...] = (
    HEAD_ID,
    Column("name", "成员姓名", "Name", others=("姓名", "家庭成员姓名", "家属姓名"), required=True),
    Column(
        "relation",
        "与户主关系",
        "Relation to the head",
        Kind.WORD,
        Relation,
        ("与户主的关系", "关系", "家庭关系", "称谓", "relation"),
        required=True,
    ),
    Column("id_number", "身份证号", "ID number", Kind.CODE, others=("成员身份证号", *ID_NAMES), required=True),
    SEX,
    BIRTH_ON,
    _HEALTH,
    _WORK,
    *STANDING,
    *_SEAT_MORE,
)
FEN = {"monthly_income": "monthly_income_fen", "other_income": "other_income_fen", "yearly_income": "yearly_income_fen",
       "own_income": "monthly_income_fen"}  # fmt: skip
"""What the records call a column of money; `own_income` is a person's."""
_OF_HOUSEHOLD = {column.key: column for column in HOUSEHOLD}
_OF_MEMBER = {column.key: column for column in MEMBER}
TOGETHER: tuple[Column, ...] = (*MEMBER, *(column for column in HOUSEHOLD if column.key not in _OF_MEMBER))
"""Heads and members in one sheet, as in a csv: whoever's relation is 户主 or empty is a head."""
LAYOUT = Layout(
    own=Part("困难职工", HOUSEHOLD, frozenset({"name"})),
    more=Part("家庭成员", MEMBER, frozenset({"relation"})),
    together=Part("困难职工", TOGETHER, frozenset({"relation", "category"})),
    owner=HEAD_ID.key,
)
