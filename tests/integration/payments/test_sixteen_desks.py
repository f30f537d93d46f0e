"""Sixteen people at their desks for a minute, all after the money of one tight budget: never passed, no line lost, and
nobody reads of a lock or a deadlock. Through HTTP, on both databases."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from caseapp.app import create_app
from caseapp.config import Settings
from caseapp.domain.access.roles import Role
from caseapp.domain.payments.codes import BatchState
from caseapp.extensions import db
from caseapp.models import sealing
from caseapp.models.payments import Batch, BatchStep, Payment
from caseapp.models.projects import Project, ProjectBudget
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.queries.invariants import broken, changed_after_release
from caseapp.services import audit
from caseapp.services.transaction import transact
from tests.factories.cookies import signed_in
from tests.factories.households import make_household
from tests.factories.people import make_person
from tests.factories.projects import make_project
from tests.factories.units import make_unit
from tests.factories.users import make_staff
from tests.integration.payments.desk import SEEN, Desk

SECONDS = float(os.environ.get("CASEAPP_DESK_SECONDS", "60"))
STAFF = (Role.CASEWORKER,) * 8 + (Role.REVIEWER,) * 5 + (Role.CASHIER,) * 3
HOUSEHOLDS = 60
BUDGET_FEN = 300_000
RELEASES = 2
"""Of one cashier; so the budget stays in reach and is never spent."""
TECHNICAL = re.compile(r"locked|deadlock|serializ|The database refused|Something went wrong", re.IGNORECASE)
LINES = re.compile(r'name="lines"\s+value="(\d+)"')
BATCH = re.compile(r'href="/batches/(\d+)"')


@dataclass
class Done:
    """What the server acknowledged to one desk, by what it is; `wrong` are answers nobody should see."""

    acts: Counter[str] = field(default_factory=Counter)
    signed: set[tuple[str, str]] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    short_of_money: int = 0


class Person:
    """Somebody at a desk who goes on until the time is over."""

    def __init__(self, desk: Desk, turn: int, project_id: int, households: list[int]) -> None:
        self.desk, self.project_id, self.households = desk, project_id, households
        self.dice = random.Random(turn)
        self.done = Done()
        self.own: list[str] = []

    def work(self, act: Callable[["Person"], None], until: float) -> Done:
        while time.monotonic() < until:
            act(self)
        return self.done

    def send(self, what: str, path: str, fields: dict[str, object]) -> str:
        """Where a good answer leads, or nothing; one in six is sent twice."""
        status, page, leads_to = self.desk.post(path, fields, twice=self.dice.random() < 1 / 6)
        if status == 302:
            self.done.acts[what] += 1
            return leads_to
        self.done.short_of_money += "The budget is not enough" in page
        if status not in (404, 409, 422) or TECHNICAL.search(page):
            self.done.wrong.append(f"{what}: {status} {page[-800:]}")
        return ""

    def see(self, path: str) -> str:
        status, page = self.desk.get(path)
        if status != 200:
            self.done.wrong.append(f"{path}: {status} {page[-800:]}")
        return page

    def log(self) -> None:
        page = f"/aid/log/household/{self.dice.choice(self.households)}"
        shown = self.see(page)
        fund = re.search(r'<select[^>]*name="project".*?<option[^>]*value="(\d+)"', shown, re.S)
        if fund is None:
            assert "No project of this year has money left" in shown
            self.done.short_of_money += 1
            return
        amount, reason = f"{self.dice.randint(50, 150)}.00", f"第{self.dice.random()}次住院"
        asked = {"project": fund.group(1), "kind": "living", "amount": amount, "reason": reason, "then": "next"}
        self.send("logged", page, asked)

    def prepare(self) -> None:
        page = f"/batches/new?project={self.project_id}&source=fiscal"
        lines = LINES.findall(self.see(page))
        if lines:
            chosen = self.dice.sample(lines, min(len(lines), self.dice.randint(1, 4)))
            self.own.append(self.send("prepared", page, {"title": "六月生活救助", "lines": chosen}))

    def sign(self, url: str, what: str, act: str, **fields: object) -> bool:
        seen = SEEN.search(self.see(url))
        if seen is None or not self.send(what, f"{url}/{act}", {"seen": seen.group(1), **fields}):
            return False
        self.done.signed.add((what, url))
        return True


def make_and_submit(person: Person) -> None:
    for _ in range(person.dice.randint(1, 3)):
        person.log()
    person.prepare()
    person.own = [url for url in person.own if url][-12:]
    for url in person.own[-3:]:
        person.sign(url, "submitted", "submit")


def approve(person: Person) -> None:
    waiting = BATCH.findall(person.see("/batches?state=submitted"))
    if waiting:
        url = f"/batches/{person.dice.choice(waiting)}"
        if person.dice.random() < 0.5:
            person.sign(url, "approved", "approve")
        else:
            person.sign(url, "sent back", "send-back", reason="账号有误")


def release(person: Person) -> None:
    waiting = BATCH.findall(person.see("/batches?state=approved"))
    if waiting:
        url = f"/batches/{person.dice.choice(waiting)}"
        if person.done.acts["released"] < RELEASES and person.dice.random() < 0.3:
            person.sign(url, "released", "release")
        else:
            person.sign(url, "sent back", "send-back", reason="缺证件")


ACTS = {Role.CASEWORKER: make_and_submit, Role.REVIEWER: approve, Role.CASHIER: release}


@dataclass(frozen=True)
class Office:
    app: Flask
    cookies: list[str]
    project_id: int
    households: list[int]


@pytest.fixture
def office(database: str, tmp_path: Path, key_ring: sealing.KeyRing) -> Iterator[Office]:
    app = create_app(Settings(home=tmp_path, database_url=database))
    with app.app_context():
        session = db.session()

        def made() -> tuple[Project, list[int], list[User]]:
            city = make_unit(session, name="唐山市总工会")
            county: Unit = make_unit(session, parent=city)
            project = make_project(session, city, budget_fen=BUDGET_FEN)
            heads = [make_person(session, account=f"62220200000{n:05d}") for n in range(HOUSEHOLDS)]
            households = [make_household(session, county, head=head, size=2).id for head in heads]
            return project, households, [make_staff(session, role, city) for role in STAFF]

        project, households, staff = transact(session, made)
        cookies = []
        for user in staff:
            client = app.test_client()
            signed_in(client, user)
            cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
            assert cookie is not None
            cookies.append(f"{cookie.key}={cookie.value}")
        yield Office(app, cookies, project.id, households)
        db.engine.dispose()
    sealing.use(key_ring)


@pytest.fixture
def port(office: Office, database: str, tmp_path: Path) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    code = "from caseapp.__main__ import command_line; command_line()"
    environment = {**os.environ, "CASEAPP_HOME": str(tmp_path), "CASEAPP_DATABASE_URL": database}
    environment["PYTHONPATH"] = str(Path(__file__).parents[3])
    words = ["serve", "--bind", f"127.0.0.1:{number}", "--workers", "2", "--threads", "8"]
    server = subprocess.Popen([sys.executable, "-c", code, *words], env=environment)
    deadline = time.monotonic() + 60
    while True:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", number)) == 0:
                break
        assert server.poll() is None and time.monotonic() < deadline
        time.sleep(0.1)
    yield number
    server.send_signal(signal.SIGTERM)
    server.wait(30)


def test_sixteen_people_never_pass_a_tight_budget(office: Office, port: int) -> None:
    people = [
        Person(Desk(port, cookie), turn, office.project_id, office.households)
        for turn, cookie in enumerate(office.cookies)
    ]
    until = time.monotonic() + SECONDS
    with ThreadPoolExecutor(len(people)) as pool:
        work = [pool.submit(person.work, ACTS[role], until) for role, person in zip(STAFF, people, strict=True)]
        done = [each.result() for each in work]
    assert [wrong for each in done for wrong in each.wrong] == []
    acts = sum((each.acts for each in done), Counter())
    assert sum(each.short_of_money for each in done) > 10, f"the budget was not tight: {acts}"
    assert min(acts[what] for what in ("submitted", "sent back", "approved", "released")) >= 3, acts
    with office.app.app_context():
        session = db.session()
        assert session.scalar(select(func.count(Payment.id))) == acts["logged"]
        assert session.scalar(select(func.count(Batch.id))) == acts["prepared"]
        steps = Counter(session.scalars(select(BatchStep.action)))
        budget = session.scalars(select(ProjectBudget)).one()
        assert 0 <= budget.reserved_fen + budget.committed_fen + budget.spent_fen <= BUDGET_FEN
        bound = select(func.sum(Batch.total_fen)).where(Batch.state.not_in((BatchState.DRAFT, BatchState.CANCELLED)))
        assert session.scalar(bound) == budget.reserved_fen + budget.committed_fen + budget.spent_fen
        assert steps.total() == sum(acts[what] for what in ("submitted", "sent back", "approved", "released")), steps
        released = set(session.scalars(select(Batch.id).where(Batch.state == BatchState.RELEASED)))
        said = {int(url.rsplit("/", 1)[1]) for each in done for what, url in each.signed if what == "released"}
        assert released == said
        assert not list(broken(session, office.project_id)) and not list(changed_after_release(session))
        assert audit.verify(session) == []
