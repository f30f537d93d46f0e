"""问卷调查汇总表: what a survey came to, for the evidence beside the figures; nobody's name, nobody's answer."""

from dataclasses import dataclass

from caseapp.domain.documents.document import Align, Block, Cell, Document, EndsLine, Paragraph, Row, Style, Table


@dataclass(frozen=True)
class AskedFacts:
    """One question: each answer with its forms and share, and in words the rate with its interval."""

    words: str
    answers: tuple[tuple[str, int, str], ...]
    rate: str = ""


@dataclass(frozen=True)
class GroupFacts:
    dimension: str
    name: str
    rates: tuple[str, ...]


@dataclass(frozen=True)
class SummaryFacts:
    title: str
    project: str
    unit: str
    lines: tuple[tuple[str, str], ...]
    asked: tuple[AskedFacts, ...]
    rated: tuple[str, ...]
    groups: tuple[GroupFacts, ...]


def survey_summary(facts: SummaryFacts) -> Document:
    blocks: list[Block] = [
        Paragraph(f"{facts.title}汇总表", Style.TITLE, Align.CENTER),
        EndsLine(f"项目：{facts.project}", f"单位：{facts.unit}"),
        Table((50.0, 120.0), tuple(Row((Cell(name, bold=True), _cell(value))) for name, value in facts.lines)),
    ]
    for number, one in enumerate(facts.asked, 1):
        rows = [Row((Cell("答案", bold=True), Cell("份数", bold=True), Cell("占比", bold=True)))]
        rows += [Row((_cell(words), Cell(str(forms)), Cell(share))) for words, forms, share in one.answers]
        blocks += [Paragraph(f"{number}. {one.words}", Style.HEADING)]
        blocks += [Paragraph(one.rate)] if one.rate else []
        blocks.append(Table((100.0, 35.0, 35.0), tuple(rows), repeat=0))
    if facts.groups:
        width = 90.0 / len(facts.rated)
        head = [Cell("分组", bold=True), *(Cell(name, bold=True) for name in facts.rated)]
        rows = [Row(tuple(head))]
        rows += [
            Row((_cell(f"{one.dimension}：{one.name}"), *(Cell(rate) for rate in one.rates))) for one in facts.groups
        ]
        blocks += [
            Paragraph("分组情况", Style.HEADING),
            Table((80.0, *[width] * len(facts.rated)), tuple(rows), repeat=0),
            Paragraph("有效答卷不足 5 份的分组不单列。", Style.NOTE),
        ]
    return Document(f"{facts.title}汇总表", tuple(blocks), is_numbered=True)


def _cell(text: str) -> Cell:
    return Cell(text, align=Align.LEFT)
