"""Which payments count: the sentence that ends every definition made from payments."""

PAID_RULE_ZH = "统计截至日（含）前已发放成功且未退回的款项，按发放日期归入年度；待发放、失败、撤销的不计，重发只计一次"
PAID_RULE_EN = (
    "payments that had reached the payee by the as-of day and had not come back, by day of payment; "
    "open, failed and cancelled lines do not count, a re-payment counts once"
)
