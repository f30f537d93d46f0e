from flask import Blueprint

blueprint = Blueprint("model_workers", __name__)
