"""The columns a roster of special-group people may have: a row a person and year."""

from caseapp.domain.rosters.columns import Column, Kind, Layout, Part
from caseapp.domain.rosters.people import (
    ACCOUNT,
    ACCOUNT_HOLDER,
    BANK_BRANCH,
    BANK_NAME,
    BIRTH_ON,
    ID_NAMES,
    PHONE,
    SEX,
)
from caseapp.domain.special_groups.codes import SpecialGroup

LISTING: tuple[Column, ...] = (
    Column("year", "年度", "Year", Kind.WHOLE, others=("年份", "名单年度"), required=True),
    Column("special_group", "群体类别", "Group", Kind.WORD, SpecialGroup, ("群体", "类别", "人员类别"), True),
    Column("unit", "所属工会", "Unit", others=("工会", "管理单位", "所属单位", "工会名称", "单位编码")),
    Column("name", "姓名", "Name", others=("name",), required=True),
    Column("id_number", "身份证号", "ID number", Kind.CODE, others=ID_NAMES),
    SEX,
    BIRTH_ON,
    PHONE,
    Column("employer", "工作单位", "Workplace", others=("单位", "单位名称", "所在单位", "平台企业")),
    BANK_NAME,
    BANK_BRANCH,
    ACCOUNT,
    ACCOUNT_HOLDER,
)
LAYOUT = Layout(own=Part("特殊群体", LISTING, frozenset({"name", "special_group"})))
