"""The papers of a household file: what is missing, what is attached, and the attachments themselves."""

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.households.codes import LIVE_STATES
from caseapp.domain.households.papers import PaperKind
from caseapp.extensions import db
from caseapp.queries import households as files
from caseapp.queries import papers
from caseapp.queries.households import HouseholdFile
from caseapp.services import attachments, held_papers
from caseapp.web.papers.forms import PapersForm
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.forms import tidy, tried
from caseapp.web.support.lists import chosen
from caseapp.web.support.people import may_here
from caseapp.web.support.scans import shown
from caseapp.web.support.session import actor
from caseapp.web.support.vault import ACCEPT, vault

blueprint = Blueprint("papers", __name__)
P = Permission


@blueprint.get("/households/<int:household_id>/papers")
@reads(P.FILE_READ, recorded_as="household.view")
def page(household_id: int) -> Any:
    g.viewed = ("household", household_id)
    file = _file(household_id)
    form = PapersForm(formdata=None, paper=chosen(PaperKind, "paper")) if _may_add(file) else None
    return _page(file, form)


def _file(household_id: int) -> HouseholdFile:
    file = files.one(db.session(), actor(), household_id, today=today())
    if file is None:
        raise NotFound(N_("There is no such file."))
    return file


def _may_add(file: HouseholdFile) -> bool:
    return may_here(actor(), P.FILE_WRITE, file.unit_path)


def _page(file: HouseholdFile, form: PapersForm | None) -> str:
    rows = papers.on_shelf(db.session(), file.id)
    return render_template(
        "papers/page.html",
        file=file,
        form=form,
        held=papers.belongings(db.session(), file.id),
        is_live=file.state in LIVE_STATES,
        shelf=[row for row in rows if row.withdrawn_at is None],
        withdrawn=[row for row in rows if row.withdrawn_at is not None],
        folder=papers.in_folder(db.session(), file.id),
        accept=ACCEPT,
    )


@blueprint.post("/households/<int:household_id>/papers")
@writes(P.FILE_WRITE)
def add(household_id: int) -> Any:
    form = PapersForm()
    file = _file(household_id)
    kept = tried(
        form,
        lambda: attachments.add(
            db.session(),
            actor(),
            vault(),
            household_id=household_id,
            paper=form.paper.data,
            files=form.files.sent(),
            now=now(),
        ),
    )
    if kept is None:
        return _page(file, form), 422
    flash(_("Files added: %(count)s.", count=len(kept)), "good")
    return redirect(url_for("papers.page", household_id=household_id))


@blueprint.get("/households/<int:household_id>/papers/<int:attachment_id>")
@reads(P.FILE_READ, recorded_as="attachment.view")
def content(household_id: int, attachment_id: int) -> Response:
    """The attachment itself, to look at or (`?save=1`) to save; never kept by the browser."""
    g.viewed = ("attachment", attachment_id)
    opened = attachments.opened(db.session(), actor(), vault(), household_id=household_id, attachment_id=attachment_id)
    return shown(opened, save="save" in request.args)


@blueprint.post("/households/<int:household_id>/papers/<int:attachment_id>/withdraw")
@writes(P.FILE_WRITE)
def withdraw(household_id: int, attachment_id: int) -> Any:
    attachments.withdraw(
        db.session(),
        actor(),
        household_id=household_id,
        attachment_id=attachment_id,
        reason=request.form.get("reason", ""),
        now=now(),
    )
    flash(_("The attachment is withdrawn."), "good")
    return redirect(url_for("papers.page", household_id=household_id))


@blueprint.post("/households/<int:household_id>/papers/in-folder")
@writes(P.FILE_WRITE)
def hold(household_id: int) -> Any:
    chosen_kinds = {kind for kind in PaperKind if kind.value in request.form.getlist("held")}
    place = tidy(request.form.get("place"))
    noted = held_papers.hold(
        db.session(), actor(), household_id=household_id, papers=chosen_kinds, place=place, now=now()
    )
    flash(_("Papers noted: %(count)s.", count=noted), "good")
    return redirect(url_for("papers.page", household_id=household_id))


@blueprint.post("/households/<int:household_id>/papers/in-folder/<int:held_id>/withdraw")
@writes(P.FILE_WRITE)
def unhold(household_id: int, held_id: int) -> Any:
    held_papers.withdraw(
        db.session(),
        actor(),
        household_id=household_id,
        held_id=held_id,
        reason=request.form.get("reason", ""),
        now=now(),
    )
    flash(_("The note is withdrawn."), "good")
    return redirect(url_for("papers.page", household_id=household_id))
