"""The web process is killed in the middle of a release, of making a bank's file and of taking in its answer: each batch
stands whole in its old or its new state, no number is used twice, and what is sent again counts once."""

import contextlib
import hashlib
import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.app import create_app
from caseapp.config import Settings
from caseapp.domain.clock import local_day
from caseapp.domain.payments.codes import BatchState, LineState
from caseapp.models import sealing
from caseapp.models.bank_files import BankFile, BankFileLine, BankResult, BankTemplate
from caseapp.models.engine import open_engine
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import Project, ProjectBudget
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.services import audit, bank_files, bank_results, bank_templates
from caseapp.services.bank_templates import TemplateFacts
from caseapp.services.transaction import transact
from caseapp.web.support.clock import now, today
from tests.factories.bank_answers import answer_book
from tests.factories.clock import NOW, TODAY
from tests.factories.cookies import signed_in
from tests.factories.payments import make_payment
from tests.factories.people import make_person
from tests.integration.payments.banked import layout
from tests.integration.payments.house import House

BATCHES = int(os.environ.get("CASEAPP_KILLED_BATCHES", "5"))
"""Three kills each, on each of the two databases."""
LINES, EVERYTHING = 20, 8
"""Every eighth kill takes the whole server, the others the process that answers."""
HIDDEN = re.compile(r'name="(csrf_token|request_key|seen)"[^>]*value="([^"]+)"')


@pytest.fixture
def ours(key_ring: sealing.KeyRing) -> Iterator[None]:
    yield
    sealing.use(key_ring)


