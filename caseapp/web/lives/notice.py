"""The public list of those on notice, as a page to print and as a Word file."""

from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from caseapp.domain.access.roles import Permission
from caseapp.domain.documents.document import Document
from caseapp.domain.documents.public_notice import NoticeLine, PublicNotice, public_notice
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.names import masked
from caseapp.exporters.html import below_title
from caseapp.extensions import db
from caseapp.queries.household_queue import Listed, on_notice
from caseapp.web.lives.blueprint import blueprint, day_in
from caseapp.web.support.access import reads
from caseapp.web.support.downloads import document_file
from caseapp.web.support.session import actor

P = Permission
LONGEST = 64


@blueprint.get("/households/public-notice")
@reads(P.FILE_READ, recorded_as="form.export")
def public_list() -> Any:
    """Every household whose notice is up, or those put up on one day (`starts`)."""
    listed = on_notice(db.session(), actor(), day_in(request.args, "starts"))
    if not listed:
        raise NotFound(N_("No household is on public notice."))
    document = _document(listed)
    kept = {name: value for name in ("starts", "contact") if (value := request.args.get(name))}
    return render_template(
        "lives/public_notice.html",
        title=document.title,
        sheet=below_title(document),
        contact=_contact(),
        starts=request.args.get("starts", ""),
        word_url=url_for("lives.public_list_docx", **kept),  # type: ignore[arg-type]
    )


@blueprint.get("/households/public-notice.docx")
@reads(P.FILE_READ, recorded_as="form.export")
def public_list_docx() -> Any:
    listed = on_notice(db.session(), actor(), day_in(request.args, "starts"))
    if not listed:
        raise NotFound(N_("No household is on public notice."))
    return document_file(_document(listed), "public-notice.docx")


def _document(listed: list[Listed]) -> Document:
    starts = [one.starts_on for one in listed if one.starts_on]
    ends = [one.ends_on for one in listed if one.ends_on]
    return public_notice(
        PublicNotice(
            issuer=_issuer(),
            starts_on=min(starts),
            ends_on=max(ends),
            contact=_contact(),
            guessed=any(one.guessed for one in listed),
            lines=[NoticeLine(one.file_no, masked(one.head), one.unit, one.category.zh) for one in listed],
        )
    )


def _issuer() -> str:
    """The actor's own unit; official lists are always Chinese."""
    return str(current_user.unit_name)


def _contact() -> str:
    return request.args.get("contact", "").strip()[:LONGEST]
