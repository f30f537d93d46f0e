"""佐证材料: what proves a figure, in one zip: how it was counted, the masked list, the payments, the sums and digests.

Always in Chinese and always masked, whoever asks; the reader's units decide which entries are listed, and what lies
outside them is counted in the text.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Response, g
from flask_babel import force_locale

from caseapp.domain.access.roles import Permission
from caseapp.domain.documents.target_table import target_table
from caseapp.domain.indicators.interval import wilson
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.domain.indicators.tailoring import measure_named, payments_behind
from caseapp.domain.periods import year_window
from caseapp.exporters.files import to_docx, to_xlsx
from caseapp.exporters.pack import to_pack
from caseapp.extensions import db
from caseapp.models.projects import Project
from caseapp.queries import facts
from caseapp.queries.projects import project_by_code
from caseapp.queries.records import typed_of
from caseapp.services.figures import IndicatorFigure, figures_of, one_figure
from caseapp.services.projects import project_table
from caseapp.web.projects.blueprint import blueprint
from caseapp.web.projects.listing import list_document
from caseapp.web.support.access import reads
from caseapp.web.support.as_of import as_of
from caseapp.web.support.downloads import as_file
from caseapp.web.support.language import LOCALES, yuan
from caseapp.web.support.session import actor

P = Permission
MOST = 20_000
"""Entries in one list of a pack."""
PAID = {Family.PAYMENTS, Family.DEPENDANTS, Family.SERVED, Family.LAST_DAY, Family.QUARTERS}


@dataclass(frozen=True)
class Proof:
    """One figure with the list behind it and, where people were paid, the payments."""

    figure: IndicatorFigure
    measure: Measure | None
    members: facts.MemberList
    payments: facts.MemberList | None


@blueprint.get("/projects/<int(min=2000,max=2099):year>/<code>/rows/<int:row>/evidence.zip")
@reads(P.PROJECT_READ, recorded_as="evidence.export")
def row_evidence(year: int, code: str, row: int) -> Any:
    session, who, day = db.session(), actor(), as_of(year)
    project = project_by_code(session, who, year, code)
    figure = one_figure(session, year, code, row, as_of=day, actor=who)
    return _sent(project, [figure], day, f"{year}-{project.number}-{row}-evidence.zip")


@blueprint.get("/projects/<int(min=2000,max=2099):year>/<code>/evidence.zip")
@reads(P.PROJECT_READ, recorded_as="evidence.export")
def project_evidence(year: int, code: str) -> Any:
    session, who, day = db.session(), actor(), as_of(year)
    project = project_by_code(session, who, year, code)
    figures = figures_of(session, year, as_of=day, project_code=code, actor=who)
    form = target_table(project_table(project), [f.shown for f in figures], [f.attained for f in figures])
    return _sent(project, figures, day, f"{year}-{project.number}-evidence.zip", 绩效目标表=to_docx(form))


def _sent(project: Project, figures: list[IndicatorFigure], day: date, name: str, **whole: bytes) -> Response:
    g.viewed = ("project", project.id)
    files = {f"{title}.docx": content for title, content in whole.items()}
    with force_locale(LOCALES["zh"]):
        for figure in figures:
            files |= _files(project, _proof(project, figure, day))
    return as_file(to_pack(files), name)


def _proof(project: Project, figure: IndicatorFigure, day: date) -> Proof:
    measure = measure_named(figure.measure)
    members = _members(project, measure, day) if measure else facts.MemberList((), 0, 0)
    is_paid = measure is not None and measure.family in PAID and measure.subject not in {"activity", "remittance"}
    payments = _members(project, payments_behind(measure), day) if measure and is_paid else None
    return Proof(figure, measure, members, payments)


def _members(project: Project, measure: Measure, day: date) -> facts.MemberList:
    window = year_window(project.year, day)
    return facts.members(db.session(), facts.scope_of(project), measure, window, actor=actor(), limit=MOST)


def _files(project: Project, proof: Proof) -> dict[str, bytes]:
    folder = f"{proof.figure.row:02d}"
    files = {f"{folder}/说明.txt": "\n".join(_told(project, proof)).encode()}
    if proof.members.total or proof.members.hidden:
        files[f"{folder}/名单.xlsx"] = to_xlsx(_list(project, proof, proof.members, "名单"))
    if proof.payments is not None:
        files[f"{folder}/发放明细.xlsx"] = to_xlsx(_list(project, proof, proof.payments, "发放明细"))
    return files


def _list(project: Project, proof: Proof, found: facts.MemberList, what: str) -> Any:
    figure = proof.figure
    quarters = (replace(e, label=f"第{e.times}季度") if e.kind == "remittance" else e for e in found.entries)
    return list_document(
        title=f"{project.name} {figure.name} {what}",
        shown=figure.shown,
        definition=proof.measure.definition_zh if proof.measure else "",
        as_of=figure.as_of,
        entries=tuple(quarters),
        hidden=found.hidden,
        left_out=found.total - len(found.entries),
        named=False,
    )


def _told(project: Project, proof: Proof) -> list[str]:
    """The figure in words: the row of the form, how it was counted, and the sums that the lists must give."""
    figure, members = proof.figure, proof.members
    lines = [
        f"项目：{project.code} {project.name}",
        f"指标：{figure.level1} / {figure.level2} / {figure.name}",
        f"指标描述：{figure.description}",
        f"指标值：{figure.target}",
        f"指标值确定依据：{figure.basis}",
        f"实际完成值：{figure.shown or '—'}（截至 {figure.as_of.isoformat()}）",
        f"是否达成：{ {True: '是', False: '否', None: '—'}[figure.attained] }",
        f"取数口径：{figure.measure or '—'}",
        f"取数说明：{proof.measure.definition_zh if proof.measure else '尚未选定取数口径'}",
    ]
    if figure.denominator is not None:
        lines.append(f"分子 / 分母：{figure.numerator} / {figure.denominator}")
    if proof.measure is not None and proof.measure.family is Family.SURVEY and figure.denominator:
        low, high = wilson(figure.numerator or 0, figure.denominator) or (0, 0)
        lines.append(f"问卷：有效答卷 {figure.denominator} 份，95% 置信区间 {low}%–{high}%")
    if proof.measure is not None and proof.measure.family is Family.TYPED:
        typed = typed_of(db.session(), project.id, figure.row)
        lines += [f"人工填报：{one.words}；依据：{one.evidence}（{one.entered_on.isoformat()}）" for one in typed]
    if members.entries:
        counted = sum(entry.count for entry in members.entries)
        total = "金额" if proof.measure and proof.measure.family is Family.MONEY else "计数"
        lines.append(f"名单：{len(members.entries)} 条，{total}合计 {yuan(counted) if total == '金额' else counted}")
    if proof.payments is not None:
        amount = sum(entry.amount_fen or 0 for entry in proof.payments.entries)
        lines.append(f"发放明细：{len(proof.payments.entries)} 笔，合计 {yuan(amount)} 元")
    if members.hidden:
        lines.append(f"另有 {members.hidden} 条属于本人权限以外的单位，已计入数值，未列入名单。")
    return [*lines, ""]
