"""读入目标文本: choose the file, see all that is wrong or all that would change, then load what was seen."""

import hashlib
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import Invalid
from caseapp.extensions import db
from caseapp.readers.targets import read_targets
from caseapp.services.book_preview import load_previewed, preview
from caseapp.web.books import parcel
from caseapp.web.books.forms import BookForm
from caseapp.web.books.pages import faults_of, shown
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now
from caseapp.web.support.session import actor

blueprint = Blueprint("books", __name__)
P = Permission


@blueprint.get("/books/new")
@reads(P.PROJECT_WRITE)
def new() -> Any:
    return render_template("books/new.html", form=BookForm(), faults=[])


@blueprint.post("/books/preview")
@reads(P.PROJECT_WRITE)
def look() -> Any:
    """Stores nothing: reads the file and shows what it is."""
    form = BookForm()
    if not form.validate():
        return render_template("books/new.html", form=form, faults=[]), 422
    data = form.file.content
    digest = hashlib.sha256(data).hexdigest()
    try:
        book = read_targets(data)
        found = preview(db.session(), actor(), book=book, digest=digest)
        sealed = parcel.close(actor(), book, digest, found.stored)
    except Invalid as invalid:
        return _refused(invalid, form.file.filename)
    return render_template("books/preview.html", page=shown(found), sealed=sealed, name=form.file.filename)


@blueprint.post("/books")
@writes(P.PROJECT_WRITE)
def load() -> Any:
    seen = parcel.opened(actor(), request.form.get("book", ""))
    try:
        changed = load_previewed(
            db.session(), actor(), book=seen.book, digest=seen.digest, stored=seen.stored, now=now()
        )
    except Invalid as invalid:
        return _refused(invalid, "")
    if changed:
        flash(_("The targets book of %(year)s is loaded.", year=seen.book.year), "good")
    else:
        flash(_("This file is loaded already: nothing changed."), "info")
    return redirect(url_for("projects.roster", year=seen.book.year))


def _refused(invalid: Invalid, name: str) -> Any:
    return render_template("books/new.html", form=BookForm(), faults=faults_of(invalid), name=name), 422
