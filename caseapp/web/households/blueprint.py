"""The blueprint that the views of household files share."""

from flask import Blueprint

blueprint = Blueprint("households", __name__)