class Served:
    """`caseapp serve` on a port of its own, and a cashier at it."""

    def __init__(self, home: Path, database: str, cookie: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.environment = {**os.environ, "CASEAPP_HOME": str(home), "CASEAPP_DATABASE_URL": database}
        self.environment["PYTHONPATH"] = str(Path(__file__).parents[3])
        self.cookie = cookie
        self.dice = random.Random(20)
        self.usual: dict[str, float] = {}
        self.start()

    def start(self) -> None:
        code = "from caseapp.__main__ import command_line; command_line()"
        words = [sys.executable, "-c", code, "serve", "--bind", f"127.0.0.1:{self.port}", "--workers", "1"]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(words, env=self.environment, stdout=quiet, stderr=quiet, start_new_session=True)
        self.wait()

    def wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/sign-in")[0] in (200, 302):
                    return
            time.sleep(0.02)
        raise AssertionError("the server does not answer")

    def kill(self, *, everything: bool) -> None:
        if everything:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.start()
            return
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        self.wait()

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ask(self, method: str, path: str, body: dict[str, str] | None = None) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        line.request(method, path, urllib.parse.urlencode(body) if body else None, headers)
        answer = line.getresponse()
        text = answer.read().decode()
        fresh = answer.getheader("Set-Cookie")
        if fresh and answer.status < 400:
            self.cookie = fresh.partition(";")[0]
        line.close()
        return answer.status, text

    def killed_in(self, kind: str, page: str, path: str, whole: Callable[[], bool], *, turn: int) -> None:
        """Send the form of the page, kill the server while it works, look, and send the same again. `whole` asserts
        the old or the new state and tells whether it is the new one."""
        _, text = self.ask("GET", page)
        fields = {}
        for form in re.findall(r"<form.*?</form>", text, re.S):
            if f'action="{path}"' in form or 'action=""' in form:
                fields = dict(HIDDEN.findall(form))
                choice = re.search(r'<select[^>]*name="template".*?<option[^>]*value="(\d+)"', form, re.S)
                fields |= {"template": choice.group(1)} if choice else {}
        assert {"csrf_token", "request_key"} <= fields.keys(), (kind, page)
        assert not whole()

        def send() -> None:
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.ask("POST", path, fields)

        sender = threading.Thread(target=send)
        sender.start()
        time.sleep(self.dice.uniform(0, self.usual.get(kind, 0.2)))
        self.kill(everything=turn % EVERYTHING == 0)
        sender.join()
        done = whole()
        began = time.monotonic()
        status, text = self.ask("POST", path, fields)
        if not done:
            self.usual[kind] = time.monotonic() - began
        assert status == 302, (kind, status, text[-2000:])
        assert whole()
        assert self.ask("POST", path, fields)[0] == 302 and whole()


class Watch:
    """What stands in the database now."""

    def __init__(self, database: str) -> None:
        self.engine = open_engine(database)

    def released(self, batch_id: int) -> bool:
        with Session(self.engine) as session:
            batch = session.get_one(Batch, batch_id)
            written = [bool(line.payee_name and line.payee_account) for line in self._lines(session, batch_id)]
            assert batch.state in (BatchState.APPROVED, BatchState.RELEASED)
            is_new = batch.state is BatchState.RELEASED
            assert written == [is_new] * LINES and (batch.released_at is not None) == is_new
            return is_new

    def filed(self, batch_id: int) -> bool:
        with Session(self.engine) as session:
            file = session.scalar(select(BankFile).where(BankFile.batch_id == batch_id))
            if file is None:
                return False
            count = session.scalar(select(func.count(BankFileLine.id)).where(BankFileLine.file_id == file.id))
            content = sealing.ring().unseal_bytes(file.content_sealed, row=bank_files._binding(file))
            assert (count, hashlib.sha256(content).hexdigest()) == (LINES, file.digest)
            return True

    def answered(self, batch_id: int, result_id: int) -> bool:
        with Session(self.engine) as session:
            batch = session.get_one(Batch, batch_id)
            is_new = session.get_one(BankResult, result_id).applied_at is not None
            open_lines = [line.state is LineState.OPEN for line in self._lines(session, batch_id)]
            assert open_lines == [not is_new] * LINES
            assert batch.state is (BatchState.SETTLED if is_new else BatchState.RELEASED)
            paid = select(func.coalesce(func.sum(Payment.amount_fen), 0)).where(Payment.state == LineState.PAID)
            assert session.scalars(select(ProjectBudget.spent_fen)).one() == session.scalar(paid)
            return is_new

    def everything(self) -> list[tuple[object, ...]]:
        with Session(self.engine) as session:
            lines = session.scalars(select(Payment).order_by(Payment.id))
            return [(line.id, line.state, line.paid_on, line.failed_reason) for line in lines]

    def _lines(self, session: Session, batch_id: int) -> list[Payment]:
        return list(session.scalars(select(Payment).where(Payment.batch_id == batch_id)))


def approved_batches(session: Session) -> tuple[House, list[int]]:
    house = House(session, budget_fen=BATCHES * LINES * 1_000)
    unit, project = session.get_one(Unit, house.county_id), session.get_one(Project, house.project_id)
    logger = session.get_one(User, house.second_maker.id)
    ids = []
    for number in range(BATCHES):
        for turn in range(LINES):
            person = make_person(session, name=f"收款人{turn}", account=f"6222{number:05d}{turn:08d}")
            make_payment(session, project, unit, person=person, amount_fen=500 + turn, logged_by=logger)
        batch = house.prepare()
        house.submit(batch)
        house.approve(batch)
        ids.append(batch.id)
    facts = TemplateFacts("工行代发", house.city_id, TODAY - timedelta(days=1), None, layout())
    bank_templates.add(session, house.cashier, facts=facts, now=NOW)
    return house, ids


@pytest.mark.usefixtures("ours")
def test_a_server_killed_again_and_again_leaves_every_batch_whole(database: str, tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path, database_url=database))
    watch = Watch(database)
    with Session(watch.engine) as session:
        house, batch_ids = transact(session, lambda: approved_batches(session))
        cashier = session.get_one(User, house.cashier.id)
        client = app.test_client()
        signed_in(client, cashier)
        assert session.scalar(select(func.count(BankTemplate.id))) == 1
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    served = Served(tmp_path, database, f"{cookie.key}={cookie.value}")
    answers = {}
    try:
        for turn, batch_id in enumerate(batch_ids):
            page = f"/batches/{batch_id}"
            served.killed_in("release", page, f"{page}/release", lambda b=batch_id: watch.released(b), turn=3 * turn)
            form = f"{page}/bank-file"
            served.killed_in("export", form, form, lambda b=batch_id: watch.filed(b), turn=3 * turn + 1)
            result_id, data = answer(watch, house, batch_id)
            answers[batch_id] = result_id, data
            shown = f"/bank-results/{result_id}"
            served.killed_in(
                "import", shown, f"{shown}/apply", lambda b=batch_id, r=result_id: watch.answered(b, r),
                turn=3 * turn + 2,
            )  # fmt: skip
    finally:
        served.stop()

    after = watch.everything()
    with Session(watch.engine) as session:
        numbers = session.scalars(select(BankFile.number).order_by(BankFile.id)).all()
        assert numbers == [f"YH{today().year}-{turn:04d}" for turn in range(1, BATCHES + 1)]
        for batch_id, (result_id, data) in answers.items():
            assert transact(session, lambda b=batch_id, d=data: sent(session, house, b, d)) == result_id
            applied = transact(
                session, lambda r=result_id: bank_results.apply(
                    session, house.cashier, result_id=r, now=now(), today=today()
                )
            )  # fmt: skip
            assert applied == 0
        assert audit.verify(session) == []
    assert watch.everything() == after
    watch.engine.dispose()


def sent(session: Session, house: House, batch_id: int, data: bytes) -> int:
    file = session.scalars(select(BankFile).where(BankFile.batch_id == batch_id)).one()
    return bank_results.take(session, house.cashier, file_id=file.id, name="回盘.xlsx", data=data, now=now()).id


def answer(watch: Watch, house: House, batch_id: int) -> tuple[int, bytes]:
    """The bank's answer to the batch's file, sent and not yet recorded."""
    with Session(watch.engine) as session:
        file = session.scalars(select(BankFile).where(BankFile.batch_id == batch_id)).one()
        book = answer_book(bank_results.sent_file(session, file), seed=batch_id)
        data = book.xlsx()
        assert book.file.released_on == local_day(now())
        return transact(session, lambda: sent(session, house, batch_id, data)), data
