"""Columns of a person that every roster shares."""

from caseapp.domain.households.ethnicity import Ethnicity
from caseapp.domain.households.particulars import Marriage, Politics
from caseapp.domain.identity import Sex
from caseapp.domain.rosters.columns import Column, Kind

ID_NAMES = ("身份证号码", "身份证", "公民身份号码", "居民身份证号", "证件号码", "证件号", "ID no.")
PHONE = Column("phone", "手机", "Phone", Kind.CODE, others=("手机号", "手机号码", "联系电话", "电话", "联系方式"))
OTHER_PHONE = Column("other_phone", "其他联系方式", "Other contact", Kind.CODE, others=("备用电话",))
SEX = Column("sex", "性别", "Sex", Kind.WORD, Sex)
BIRTH_ON = Column("birth_on", "出生日期", "Born on", Kind.DAY, others=("出生年月日", "生日"))
BANK_NAME = Column("bank_name", "开户银行", "Bank", others=("银行", "开户行"))
BANK_BRANCH = Column("bank_branch", "支行", "Branch", others=("开户支行",))
ACCOUNT = Column("account", "银行卡号", "Account number", Kind.CODE, others=("卡号", "银行账号", "账号", "银行账户"))
ACCOUNT_HOLDER = Column("account_holder", "户名", "Account holder", others=("开户名", "持卡人", "账户名"))
NOTE = Column("note", "备注", "Note", others=("说明",))
STANDING = (
    Column("ethnicity", "民族", "Ethnic group", Kind.WORD, Ethnicity),
    Column("politics", "政治面貌", "Political status", Kind.WORD, Politics),
    Column("marriage", "婚姻状况", "Marriage", Kind.WORD, Marriage, ("婚姻",)),
)
