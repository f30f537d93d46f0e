"""部门整体绩效目标: part 1 of the book as printed, so that a reader of books understands it again."""

from collections.abc import Sequence

from caseapp.domain.book import DepartmentGoal
from caseapp.domain.documents.document import Align, Block, Document, Paragraph, Style
from caseapp.domain.numerals import in_chinese


def department_goals(year: int, overall: str, goals: Sequence[DepartmentGoal], measures: Sequence[str]) -> Document:
    """The overall goal, each goal with its indicator sentence, the safeguards."""
    blocks: list[Block] = [
        Paragraph(f"{year}年部门整体绩效目标", Style.TITLE, Align.CENTER),
        Paragraph("一、总体绩效目标", Style.HEADING),
        Paragraph(overall),
        Paragraph("二、分项绩效目标", Style.HEADING),
    ]
    for number, goal in enumerate(goals, 1):
        blocks += [
            Paragraph(f"（{in_chinese(number)}）{goal.name}"),
            Paragraph(f"绩效目标：{goal.goal}"),
            Paragraph(f"绩效指标：{goal.indicators}"),
        ]
    blocks.append(Paragraph("三、工作保障措施", Style.HEADING))
    blocks += [Paragraph(sentence) for sentence in measures]
    return Document(f"{year}年部门整体绩效目标", tuple(blocks))
