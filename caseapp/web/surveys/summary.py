"""The rates by group, and the summary of a survey as a Word file."""

from dataclasses import dataclass

from flask import Response, g

from caseapp.domain.access.roles import Permission
from caseapp.domain.documents.survey_summary import AskedFacts, GroupFacts, SummaryFacts, survey_summary
from caseapp.domain.households.codes import Category
from caseapp.domain.indicators.interval import wilson
from caseapp.domain.surveys.results import Rate
from caseapp.extensions import db
from caseapp.models.questionnaires import Questionnaire
from caseapp.queries import questionnaires as lists
from caseapp.queries.survey_counts import QuestionResult, groups_of, results_of, returns_of
from caseapp.web.support.access import reads
from caseapp.web.support.downloads import document_file
from caseapp.web.support.language import word
from caseapp.web.support.session import actor
from caseapp.web.surveys.blueprint import blueprint

P = Permission


@dataclass(frozen=True)
class Group:
    """`rates` by question key."""

    is_unit: bool
    name: str
    rates: dict[str, Rate]


def groups(survey: Questionnaire, *, official: bool = False) -> list[Group]:
    """Categories first, then units. `official`: in Chinese whatever the reader's language is."""
    found = groups_of(db.session(), survey)
    names = lists.unit_names(db.session(), {int(one.name) for one in found if one.dimension == "unit" and one.name})
    merged: dict[tuple[str, str], Group] = {}
    for one in found:
        if not one.name:
            continue
        is_unit = one.dimension == "unit"
        category = None if is_unit else Category(one.name)
        name = names.get(int(one.name), one.name) if category is None else category.zh if official else word(category)
        merged.setdefault((one.dimension, one.name), Group(is_unit, name, {})).rates[one.question] = one.rate
    return sorted(merged.values(), key=lambda group: group.is_unit)


@blueprint.get("/surveys/<int:survey_id>/summary.docx")
@reads(P.RECORD_READ, recorded_as="survey.export")
def summary(survey_id: int) -> Response:
    survey = lists.survey_by_id(db.session(), actor(), survey_id)
    g.viewed = ("questionnaire", survey.id)
    return document_file(survey_summary(_facts(survey)), f"survey-{survey_id}-summary.docx")


def _facts(survey: Questionnaire) -> SummaryFacts:
    session = db.session()
    found, returns = results_of(session, survey), returns_of(session, survey)
    rated = [one for one in found if one.question.feeds]
    lines = [
        ("状态", survey.state.zh),
        ("方式", "匿名" if survey.is_anonymous else "实名"),
        ("调查范围", f"{survey.frame_kind.zh if survey.frame_kind else '—'}，共 {survey.frame_size} 个"),
        (
            "抽取",
            f"{returns.invited} 个（{survey.size_rule.zh if survey.size_rule else '—'}），种子 {survey.seed or '—'}",
        ),
        ("调查期间", f"{survey.opened_on or '—'} 至 {survey.closed_on or '—'}"),
        ("发放、回收、有效", f"{returns.asked} 份、{returns.answered} 份、{returns.valid} 份"),
        ("回收率", f"{100 * returns.answered / returns.asked:.1f}%" if returns.asked else "—"),
    ]
    return SummaryFacts(
        survey.title,
        survey.project.name,
        survey.project.unit.name,
        tuple(lines),
        tuple(_asked(one) for one in found if one.question.is_picked),
        tuple(one.question.feeds.zh for one in rated if one.question.feeds),
        tuple(
            GroupFacts(
                "单位" if group.is_unit else "类别",
                group.name,
                tuple(_percent(group.rates.get(one.question.key)) for one in rated),
            )
            for group in groups(survey, official=True)
        ),
    )


def _asked(one: QuestionResult) -> AskedFacts:
    total = sum(one.counts.values())
    answers = tuple(
        (pick.zh, given, f"{100 * given / total:.1f}%" if total else "—")
        for pick in one.question.options
        for given in (one.counts.get(pick.key, 0),)
    )
    between = wilson(one.rate.good, one.rate.valid) if one.rate and one.question.feeds else None
    said = ""
    if one.rate and between and one.question.feeds:
        low, high = between
        said = f"{one.question.feeds.zh}：{one.rate.percent}%（n={one.rate.valid}，95% 置信区间 {low}%–{high}%）"
    return AskedFacts(one.question.zh, answers, said)


def _percent(rate: Rate | None) -> str:
    return f"{rate.percent}%（{rate.good}/{rate.valid}）" if rate and rate.percent is not None else "—"
