"""Whatever is typed wrong, the command line answers with one sentence and exit 2."""

from pathlib import Path

import pytest

from tests.integration.test_demo_command import caseapp

WRONG = [
    (("indicators", "1999"), "1999 is not in the range"),
    (("indicators", "2025", "--as-of", "2025-02-30"), "2025-02-30"),
    (("indicators", "2025", "--project", "none"), "no such project"),
    (("members", "2025", "none", "0"), "0 is not in the range"),
    (("members", "2025", "none", "1"), "no project none"),
    (("forms", "targets", "2025"), "--to"),
    (("forms", "weights", "2025", "--to", "."), "weights"),
    (("targets", "read", "/nowhere/book.txt"), "/nowhere/book.txt: No such file or directory."),
    (("targets", "load", "/"), "/: Is a directory."),
    (("targets", "score", "≥1", "1", "-5"), "-5"),
    (("users", "invite", "zhang"), "name"),
    (("users", "invite", "z" * 65, "--name", "张三"), "at most 64"),
    (("users", "invite", "zhang", "--name", "张三", "--role", "king"), "king"),
    (("nothing",), "nothing"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=lambda value: " ".join(value)[:30] if value else "")
def test_a_wrong_command_is_answered_in_one_sentence(
    tmp_path: Path, wrong_database: str, words: tuple[str, ...], said: str
) -> None:
    answer = caseapp(tmp_path, wrong_database, *words)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert said in answer.stderr
    assert answer.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def wrong_database(make_sqlite) -> str:  # type: ignore[no-untyped-def]
    return str(make_sqlite())


@pytest.mark.parametrize("address", ["postgresql://nobody@127.0.0.1:1/nothing", "sqlite:///{home}/junk.db"])
def test_a_database_that_cannot_be_used_is_one_sentence(tmp_path: Path, address: str) -> None:
    (tmp_path / "junk.db").write_text("this is no database, whatever its name says " * 100)
    answer = caseapp(tmp_path, address.format(home=tmp_path), "indicators", "2025")
    assert answer.returncode == 2
    assert answer.stderr.startswith("The database cannot be used: ")
    assert answer.stderr.count("\n") == 1


def test_an_empty_setting_is_no_setting(tmp_path: Path, wrong_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEAPP_KEY_FILE", "")
    assert caseapp(tmp_path, wrong_database, "audit", "verify").returncode == 0
    assert (tmp_path / "keys.json").exists()
