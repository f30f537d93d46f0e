"""The blueprint of likely duplicates and what is done about them."""

from flask import Blueprint

blueprint = Blueprint("duplicates", "caseapp.web.duplicates.views")
