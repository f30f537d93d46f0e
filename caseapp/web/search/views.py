"""One box over files, people and batches."""

from typing import Any

from flask import Blueprint, render_template, request

from caseapp.extensions import db
from caseapp.queries import findings
from caseapp.web.support.access import reads
from caseapp.web.support.session import actor

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
@reads()
def everything() -> Any:
    q = request.args.get("q", "")[:64].strip()
    return render_template("search/results.html", q=q, found=findings.everything(db.session(), actor(), q))
