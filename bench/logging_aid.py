"""W3: log payments through the form of a served app, and the bare form's rate on the same database.

Each POST carries its own request key, passes the checks and the audit trail, and answers with the way back to the
list. Afterwards the lines in the database are as many as the good answers, and the audit trail must be whole.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench import client
from bench.client import Answer, Session
from bench.served import FORM, Served, served
from bench.site import Site
from bench.timing import Result, milliseconds
from bench.worlds import World
from caseapp.domain.payments.codes import AidKind

KIND = AidKind.LIVING
CASEWORKERS = ("jingban", "jingban2")


@dataclass(frozen=True)
class Form:
    """What is filled in, and the households within reach to log for: (id, unit, head). `token` is of the session
    in this process."""

    token: str
    budget_id: int
    project_id: int
    source: str
    households: list[tuple[int, int, int]]


def run(world: World, site: Site, ours: Served, seconds: float, clients: int) -> Iterator[Result]:
    form = open_form(site)
    sessions = [client.sign_in(ours.port, CASEWORKERS[turn % len(CASEWORKERS)]) for turn in range(clients)]
    statements = site.statements_of(*filled(form, 0, form.token))
    before = lines(site)
    ours.forget_peak()
    logged = client.together(
        ours.port, lambda turn, who: aid(form, turn, who), leads("/aid/log"), seconds=seconds, sessions=sessions
    )
    if not logged.times:
        raise RuntimeError(f"no payment was logged: {logged.bad[:3]}")
    lost = abs(lines(site) - before - logged.good)
    print(world.command("audit", "verify"))
    with served(world, FORM) as bare:
        put = client.together(
            bare.port,
            lambda turn, who: _bare(site, form, turn),
            leads("/"),
            seconds=seconds,
            sessions=[Session()] * clients,
        )
    for fault in [*logged.bad[:3], *put.bad[:3]]:
        print("  wrong answer:", fault)
    yield Result(
        f"W3 log one payment, {clients} clients",
        milliseconds(logged.times),
        milliseconds(logged.times, 0.95),
        milliseconds(put.times),
        1 / 3,
        rate=logged.rate,
        limit_rate=put.rate,
        peak_mb=ours.peak_mb(),
        statements=statements,
        is_rate=True,
        errors=len(logged.bad) + len(put.bad) + lost,
    )


def leads(way_back: str) -> Callable[[Answer], bool]:
    return lambda answer: answer.status == 302 and answer.location == way_back


def open_form(site: Site) -> Form:
    tops = [post.unit_path for post in site.actor.posts]
    households = site.hand.rows(
        """SELECT h.id, h.unit_id, h.head_id FROM households h JOIN units u ON u.id = h.unit_id
        WHERE h.state = 'on_file' AND u.path LIKE %s ORDER BY h.id""",
        f"{tops[0]}%",
    )
    context = site.look(f"/aid/log/household/{households[0][0]}").context
    budget_id = context["form"].project.choices[0][0]
    fund = next(fund for fund in context["desk"].funds if fund.budget_id == budget_id)
    token = context["form"].csrf_token.current_token
    return Form(token, budget_id, fund.project_id, fund.source.value, [tuple(row) for row in households])


def filled(form: Form, turn: int, token: str) -> tuple[str, dict[str, str]]:
    """Where the form of that turn's household is sent, and its fields."""
    household_id, _, _ = form.households[turn % len(form.households)]
    return f"/aid/log/household/{household_id}", {
        "csrf_token": token,
        "request_key": uuid.uuid4().hex,
        "project": str(form.budget_id),
        "kind": KIND.value,
        "amount": "100.00",
        "reason": "measured",
        "then": "next",
    }


def aid(form: Form, turn: int, who: Session) -> bytes:
    return client.post(*filled(form, turn, who.token), who.cookie)


def _bare(site: Site, form: Form, turn: int) -> bytes:
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
    return client.post("/", asked)


def lines(site: Site) -> int:
    return int(site.hand.rows("SELECT count(*) FROM payments")[0][0])
