"""Static files over the wire: packed for who can unpack, kept for a year under the digest of their content."""

import gzip
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return app.test_client()


def sheet(browser: FlaskClient) -> str:
    found = re.search(r'href="(/static/[^"]*app\.css\?v=[^"]+)"', browser.get("/sign-in").text)
    assert found
    return found[1]


def test_a_static_file_travels_packed_and_lasts_a_year_under_its_digest(browser: FlaskClient) -> None:
    plain = browser.get(sheet(browser))
    packed = browser.get(sheet(browser), headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    for answer in (plain, packed):
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "immutable" in answer.headers["Cache-Control"] and "Set-Cookie" not in answer.headers


def test_who_has_the_packed_file_already_is_not_sent_it_again(browser: FlaskClient) -> None:
    packed = browser.get(sheet(browser), headers={"Accept-Encoding": "gzip"})
    again = browser.get(sheet(browser), headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})
    assert again.status_code == 304 and not again.data


def test_a_page_is_never_packed_nor_kept(browser: FlaskClient) -> None:
    page = browser.get("/sign-in", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in page.headers and page.headers["Cache-Control"] == "no-store"
