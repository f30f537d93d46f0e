"""The phone page: without sign-in and scripts, light, resumable, and closed to guessing."""

import gzip
import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.app import create_app
from caseapp.config import Settings
from caseapp.domain.access.actor import SYSTEM
from caseapp.extensions import db
from caseapp.models.questionnaires import NamedResponse, SurveyInvitation
from caseapp.models.users import SignInAttempt
from caseapp.services import answering, questionnaires
from caseapp.services.survey_codes import LENGTH, LETTERS, new_code
from tests.factories.clock import NOW, TODAY
from tests.factories.projects import make_project
from tests.factories.surveys import GOOD, Asked, make_asked
from tests.factories.units import make_unit

ROOT = Path(__file__).parents[2]
LIMIT = 30 * 1024
WORDS = {**GOOD, "wish": "多组织体检"}


@pytest.fixture
def asked(world: Session) -> Asked:
    made = make_asked(world, make_project(world, make_unit(world)), names=8, is_anonymous=False)
    world.commit()
    return made


@pytest.fixture
def phone(app: Flask) -> Callable[[], object]:
    """A phone of its own each time."""
    return app.test_client


def fill_in(client: object, places: range, answers: dict[str, str] = WORDS) -> None:
    keys = ["satisfied", "arrived", "manner", "wish", "better", "relieved", "people", "hard"]
    for place in places:
        sent = client.send(f"/s/questions/{place}", {"answer": answers.get(keys[place - 1], "")})  # type: ignore[attr-defined]
        assert sent.status_code == 302, place


def answers_in(world: Session) -> list[dict[str, str]]:
    found = list(world.scalars(select(NamedResponse.answers)))
    world.commit()
    return found


def test_a_slip_is_answered_question_by_question_and_sent(world: Session, asked: Asked, phone: Callable) -> None:
    client = phone()
    entered = client.get(f"/s/{asked.codes[1]}")
    assert entered.location == "/s" and asked.codes[1] not in entered.get_data(as_text=True)
    assert "8" in client.get("/s").get_data(as_text=True)
    fill_in(client, range(1, 9))
    page = client.get("/s/check").get_data(as_text=True)
    assert "多组织体检" in page and "基本满意" not in page
    assert client.send("/s/send", form_at="/s/check").location == "/s/done"
    assert answers_in(world) == [WORDS]
    done = client.get("/s/done")
    assert "谢谢" in done.get_data(as_text=True)
    assert "answering=;" in done.headers["Set-Cookie"]


def test_a_phone_that_was_put_away_goes_on_where_it_stopped(world: Session, asked: Asked, phone: Callable) -> None:
    first, second = phone(), phone()
    first.get(f"/s/{asked.codes[2]}")
    fill_in(first, range(1, 4))
    second.get(f"/s/{asked.codes[2].lower()}")
    assert 'href="/s/questions/5"' in second.get("/s").get_data(as_text=True)
    fill_in(second, range(5, 9))
    second.send("/s/send", form_at="/s/check")
    assert answers_in(world) == [{key: said for key, said in WORDS.items() if key != "wish"}]


def test_an_answer_that_is_needed_is_asked_for_and_what_was_written_stays(asked: Asked, phone: Callable) -> None:
    client = phone()
    client.get(f"/s/{asked.codes[3]}")
    empty = client.send("/s/questions/1", {"answer": ""})
    assert empty.status_code == 422 and "请先选择或填写答案" in empty.get_data(as_text=True)
    assert client.send("/s/questions/1", {"answer": "superb"}).status_code == 422
    wrong = client.send("/s/questions/7", {"answer": "三四口人"})
    assert wrong.status_code == 422 and 'value="三四口人"' in wrong.get_data(as_text=True)
    assert client.send("/s/send", form_at="/s/check").location == "/s/questions/1"
    assert client.get("/s/questions/9").location == "/s"


