"""On a database nobody has upgraded yet, every command and page says so in one sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from caseapp.app import create_app
from caseapp.cli.root import cli
from caseapp.config import Settings
from caseapp.domain.errors import Refused
from caseapp.extensions import db
from caseapp.models import Base
from caseapp.models.engine import open_engine
from tests.factories.books import BOOK
from tests.integration.test_demo_command import caseapp

SENTENCE = "The database has no tables yet: run `caseapp db upgrade`."


@pytest.fixture
def bare(database: str) -> str:
    """The address of a database without tables, of each kind."""
    engine = open_engine(database)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        Base.metadata.drop_all(connection)
    engine.dispose()
    return database


@pytest.fixture
def make_app(bare: str, tmp_path: Path) -> Callable[[], Flask]:
    made = create_app(Settings(home=tmp_path, database_url=bare))
    yield lambda: made
    with made.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "words",
    [
        ("demo",),
        ("users", "invite", "zhang", "--name", "张三"),
        ("targets", "load", str(BOOK)),
        ("indicators", "2025"),
        ("members", "2025", "13020025P000000000001", "1"),
        ("forms", "targets", "2025", "--to", "."),
        ("audit", "verify"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_command_says_that_there_are_no_tables(make_app: Callable[[], Flask], words: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refused:
        cli.main(list(words), obj=make_app, standalone_mode=False)
    assert str(refused.value) == SENTENCE


def test_the_command_line_ends_with_2_and_that_sentence_alone(bare: str, tmp_path: Path) -> None:
    ended = caseapp(tmp_path, bare, "audit", "verify")
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", SENTENCE + "\n")


def test_a_page_says_it_too(make_app: Callable[[], Flask]) -> None:
    client = make_app().test_client()
    with client.session_transaction() as cookie:
        cookie.update(_user_id="1:stamp", _fresh=True, locale="en", signed_at=2_000_000_000, seen_at=2_000_000_000)
    for url in ("/", "/households", "/projects"):
        answer = client.get(url)
        assert (answer.status_code, answer.get_data(as_text=True)) == (503, SENTENCE)
