"""Every component on one page, in all its tones: where the face is looked at and measured."""

from flask import Blueprint, render_template, request

from caseapp.web.gallery import samples
from caseapp.web.gallery.forms import SampleForm
from caseapp.web.support.access import public

blueprint = Blueprint("gallery", __name__)


@blueprint.get("/gallery")
@public()
def gallery() -> str:
    return render_template("gallery/index.html", samples=samples, form=SampleForm.with_errors())


@blueprint.get("/gallery/suggestions")
@public()
def suggestions() -> str:
    """The finder's answer: the sample people whose name holds what was typed."""
    wanted = request.args.get("q", "").strip()
    found = [person for person in samples.PEOPLE if wanted and wanted in person["label"]]
    return render_template("gallery/suggestions.html", found=found)
