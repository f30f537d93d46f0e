"""The columns a household roster may have: their headings and synonyms, and what may stand in them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from caseapp.domain.households.codes import Category, Cause, Health, Relation, WorkState
from caseapp.domain.identity import Sex
from caseapp.domain.labels import Word

_PARENTHESES = re.compile(r"[(\[【〔].*?[)\]】〕]")
_NOISE = re.compile(r"[\s:*_\-/.,、·]")


class Kind(Enum):
    TEXT = "text"
    CODE = "code"  # digits that a spreadsheet must not take for a number: ID, phone, account
    MONEY = "money"
    DAY = "day"
    WORD = "word"


@dataclass(frozen=True)
class Column:
    """`heading` is what our own files print; `words` may stand in the cell when the kind is WORD."""

    key: str
    heading: str
    en: str
    kind: Kind = Kind.TEXT
    words: type[Word] | None = None
    others: tuple[str, ...] = ()
    required: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return (self.heading, self.en, self.key, *self.others)


HEAD_ID = Column(
    "head_id",
    "户主身份证号",
    "Head's ID number",
    Kind.CODE,
    others=("户主身份证号码", "户主证件号码", "户主身份证", "所属户主身份证号"),
    required=True,
)
_ID_NAMES = ("身份证号码", "身份证", "公民身份号码", "居民身份证号", "证件号码", "证件号", "ID no.")
_HEALTH = Column("health", "健康状况", "Health", Kind.WORD, Health, ("身体状况",))
_WORK = Column("work_state", "工作状态", "Work", Kind.WORD, WorkState, ("就业状况", "工作状况", "就业状态"))

HOUSEHOLD: tuple[Column, ...] = (
    Column("file_no", "档案编号", "File no.", others=("档案号", "编号", "职工编号", "档案编码")),
    Column("unit", "单位", "Unit", others=("所属单位", "工会", "所属工会", "单位名称", "单位编码", "工会名称")),
    Column("name", "户主姓名", "Head", others=("姓名", "职工姓名", "户主", "name", "申请人"), required=True),
    Column("id_number", "身份证号", "ID number", Kind.CODE, others=_ID_NAMES, required=True),
    Column("phone", "手机", "Phone", Kind.CODE, others=("手机号", "手机号码", "联系电话", "电话", "联系方式")),
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
    Column("bank_name", "开户银行", "Bank", others=("银行", "开户行")),
    Column("account", "银行卡号", "Account number", Kind.CODE, others=("卡号", "银行账号", "账号", "银行账户")),
    Column("account_holder", "户名", "Account holder", others=("开户名", "持卡人", "账户名")),
    Column("note", "备注", "Note", others=("说明",)),
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
    Column("id_number", "身份证号", "ID number", Kind.CODE, others=("成员身份证号", *_ID_NAMES), required=True),
    Column("sex", "性别", "Sex", Kind.WORD, Sex),
    Column("birth_on", "出生日期", "Born on", Kind.DAY, others=("出生年月日", "生日")),
    _HEALTH,
    _WORK,
)
_OF_HOUSEHOLD = {column.key: column for column in HOUSEHOLD}
_OF_MEMBER = {column.key: column for column in MEMBER}
TOGETHER: tuple[Column, ...] = (*MEMBER, *(column for column in HOUSEHOLD if column.key not in _OF_MEMBER))
"""Heads and members in one sheet, as in a csv: whoever's relation is 户主 or empty is a head."""


@dataclass(frozen=True)
class Header:
    """A sheet's row of headings: where each key stands (from 1), what the sheet calls it, and what is left over."""

    row: int
    columns: dict[str, int]
    headings: dict[str, str]
    repeated: tuple[tuple[int, str], ...]
    unused: tuple[str, ...]


def normal(text: object) -> str:
    """A heading or a word as it is compared: half-width, without spaces, signs and what stands in brackets."""
    plain = unicodedata.normalize("NFKC", str(text)).lower()
    return _NOISE.sub("", _PARENTHESES.sub("", plain))


def header_of(row_no: int, cells: Sequence[object], columns: Sequence[Column]) -> Header:
    keys = {normal(name): column.key for column in reversed(columns) for name in column.names}
    found: dict[str, int] = {}
    headings: dict[str, str] = {}
    repeated, unused = [], []
    for number, cell in enumerate(cells, 1):
        text = str(cell).strip()
        key = keys.get(normal(text)) if text else None
        if key is None:
            unused += [text] if text else []
        elif key in found:
            repeated.append((number, text))
        else:
            found[key], headings[key] = number, text
    return Header(row_no, found, headings, tuple(repeated), tuple(unused))


def column_of(key: str, columns: Sequence[Column]) -> Column:
    return next(column for column in columns if column.key == key)
