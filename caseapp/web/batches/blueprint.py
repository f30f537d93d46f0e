"""The blueprint that the views of a batch share."""

from flask import Blueprint

blueprint = Blueprint("batches", "caseapp.web.batches.views")
