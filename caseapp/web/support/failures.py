"""Every refusal and failure answers with a page that says what happened and what to do."""

import structlog
from flask import Flask, Response, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from caseapp.domain.errors import N_, Refused
from caseapp.extensions import db
from caseapp.models.engine import NO_TABLES, lacks_tables
from caseapp.web.support.again import page_again
from caseapp.web.support.language import sentence

log = structlog.get_logger()
PAGES = {403, 404, 409, 422, 500, 503}
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
UNHOLDABLE = N_("Something that was sent is too long, too large or not text. Go back and check it.")


def _page(status: int, text: str | None = None) -> tuple[str, int]:
    name = status if status in PAGES else (500 if status >= 500 else 404)
    return render_template(f"errors/{name}.html", sentence=text, status=status), status


def _unholdable() -> int:
    """The status for a number or text that no column can hold, in an address or a form somebody wrote by hand."""
    return 404 if request.method == "GET" else 422


def install(app: Flask) -> None:
    @app.errorhandler(Refused)
    def refused(error: Refused) -> Response | tuple[str, int]:
        db.session.rollback()
        return page_again(error) or _page(error.status, sentence(error))

    @app.errorhandler(StaleDataError)
    def stale(error: StaleDataError) -> tuple[str, int]:
        db.session.rollback()
        return _page(409, gettext("Somebody changed this in the meantime. Reload the page and try again."))

    @app.errorhandler(IntegrityError)
    def broken_rule(error: IntegrityError) -> tuple[str, int]:
        db.session.rollback()
        log.warning("constraint refused a write", endpoint=request.endpoint, kind=type(error.orig).__name__)
        return _page(409, gettext("The database refused this because it breaks a rule. Nothing was saved."))

    @app.before_request
    def only_text() -> tuple[str, int, dict[str, str]] | None:
        sent = [request.path, *(text for texts in request.values.listvalues() for text in texts)]
        if not any("\0" in text for text in sent):
            return None
        return gettext(UNHOLDABLE), _unholdable(), PLAIN  # a page of ours would show the address again

    @app.errorhandler(DataError)
    @app.errorhandler(OverflowError)
    def cannot_be_held(error: Exception) -> tuple[str, int]:
        db.session.rollback()
        log.warning("a value no column can hold", endpoint=request.endpoint, kind=type(error).__name__)
        return _page(_unholdable(), gettext(UNHOLDABLE))

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
            return gettext(NO_TABLES), 503, PLAIN
        log.error("request failed", endpoint=request.endpoint, kind=type(error).__name__, exc_info=app.debug)
        if app.testing:
            raise error
        return _page(500)
