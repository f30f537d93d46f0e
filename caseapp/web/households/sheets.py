"""困难职工档案表 as Word and print view: masked for whoever reads files, in full for whoever may see numbers."""

from typing import Any

from flask import g, render_template

from caseapp.domain.access.roles import Permission
from caseapp.domain.documents.document import Document
from caseapp.domain.documents.household_form import household_form
from caseapp.domain.errors import N_, NotFound
from caseapp.exporters.html import below_title
from caseapp.extensions import db
from caseapp.queries import households as lists
from caseapp.queries.households import HouseholdFile
from caseapp.queries.sheet_rows import kept_papers, notice_of
from caseapp.queries.signers import signers
from caseapp.services import reveals
from caseapp.web.households.blueprint import blueprint
from caseapp.web.households.sheet import Shown, form_facts
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.downloads import document_file
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/households/<int:household_id>/form.docx")
@reads(P.FILE_READ, recorded_as="household.form")
def form_docx(household_id: int) -> Any:
    file = _seen(household_id)
    return document_file(_document(file, {}), f"{file.file_no}.docx")


@blueprint.post("/households/<int:household_id>/form/reveal")
@writes(P.PERSONAL_REVEAL, confirmed=True)
def form_in_full(household_id: int) -> Any:
    """The Word file with the numbers of all who are in the household now; each is noted in the audit trail."""
    shown = reveals.whole_household(db.session(), actor(), household_id=household_id, now=now())
    file = _seen(household_id)
    return document_file(_document(file, shown), f"{file.file_no}.docx")


@blueprint.get("/households/<int:household_id>/form/print")
@reads(P.FILE_READ, recorded_as="household.form")
def form_print(household_id: int) -> Any:
    file = _seen(household_id)
    document = _document(file, {})
    return render_template("households/form_print.html", file=file, title=document.title, sheet=below_title(document))


def _seen(household_id: int) -> HouseholdFile:
    file = lists.one(db.session(), actor(), household_id, today=today())
    if file is None:
        raise NotFound(N_("There is no such file."))
    g.viewed = ("household", household_id)
    return file


def _document(file: HouseholdFile, shown: Shown) -> Document:
    session = db.session()
    papers, notice = kept_papers(session, file.id), notice_of(session, file, today())
    return household_form(form_facts(file, signers(session, file.id), shown, papers=papers, notice=notice))
