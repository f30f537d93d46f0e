"""The pages of model workers, special groups and the search over everything."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.models.model_workers import ModelWorker, ReliefApplication
from caseapp.models.special_groups import GroupListing
from tests.factories.households import make_household
from tests.factories.listings import make_listing
from tests.factories.model_workers import make_model_worker, make_relief_application
from tests.factories.people import make_person, resident_id
from tests.factories.units import make_unit

SignIn = Callable[..., Any]


def worker_form(**values: str) -> dict[str, str]:
    return {
        "name": "赵建国",
        "id_kind": "resident",
        "id_number": resident_id(),
        "work_state": "retired",
        "payer": "city",
        "retired_on": "2015-05-01",
        "honours-0-title": "唐山市劳动模范",
        "honours-0-level": "municipal",
        "honours-0-year": "1998",
        **values,
    }


def listing_form(**values: str) -> dict[str, str]:
    return {"name": "孙秀英", "id_kind": "resident", "year": "2025", "special_group": "courier", **values}


def test_a_model_worker_is_registered_and_amended(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    client = sign_in(Role.CASEWORKER, unit=unit)
    assert client.send("/model-workers/new", worker_form(unit_id=str(unit.id))).status_code == 302
    worker = world.query(ModelWorker).one()
    number, honour, url = worker.person.id_number, worker.honours[0], f"/model-workers/{worker.id}/edit"
    world.commit()
    typed = worker_form(id_number="", version="1", employer="开滦集团")
    typed.update({"honours-0-honour_id": str(honour.id), "honours-1-title": "河北省劳动模范"})
    typed.update({"honours-1-level": "provincial", "honours-1-year": "2004"})
    assert client.send(url, typed).status_code == 302
    world.expire_all()
    assert (worker.employer, worker.person.id_number) == ("开滦集团", number)
    assert [one.title for one in worker.honours] == ["唐山市劳动模范", "河北省劳动模范"]


def test_every_error_of_a_model_worker_stands_at_once(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    client = sign_in(Role.CASEWORKER, unit=unit)
    wrong = worker_form(unit_id=str(unit.id), name="", retired_on="", id_number="1", died_on="2999-01-01")
    wrong.update({"honours-0-year": "1899", "account": "12"})
    text = client.send("/model-workers/new", wrong)
    assert text.status_code == 422
    for field in ("name", "id_number", "retired_on", "died_on", "account", "honours-0-year"):
        assert f'href="#{field}"' in text.get_data(as_text=True), field
    assert world.query(ModelWorker).count() == 0


def test_relief_is_applied_for_and_approved_by_another(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    worker = make_model_worker(world, unit)
    client, reviewer = sign_in(Role.CASEWORKER, unit=unit), sign_in(Role.REVIEWER, unit=unit)
    page = f"/model-workers/{worker.id}"
    typed = {"year": "2025", "cause": "illness", "amount": "3,000", "applied_on": "2025-03-01"}
    assert client.send(f"{page}/relief", {**typed, "amount": "0"}, form_at=page).status_code == 422
    assert client.send(f"{page}/relief", typed, form_at=page).status_code == 302
    assert client.send(f"{page}/relief", typed, form_at=page).status_code == 422
    application = world.query(ReliefApplication).one()
    world.commit()
    approve = f"{page}/relief/{application.id}/approve"
    assert client.send(approve, {"approved_on": "2025-04-01"}, form_at=page).status_code == 403
    assert reviewer.send(approve, {"approved_on": "2025-02-01"}, form_at=page).status_code == 422
    assert reviewer.send(approve, {"approved_on": "2025-04-01"}, form_at=page).status_code == 302
    world.expire_all()
    assert (application.amount_fen, str(application.approved_on)) == (300_000, "2025-04-01")


def test_a_person_stands_on_a_years_list_once(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    client = sign_in(Role.CASEWORKER, unit=unit)
    number = resident_id()
    typed = listing_form(unit_id=str(unit.id), id_number=number, phone="13812345678")
    assert client.send("/special-groups/new", typed).status_code == 302
    again = client.send("/special-groups/new", typed)
    assert again.status_code == 422 and 'href="#id_number"' in again.get_data(as_text=True)
    assert client.send("/special-groups/new", {**typed, "year": "2024"}).status_code == 302
    assert client.send("/special-groups/new", listing_form(unit_id=str(unit.id), name="没证件")).status_code == 302
    assert world.query(GroupListing).count() == 3
    listing = world.query(GroupListing).first()
    world.commit()
    assert (
        client.send(f"/special-groups/{listing.id}/edit", {**typed, "version": "1", "id_number": ""}).status_code == 302
    )


@pytest.mark.parametrize("path", ["model-workers", "special-groups"])
def test_another_units_people_are_nowhere(world: Session, sign_in: SignIn, path: str) -> None:
    top = make_unit(world)
    own, other = make_unit(world, parent=top), make_unit(world, parent=top, name="丰润区总工会")
    make = make_model_worker if path == "model-workers" else make_listing
    make(world, own, person=make_person(world, name="李自家"))
    foreign = make(world, other, person=make_person(world, name="赵别家"))
    client = sign_in(Role.CASEWORKER, unit=own)
    for tail in ("", "/edit"):
        assert client.get(f"/{path}/{foreign.id}{tail}").status_code == 404
    for act in ("reveal", "edit"):
        assert client.send(f"/{path}/{foreign.id}/{act}", {"version": "1"}, form_at=f"/{path}").status_code == 404
    text = client.get(f"/{path}").get_data(as_text=True)
    assert "李自家" in text and "赵别家" not in text and "丰润区" not in text and "1 person found" in text
    text = client.get(f"/{path}?q=bie").get_data(as_text=True)
    assert "赵别家" not in text and "0 persons" in text


def test_numbers_are_shown_on_demand_in_every_register(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    worker, listing = make_model_worker(world, unit), make_listing(world, unit)
    numbers = worker.person.id_number, listing.person.id_number
    client = sign_in(Role.CASEWORKER, unit=unit)
    for number, page in zip(numbers, (f"/model-workers/{worker.id}", f"/special-groups/{listing.id}"), strict=True):
        assert number not in client.get(page).get_data(as_text=True)
        assert number in client.send(f"{page}/reveal", form_at=page).get_data(as_text=True)


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize(
    "path", ["/model-workers", "/special-groups", "/search?q=wgl", "/model-workers/1", "/special-groups/1"]
)
def test_pages_take_few_statements_whatever_the_rows(
    world: Session, sign_in: SignIn, statements: Callable[[], Any], rows: int, path: str
) -> None:
    unit = make_unit(world)
    for turn in range(rows):
        worker = make_model_worker(world, unit, person=make_person(world), honours=3)
        make_relief_application(world, worker, year=2000 + turn)
        make_listing(world, unit, person=make_person(world))
        make_household(world, unit)
    client = sign_in(Role.CASEWORKER, unit=unit)
    client.get(path)
    with statements() as counter:
        assert client.get(path).status_code == 200
    assert len(counter.statements) <= 8, counter.statements


def test_one_search_finds_files_people_and_batches_within_reach(world: Session, sign_in: SignIn) -> None:
    top = make_unit(world)
    own, other = make_unit(world, parent=top), make_unit(world, parent=top)
    household = make_household(world, own, head=make_person(world, name="单雄"))
    worker = make_model_worker(world, own, person=make_person(world, name="单志强"))
    make_listing(world, own, person=make_person(world, name="单小妹"))
    make_household(world, other, head=make_person(world, name="单外人"))
    client = sign_in(Role.REVIEWER, unit=own)
    for query in ("shan", "dan", "单"):
        text = client.get("/search", query_string={"q": query}).get_data(as_text=True)
        assert household.file_no in text and worker.file_no in text and "单小妹" in text, query
        assert "单外人" not in text
    assert "Nothing found" in client.get("/search?q=zzz").get_data(as_text=True)
    administrator = sign_in(Role.ADMINISTRATOR, unit=top)
    assert household.file_no not in administrator.get("/search?q=shan").get_data(as_text=True)


def test_the_registers_answer_on_postgresql_too(postgres_app: Flask) -> None:
    from datetime import date

    from caseapp.extensions import db
    from caseapp.models.engine import open_engine
    from caseapp.models.users import Post, User
    from caseapp.web.support.clock import now

    with postgres_app.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    engine = open_engine(url)
    with Session(engine.execution_options(write=True)) as world:
        unit = make_unit(world)
        for _ in range(60):
            household = make_household(world, unit, size=2)
        worker, listing = make_model_worker(world, unit), make_listing(world, unit)
        user = User(login="one", name="用户", active=True)
        world.add(user)
        world.flush()
        world.add(Post(user_id=user.id, unit_id=unit.id, role=Role.CASEWORKER, from_on=date(2020, 1, 1)))
        world.commit()
        client = postgres_app.test_client()
        moment = int(now().timestamp())
        with client.session_transaction() as cookie:
            cookie.update(
                {"_user_id": f"{user.id}:{user.stamp}", "_fresh": True, "signed_at": moment, "seen_at": moment}
            )
        paths = [
            f"/households?unit={unit.id}&q=wgl&due=overdue",
            "/households?q=TS-9&sort=-due&stale=year&aided=no",
            f"/households/{household.id}",
            "/model-workers?alive=yes&q=zjg",
            f"/model-workers/{worker.id}",
            "/special-groups?year=2025&q=孙&sort=-group",
            f"/special-groups/{listing.id}",
            "/search?q=wang",
        ]
    for path in paths:
        assert client.get(path).status_code == 200, path
    number = resident_id()
    typed = listing_form(unit_id="1", id_number=number)
    assert client.send("/special-groups/new", typed).status_code == 302
    assert client.send("/special-groups/new", typed).status_code == 422
    engine.dispose()
