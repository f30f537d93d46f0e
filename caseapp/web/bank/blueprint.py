"""The blueprint that the bank's views share."""

from flask import Blueprint

blueprint = Blueprint("bank", "caseapp.web.bank.views")
