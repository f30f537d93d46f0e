"""Freezing a table: its files byte for byte, each figure with its definition, and the list behind each figure."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.documents.department_evaluation import department_evaluation
from caseapp.domain.documents.document import Align, Document, Paragraph, Style
from caseapp.domain.documents.monitor_table import monitor_table
from caseapp.domain.documents.self_evaluation import LAYOUTS
from caseapp.domain.documents.target_table import target_table
from caseapp.domain.identity import mask_name
from caseapp.domain.indicators.measures import Measure
from caseapp.domain.indicators.submission import Form, freeze_digest
from caseapp.domain.indicators.tailoring import measure_named, measure_of
from caseapp.domain.periods import year_window
from caseapp.exporters.files import to_docx, to_xlsx
from caseapp.exporters.html import to_html
from caseapp.models.audit import AuditHead
from caseapp.models.projects import Project
from caseapp.models.submissions import Freeze, FrozenFigure, FrozenFile, FrozenMember, Submission
from caseapp.queries import facts
from caseapp.queries.frozen import units_of
from caseapp.services import monitoring
from caseapp.services.evaluation_forms import department_facts, form_facts
from caseapp.services.evaluation_rollup import department_of
from caseapp.services.evaluations import sheet_of as evaluation_of
from caseapp.services.figures import figures_of
from caseapp.services.monitor_forms import monitor_facts
from caseapp.services.projects import project_table

SPENT = "money.spent"
_PEOPLE = frozenset({"household", "person", "payment"})
_MEMBER = ("key", "kind", "record_id", "label", "code", "on", "amount_fen", "count", "of", "household_id", "person_id")


@dataclass(frozen=True)
class FigureNow:
    """A figure as it stands, in the words it is frozen in; row 0 is all money out."""

    project_id: int
    row: int
    name: str
    target: str
    measure: Measure | None
    source: str
    shown: str
    actual: str
    numerator: int | None
    denominator: int | None
    attained: bool | None


def freeze(
    session: Session, submission: Submission, projects: Sequence[Project], *, now: datetime, today: date
) -> Freeze:
    number = len(submission.freezes) + 1
    made = Freeze(submission_id=submission.id, number=number, as_of=submission.as_of, frozen_at=now, digest="")
    made.after_seq = session.scalar(select(AuditHead.seq)) or 0
    documents = documents_of(session, submission.form, projects, submission.as_of, today)
    made.files = [file for name, forms in documents.items() for file in _files(name, forms)]
    figures, lists = [], []
    for project in projects:
        for figure in figures_now(session, project, submission.as_of):
            entries = list_of(session, project, figure.measure, submission.as_of)
            figures.append(_frozen(figure, len(entries)))
            lists.append(entries)
    units = units_of(session, [p.id for p in projects], submission.year, (e for part in lists for e in part))
    members = [[_member(entry, units) for entry in entries] for entries in lists]
    made.digest = freeze_digest(_parts(made, figures, members))
    made.figures = figures
    session.add(made)
    session.flush()
    for kept, rows in zip(figures, members, strict=True):
        if rows:
            session.execute(insert(FrozenMember), [{**row, "figure_id": kept.id} for row in rows])
    submission.freezes.append(made)
    return made


def is_whole(session: Session, freeze: Freeze) -> bool:
    """Whether everything still stands as it was handed in: files, figures and lists make the digest."""
    figures = list(freeze.figures)
    names = [*_MEMBER, "unit_id"]
    columns = [getattr(FrozenMember, name) for name in names]
    members: list[list[dict[str, object]]] = []
    for figure in figures:
        rows = session.execute(select(*columns).where(FrozenMember.figure_id == figure.id).order_by(FrozenMember.id))
        members.append([dict(zip(names, row, strict=True)) for row in rows])
    same = all(hashlib.sha256(file.content).hexdigest() == file.digest for file in freeze.files)
    return same and freeze_digest(_parts(freeze, figures, members)) == freeze.digest


def documents_of(
    session: Session, form: Form, projects: Sequence[Project], as_of: date, today: date
) -> dict[str, list[Document]]:
    """The printed tables, by the name of their layout."""
    match form:
        case Form.TARGETS:
            return {"table": [target_table(project_table(project)) for project in projects]}
        case Form.MONITOR:
            sheets = [monitoring.sheet_of(session, SYSTEM, p.year, p.code, as_of=as_of) for p in projects]
            return {"table": [monitor_table(monitor_facts(sheet)) for sheet in sheets]}
        case Form.EVALUATION:
            told = [
                form_facts(evaluation_of(session, SYSTEM, p.year, p.code, as_of=as_of, today=today)) for p in projects
            ]
            first = [] if len(told) == 1 else [_rollup(session, projects[0].year, as_of, today)]
            return {name: [*first, *map(layout, told)] for name, layout in LAYOUTS.items()}


def _rollup(session: Session, year: int, as_of: date, today: date) -> Document:
    return department_evaluation(department_facts(department_of(session, SYSTEM, year, as_of=as_of, today=today)))


def figures_now(session: Session, project: Project, as_of: date) -> list[FigureNow]:
    """Every row of the project's table, after all money out as row 0."""
    spent_by = measure_of(SPENT)
    spent = facts.figure(session, facts.scope_of(project), spent_by, year_window(project.year, as_of))
    total = FigureNow(
        project.id, 0, spent_by.zh, "", spent_by, "computed", f"{spent.actual}{spent.unit}",
        str(spent.actual), spent.numerator, spent.denominator, None,
    )  # fmt: skip
    rows = figures_of(session, project.year, as_of=as_of, project_code=project.code)
    return [
        total,
        *(
            FigureNow(
                project_id=project.id,
                row=one.row,
                name=one.name,
                target=one.target,
                measure=measure_named(one.measure),
                source=one.source,
                shown=one.shown,
                actual=_text(one.actual),
                numerator=one.numerator,
                denominator=one.denominator,
                attained=one.attained,
            )
            for one in rows
        ),
    ]


