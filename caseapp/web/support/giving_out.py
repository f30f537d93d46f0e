"""A roster as a workbook: what the filters leave, for a reason, masked unless numbers may be shown."""

from collections.abc import Callable
from datetime import datetime

from flask import Response, render_template, request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from caseapp.domain.access.roles import Permission
from caseapp.web.support.clock import now, today
from caseapp.web.support.downloads import as_file
from caseapp.web.support.forms import BaseForm, TidyField, required, tried
from caseapp.web.support.session import actor

Export = Callable[[str, bool, datetime], bytes]
"""Takes the reason, whether numbers are asked for in full, and the moment."""


class ExportForm(BaseForm):
    reason = TidyField(_l("What the list is needed for"), [required()])
    in_full = BooleanField(_l("With ID, phone and account numbers in full"))


def asking(form: ExportForm, *, title: str, register: str, found: int, tags: list[str]) -> str:
    """The page that asks for the reason; `register` is the endpoint of the list it came from."""
    return render_template(
        "exports/page.html",
        form=form,
        heading=title,
        register=register,
        found=found,
        tags=tags,
        query=request.query_string.decode(),
        may_reveal=actor().may(Permission.PERSONAL_REVEAL),
    )


def download(form: ExportForm, export: Export, name: str) -> Response | None:
    """The workbook; None for a form that must be shown again."""
    data = tried(form, lambda: export(form.reason.data or "", bool(form.in_full.data), now()))
    return None if data is None else as_file(data, f"{name}-{today():%Y%m%d}.xlsx")
