"""问卷小条: the slips of a survey, two beside each other, each with its square to scan and the code to type."""

from dataclasses import dataclass

from caseapp.domain.documents.document import Align, Cell, Document, Row, Table

_SQUARE, _WORDS = 36.0, 49.0


@dataclass(frozen=True)
class SlipFacts:
    """`address` opens the form; `code` is the same to type by hand."""

    number: int
    name: str
    address: str
    code: str


@dataclass(frozen=True)
class SlipSheetFacts:
    title: str
    unit: str
    door: str
    is_anonymous: bool
    slips: tuple[SlipFacts, ...]


def slip_sheet(facts: SlipSheetFacts) -> Document:
    rows = []
    for at in range(0, len(facts.slips), 2):
        pair = facts.slips[at : at + 2]
        cells = [cell for slip in pair for cell in _slip(facts, slip)]
        if len(pair) == 1:
            cells.append(Cell("", colspan=2))
        rows.append(Row(tuple(cells)))
    table = Table((_SQUARE, _WORDS) * 2, tuple(rows))
    return Document(f"{facts.title}小条", (table,))


def _slip(facts: SlipSheetFacts, slip: SlipFacts) -> tuple[Cell, Cell]:
    manner = "匿名填写" if facts.is_anonymous else "实名填写，便于回访"
    words = "\n".join(
        (
            f"{slip.number} 号　{slip.name}".rstrip(),
            facts.title,
            f"{facts.unit}请您答卷（{manner}）",
            "扫左边的方块，或打开",
            f"{facts.door}",
            "并输入：",
            slip.code,
        )
    )
    return Cell("", square=slip.address), Cell(words, align=Align.LEFT)
