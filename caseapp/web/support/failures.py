"""Every refusal and failure answers with a page that says what happened and what to do."""

import structlog
from flask import Flask, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from caseapp.domain.errors import Refused
from caseapp.extensions import db
from caseapp.models.engine import NO_TABLES, lacks_tables
from caseapp.web.support.language import sentence

log = structlog.get_logger()
PAGES = {403, 404, 409, 422, 500}


def _page(status: int, text: str | None = None) -> tuple[str, int]:
    name = status if status in PAGES else (500 if status >= 500 else 404)
    return render_template(f"errors/{name}.html", sentence=text, status=status), status


def install(app: Flask) -> None:
    @app.errorhandler(Refused)
    def refused(error: Refused) -> tuple[str, int]:
        db.session.rollback()
        return _page(error.status, sentence(error))

    @app.errorhandler(StaleDataError)
    def stale(error: StaleDataError) -> tuple[str, int]:
        db.session.rollback()
        return _page(409, gettext("Somebody changed this in the meantime. Reload the page and try again."))

    @app.errorhandler(IntegrityError)
    def broken_rule(error: IntegrityError) -> tuple[str, int]:
        db.session.rollback()
        log.warning("constraint refused a write", endpoint=request.endpoint, kind=type(error.orig).__name__)
        return _page(409, gettext("The database refused this because it breaks a rule. Nothing was saved."))

    @app.errorhandler(CSRFError)
    def expired_form(error: CSRFError) -> tuple[str, int]:
        return _page(409, gettext("This form was open too long. Go back, reload the page and send it again."))

    @app.errorhandler(RequestEntityTooLarge)
    def too_large(error: RequestEntityTooLarge) -> tuple[str, int]:
        limit = (app.config["MAX_CONTENT_LENGTH"] or 0) // 1024**2
        text = gettext("More than %(limit)s MB were sent at once. Send fewer or smaller files.", limit=limit)
        return render_template("errors/422.html", sentence=text), 413

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> tuple[str, int]:
        return _page(error.code or 500)

    @app.errorhandler(Exception)
    def failed(error: Exception) -> tuple[str, int] | tuple[str, int, dict[str, str]]:
        db.session.rollback()
        if lacks_tables(error):  # a page of ours would ask the database who is signed in
            return gettext(NO_TABLES), 503, {"Content-Type": "text/plain; charset=utf-8"}
        log.error("request failed", endpoint=request.endpoint, kind=type(error).__name__, exc_info=app.debug)
        if app.testing:
            raise error
        return _page(500)
