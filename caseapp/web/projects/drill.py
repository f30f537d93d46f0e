"""The list behind a figure: every row of the table, every total, each with its sum on top and its way to the file."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Response, g, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.indicators.figure import Figure
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.domain.indicators.tailoring import measure_named
from caseapp.domain.periods import year_window
from caseapp.extensions import db
from caseapp.models.projects import Project
from caseapp.queries import facts
from caseapp.queries.files import openable
from caseapp.queries.projects import project_by_code
from caseapp.queries.records import typed_of
from caseapp.services.figures import one_figure
from caseapp.web.projects.blueprint import blueprint
from caseapp.web.projects.listing import list_document
from caseapp.web.projects.rows import definition_of, name_of, shown_of
from caseapp.web.support.access import reads
from caseapp.web.support.as_of import as_of
from caseapp.web.support.downloads import document_file
from caseapp.web.support.session import actor

P = Permission
PAGE = 50
MOST = 20_000
"""Entries in one download."""


@dataclass(frozen=True)
class Drill:
    """One figure and the entries behind it; `row` is None for totals that stand in no row of the table."""

    project: Project
    title: str
    measure: Measure | None
    row: int | None
    figure: Figure
    shown: str
    target: str
    as_of: date
    found: facts.MemberList

    @property
    def is_money(self) -> bool:
        return self.measure is not None and self.measure.family is Family.MONEY

    @property
    def is_rate(self) -> bool:
        return self.figure.denominator is not None

    @property
    def is_served(self) -> bool:
        return self.measure is not None and self.measure.family is Family.SERVED

    @property
    def shows(self) -> dict[str, bool]:
        """Which columns have something to say."""
        entries = self.found.entries
        return {
            "times": any(entry.kind in {"household", "person", "quarter"} for entry in entries),
            "amount": any(entry.amount_fen is not None for entry in entries),
            "batch": any(entry.batch_id is not None or entry.voucher_no for entry in entries),
        }

    @property
    def definition(self) -> str:
        return definition_of(self.measure)


@blueprint.get("/projects/<int(min=2000,max=2099):year>/<code>/rows/<int:row>")
@reads(P.PROJECT_READ)
def row(year: int, code: str, row: int) -> Any:
    return _page(_of_row(year, code, row, PAGE), "projects.row", {"year": year, "code": code, "row": row})


@blueprint.get("/projects/<int(min=2000,max=2099):year>/<code>/measures/<key>")
@reads(P.PROJECT_READ)
def measured(year: int, code: str, key: str) -> Any:
    return _page(_of_measure(year, code, key, PAGE), "projects.measured", {"year": year, "code": code, "key": key})


@blueprint.get("/projects/<int(min=2000,max=2099):year>/<code>/rows/<int:row>/list.xlsx")
@reads(P.PROJECT_READ, recorded_as="list.export")
def row_list(year: int, code: str, row: int) -> Any:
    return _download(_of_row(year, code, row, MOST))


@blueprint.get("/projects/<int(min=2000,max=2099):year>/<code>/measures/<key>/list.xlsx")
@reads(P.PROJECT_READ, recorded_as="list.export")
def measured_list(year: int, code: str, key: str) -> Any:
    return _download(_of_measure(year, code, key, MOST))


def _of_row(year: int, code: str, row: int, limit: int) -> Drill:
    session, who, day = db.session(), actor(), as_of(year)
    project = project_by_code(session, who, year, code)
    figure = one_figure(session, year, code, row, as_of=day, actor=who)
    measure = measure_named(figure.measure)
    found = _members(project, measure, day, limit) if measure else facts.MemberList((), 0, 0)
    computed = Figure(None, figure.numerator, figure.denominator, figure.unit)
    return Drill(project, figure.name, measure, row, computed, shown_of(figure), figure.target, day, found)


def _of_measure(year: int, code: str, key: str, limit: int) -> Drill:
    session, who, day = db.session(), actor(), as_of(year)
    project = project_by_code(session, who, year, code)
    measure = measure_named(key)
    if measure is None:
        raise NotFound(N_("There is no such measure."))
    figure = facts.figure(session, facts.scope_of(project), measure, year_window(year, day))
    shown = f"{figure.actual:,f}{figure.unit}" if isinstance(figure.actual, Decimal) else str(figure.actual or "—")
    found = _members(project, measure, day, limit)
    return Drill(project, name_of(measure), measure, None, figure, shown, "", day, found)


def _members(project: Project, measure: Measure, day: date, limit: int) -> facts.MemberList:
    window = year_window(project.year, day)
    offset = (_asked_page() - 1) * limit if limit == PAGE else 0
    scope = facts.scope_of(project)
    return facts.members(db.session(), scope, measure, window, actor=actor(), limit=limit, offset=offset)


def _asked_page() -> int:
    return max(request.args.get("page", 1, int), 1)


def _page(drill: Drill, endpoint: str, address: dict[str, Any]) -> str:
    session, who, asked = db.session(), actor(), _asked_page()
    address = {**address, "as_of": drill.as_of.isoformat()}
    people = [e.person_id for e in drill.found.entries if e.household_id is None and e.person_id is not None]
    batches = [entry.batch_id for entry in drill.found.entries if entry.batch_id is not None]
    is_typed = drill.measure is not None and drill.measure.family is Family.TYPED
    return render_template(
        "projects/drill.html",
        drill=drill,
        may_open=openable(session, who, people, batches),
        typed=typed_of(session, drill.project.id, drill.row) if is_typed and drill.row else [],
        previous=url_for(endpoint, **address, page=asked - 1) if asked > 1 else None,
        following=url_for(endpoint, **address, page=asked + 1) if drill.found.total > asked * PAGE else None,
        download=url_for(f"{endpoint}_list", **address),
        first=(asked - 1) * PAGE,
        reads_payments=who.may(P.BATCH_READ),
    )


def _download(drill: Drill) -> Response:
    g.viewed = ("project", drill.project.id)
    named = actor().may(P.PERSONAL_REVEAL)
    entries = tuple(replace(entry, label=_label(entry)) for entry in drill.found.entries)
    document = list_document(
        title=f"{drill.project.name} {drill.title}",
        shown=drill.shown,
        definition=drill.definition,
        as_of=drill.as_of,
        entries=entries,
        hidden=drill.found.hidden,
        left_out=drill.found.total - len(entries),
        named=named,
    )
    name = f"{drill.project.year}-{drill.project.number}-{drill.row or 'list'}.xlsx"
    return document_file(document, name)


def _label(entry: facts.Entry) -> str:
    return _("Quarter %(n)s", n=entry.times) if entry.kind == "remittance" else entry.label
