"""家庭经济状况核对: the list goes out, its answer comes in."""

from typing import Any

from flask import g, render_template
from flask_login import current_user

from caseapp.domain.access.roles import Permission
from caseapp.domain.documents.check_list import CheckLine, check_list
from caseapp.extensions import db
from caseapp.queries import check_lists as lists
from caseapp.services import check_lists
from caseapp.web.checks import answers, rules
from caseapp.web.checks.blueprint import blueprint
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.downloads import document_file
from caseapp.web.support.lists import wanted, ways
from caseapp.web.support.session import actor

__all__ = ["answers", "blueprint", "rules"]
P = Permission


@blueprint.post("/households/check-list.xlsx")
@writes(P.PERSONAL_REVEAL, confirmed=True)
def take_out() -> Any:
    taken = check_lists.take_out(db.session(), actor(), today=today(), now=now())
    lines = [
        CheckLine(one.file_no, one.unit, one.name, one.relation.zh, one.id_kind.zh, one.id_number)
        for one in taken.people
    ]
    document = check_list(taken.made.number, str(current_user.unit_name), today(), lines)
    return document_file(document, f"{taken.made.number}.xlsx")


@blueprint.get("/check-lists")
@reads(P.FILE_READ)
def roster() -> Any:
    found = lists.lists(db.session(), actor(), wanted())
    before, after = ways(found)
    return render_template("checks/roster.html", page=found, before=before, after=after)


@blueprint.get("/check-lists/<int:list_id>")
@reads(P.FILE_READ, recorded_as="check_list.view")
def page(list_id: int) -> Any:
    made = check_lists.opened(db.session(), actor(), list_id)
    g.viewed = ("check_list", list_id)
    found = lists.people(db.session(), actor(), list_id, wanted())
    before, after = ways(found)
    return render_template(
        "checks/page.html",
        made=made,
        page=found,
        before=before,
        after=after,
        answers=lists.answers(db.session(), list_id),
        may_write=actor().may(P.FILE_WRITE),
    )
