"""The blueprint that the views of a batch share."""

from uuid import uuid4

from flask import Blueprint

blueprint = Blueprint("batches", "caseapp.web.batches.views")


def new_key() -> str:
    """A fresh request key for each form of a page."""
    return uuid4().hex
