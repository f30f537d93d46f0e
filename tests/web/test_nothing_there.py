"""Another unit's household is nowhere: every route answers for it as for a household that does not exist."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from tests.factories.households import make_household, make_member
from tests.factories.people import make_person
from tests.factories.units import make_unit

NOBODY = 987_654
MARKS = ("赵别家", "赵别子", "丰润区总工会", "6222020200112233445", "13911112222")
BODY = {"version": "1", "reason": "试探", "note": "试探", "name": "试探", "left_on": "2025-06-01", "day": "2025-06-01"}


@dataclass(frozen=True)
class Scene:
    client: Any
    foreign: int
    member: int
    searches: tuple[str, ...]
    unit: int
    secrets: tuple[str, ...]


@pytest.fixture(params=[Role.CASEWORKER, Role.REVIEWER], ids=lambda role: role.value)
def scene(request: pytest.FixtureRequest, app: Flask, world: Session, sign_in: Callable[..., Any]) -> Scene:
    app.config["WTF_CSRF_ENABLED"] = False
    top = make_unit(world)
    own, other = make_unit(world, parent=top, name="路北区总工会"), make_unit(world, parent=top, name="丰润区总工会")
    make_household(world, own)
    head = make_person(world, name="赵别家", phone="13911112222", account="6222020200112233445")
    foreign = make_household(world, other, head=head, file_no="TS-7777")
    seat = make_member(world, foreign, person=make_person(world, name="赵别子"))
    number = head.id_number or ""
    secrets = (*MARKS, number, "TS-7777", f'/households/{foreign.id}"', f"/households/{foreign.id}/")
    searches = ("赵别家", "TS-7777", number)
    return Scene(sign_in(request.param, unit=own), foreign.id, seat.id, searches, other.id, secrets)


def routes(app: Flask, naming: bool) -> list[tuple[str, str, tuple[str, ...]]]:
    """(method, rule, the arguments' names) of the routes that name a household or one of its parts, or of those
    that take no argument at all."""
    found = []
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "access", None)
        if (
            access is None
            or access.public
            or (naming != ("household_id" in rule.arguments))
            or (not naming and rule.arguments)
        ):
            continue
        method = "POST" if "POST" in (rule.methods or set()) else "GET"
        found.append((method, rule.rule, tuple(sorted(rule.arguments))))
    return sorted(found)


def address(rule: str, household_id: int, other_id: int) -> str:
    """The rule with the household in its place and `other_id` for every further number."""
    filled = re.sub(r"<int[^>]*:household_id>", str(household_id), rule)
    filled = re.sub(r"<int[^>]*:\w+>", str(other_id), filled)
    return re.sub(r"<[^>]+>", "nothing", filled)


def told(answer: Any, household_id: int, other_id: int) -> tuple[int, str, str]:
    """An answer without what differs from one request to the next."""
    text = answer.get_data(as_text=True)
    for number in (household_id, other_id):
        text = re.sub(rf"\b{number}\b", "N", text)
    text = re.sub(r"[A-Za-z0-9_.-]{40,}|[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f-]{27}", "T", text)
    return answer.status_code, answer.mimetype, text


def test_a_guessed_address_answers_as_if_nothing_were_there(app: Flask, scene: Scene) -> None:
    tried = routes(app, naming=True)
    assert len(tried) >= 15
    for method, rule, _ in tried:

        def ask(household_id: int, other_id: int, method: str = method, rule: str = rule) -> tuple[int, str, str]:
            body = BODY if method == "POST" else None
            answer = scene.client.open(address(rule, household_id, other_id), method=method, data=body)
            return told(answer, household_id, other_id)

        theirs = ask(scene.foreign, scene.member)
        assert theirs == ask(NOBODY, NOBODY + 1), f"{method} {rule}"
        assert theirs[0] in {403, 404}, f"{method} {rule} answered {theirs[0]}"


def test_no_list_search_or_count_knows_it(app: Flask, scene: Scene) -> None:
    """Pages, suggestions, exports and prints without an argument, searched by all it could be found by. A page may
    repeat the searched words; whatever else it knew would give it away."""
    for method, rule, _ in routes(app, naming=False):
        if method == "POST" or rule.endswith((".xlsx", ".docx", ".csv")):
            continue
        queries: list[dict[str, Any]] = [
            {},
            {"unit": scene.unit},
            {"pick": scene.foreign},
            {"household": scene.foreign},
        ]
        queries += [{"q": q} for q in scene.searches]
        for query in queries:
            answer = scene.client.get(rule, query_string=query)
            assert answer.status_code < 500, rule
            text, typed = answer.get_data(as_text=True), str(query.get("q", ""))
            shown = [secret for secret in scene.secrets if secret in text and secret != typed]
            assert not shown, f"{rule} {query} shows {shown}"


def test_picked_ids_of_another_unit_give_no_notice(scene: Scene) -> None:
    foreign = scene.client.get(f"/households/notices.docx?pick={scene.foreign}")
    nobody = scene.client.get(f"/households/notices.docx?pick={NOBODY}")
    assert told(foreign, scene.foreign, 0) == told(nobody, NOBODY, 0)
