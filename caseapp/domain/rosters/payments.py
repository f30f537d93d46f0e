"""The columns a file of past years' payments may have: a row a payment, under the number of its voucher."""

from caseapp.domain.payments.beneficiary import Register
from caseapp.domain.payments.codes import AidKind, FundSource
from caseapp.domain.rosters.columns import Column, Kind, Layout, Part
from caseapp.domain.rosters.people import ID_NAMES

PAYMENT: tuple[Column, ...] = (
    Column("voucher_no", "凭证号", "Voucher no.", others=("凭证编号", "记账凭证号", "凭证", "单据号"), required=True),
    Column("paid_on", "发放日期", "Paid on", Kind.DAY, others=("日期", "支付日期", "付款日期"), required=True),
    Column("project", "项目", "Project", others=("项目名称", "项目编码", "项目代码", "资金项目"), required=True),
    Column("kind", "救助类别", "Kind of aid", Kind.WORD, AidKind, ("类别", "发放类别", "救助项目", "资金类别"), True),
    Column("amount", "金额（元）", "Amount (yuan)", Kind.MONEY, others=("发放金额", "救助金额"), required=True),
    Column("name", "姓名", "Name", others=("收款人", "发放对象", "受助人", "户主姓名", "领款人"), required=True),
    Column("file_no", "档案编号", "File no.", others=("档案号", "编号", "家庭档案号", "劳模档案号")),
    Column("id_number", "身份证号", "ID number", Kind.CODE, others=ID_NAMES),
    Column("register", "对象类型", "Register", Kind.WORD, Register, ("对象类别", "人员类别", "档案类型")),
    Column("source", "资金来源", "Source of money", Kind.WORD, FundSource, ("来源", "资金性质")),
    Column("household_size", "家庭人口", "Household size", Kind.WHOLE, others=("家庭人数", "供养人口", "人口数")),
    Column("reason", "事由", "Reason", others=("原因", "备注", "说明", "摘要")),
)
LAYOUT = Layout(own=Part("历年发放", PAYMENT, frozenset({"voucher_no", "amount"})))
