"""The blueprint that the views of the means check share."""

from flask import Blueprint

blueprint = Blueprint("checks", "caseapp.web.checks.views")
