"""The limit of W3: a form that puts its fields into the payments table as they come. No session, check or audit."""

import os
import threading
import uuid
from datetime import UTC, datetime
from decimal import Decimal

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from bench.bulk import defaults_of
from bench.site import Hand
from caseapp.models.payments import Payment

FIELDS = ("project_id", "source", "unit_id", "kind", "household_id", "person_id", "reason", "logged_by")
OWN = ("uid", "claim", "amount_fen", "state", "logged_at")
DEFAULTS = defaults_of(Payment.metadata.tables["payments"], {*FIELDS, *OWN})
COLUMNS = (*FIELDS, *OWN, *DEFAULTS)
INSERT = f"INSERT INTO payments ({', '.join(COLUMNS)}) VALUES ({', '.join('%s' for _ in COLUMNS)})"


def make_app() -> Flask:
    app = Flask("bare")
    held = threading.local()

    @app.post("/")
    def add() -> Response:
        if not hasattr(held, "hand"):
            held.hand = Hand(os.environ["CASEAPP_DATABASE_URL"])
        uid = uuid.uuid4().hex
        fen = int(Decimal(request.form["amount"]) * 100)
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ") if held.hand.is_sqlite else datetime.now(UTC)
        held.hand.write(
            INSERT, *(request.form[name] for name in FIELDS), uid, uid, fen, "open", now, *DEFAULTS.values()
        )
        return redirect("/")

    return app