def list_of(session: Session, project: Project, measure: Measure | None, as_of: date) -> tuple[facts.Entry, ...]:
    """The whole list behind a figure, whoever asks; empty for what was typed."""
    if measure is None:
        return ()
    window = year_window(project.year, as_of)
    return facts.members(session, facts.scope_of(project), measure, window).entries


def masked(entry: facts.Entry) -> str:
    return mask_name(entry.label) if entry.kind in _PEOPLE else entry.label


def _files(name: str, forms: Sequence[Document]) -> Iterator[FrozenFile]:
    html = "\n".join(str(to_html(_under_a_heading(form))) for form in forms).encode()
    for kind, content in (("docx", to_docx(forms)), ("xlsx", to_xlsx(forms)), ("html", html)):
        yield FrozenFile(name=f"{name}.{kind}", digest=hashlib.sha256(content).hexdigest(), content=content)


def _under_a_heading(form: Document) -> Document:
    """For a page that has a title of its own."""
    align = form.blocks[0].align if isinstance(form.blocks[0], Paragraph) else Align.CENTER
    title = Paragraph(form.title, Style.HEADING, align)
    return replace(form, blocks=(title, *form.blocks[1:]))


def _frozen(figure: FigureNow, members: int) -> FrozenFigure:
    return FrozenFigure(
        project_id=figure.project_id,
        row=figure.row,
        name=figure.name,
        target=figure.target,
        measure=figure.measure.key if figure.measure else None,
        definition=figure.measure.definition_zh if figure.measure else "",
        source=figure.source,
        shown=figure.shown,
        actual=figure.actual,
        numerator=figure.numerator,
        denominator=figure.denominator,
        attained=figure.attained,
        members=members,
    )


def _member(entry: facts.Entry, units: dict[str, int]) -> dict[str, object]:
    plain = {name: getattr(entry, name) for name in ("key", "kind", "code", "on", "amount_fen", "count", "of")}
    links = {"household_id": entry.household_id, "person_id": entry.person_id, "unit_id": units.get(entry.key)}
    return {**plain, **links, "record_id": entry.id, "label": masked(entry)}


def _parts(
    freeze: Freeze, figures: Iterable[FrozenFigure], members: Iterable[list[dict[str, object]]]
) -> Iterator[object]:
    """What the digest is over, in its order."""
    yield [freeze.number, freeze.as_of, freeze.frozen_at.astimezone(UTC).isoformat(timespec="seconds")]
    yield [[file.name, file.digest] for file in freeze.files]
    said = ("project_id", "row", "name", "target", "measure", "definition", "source", "shown", "actual", "numerator")
    for figure, rows in zip(figures, members, strict=True):
        yield [*(getattr(figure, name) for name in said), figure.denominator, figure.attained]
        for row in rows:
            yield [row[name] for name in (*_MEMBER, "unit_id")]


def _text(actual: Decimal | date | str | None) -> str:
    match actual:
        case None:
            return ""
        case Decimal():
            return f"{actual:f}"
        case date():
            return actual.isoformat()
    return actual
