"""项目与指标: the address space the project pages share."""

from flask import Blueprint

blueprint = Blueprint("projects", __name__)