def test_an_answer_counts_once_and_is_not_changed_afterwards(world: Session, asked: Asked, phone: Callable) -> None:
    """Replay of the sending, of a question, and of the link, from the same phone and from another one."""
    client, other = phone(), phone()
    for one in (client, other):
        one.get(f"/s/{asked.codes[4]}")
    fill_in(client, range(1, 9))
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/s/check").get_data(as_text=True))
    assert token
    for _ in range(3):
        assert client.post("/s/send", data={"csrf_token": token.group(1)}).location == "/s/done"
    page = other.get("/s/questions/1")
    assert page.location == "/s"
    code = other.get("/s").location
    assert code == "/s/done"
    token = re.search(r'name="csrf_token" value="([^"]+)"', other.get("/s/done").get_data(as_text=True))
    again = phone()
    again.get(f"/s/{asked.codes[4]}")
    assert "谢谢" in again.get("/s/done").get_data(as_text=True)
    assert answers_in(world) == [WORDS]


def test_a_closed_survey_and_a_form_that_was_replaced_say_so(world: Session, asked: Asked, phone: Callable) -> None:
    client = phone()
    client.get(f"/s/{asked.codes[5]}")
    questionnaires.close_survey(world, SYSTEM, questionnaire_id=asked.survey.id, now=NOW, today=TODAY)
    world.commit()
    assert client.get("/s").location == "/s/done"
    assert "调查已经结束" in client.get("/s/done").get_data(as_text=True)


def test_codes_cannot_be_guessed(world: Session, asked: Asked, phone: Callable) -> None:
    """More than 128 bits each; after some wrong ones no code of that address is looked at, and a forged cookie opens
    nothing."""
    assert len(LETTERS) ** LENGTH > 2**128
    assert len({new_code() for _ in range(1000)}) == 1000
    client = phone()
    for _ in range(answering.GUESSES):
        assert client.get(f"/s/{new_code()}").location == "/s"
    assert "没有这个问卷码" in client.get("/s").get_data(as_text=True)
    assert world.scalar(select(func.count(SignInAttempt.id))) == answering.GUESSES
    world.commit()
    client.get(f"/s/{asked.codes[6]}")
    assert "输错次数太多" in client.get("/s").get_data(as_text=True)
    client.send("/s", {"code": asked.codes[6]})
    assert client.get_cookie("answering", path="/s") is None
    forged = phone()
    for value in (asked.codes[6], f'"{asked.codes[6]}"', f'"{asked.codes[6]}".AAAA', ""):
        forged.set_cookie("answering", value, path="/s")
        assert 'name="code"' in forged.get("/s").get_data(as_text=True)
    assert world.scalar(select(func.count(SignInAttempt.id))) == answering.GUESSES


@pytest.mark.parametrize(
    ("proxies", "paused"),
    [
        (0, ["198.51.100.7", "198.51.100.8", "198.51.100.8, 198.51.100.7", None]),
        (1, ["198.51.100.7", "198.51.100.8, 198.51.100.7"]),
        (2, ["198.51.100.7, 10.0.0.2", "198.51.100.8, 198.51.100.7, 10.0.0.2"]),
    ],
    ids=["nobody's word is taken", "the proxy's word is taken", "two in a row"],
)
def test_guesses_are_counted_by_the_forwarded_address_only_when_the_setting_trusts_a_proxy(
    tmp_path: Path,
    make_sqlite: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
    proxies: int,
    paused: list[str | None],
) -> None:
    """Whatever a caller writes before the proxies' own words is not believed."""
    monkeypatch.setattr(answering, "GUESSES", 3)
    app = create_app(Settings(home=tmp_path, database_url=make_sqlite(), trusted_proxies=proxies))
    behind = {0: "198.51.100.7", 1: "198.51.100.7", 2: "198.51.100.7, 10.0.0.2"}[proxies]

    def guess(forwarded: str | None, client: FlaskClient) -> None:
        client.get(f"/s/{new_code()}", headers={"X-Forwarded-For": forwarded} if forwarded else {})

    def is_paused(forwarded: str | None) -> bool:
        client = app.test_client()
        guess(forwarded, client)
        return "输错次数太多" in client.get("/s").get_data(as_text=True)

    for _ in range(answering.GUESSES):
        guess(behind, app.test_client())
    asked_about = ["198.51.100.7", "198.51.100.8", "198.51.100.8, 198.51.100.7", None]
    asked_about += ["198.51.100.7, 10.0.0.2", "198.51.100.8, 198.51.100.7, 10.0.0.2"] if proxies == 2 else []
    assert [one for one in asked_about if is_paused(one)] == paused
    with app.app_context():
        db.engine.dispose()


