"""Preparing a batch, and adding lines to a draft: which open lines go in."""

from collections import Counter
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import Invalid, Refused
from caseapp.domain.payments.codes import FundSource
from caseapp.extensions import db
from caseapp.queries.batch_lines import LineRow, free_lines, waiting_by_fund
from caseapp.queries.batches import batch_file
from caseapp.services import batches
from caseapp.web.batches.blueprint import blueprint
from caseapp.web.batches.forms import ChooseForm, PrepareForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.language import sentence
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/batches/new")
@reads(P.BATCH_PREPARE)
def new() -> Any:
    waiting = waiting_by_fund(db.session(), actor())
    if "project" not in request.args:
        return render_template("batches/funds.html", waiting=waiting)
    lines = _free(*_fund())
    return _prepare_page(PrepareForm(data={"lines": [line.id for line in lines], "title": _title(lines)}), lines)


@blueprint.post("/batches/new")
@writes(P.BATCH_PREPARE, once=True)
def add() -> Any:
    project_id, source = _fund()
    form = PrepareForm()
    if form.validate():
        try:
            with db.session.begin_nested():
                batch = batches.prepare(
                    db.session(),
                    actor(),
                    project_id=project_id,
                    source=source,
                    title=form.title.data or "",
                    now=now(),
                    line_ids=form.lines.data,
                )
        except Refused as refusal:
            _absorb(form, refusal)
        else:
            flash(_("Batch %(number)s is prepared. Look it through, then submit it.", number=batch.number), "good")
            return redirect(url_for("batches.page", batch_id=batch.id))
    return _prepare_page(form, _free(project_id, source)), 422


@blueprint.get("/batches/<int:batch_id>/lines")
@reads(P.BATCH_PREPARE)
def choose(batch_id: int) -> Any:
    return _choose_page(batch_id, ChooseForm())


@blueprint.post("/batches/<int:batch_id>/lines")
@writes(P.BATCH_PREPARE, once=True)
def add_lines(batch_id: int) -> Any:
    form = ChooseForm()
    if form.validate():
        try:
            with db.session.begin_nested():
                batches.add_lines(db.session(), actor(), batch_id=batch_id, line_ids=form.lines.data, now=now())
        except Refused as refusal:
            _absorb(form, refusal)
        else:
            flash(
                ngettext(
                    "%(count)s line was added.",
                    "%(count)s lines were added.",
                    len(form.lines.data),
                    count=len(form.lines.data),
                ),
                "good",
            )
            return redirect(url_for("batches.page", batch_id=batch_id))
    return _choose_page(batch_id, form), 422


def _fund() -> tuple[int, FundSource]:
    """The project and source of the address; nothing waits for an unknown one."""
    source = request.args.get("source", "")
    known = source in {member.value for member in FundSource}
    return request.args.get("project", 0, int), FundSource(source) if known else FundSource.FISCAL


def _free(project_id: int, source: FundSource) -> list[LineRow]:
    return free_lines(db.session(), actor(), project_id=project_id, source=source)


def _prepare_page(form: PrepareForm, lines: list[LineRow]) -> str:
    return render_template("batches/new.html", form=form, lines=lines, batch=None, chosen=set(form.lines.data or ()))


def _choose_page(batch_id: int, form: ChooseForm) -> str:
    batch = batch_file(db.session(), actor(), batch_id)
    lines = _free(batch.project_id, batch.source)
    return render_template("batches/new.html", form=form, lines=lines, batch=batch, chosen=set(form.lines.data or ()))


def _title(lines: list[LineRow]) -> str:
    """What batches are usually called: the month and the commonest kind, in the language of official papers."""
    common = Counter(line.kind for line in lines).most_common(1)
    month = today()
    return f"{month.year}年{month.month}月{common[0][0].zh}" if common else ""


def _absorb(form: ChooseForm, refusal: Refused) -> None:
    if isinstance(refusal, Invalid):
        form.absorb(refusal)
    else:
        form.form_errors.append(sentence(refusal))
