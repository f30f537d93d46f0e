"""The blueprint that the pages of records share."""

from flask import Blueprint

blueprint = Blueprint("records", __name__)
