"""荣誉金 in the browser's words: who is owed what, the batch in one go, checks noted, standards kept."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.model_workers.codes import HonourLevel, Payer
from caseapp.models.honours import HonourRate, LivenessCheck
from caseapp.models.model_workers import ModelWorker
from caseapp.models.payments import Batch, Payment
from caseapp.models.units import Unit
from caseapp.web.support.clock import today
from tests.factories.honours import make_honour_standards
from tests.factories.model_workers import make_model_worker, make_relief_application
from tests.factories.people import make_person
from tests.factories.projects import make_project
from tests.factories.units import make_unit

YEAR = today().year
SignIn = Callable[..., Any]


class Scene:
    def __init__(self, world: Session) -> None:
        self.unit: Unit = make_unit(world)
        make_project(world, self.unit, year=YEAR, name="劳模荣誉基金", budget_fen=200_000_000)
        make_honour_standards(world, begins=date(YEAR, 1, 1))
        self.seen = [self.worker(world, seen_on=today()) for _ in range(3)]
        self.unseen = self.worker(world, seen_on=None)
        self.county = self.worker(world, payer=Payer.COUNTY)
        world.commit()

    def worker(self, world: Session, *, seen_on: date | None = None, **values: Any) -> ModelWorker:
        worker = make_model_worker(world, self.unit, person=make_person(world), **values)
        worker.liveness_checked_on = seen_on
        return worker


@pytest.fixture
def scene(world: Session) -> Scene:
    return Scene(world)


def expected(text: str) -> str:
    found = re.search(r'name="expected_fen"[^>]*value="(-?\d+)"', text)
    assert found, "the page says what it would pay"
    return found.group(1)


def test_everybody_owed_comes_into_one_batch_and_the_others_have_a_reason(
    scene: Scene, world: Session, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER, unit=scene.unit)
    text = client.get("/honours").get_data(as_text=True)
    assert expected(text) == str(3 * 240_000) and "Retired, title kept, alive." in text
    assert "12 months × 200.00 = 2,400.00 yuan" in text
    assert "Nobody has checked" in client.get("/honours?show=held").get_data(as_text=True)
    assert "Another body pays" in client.get("/honours?show=none").get_data(as_text=True)
    typed = {"title": "荣誉金", "expected_fen": expected(text)}
    assert client.send("/honours", {**typed, "title": " "}).status_code == 422
    assert client.send("/honours", {**typed, "expected_fen": "1"}).status_code == 422
    answer = client.send("/honours", typed)
    assert answer.status_code == 302 and "/batches/" in answer.location
    again = client.send("/honours", typed, form_at="/honours/liveness")
    assert again.status_code == 422
    world.expire_all()
    assert world.scalar(select(func.count(Payment.id))) == 3
    assert world.scalars(select(Batch)).one().total_fen == 3 * 240_000
    world.commit()


def test_a_check_noted_from_the_list_makes_the_held_payable(scene: Scene, world: Session, sign_in: SignIn) -> None:
    client = sign_in(Role.CASEWORKER, unit=scene.unit)
    page = "/honours/liveness?state=overdue"
    assert scene.unseen.file_no in client.get(page).get_data(as_text=True)
    typed = {"checked_on": today().isoformat(), "channel": "visit", "finding": "alive", "witness": "李某"}
    refused = client.send(page, {**typed, "all": "1"})
    assert refused.status_code == 422 and 'href="#evidence"' in refused.get_data(as_text=True)
    assert client.send(page, {**typed, "evidence": "照片"}).status_code == 422, "nobody was chosen"
    assert client.send(page, {**typed, "evidence": "照片", "all": "1"}).status_code == 302
    world.expire_all()
    assert world.scalars(select(LivenessCheck)).one().model_worker_id == scene.unseen.id
    world.commit()
    assert expected(client.get("/honours").get_data(as_text=True)) == str(4 * 240_000)
    one = f"/model-workers/{scene.unseen.id}/account"
    assert "照片" in client.get(one).get_data(as_text=True)
    death = {**typed, "finding": "died", "died_on": today().isoformat(), "workers": str(scene.unseen.id), "one": "1"}
    assert client.send("/honours/liveness", death, form_at=one).location.endswith(one)
    world.expire_all()
    assert scene.unseen.died_on == today()
    world.commit()


def test_the_administrator_enters_a_rate_and_takes_it_back(scene: Scene, world: Session, sign_in: SignIn) -> None:
    client = sign_in(Role.ADMINISTRATOR, unit=scene.unit)
    page = "/honour-standards/rate/new"
    typed = {"document_no": "标准2号", "valid_from": f"{YEAR}-07-01", "level": "municipal", "monthly": "250"}
    refused = client.send(page, {**typed, "valid_from": f"{YEAR}-07-02", "monthly": ""})
    assert refused.status_code == 422 and 'href="#valid_from"' in refused.get_data(as_text=True)
    assert client.send(page, typed).status_code == 302
    text = client.get("/honour-standards").get_data(as_text=True)
    assert "标准2号" in text and "250.00" in text
    world.expire_all()
    newest = select(HonourRate).where(HonourRate.level == HonourLevel.MUNICIPAL).order_by(HonourRate.id.desc())
    row = world.scalars(newest).first()
    world.commit()
    away = f"/honour-standards/rate/{row.id}/withdraw" if row else ""
    assert client.send(away, form_at="/honour-standards").status_code == 302
    assert client.get("/honour-standards/nothing/new").status_code == 404
    for kind in ("rules", "relief"):
        assert client.get(f"/honour-standards/{kind}/new").status_code == 200


@pytest.mark.parametrize("rows", [1, 40])
@pytest.mark.parametrize(
    "path",
    [
        "/honours",
        "/honours/liveness?state=all",
        "/honours/relief?state=all",
        "/model-workers/1/account",
        "/honour-standards",
    ],
)
def test_the_pages_take_few_statements_whatever_the_rows(
    world: Session, sign_in: SignIn, statements: Callable[[], Any], rows: int, path: str
) -> None:
    scene = Scene(world)
    for _ in range(rows):
        scene.worker(world, seen_on=today())
    world.commit()
    client = sign_in(Role.CASEWORKER, unit=scene.unit)
    client.get(path)
    with statements() as counter:
        assert client.get(path).status_code == 200
    asked = [one for one in counter.statements if one.startswith("SELECT") and "audit_heads" not in one]
    assert len(asked) <= 8, asked


def test_approved_relief_is_paid_once(scene: Scene, world: Session, sign_in: SignIn) -> None:
    paid, waiting = scene.seen[:2]
    make_relief_application(world, paid, year=YEAR, amount_fen=300_000, approved_on=today())
    make_relief_application(world, waiting, year=YEAR, amount_fen=400_000)
    world.commit()
    client = sign_in(Role.CASEWORKER, unit=scene.unit)
    text = client.get("/honours/relief").get_data(as_text=True)
    assert expected(text) == "300000" and waiting.file_no not in text
    assert waiting.file_no in client.get("/honours/relief?state=waiting").get_data(as_text=True)
    assert client.send("/honours/relief", {"title": "救济", "expected_fen": "1"}).status_code == 422
    assert client.send("/honours/relief", {"title": "救济", "expected_fen": "300000"}).status_code == 302
    again = client.send("/honours/relief", {"title": "救济", "expected_fen": "300000"}, form_at="/honours/liveness")
    assert again.status_code == 422
    world.expire_all()
    line = world.scalars(select(Payment)).one()
    assert (line.claim, line.amount_fen) == (f"p{paid.person_id}:relief:{YEAR}", 300_000)
    world.commit()


def test_another_units_accounts_are_nowhere(scene: Scene, world: Session, sign_in: SignIn) -> None:
    client = sign_in(Role.CASEWORKER, unit=make_unit(world))
    assert client.get(f"/model-workers/{scene.unseen.id}/account").status_code == 404
    assert scene.unseen.file_no not in client.get("/honours/liveness?state=all").get_data(as_text=True)
    typed = {"checked_on": today().isoformat(), "channel": "visit", "finding": "alive", "witness": "李某"}
    beyond = {**typed, "evidence": "照片", "workers": str(scene.unseen.id), "request_key": "k" * 20}
    assert client.send("/honours/liveness", beyond).status_code == 404
