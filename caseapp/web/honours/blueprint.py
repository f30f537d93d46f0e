from flask import Blueprint

blueprint = Blueprint("honours", __name__)
