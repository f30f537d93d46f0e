from flask import Blueprint

blueprint = Blueprint("special_groups", __name__)
