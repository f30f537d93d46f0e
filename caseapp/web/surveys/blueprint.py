"""问卷调查: the address space the pages of surveys share."""

from flask import Blueprint

blueprint = Blueprint("surveys", __name__)
