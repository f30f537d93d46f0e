"""A page beside its limit, both over HTTP: one client asking both in turn, then several asking each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bench import client
from bench.client import Answer, Client, Session
from bench.served import Served
from bench.site import CASEWORKER, Hand, Site
from bench.timing import Result, milliseconds, take_turns

MANY = 8

Found = list[list[Any]]
"""The rows of each hand-written statement."""


@dataclass(frozen=True)
class Page:
    """`read` runs the hand-written statements; `fill` puts their rows into a copy of the page's context."""

    name: str
    path: str
    goal: float | None
    read: Callable[[Hand], Found]
    fill: Callable[[dict[str, Any], Found], dict[str, Any]]


def measure(
    pages: Iterable[Page], site: Site, ours: Served, least: Served, seconds: float, *, clients: int = MANY
) -> Iterator[Result]:
    """Raises RuntimeError when a limit page shows other rows than the page."""
    sessions = [client.sign_in(ours.port, CASEWORKER) for _ in range(clients)]
    for page in pages:
        statements = len(site.look(page.path).statements)
        mine, bare = client.get(page.path, sessions[0].cookie), client.get(page.path)
        ours.forget_peak()
        with Client(ours.port) as one, Client(least.port) as other:
            acts = client.by_turns([(one, mine), (other, bare)])
            shown, expected = (act().body.count(b"<tr") for act in acts)
            if shown != expected:
                raise RuntimeError(f"the limit of {page.name} shows {expected} rows, the page {shown}")
            times, limit = take_turns(acts, seconds)
        many, most = (
            client.together(
                port,
                lambda _, who, path=page.path: client.get(path, who.cookie),
                _is_page,
                seconds=seconds,
                sessions=who,
            )
            for port, who in ((ours.port, sessions), (least.port, [Session()] * clients))
        )
        yield Result(
            page.name,
            milliseconds(times),
            milliseconds(times, 0.95),
            milliseconds(limit),
            page.goal,
            rate=many.rate,
            limit_rate=most.rate,
            peak_mb=ours.peak_mb(),
            statements=statements,
            errors=len(many.bad) + len(most.bad),
        )


def _is_page(answer: Answer) -> bool:
    return answer.status == 200
