"""Static files by the digest of their content, so that they can be cached for a year, and packed for the way."""

import gzip
import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin

YEAR = 31_536_000
PACKED = {"text/css", "text/javascript", "application/javascript", "image/svg+xml"}


class PageSessions(SecureCookieSessionInterface):
    """A static file is everybody's: the session is neither written with it nor said to change it."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if request.endpoint != "static":
            super().save_session(app, session, response)


def install(app: Flask) -> None:
    app.session_interface = PageSessions()
    root = Path(str(app.static_folder))

    @cache
    def digest(name: str) -> str:
        return hashlib.sha256((root / name).read_bytes()).hexdigest()[:12]

    @cache
    def packed(name: str, of: str) -> bytes:
        return gzip.compress((root / name).read_bytes(), mtime=0)

    def pack(response: Response, name: str) -> None:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] <= 0:
            return
        tag, _ = response.get_etag()
        response.direct_passthrough = False
        response.set_data(packed(name, tag or ""))
        response.content_encoding = "gzip"
        response.set_etag(tag or "", weak=True)

    def asset(name: str) -> str:
        return url_for("static", filename=name, v=digest(name))

    app.jinja_env.globals["asset"] = asset

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code == 200:
            lasting = f"public, max-age={YEAR}, immutable" if "v" in request.args else "no-cache"
            response.headers["Cache-Control"] = lasting
            if response.mimetype in PACKED and request.view_args:
                pack(response, request.view_args["filename"])
        return response
