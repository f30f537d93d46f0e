"""Two hundred phones answering at once for a minute: every answer the server said it has is stored, and once."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp import keys
from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.surveys.codes import InvitationState, QuestionKind
from caseapp.domain.surveys.questions import Option, Question
from caseapp.models import sealing
from caseapp.models.engine import open_engine
from caseapp.models.questionnaires import Ballot, SurveyInvitation, SurveyRemark, WaitingBallot
from caseapp.services import questionnaires
from caseapp.services.transaction import transact
from tests.factories.clock import NOW, TODAY
from tests.factories.projects import make_project
from tests.factories.surveys import Asked, make_asked
from tests.factories.units import make_unit
from tests.integration.surveys.phone import Phone

ROOT = Path(__file__).parents[3]
PHONES = 200
SECONDS = float(os.environ.get("CASEAPP_PHONE_SECONDS", "60"))
FORMS = 2000
QUESTIONS = (
    Question("pick", QuestionKind.CHOICE, "选哪个？", "", (Option("a", "甲", ""), Option("b", "乙", ""))),
    Question("words", QuestionKind.TEXT, "说说看", ""),
)
IN = "您的答卷已收到".encode()


@pytest.fixture
def served(database: str, tmp_path: Path, key_ring: sealing.KeyRing) -> Iterator[tuple[int, Asked]]:
    """The port of a gunicorn over the database, and the survey with its codes."""
    sealing.use(keys.load_or_make(tmp_path / "keys.json"))
    engine = open_engine(database)
    with Session(engine) as session:

        def made() -> Asked:
            asked = make_asked(session, make_project(session, make_unit(session)), names=FORMS, questions=QUESTIONS)
            session.expunge(asked.survey)
            return asked

        asked = transact(session, made)
    engine.dispose()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = "from caseapp.__main__ import command_line; command_line()"
    environment = {**os.environ, "CASEAPP_HOME": str(tmp_path), "CASEAPP_DATABASE_URL": database}
    words = ["serve", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "8"]
    server = subprocess.Popen([sys.executable, "-c", code, *words], env={**environment, "PYTHONPATH": str(ROOT)})
    deadline = time.monotonic() + 60
    while True:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert server.poll() is None and time.monotonic() < deadline
        time.sleep(0.1)
    yield port, asked
    server.send_signal(signal.SIGTERM)
    server.wait(30)
    sealing.use(key_ring)


async def fill_in(phone: Phone, number: int, code: str, *, twice: Phone | None) -> bool:
    """One form, as a person fills it in; whether the server said the answer is in. `twice`: sent from two at once."""
    assert (await phone.get(f"/s/{code}")).location == "/s"
    assert (await phone.get("/s/questions/1")).status == 200
    assert (await phone.post("/s/questions/1", answer="a" if number % 2 else "b")).location == "/s/questions/2"
    assert (await phone.post("/s/questions/2", answer=f"{number:05d}号")).location == "/s/check"
    if twice is not None:
        twice.cookies, twice.token = dict(phone.cookies), phone.token
        replies = await asyncio.gather(phone.post("/s/send"), twice.post("/s/send"))
    else:
        replies = [await phone.post("/s/send")]
    assert {reply.location for reply in replies} == {"/s/done"}
    done = await phone.get("/s/done")
    assert done.status == 200, done.status
    return IN in done.body


async def crowd(port: int, asked: Asked) -> list[int]:
    """All phones until the time is over, each then finishing its form; the numbers of the forms that are in."""
    waiting, taken = iter(asked.codes.items()), []
    until = time.monotonic() + SECONDS

    async def one(place: int) -> None:
        own, other = Phone("127.0.0.1", port), Phone("127.0.0.1", port)
        while time.monotonic() < until:
            following = next(waiting, None)
            if following is None:  # every slip is used up: used ones come back
                number = taken[place % len(taken)]
                await own.get(f"/s/{asked.codes[number]}")
                assert IN in (await own.get("/s/done")).body
                continue
            number, code = following
            if await fill_in(own, number, code, twice=other if place % 5 == 0 else None):
                taken.append(number)

    await asyncio.gather(*(one(place) for place in range(PHONES)))
    return taken


def test_two_hundred_phones_at_once_and_every_answer_once(database: str, served: tuple[int, Asked]) -> None:
    port, asked = served
    taken = asyncio.run(crowd(port, asked))
    assert len(taken) >= PHONES, f"only {len(taken)} forms in {SECONDS} seconds"
    engine = open_engine(database)
    with Session(engine) as session:
        boxed = session.scalar(select(func.count(Ballot.id)).where(Ballot.questionnaire_id == asked.survey.id)) or 0
        tray = session.scalar(select(func.count(WaitingBallot.id))) or 0
        assert boxed + tray == len(taken)
        session.rollback()
        transact(
            session,
            lambda: questionnaires.close_survey(
                session, SYSTEM, questionnaire_id=asked.survey.id, now=NOW, today=TODAY
            ),
        )
        said = Counter(session.scalars(select(SurveyRemark.words)))
        assert said == Counter(f"{number:05d}号" for number in taken)
        picks = Counter(answers["pick"] for answers in session.scalars(select(Ballot.answers)))
        assert picks == Counter("a" if number % 2 else "b" for number in taken)
        answered = set(
            session.scalars(select(SurveyInvitation.number).where(SurveyInvitation.state == InvitationState.ANSWERED))
        )
        assert answered == set(taken)
    engine.dispose()
