"""A self-evaluation as its printed forms say it: always in Chinese."""

from caseapp.domain.documents.self_evaluation import EvaluationFacts, FundRow, ScoredRow
from caseapp.domain.indicators.evaluation import EvaluationRules
from caseapp.domain.indicators.scoring import Rule
from caseapp.domain.indicators.target import Operator, parse_target
from caseapp.domain.payments.codes import FundSource
from caseapp.services.evaluations import EvaluationRow, EvaluationSheet, Funds

_SIGNS = {Operator.AT_LEAST: "≥", Operator.AT_MOST: "≤", Operator.EQUAL: "="}
_FUNDS = {
    None: "年度资金总额",
    FundSource.FISCAL: "其中：当年财政拨款",
    FundSource.CARRIED: "上年结转资金",
    FundSource.OTHER: "其他资金",
}


def form_facts(sheet: EvaluationSheet) -> EvaluationFacts:
    project, day = sheet.project, sheet.as_of
    return EvaluationFacts(
        year=project.year,
        project=project.name,
        code=project.code,
        department=project.printed_unit,
        unit=project.unit.name,
        day=f"{day.year}年{day.month}月{day.day}日",
        funds=[_fund(one) for one in (sheet.whole, *sheet.funds)],
        execution_weight=sheet.execution.weight,
        execution_points=sheet.execution.earned,
        execution_reason=sheet.execution.reason,
        expected="\n".join(goal.sentence for goal in project.goals),
        achieved=sheet.achieved,
        rows=[_row(row) for row in sheet.rows],
        total=sheet.total,
        grade=sheet.grade.zh,
        choices=[*_choices(sheet.rules, sheet.document_no), *_rules_used(sheet)],
    )


def _fund(funds: Funds) -> FundRow:
    return FundRow(_FUNDS[funds.source], funds.first_fen, funds.adjusted_fen, funds.executed_fen, funds.rate)


def _row(row: EvaluationRow) -> ScoredRow:
    figure = row.figure
    target = parse_target(figure.target, figure.year)
    sign = _SIGNS.get(target.operator, "")
    return ScoredRow(
        level1=figure.level1,
        level2=figure.level2,
        name=figure.name,
        target=figure.target,
        sign=sign or target.operator.zh,
        value=target.value or "" if sign else figure.target,
        unit=target.value_unit if sign else "",
        actual=figure.shown,
        attained=figure.attained,
        weight=row.points.weight,
        points=row.points.earned,
        reason=row.points.reason,
    )


def _choices(rules: EvaluationRules, document_no: str) -> list[str]:
    excellent, good, fair = rules.bounds
    basis = f"（依据：{document_no}）" if document_no else ""
    return [
        f"分值：预算执行率{rules.execution:f}、产出{rules.output:f}、效益{rules.benefit:f}、满意度{rules.satisfaction:f}，"
        f"同级指标平均分配，尾差计入末行{basis}。",
        f"等级：{excellent:f}分及以上为优，{good:f}分及以上为良，{fair:f}分及以上为中，其余为差。",
    ]


def _rules_used(sheet: EvaluationSheet) -> list[str]:
    """Each rule that scored a row, with the names of the rows."""
    rows: dict[Rule, list[str]] = {}
    for row in sheet.rows:
        rows.setdefault(row.score.rule, []).append(row.figure.name)
    told = [f"{rule.zh}：{'、'.join(names)}。" for rule, names in rows.items()]
    hand = [row.figure.name for row in sheet.rows if row.points.final not in (None, row.points.computed)]
    return [*told, f"得分由人工评定并附原因：{'、'.join(hand)}。"] if hand else told
