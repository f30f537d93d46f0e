"""A stored scan sent to the browser: shown in a page that may run nothing, and kept nowhere."""

import io

from flask import Response, make_response, send_file

from caseapp.services.attachments import Opened

NOTHING_RUNS = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The styles are those of the browser's own viewer: no file we keep can hold any."""
PICTURE_CSP = f"{NOTHING_RUNS}; sandbox"
PDF_CSP = f"{NOTHING_RUNS}; object-src 'self'"
"""The browser's own reader draws a PDF through an embedded object, which a sandbox would forbid."""


def shown(opened: Opened, *, save: bool = False) -> Response:
    response = make_response(
        send_file(
            io.BytesIO(opened.content),
            mimetype=opened.kind.mimetype,
            as_attachment=save,
            download_name=opened.name,
            etag=False,
            max_age=0,
        )
    )
    response.headers["Content-Security-Policy"] = PICTURE_CSP if opened.kind.is_picture else PDF_CSP
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response
