"""The columns a roster of model workers may have: a row a person, and their honours on a second sheet."""

from caseapp.domain.model_workers.codes import HonourLevel, Payer, WorkerState
from caseapp.domain.model_workers.particulars import FIELDS
from caseapp.domain.model_workers.particulars import Kind as FieldKind
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

OWNER_ID = Column(
    "owner_id",
    "劳模身份证号",
    "Model worker's ID number",
    Kind.CODE,
    others=("本人身份证号", "劳模证件号码", "获得者身份证号", "劳模身份证号码"),
    required=True,
)
_KINDS = {
    FieldKind.TEXT: Kind.TEXT,
    FieldKind.DAY: Kind.DAY,
    FieldKind.MONEY: Kind.MONEY,
    FieldKind.COUNT: Kind.WHOLE,
    FieldKind.PHONE: Kind.CODE,
    FieldKind.ACCOUNT: Kind.CODE,
}
_OTHERS = {
    "party_joined_on": ("入党日期",),
    "schooling": ("文化程度", "最高学历"),
    "started_work_on": ("参加工作日期",),
    "position": ("职务名称", "现任职务"),
    "employer_kind": ("单位性质",),
    "professional_title": ("专业技术职称", "技术职称"),
    "skill_grade": ("职业技能等级", "技能等级"),
    "registration": ("户籍类型", "户口性质", "户口"),
    "address": ("住址", "地址", "家庭地址", "现住址"),
    "postcode": ("邮政编码",),
    "monthly_income_fen": ("月收入", "个人月收入"),
    "family_size": ("家庭人口数",),
    "health": ("身体状况",),
    "illness_note": ("疾病", "病种", "疾病情况"),
    "insurance": ("社会保险", "参保", "社保情况"),
    "housing": ("住房", "住房性质"),
    "area_per_head": ("人均住房面积", "人均面积"),
    "spouse_name": ("爱人姓名",),
    "spouse_born_on": ("配偶出生年月",),
    "spouse_income_fen": ("配偶收入",),
    "kin_name": ("直系亲属", "亲属姓名"),
    "kin_relation": ("家属关系", "与本人关系"),
    "kin_phone": ("亲属电话",),
    "kin_bank": ("家属银行",),
    "kin_account": ("家属账号",),
    "contact_name": ("联系人姓名",),
}
PARTICULARS: tuple[Column, ...] = tuple(
    Column(
        one.key,
        one.label.zh,
        one.label.en,
        Kind.CODE if one.key == "postcode" else _KINDS[one.kind],
        others=_OTHERS.get(one.key, ()),
    )
    for one in FIELDS
)
WORKER: tuple[Column, ...] = (
    Column("file_no", "档案编号", "File no.", others=("档案号", "编号", "劳模编号")),
    Column("unit", "所属工会", "Unit", others=("工会", "管理单位", "所属单位", "工会名称", "单位编码")),
    Column("name", "姓名", "Name", others=("劳模姓名", "name"), required=True),
    Column("id_number", "身份证号", "ID number", Kind.CODE, others=ID_NAMES, required=True),
    SEX,
    BIRTH_ON,
    *STANDING,
    PHONE,
    OTHER_PHONE,
    Column("employer", "工作单位", "Employer", others=("单位", "单位名称", "所在单位", "原工作单位")),
    Column("work_state", "工作状态", "Work", Kind.WORD, WorkerState, ("就业状况", "就业状态", "在职情况"), True),
    Column("payer", "支付单位", "Paid by", Kind.WORD, Payer, ("发放单位", "待遇支付单位", "支付主体"), True),
    Column("retired_on", "退休日期", "Retired on", Kind.DAY, others=("退休时间", "离退休日期", "离退休时间")),
    Column("died_on", "去世日期", "Died on", Kind.DAY, others=("死亡日期", "去世时间", "逝世日期")),
    Column("death_reported_on", "报告去世日期", "Death reported on", Kind.DAY, others=("死亡上报日期",)),
    BANK_NAME,
    BANK_BRANCH,
    ACCOUNT,
    ACCOUNT_HOLDER,
    *PARTICULARS,
    NOTE,
)
_TITLE = Column("title", "荣誉称号", "Honorary title", others=("称号", "荣誉名称", "劳模称号", "荣誉"), required=True)
_LEVEL = Column("level", "荣誉级别", "Level", Kind.WORD, HonourLevel, ("级别", "称号级别", "劳模级别"), True)
_YEAR = Column(
    "year", "评选年度", "Year", Kind.WHOLE, others=("年度", "评选年份", "获得年份", "授予年份"), required=True
)
_HONOUR_MORE = (
    Column("treatment_level", "待遇级别", "Treatment", Kind.WORD, HonourLevel, ("享受待遇", "待遇", "享受待遇级别")),
    Column("awarded_on", "授予日期", "Awarded on", Kind.DAY, others=("表彰日期", "授予时间", "表彰时间")),
    Column("issuer", "授予机关", "Issued by", others=("授予单位", "表彰单位", "命名单位")),
    Column("document_no", "文件号", "Document no.", others=("表彰文号", "文号", "命名文件号")),
    Column("certificate_no", "证书编号", "Certificate no.", Kind.CODE, others=("证书号", "荣誉证书编号")),
    Column("revoked_on", "撤销日期", "Revoked on", Kind.DAY, others=("撤销时间", "取消称号日期")),
    Column("revocation_no", "撤销文件号", "Document of revocation", others=("撤销文号",)),
)
HONOUR: tuple[Column, ...] = (_TITLE, _LEVEL, _YEAR, *_HONOUR_MORE)
HONOURS_OF: tuple[Column, ...] = (
    OWNER_ID,
    Column("name", "姓名", "Name", others=("劳模姓名", "获得者姓名")),
    *HONOUR,
)
LAYOUT = Layout(
    own=Part("劳动模范", WORKER, frozenset({"name", "id_number"}), also=HONOUR),
    more=Part("荣誉称号", HONOURS_OF, frozenset({"owner_id", "title"})),
    owner=OWNER_ID.key,
)
"""The row of a person may carry an honour itself, as most people's own lists do."""
