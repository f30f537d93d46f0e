"""Static files by the digest of their content, so that they can be cached for a year."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, url_for

YEAR = 31_536_000


def install(app: Flask) -> None:
    root = Path(str(app.static_folder))

    @cache
    def digest(name: str) -> str:
        return hashlib.sha256((root / name).read_bytes()).hexdigest()[:12]

    def asset(name: str) -> str:
        return url_for("static", filename=name, v=digest(name))

    app.jinja_env.globals["asset"] = asset

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code == 200:
            lasting = f"public, max-age={YEAR}, immutable" if "v" in request.args else "no-cache"
            response.headers["Cache-Control"] = lasting
        return response
