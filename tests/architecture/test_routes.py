"""Every door says who may enter; the whole matrix is a golden file.

Write it anew with `CASEAPP_GOLDEN=write pytest tests/architecture/test_routes.py` and read the difference.
"""

import os
import re
from pathlib import Path

import pytest
from flask import Flask

from caseapp.app import create_app
from caseapp.config import Settings
from caseapp.domain.access.roles import GRANTS, Permission, Role
from caseapp.web.support.access import Access

GOLDEN = Path(__file__).parents[1] / "golden/roles-and-routes.txt"
ROLES = tuple(Role)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(Settings(home=tmp_path_factory.mktemp("routes")))


def doors(app: Flask) -> list[tuple[str, str, Access]]:
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        method = "/".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        found.append((rule.rule, method, getattr(app.view_functions[rule.endpoint], "access", None)))
    return sorted(found, key=lambda door: door[:2])


def test_every_view_declares_who_may_enter(app: Flask) -> None:
    assert [(rule, method) for rule, method, access in doors(app) if access is None] == []


def test_get_shows_and_post_changes(app: Flask) -> None:
    for rule, method, access in doors(app):
        assert method in {"GET", "POST"}, f"{rule} takes {method}: one view, one verb"
        if method == "GET":
            assert not access.writes, f"GET {rule} writes"
        elif not access.public:
            assert access.writes or rule.endswith(("/preview", "/marked", "/reveal")), f"POST {rule} does not write"


def test_addresses_are_kebab_case_and_ids_are_typed(app: Flask) -> None:
    for rule, _, _ in doors(app):
        for part in rule.strip("/").split("/"):
            if part.startswith("<"):
                name = part.strip("<>")
                assert ":" in name or name in {"code", "code>.<kind"} or "_id" not in name, (
                    f"{rule}: {part} has no type"
                )
            else:
                assert re.fullmatch(r"[a-z0-9.-]*(<[a-z:_]+>)?[a-z0-9.-]*", part), f"{rule}: {part}"


MONEY = {
    Permission.AID_LOG,
    Permission.BATCH_READ,
    Permission.BATCH_PREPARE,
    Permission.BATCH_APPROVE,
    Permission.BATCH_RELEASE,
    Permission.BATCH_SETTLE,
    Permission.BANK_EXPORT,
    Permission.BUDGET_WRITE,
}
GIVES_A_FILE = {"/bank-files/<int:file_id>/download", "/batches/<int:batch_id>/roster/full"}
KNOWN_BY_ITS_BYTES = {"/bank-files/<int:file_id>/answers"}
"""An answer of the bank: the very same bytes sent again are the answer kept before."""


def test_what_touches_money_counts_once_however_often_it_is_sent(app: Flask) -> None:
    sent = {rule: access for rule, method, access in doors(app) if method == "POST" and MONEY & set(access.permissions)}
    assert {rule for rule, access in sent.items() if not access.once} == GIVES_A_FILE | KNOWN_BY_ITS_BYTES


def test_the_matrix_is_the_agreed_one(app: Flask) -> None:
    lines = [f"{'':6}{'route':68}" + " ".join(f"{role.value:13}" for role in ROLES).rstrip()]
    for rule, method, access in doors(app):
        if access.public:
            marks = ["everyone"]
        elif not access.permissions:
            marks = ["signed in"]
        else:
            marks = [f"{'x' if set(access.permissions) & GRANTS[role] else '-':13}" for role in ROLES]
        lines.append(f"{method:6}{rule:68}{' '.join(marks)}".rstrip())
    text = "\n".join(lines) + "\n"
    if os.environ.get("CASEAPP_GOLDEN") == "write":
        GOLDEN.write_text(text)
    assert text == GOLDEN.read_text()