def test_a_code_one_letter_off_opens_nothing(asked: Asked, phone: Callable) -> None:
    code = asked.codes[1]
    for place in (0, 12, 25):
        other = LETTERS[(LETTERS.index(code[place]) + 1) % len(LETTERS)]
        client = phone()
        client.get(f"/s/{code[:place]}{other}{code[place + 1 :]}")
        assert client.get_cookie("answering", path="/s") is None
    client = phone()
    client.send("/s", {"code": f" {code[:5].lower()}-{code[5:]} "})
    assert client.get_cookie("answering", path="/s") is not None


def test_the_code_stands_in_no_page_no_log_and_no_referer(
    asked: Asked, phone: Callable, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    code, client = asked.codes[7], phone()
    with caplog.at_level(logging.DEBUG):
        entered = client.get(f"/s/{code}")
        assert entered.headers["Cache-Control"] == "no-store"
        assert entered.status_code == 302 and code not in entered.location
        pages = [client.get(address) for address in ("/s", "/s/questions/1", "/s/check")]
        client.get(f"/s/{new_code()}")
    for page in pages:
        assert code not in page.get_data(as_text=True) and code not in page.request.url
        assert page.headers["Referrer-Policy"] == "same-origin"
    told = capsys.readouterr()
    assert code not in caplog.text + told.out + told.err
    cookie = client.get_cookie("answering", path="/s")
    assert cookie is not None and cookie.http_only and cookie.same_site == "Lax" and cookie.path == "/s"


def test_every_page_is_light_and_asks_for_nothing_from_elsewhere(app: Flask, asked: Asked, phone: Callable) -> None:
    """The whole of a phone page, its sheets and its mark included, compressed: far below the limit."""
    client = phone()
    client.get(f"/s/{asked.codes[8]}")
    for address in ("/s", *(f"/s/questions/{place}" for place in range(1, 9)), "/s/check"):
        text = client.get(address).get_data(as_text=True)
        assert "<script" not in text
        parts = re.findall(r'(?:href|src)="(/static/[^"]+)"', text)
        assert parts and not re.findall(r'(?:href|src)="https?://', text)
        weight = len(gzip.compress(text.encode())) + sum(len(gzip.compress(client.get(one).data)) for one in parts)
        assert weight <= LIMIT / 2, f"{address} weighs {weight} bytes"


def test_the_page_speaks_both_languages(asked: Asked, phone: Callable) -> None:
    client = phone()
    client.get(f"/s/{asked.codes[1]}")
    assert "总的来说" in client.get("/s/questions/1").get_data(as_text=True)
    client.send("/language", {"locale": "en", "next": "/s/questions/1"}, form_at="/s/questions/1")
    page = client.get("/s/questions/1").get_data(as_text=True)
    assert "All in all" in page and "Fairly satisfied" in page and "总的来说" not in page


def test_no_address_opens_an_answer_by_its_number(app: Flask) -> None:
    """Answers have no page of their own: what takes a number under /surveys is the survey or the form's number."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(("surveys.", "answering.")):
            assert rule.arguments <= {"survey_id", "number", "place", "code"}, rule.rule


def test_a_half_filled_form_is_not_in_the_database(world: Session, asked: Asked, phone: Callable) -> None:
    client = phone()
    client.get(f"/s/{asked.codes[2]}")
    fill_in(client, range(1, 5))
    kept = world.scalars(select(SurveyInvitation).where(SurveyInvitation.number == 2)).one()
    assert kept.draft_sealed is not None and "多组织体检".encode() not in kept.draft_sealed
    assert answers_in(world) == []
