"""A monitoring sheet as its printed form says it: always in Chinese."""

from datetime import date

from caseapp.domain.documents.monitor_table import MonitorFacts, MonitorFund, MonitorLine
from caseapp.domain.indicators.lights import LightRules
from caseapp.domain.indicators.monitoring import Cause, Likelihood
from caseapp.domain.payments.codes import FundSource
from caseapp.services.evaluations import Funds, by_source
from caseapp.services.monitoring import MonitorRow, MonitorSheet

_FUNDS = {
    FundSource.FISCAL: "其中：本年一般公共预算拨款",
    FundSource.CARRIED: "上年结转资金",
    FundSource.OTHER: "其他资金",
}


def monitor_facts(sheet: MonitorSheet) -> MonitorFacts:
    project, money = sheet.project, sheet.money
    whole = MonitorFund("年度资金总额", _first(sheet), money.paid_fen, money.percent, money.expected_fen)
    return MonitorFacts(
        year=project.year,
        project=project.name,
        code=project.code,
        department=project.printed_unit,
        unit=project.unit.name,
        day=_day(sheet.as_of),
        span=_span(sheet.as_of),
        funds=[whole, *(_fund(one) for one in by_source(sheet.funds))],
        goal="\n".join(goal.sentence for goal in project.goals),
        cause_heads=[cause.zh for cause in Cause],
        chance_heads=[chance.zh for chance in Likelihood],
        lines=[_line(row) for row in sheet.rows],
        notes=_notes(sheet.rules, sheet.document_no),
    )


def _notes(rules: LightRules, document_no: str) -> list[str]:
    """The rules of the lights and of what is expected, as sentences."""
    basis = f"（依据：{document_no}）" if document_no else ""
    return [
        f"资金：已支出不低于支出计划的{rules.money_good}%为绿，不低于{rules.money_warn}%为黄，其余为红；"
        f"指标：已完成不低于应完成的{rules.indicator_good}%为绿，不低于{rules.indicator_warn}%为黄，其余为红；"
        f"应完成{rules.pacing.zh}折算，上限指标在限内为绿{basis}。",
        "全年预计：逐步累计的指标=已完成÷应完成比例（户数、人数向下取整）；季度数加上尚余季度；"
        "比率、日期和定性指标按现状；资金=已支出÷计划比例，不低于已支出与已批准待发放之和，不超过预算。",
        "执行率=执行数÷调整后预算数。",
    ]


def _first(sheet: MonitorSheet) -> int:
    return sum(one.first_fen for one in sheet.funds) or sheet.project.budget_fen


def _fund(funds: Funds) -> MonitorFund:
    label = _FUNDS[funds.source] if funds.source else ""
    return MonitorFund(label, funds.first_fen, funds.executed_fen, funds.rate, None)


def _line(row: MonitorRow) -> MonitorLine:
    figure, said = row.figure, row.said
    return MonitorLine(
        level1=figure.level1,
        level2=figure.level2,
        name=figure.name,
        target=figure.target,
        actual=figure.shown or "—",
        expected=row.shown_expected or "—",
        causes=[cause in said.causes for cause in Cause],
        explanation=said.explanation,
        chances=[chance is said.likelihood for chance in Likelihood],
        remark=said.remark,
    )


def _span(day: date) -> str:
    return "1月" if day.month == 1 else f"1—{day.month}月"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
