"""A roster as a workbook: what the filters leave, for a reason, masked unless numbers may be shown. A short one is the
answer itself; a long one is made step by step on a page of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from werkzeug.wrappers import Response
from wtforms import BooleanField

from caseapp.domain.access.roles import Permission
from caseapp.domain.imports import RosterKind
from caseapp.extensions import db
from caseapp.queries import exports as lists
from caseapp.services import exports, giving_out
from caseapp.services.exports import REGISTERS
from caseapp.services.giving_out import Given
from caseapp.web.support.clock import now, today
from caseapp.web.support.downloads import as_file
from caseapp.web.support.forms import BaseForm, TidyField, required
from caseapp.web.support.language import word
from caseapp.web.support.session import actor

Conditions = Callable[[], Sequence[ColumnElement[bool]]]


class ExportForm(BaseForm):
    reason = TidyField(_l("What the list is needed for"), [required()])
    in_full = BooleanField(_l("With ID, phone and account numbers in full"))


@dataclass(frozen=True)
class Asked:
    """A form that was sent, with the workbook, or the records of one too long for that; neither: to be shown again."""

    form: ExportForm
    given: Given | None = None
    ids: tuple[int, ...] = ()


def asking(form: ExportForm, kind: RosterKind, *, title: str, register: str, found: int, tags: list[str]) -> str:
    """The page that asks for the reason; `register` is the endpoint of the list it came from."""
    return render_template(
        "exports/ask.html",
        form=form,
        heading=title,
        register=register,
        found=found,
        is_long=found > exports.LONG,
        tags=tags,
        query=request.query_string.decode(),
        may_reveal=actor().may(Permission.PERSONAL_REVEAL),
        lines=lists.recent(db.session(), actor(), kind, since=now() - exports.KEPT_FOR),
    )


def asked(kind: RosterKind, conditions: Conditions) -> Callable[[], Asked]:
    """For `writes(first=…)`: the workbook is made before anybody waits for this write."""

    def sent() -> Asked:
        form = ExportForm()
        if not form.validate():
            return Asked(form)
        session, register, wanted = db.session(), REGISTERS[kind], conditions()
        ids = register.ids(session, actor(), wanted)
        if len(ids) > exports.LONG:
            return Asked(form, ids=tuple(ids))
        in_full = bool(form.in_full.data)
        return Asked(form, giving_out.made(session, actor(), register, conditions=wanted, in_full=in_full))

    return sent


def answer(kind: RosterKind, sent: Asked, again: Callable[[ExportForm], str]) -> Response | tuple[str, int]:
    form = sent.form
    told: dict[str, Any] = {"reason": form.reason.data or "", "in_full": bool(form.in_full.data), "now": now()}
    if sent.ids:
        begun = exports.begin(db.session(), actor(), kind, ids=list(sent.ids), **told)
        return redirect(url_for("exports.page", export_id=begun.id))
    if sent.given is None:
        return again(form), 422
    giving_out.note(db.session(), actor(), REGISTERS[kind], count=sent.given.count, **told)
    return as_file(sent.given.data, file_name(kind))


def file_name(kind: RosterKind) -> str:
    return f"{word(kind)}-{today():%Y%m%d}.xlsx"
