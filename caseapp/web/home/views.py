"""工作台: what waits for me, what is due, the projects at a glance."""

from typing import Any

from flask import Blueprint, render_template

from caseapp.web.support.access import reads

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@reads()
def home() -> Any:
    return render_template("home/home.html")
