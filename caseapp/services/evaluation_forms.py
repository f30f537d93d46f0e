"""A self-evaluation as its printed forms say it: always in Chinese."""

from caseapp.domain.documents.department_evaluation import DepartmentFacts, MeasureLine, ProjectLine
from caseapp.domain.documents.self_evaluation import EvaluationFacts, FundRow, ScoredRow
from caseapp.domain.indicators.evaluation import EvaluationRules
from caseapp.domain.indicators.measures import Family
from caseapp.domain.indicators.scoring import Flag, Rule
from caseapp.domain.indicators.target import Operator, parse_target
from caseapp.domain.money import Money
from caseapp.domain.payments.codes import FundSource
from caseapp.services.evaluation_rollup import DepartmentEvaluation, MeasureRollup
from caseapp.services.evaluations import EvaluationRow, EvaluationSheet, Funds, by_source

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
        funds=[_fund(one) for one in (sheet.whole, *by_source(sheet.funds))],
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
    over = [row.figure.name for row in sheet.rows if Flag.OVER_ACHIEVED in row.score.flags]
    if over:
        told.append(
            f"实际完成值达到目标值的{sheet.rules.practice.over_from * 100:.0f}%以上，原因见说明：{'、'.join(over)}。"
        )
    hand = [row.figure.name for row in sheet.rows if row.points.final not in (None, row.points.computed)]
    other = [
        f"{row.figure.name}（计算{row.points.computed:f}分，评定{row.points.final:f}分）"
        for row in sheet.rows
        if row.points.computed is not None and row.points.final is not None and row.points.final != row.points.computed
    ]
    if other:
        told.append(f"评定得分与计算得分不同：{'、'.join(other)}。")
    return [*told, f"得分由人工评定并附原因：{'、'.join(hand)}。"] if hand else told


def department_facts(seen: DepartmentEvaluation) -> DepartmentFacts:
    whole, day = seen.funds, seen.as_of
    label = seen.grade.zh if seen.grade else "—"
    return DepartmentFacts(
        year=seen.year,
        unit=seen.sheets[0].project.unit.name,
        day=f"{day.year}年{day.month}月{day.day}日",
        projects=[_project_line(sheet) for sheet in seen.sheets],
        whole=ProjectLine("合计", whole.adjusted_fen, whole.executed_fen, whole.rate, seen.points, label),
        measures=[
            MeasureLine(one.measure.zh, len(one.figures), total_of(one), one.whole.rate, one.whole.weighted)
            for one in seen.measures
        ],
        notes=[
            "合计得分为各项目自评得分按调整后预算数的加权平均。",
            "数量、金额逐项目相加；同一户或同一人在几个项目受助的，各项目各计一次。",
            "比率由各项目的分子、分母相加后重新计算；并列示按执行数加权的平均值，供比较。",
        ],
    )


def total_of(one: MeasureRollup) -> str:
    """The sum as it is printed: parts for a rate, ten thousand yuan for money, else the number with its unit."""
    top, bottom = one.whole.numerator, one.whole.denominator
    in_fen = one.measure.family in {Family.MONEY, Family.REMITTANCE} and one.measure.unit in {"万元", "%"}
    if bottom is not None:
        return f"{_wan(top)} ÷ {_wan(bottom)}万元" if in_fen else f"{top:,} ÷ {bottom:,}"
    return f"{_wan(top)}万元" if in_fen else f"{top:,}{one.measure.unit}"


def _project_line(sheet: EvaluationSheet) -> ProjectLine:
    whole = sheet.whole
    return ProjectLine(
        sheet.project.name, whole.adjusted_fen, whole.executed_fen, whole.rate, sheet.total, sheet.grade.zh
    )


def _wan(fen: int) -> str:
    return f"{Money(fen).wan():,.2f}"
