"""The further fields of the 劳模 roster, in the groups of its printed form; one list for form, page, table and file."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from caseapp.domain.labels import Word


class Section(Word):
    SCHOOLING = "schooling", "学历与职业", "Schooling and work"
    LIVING = "living", "生活状况", "Living"
    SPOUSE = "spouse", "配偶", "Spouse"
    KIN = "kin", "家属与联系人", "Next of kin and contact"


class Kind(Enum):
    TEXT = auto()
    DAY = auto()
    MONEY = auto()
    COUNT = auto()
    PHONE = auto()
    ACCOUNT = auto()


@dataclass(frozen=True)
class Field:
    """`sealed` is kept encrypted; phones and accounts always are. `limit` in characters."""

    key: str
    section: Section
    label: Word
    kind: Kind = Kind.TEXT
    limit: int = 64
    sealed: bool = False


class Label(Word):
    """The fields' words, as the official roster prints them."""

    NATIVE_PLACE = "native_place", "籍贯", "Native place"
    PARTY_JOINED_ON = "party_joined_on", "入党时间", "Joined the Party on"
    SCHOOLING = "schooling", "学历", "Schooling"
    DEGREE = "degree", "学位", "Degree"
    STARTED_WORK_ON = "started_work_on", "参加工作时间", "Began to work on"
    POSITION = "position", "职务", "Position"
    EMPLOYER_KIND = "employer_kind", "单位类型", "Kind of employer"
    PROFESSIONAL_TITLE = "professional_title", "职称", "Professional title"
    SKILL_GRADE = "skill_grade", "技术等级", "Skill grade"
    REGISTRATION = "registration", "户口类型", "Household registration"
    ADDRESS = "address", "家庭住址", "Address"
    POSTCODE = "postcode", "邮编", "Postcode"
    MONTHLY_INCOME_FEN = "monthly_income_fen", "本人月收入", "Own monthly income"
    FAMILY_SIZE = "family_size", "家庭人口", "People in the family"
    HEALTH = "health", "健康状况", "Health"
    ILLNESS = "illness_note", "疾病说明", "Illness"
    INSURANCE = "insurance", "参保情况", "Insurance"
    HOUSING = "housing", "住房类型", "Housing"
    AREA_PER_HEAD = "area_per_head", "人均住房面积（㎡）", "Area a head (m²)"
    SPOUSE_NAME = "spouse_name", "配偶姓名", "Spouse's name"
    SPOUSE_BORN_ON = "spouse_born_on", "配偶出生日期", "Spouse born on"
    SPOUSE_INCOME_FEN = "spouse_income_fen", "配偶月收入", "Spouse's monthly income"
    SPOUSE_HEALTH = "spouse_health", "配偶健康状况", "Spouse's health"
    KIN_NAME = "kin_name", "家属姓名", "Next of kin"
    KIN_RELATION = "kin_relation", "家属与本人关系", "Relation"
    KIN_PHONE = "kin_phone", "家属电话", "Next of kin's phone"
    KIN_BANK = "kin_bank", "家属开户银行", "Next of kin's bank"
    KIN_ACCOUNT = "kin_account", "家属银行卡号", "Next of kin's account"
    CONTACT_NAME = "contact_name", "联系人", "Contact"
    CONTACT_PHONE = "contact_phone", "联系人电话", "Contact's phone"


def _field(section: Section, label: Label, kind: Kind = Kind.TEXT, limit: int = 64, *, sealed: bool = False) -> Field:
    return Field(label.value, section, label, kind, limit, sealed or kind in (Kind.PHONE, Kind.ACCOUNT))


_S, _L, _C, _K = Section.SCHOOLING, Section.LIVING, Section.SPOUSE, Section.KIN
FIELDS: tuple[Field, ...] = (
    _field(_S, Label.NATIVE_PLACE),
    _field(_S, Label.PARTY_JOINED_ON, Kind.DAY),
    _field(_S, Label.SCHOOLING, limit=32),
    _field(_S, Label.DEGREE, limit=32),
    _field(_S, Label.STARTED_WORK_ON, Kind.DAY),
    _field(_S, Label.POSITION),
    _field(_S, Label.EMPLOYER_KIND, limit=32),
    _field(_S, Label.PROFESSIONAL_TITLE),
    _field(_S, Label.SKILL_GRADE, limit=32),
    _field(_L, Label.REGISTRATION, limit=32),
    _field(_L, Label.ADDRESS, limit=128),
    _field(_L, Label.POSTCODE, limit=6),
    _field(_L, Label.MONTHLY_INCOME_FEN, Kind.MONEY),
    _field(_L, Label.FAMILY_SIZE, Kind.COUNT),
    _field(_L, Label.HEALTH, limit=32),
    _field(_L, Label.ILLNESS, limit=256, sealed=True),
    _field(_L, Label.INSURANCE, limit=128),
    _field(_L, Label.HOUSING, limit=32),
    _field(_L, Label.AREA_PER_HEAD, Kind.COUNT),
    _field(_C, Label.SPOUSE_NAME, sealed=True),
    _field(_C, Label.SPOUSE_BORN_ON, Kind.DAY),
    _field(_C, Label.SPOUSE_INCOME_FEN, Kind.MONEY),
    _field(_C, Label.SPOUSE_HEALTH, limit=32),
    _field(_K, Label.KIN_NAME, sealed=True),
    _field(_K, Label.KIN_RELATION, limit=32),
    _field(_K, Label.KIN_PHONE, Kind.PHONE),
    _field(_K, Label.KIN_BANK),
    _field(_K, Label.KIN_ACCOUNT, Kind.ACCOUNT),
    _field(_K, Label.CONTACT_NAME, sealed=True),
    _field(_K, Label.CONTACT_PHONE, Kind.PHONE),
)
LARGEST = 1000
Value = str | int | date | None
