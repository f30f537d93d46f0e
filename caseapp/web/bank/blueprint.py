"""The blueprint that the bank's views share, and files as answers."""

from urllib.parse import quote

from flask import Blueprint, Response

blueprint = Blueprint("bank", "caseapp.web.bank.views")
MIMETYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


def download(content: bytes, name: str) -> Response:
    """`name` ends with .xlsx or .csv."""
    response = Response(content, mimetype=MIMETYPES[name.rpartition(".")[2]])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response
