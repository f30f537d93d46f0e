"""A browser of few words on a kept connection: reading an answer must cost little beside making it."""

import re
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode

from caseapp.demo.apply import PASSWORD

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
WARM_UP = 2
RECONNECT = 25
"""Answers on one connection, so that no worker keeps most of the clients for the whole time."""


@dataclass(frozen=True)
class Answer:
    """`cookie`: name and value of the one it sets, else empty."""

    status: int
    location: str
    body: bytes
    cookie: str = ""


@dataclass(frozen=True)
class Session:
    """What a browser holds once it has signed in: its cookie, and the token of its forms."""

    cookie: str = ""
    token: str = ""


def get(path: str, cookie: str = "") -> bytes:
    return _head("GET", path, cookie).encode() + b"\r\n"


def post(path: str, form: dict[str, str], cookie: str = "") -> bytes:
    body = urlencode(form).encode()
    kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    return _head("POST", path, cookie).encode() + kind.encode() + body


def _head(verb: str, path: str, cookie: str) -> str:
    return f"{verb} {path} HTTP/1.1\r\nHost: localhost\r\n" + (f"Cookie: {cookie}\r\n" if cookie else "")


class Client:
    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None
        self._answers = 0

    def ask(self, request: bytes) -> Answer:
        """Raises OSError when no whole answer comes; the next one is asked on a new connection. A page is asked for
        once more where the server had ended a connection that it answered on before."""
        try:
            return self._ask(request)
        except Ended:
            if not request.startswith(b"GET "):
                raise
            return self._ask(request)

    def _ask(self, request: bytes) -> Answer:
        if self._socket is None or self._answers == RECONNECT:
            self.close()
            self._socket, self._answers = socket.create_connection(("127.0.0.1", self._port), timeout=60), 0
        try:
            answer, is_last = _exchange(self._socket, request, was_used=self._answers > 0)
        except BaseException:
            self.close()
            raise
        self._answers += 1
        if is_last:
            self.close()
        return answer

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *rest: Any) -> None:
        self.close()


class Ended(ConnectionError):
    """The server had ended the connection before it was asked again."""


def _exchange(connection: socket.socket, request: bytes, *, was_used: bool) -> tuple[Answer, bool]:
    """The answer, and whether the server closes the connection after it."""
    try:
        connection.sendall(request)
        taken = bytearray(connection.recv(1 << 16))
    except (BrokenPipeError, ConnectionResetError) as error:
        if was_used:
            raise Ended from error
        raise
    if not taken and was_used:
        raise Ended
    while (end := taken.find(b"\r\n\r\n")) < 0:
        taken += _more(connection)
    first, *lines = taken[:end].decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    whole = end + 4 + int(headers["content-length"])
    while len(taken) < whole:
        taken += _more(connection)
    cookie = headers.get("set-cookie", "").partition(";")[0]
    answer = Answer(int(first.split()[1]), headers.get("location", ""), bytes(taken[end + 4 : whole]), cookie)
    return answer, headers.get("connection") == "close"


def _more(connection: socket.socket) -> bytes:
    taken = connection.recv(1 << 16)
    if not taken:
        raise ConnectionError("the connection ended within an answer")
    return taken


@dataclass
class Load:
    """What several clients were answered: `good` and `bad` with the warm-up, `times` without it, in seconds."""

    seconds: float
    good: int = 0
    bad: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return len(self.times) / self.seconds


def together(
    port: int,
    asked: Callable[[int, Session], bytes],
    is_good: Callable[[Answer], bool],
    *,
    seconds: float,
    sessions: Sequence[Session],
) -> Load:
    """A client for each session asks one thing after the other: WARM_UP of them untimed, then all together for so many
    seconds."""
    load, turns, lock, start = Load(seconds), count(), threading.Lock(), threading.Barrier(len(sessions))

    def ask(client: Client, session: Session) -> float | None:
        """The seconds of a good answer."""
        request = asked(next(turns), session)
        begun = time.perf_counter()
        try:
            answer = client.ask(request)
        except OSError as error:
            with lock:
                load.bad.append(repr(error))
            return None
        taken = time.perf_counter() - begun
        with lock:
            if is_good(answer):
                load.good += 1
                return taken
            load.bad.append(f"{answer.status} {answer.location}")
        return None

    def one_client(session: Session) -> None:
        with Client(port) as client:
            for _ in range(WARM_UP):
                ask(client, session)
            start.wait(120)
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                taken = ask(client, session)
                if taken is not None:
                    load.times.append(taken)

    threads = [threading.Thread(target=one_client, args=(session,)) for session in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return load


def sign_in(port: int, login: str) -> Session:
    """A session of its own, by the form; raises RuntimeError when the form does not let in."""
    with Client(port) as client:
        door = client.ask(get("/sign-in"))
        form = {"csrf_token": _token(door), "login": login, "password": PASSWORD}
        let_in = client.ask(post("/sign-in", form, door.cookie))
        if let_in.status != 302:
            raise RuntimeError(f"{login} is not let in: {let_in.status}")
        page = client.ask(get("/account", let_in.cookie))
        return Session(page.cookie or let_in.cookie, _token(page))


def _token(page: Answer) -> str:
    found = TOKEN.search(page.body.decode())
    if found is None:
        raise RuntimeError(f"no form on a page answered {page.status} {page.location}")
    return found[1]


def by_turns(servers: Sequence[tuple[Client, bytes]]) -> list[Callable[[], Answer]]:
    """One request for each server, to be timed in turn; raises RuntimeError at an answer that is no page."""

    def act(client: Client, request: bytes) -> Answer:
        answer = client.ask(request)
        if answer.status != 200:
            raise RuntimeError(f"{request.splitlines()[0]!r} is answered {answer.status} {answer.location}")
        return answer

    return [lambda one=client, asked=request: act(one, asked) for client, request in servers]
