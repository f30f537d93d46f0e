"""W3: log payments through the form of a served app, and the bare form's rate on the same database.

Each POST carries its own request key, passes the checks and the audit trail, and answers with the way back to the
list. Afterwards the lines in the database are as many as the good answers, and the audit trail must be whole.
"""

import http.client
import socket
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

from bench.site import Site
from bench.timing import Result, milliseconds
from bench.worlds import World, beside_python
from caseapp.domain.payments.codes import AidKind

WARM_UP = 5
KIND = AidKind.LIVING
SERVED = ("--workers", "2", "--threads", "4", "--worker-class", "gthread", "--preload", "--access-logfile", "/dev/null")
"""How `caseapp serve` starts gunicorn."""

Post = tuple[str, dict[str, str]]


@dataclass
class Answers:
    """`good` counts the warm-up too, `seconds` does not."""

    good: int = 0
    bad: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Form:
    """What one caseworker's browser holds, and the households to log for: (id, unit, head)."""

    headers: dict[str, str]
    token: str
    budget_id: int
    project_id: int
    source: str
    households: list[tuple[int, int, int]]


def run(world: World, site: Site, seconds: float, clients: int) -> Iterator[Result]:
    form = _open_form(site)
    before = _lines(site)
    serve = [beside_python("caseapp"), "serve", "--workers", "2", "--threads", "4"]
    with _served(world, serve) as port:
        ours = _load(
            port,
            lambda turn: _aid(form, turn),
            headers=form.headers,
            way_back="/aid/log",
            seconds=seconds,
            clients=clients,
        )
    if not ours.seconds:
        raise RuntimeError(f"no payment was logged: {ours.bad[:3]}")
    lost = abs(_lines(site) - before - ours.good)
    print(world.command("audit", "verify"))
    bare = [beside_python("gunicorn"), *SERVED, "bench.bare_form:make_app()"]
    with _served(world, bare) as port:
        least = _load(
            port,
            lambda turn: _bare(site, form, turn),
            headers=form.headers,
            way_back="/",
            seconds=seconds,
            clients=clients,
        )
    for fault in [*ours.bad[:3], *least.bad[:3]]:
        print("  wrong answer:", fault)
    yield Result(
        f"W3 log one payment, {clients} clients",
        len(ours.seconds) / seconds,
        milliseconds(ours.seconds, 0.95),
        len(least.seconds) / seconds,
        1 / 3,
        is_rate=True,
        errors=len(ours.bad) + len(least.bad) + lost,
    )


def _open_form(site: Site) -> Form:
    households = site.hand.rows("SELECT id, unit_id, head_id FROM households WHERE state = 'on_file' ORDER BY id")
    _, context, _, _ = site.look(f"/aid/log/household/{households[0][0]}")
    budget_id = context["form"].project.choices[0][0]
    fund = next(fund for fund in context["desk"].funds if fund.budget_id == budget_id)
    token = context["form"].csrf_token.current_token
    cookie = site.client.get_cookie("caseapp")
    if cookie is None:
        raise RuntimeError("the caseworker has no session")
    headers = {"Cookie": f"caseapp={cookie.value}", "Content-Type": "application/x-www-form-urlencoded"}
    return Form(headers, token, budget_id, fund.project_id, fund.source.value, [tuple(row) for row in households])


def _aid(form: Form, turn: int) -> Post:
    household_id, _, _ = form.households[turn % len(form.households)]
    asked = {
        "csrf_token": form.token,
        "request_key": uuid.uuid4().hex,
        "project": str(form.budget_id),
        "kind": KIND.value,
        "amount": "100.00",
        "reason": "measured",
        "then": "next",
    }
    return f"/aid/log/household/{household_id}", asked


def _bare(site: Site, form: Form, turn: int) -> Post:
    household_id, unit_id, person_id = form.households[turn % len(form.households)]
    asked = {
        "project_id": str(form.project_id),
        "source": form.source,
        "unit_id": str(unit_id),
        "kind": KIND.value,
        "household_id": str(household_id),
        "person_id": str(person_id),
        "amount": "100.00",
        "reason": "measured",
        "logged_by": str(site.actor.id),
    }
    return "/", asked


def _lines(site: Site) -> int:
    return int(site.hand.rows("SELECT count(*) FROM payments")[0][0])


def _load(
    port: int, post: Callable[[int], Post], *, headers: dict[str, str], way_back: str, seconds: float, clients: int
) -> Answers:
    """Each client posts one form after the other: WARM_UP of them untimed, then all together for so many seconds."""
    answers, turns, lock, start = Answers(), count(), threading.Lock(), threading.Barrier(clients)

    def send(connection: http.client.HTTPConnection) -> float | None:
        """The seconds of a good answer."""
        path, asked = post(next(turns))
        begun = time.perf_counter()
        try:
            connection.request("POST", path, urlencode(asked), headers)
            answer = connection.getresponse()
            answer.read()
            outcome = (answer.status, answer.headers.get("Location"))
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            outcome = (0, repr(error))
        taken = time.perf_counter() - begun
        with lock:
            if outcome == (302, way_back):
                answers.good += 1
                return taken
            answers.bad.append(f"{outcome[0]} {outcome[1]}")
            return None

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for _ in range(WARM_UP):
            send(connection)
        start.wait(60)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            taken = send(connection)
            if taken is not None:
                answers.seconds.append(taken)
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@contextmanager
def _served(world: World, words: list[str]) -> Iterator[int]:
    """The command listening on a free port of the loopback; ended with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = world.home / "serve.log"
    with log.open("w") as written:
        process = subprocess.Popen(
            [*words, "--bind", f"127.0.0.1:{port}"], env=world.environment, stdout=written, stderr=written
        )
        try:
            _wait(port, process)
            yield port
        except TimeoutError:
            raise RuntimeError(f"{words[0]} did not start:\n{log.read_text()}") from None
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError
