"""Batches in the browser's words: three people carry one through; the pages refuse everybody else."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.payments.codes import BatchState, LineState
from caseapp.models.payments import Batch, Payment
from caseapp.models.users import Post, User
from caseapp.web.support.clock import today
from tests.factories.households import make_household
from tests.factories.payments import make_batch, make_payment
from tests.factories.people import make_person
from tests.factories.projects import make_project
from tests.factories.units import make_unit
from tests.factories.users import make_user

SEEN = re.compile(r'name="seen" value="([0-9a-f]{64})"')


class Scene:
    """Two open lines of one project, and three people of the city."""

    def __init__(self, session: Session, sign_in: Callable) -> None:
        self.session = session
        self.city = make_unit(session, name="唐山市总工会")
        self.county = make_unit(session, parent=self.city)
        self.project = make_project(session, self.city, year=today().year)
        logger = make_user(session, login="logger")
        self.households = [
            make_household(session, self.county, head=make_person(session, name=name, account=f"62220200000{n}"))
            for n, name in enumerate(("王桂兰", "刘伟"))
        ]
        for household in self.households:
            make_payment(session, self.project, self.county, household=household, logged_by=logger)
        session.commit()
        self.choose = f"/batches/new?project={self.project.id}&source=fiscal"
        self.maker = sign_in(Role.CASEWORKER, unit=self.city)
        self.reviewer = sign_in(Role.REVIEWER, unit=self.city)
        self.cashier = sign_in(Role.CASHIER, unit=self.city)

    def read(self, model: type, *where: object) -> list:
        statement = select(model).where(*where).order_by(model.id).execution_options(populate_existing=True)
        rows = list(self.session.scalars(statement))
        self.session.commit()
        return rows

    @property
    def batch(self) -> Batch:
        return self.read(Batch)[-1]

    def prepared(self) -> str:
        lines = [line.id for line in self.read(Payment, Payment.batch_id.is_(None))]
        answer = self.maker.send(self.choose, {"title": "六月生活救助", "lines": lines})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return answer.location

    def sign(self, client: object, url: str, act: str, **data: object):  # type: ignore[no-untyped-def]
        page = client.get(url).get_data(as_text=True)  # type: ignore[attr-defined]
        found = SEEN.search(page)
        seen = {"seen": found.group(1) if found else "", "request_key": f"{act}-key-{len(page):0>20}"}
        return client.send(f"{url}/{act}", {**seen, **data}, form_at=url)  # type: ignore[attr-defined]

    def released(self) -> str:
        url = self.prepared()
        for client, act in ((self.maker, "submit"), (self.reviewer, "approve"), (self.cashier, "release")):
            assert self.sign(client, url, act).status_code == 302
        return url


@pytest.fixture
def scene(world: Session, sign_in: Callable) -> Scene:
    return Scene(world, sign_in)


def test_three_people_carry_a_batch_to_settled(scene: Scene) -> None:
    url = scene.released()
    page = scene.cashier.get(f"{url}/results").get_data(as_text=True)
    assert "2 of 2 without a result" in page
    paid = scene.cashier.send(f"{url}/results", {"paid_on": today().isoformat()})
    assert paid.status_code == 302
    assert scene.batch.state is BatchState.SETTLED
    page = scene.cashier.get(url).get_data(as_text=True)
    assert "贰仟元整" in page
    assert "2,000.00" in page


def test_a_line_fails_another_is_paid_and_comes_back(scene: Scene) -> None:
    url = scene.released()
    first, second = scene.read(Payment)
    day = today().isoformat()
    at = f"{url}/results"
    assert scene.cashier.send(f"{url}/lines/{first.id}/failed", {"failed_reason": ""}, form_at=at).status_code == 422
    failed = scene.cashier.send(f"{url}/lines/{first.id}/failed", {"failed_reason": "账号错误"}, form_at=at)
    assert failed.status_code == 302
    early = {"paid_on": (today() - timedelta(days=1)).isoformat()}
    refused = scene.cashier.send(f"{url}/lines/{second.id}/paid", early, form_at=at)
    assert refused.status_code == 422
    assert "between the release" in refused.get_data(as_text=True)
    assert scene.cashier.send(f"{url}/lines/{second.id}/paid", {"paid_on": day}, form_at=at).status_code == 302
    assert scene.cashier.send(f"{url}/lines/{second.id}/returned", {"returned_on": day}, form_at=at).status_code == 302
    assert [line.state for line in scene.read(Payment)] == [LineState.FAILED, LineState.RETURNED]
    again = scene.maker.send(f"/aid/payments/{first.id}/repay", form_at=f"/payments/{first.id}")
    assert again.status_code == 302
    assert "Pay again" not in scene.maker.get(f"/payments/{first.id}").get_data(as_text=True)
    assert scene.read(Payment)[-1].repays_id == first.id


def test_the_maker_cannot_approve_by_page(scene: Scene) -> None:
    url = scene.prepared()
    scene.sign(scene.maker, url, "submit")
    assert scene.sign(scene.maker, url, "approve").status_code == 403
    scene.session.add(Post(user_id=scene.maker.user_id, unit_id=scene.city.id, role=Role.REVIEWER, from_on=today()))
    scene.session.commit()
    page = scene.maker.get(url).get_data(as_text=True)
    assert "another person has to sign" in page
    assert f"{url}/approve" not in page
    answer = scene.sign(scene.maker, url, "approve")
    assert answer.status_code == 403
    assert "another person must approve" in answer.get_data(as_text=True)
    assert scene.batch.state is BatchState.SUBMITTED


def test_the_approver_cannot_release_by_page(scene: Scene) -> None:
    url = scene.prepared()
    scene.sign(scene.maker, url, "submit")
    scene.sign(scene.reviewer, url, "approve")
    reviewer = scene.session.get_one(User, scene.reviewer.user_id)
    scene.session.add(Post(user_id=reviewer.id, unit_id=scene.city.id, role=Role.CASHIER, from_on=today()))
    scene.session.commit()
    seen = scene.batch.approved_digest
    answer = scene.sign(scene.reviewer, url, "release", seen=seen)
    assert answer.status_code == 403
    assert "another person must release" in answer.get_data(as_text=True)
    assert scene.batch.state is BatchState.APPROVED


def test_a_page_that_is_out_of_date_cannot_be_signed(scene: Scene) -> None:
    url = scene.prepared()
    scene.sign(scene.maker, url, "submit")
    page = scene.reviewer.get(url).get_data(as_text=True)
    scene.households[0].head.account = "6217000000001"
    scene.session.commit()
    seen = SEEN.search(page)
    assert seen
    data = {"seen": seen.group(1), "request_key": "a" * 32}
    answer = scene.reviewer.send(f"{url}/approve", data, form_at=url)
    assert answer.status_code == 409
    assert "Look at them again" in answer.get_data(as_text=True)


def test_a_batch_goes_back_with_a_reason_and_its_lines_change_again(scene: Scene) -> None:
    url = scene.prepared()
    scene.sign(scene.maker, url, "submit")
    first = scene.read(Payment)[0]
    assert scene.maker.send(f"{url}/lines/{first.id}/remove", form_at=url).status_code == 409
    assert scene.sign(scene.reviewer, url, "send-back", reason="").status_code == 409
    assert scene.sign(scene.reviewer, url, "send-back", reason="请核对账户").status_code == 302
    assert "请核对账户" in scene.maker.get(url).get_data(as_text=True)
    assert scene.maker.send(f"{url}/lines/{first.id}/remove", form_at=url).status_code == 302
    assert scene.batch.line_count == 1
    assert scene.maker.send(f"{url}/lines", {"lines": [first.id]}).status_code == 302
    assert scene.batch.line_count == 2
    assert scene.maker.send(f"{url}/cancel", form_at=url).status_code == 302
    assert scene.batch.state is BatchState.CANCELLED


def test_a_batch_over_the_budget_says_what_is_left(scene: Scene) -> None:
    line = scene.read(Payment)[0]
    scene.session.get_one(Payment, line.id).amount_fen = 10_000_001
    scene.session.commit()
    url = scene.prepared()
    assert "Over the budget by" in scene.maker.get(url).get_data(as_text=True)
    answer = scene.sign(scene.maker, url, "submit")
    assert answer.status_code == 409
    assert "100,000.00 yuan" in answer.get_data(as_text=True)


def test_preparing_needs_a_title_and_a_line(scene: Scene) -> None:
    answer = scene.maker.send(scene.choose, {"title": ""})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose at least one line." in page
    assert "Fill this in." in page


def test_lines_that_are_still_free_stay_on_the_page_when_one_is_taken(scene: Scene) -> None:
    first, second = (line.id for line in scene.read(Payment))
    scene.maker.send(scene.choose, {"title": "先制", "lines": [first]})
    answer = scene.maker.send(scene.choose, {"title": "后制", "lines": [first, second]})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "no longer free" in page
    assert f'value="{second}"' in page and f'value="{first}"' not in page


def test_a_result_is_recorded_only_on_the_page_of_its_own_batch(scene: Scene) -> None:
    url = scene.released()
    line = scene.read(Payment)[0]
    other = make_batch(scene.session, scene.project, scene.city, scene.session.get_one(User, scene.maker.user_id))
    scene.session.commit()
    for act, data in (
        ("paid", {"paid_on": today().isoformat()}),
        ("failed", {"failed_reason": "账号错误"}),
        ("returned", {"returned_on": today().isoformat()}),
    ):
        answer = scene.cashier.send(f"/batches/{other.id}/lines/{line.id}/{act}", data, form_at=f"{url}/results")
        assert answer.status_code == 404
    assert scene.read(Payment)[0].state is LineState.OPEN


def test_signers_see_what_to_look_at_first(scene: Scene) -> None:
    session = scene.session
    other = make_project(session, scene.city, year=today().year, name="省级专项")
    done = make_batch(session, other, scene.city, session.get_one(User, scene.maker.user_id))
    values = {"household": scene.households[0], "batch": done, "state": LineState.PAID, "paid_on": today()}
    make_payment(session, other, scene.county, **values)  # type: ignore[arg-type]
    bare = make_household(session, scene.county)
    bare.reverify_due_on = today() - timedelta(days=1)
    twice = make_household(session, scene.county, head=make_person(session, name="刘强", account="622202000001"))
    for household in (bare, twice):
        make_payment(session, scene.project, scene.county, household=household)
    session.commit()
    page = scene.reviewer.get(scene.prepared()).get_data(as_text=True)
    table = page[page.index("Look at these first") :]
    for words, count in (
        ("Aided by another project this quarter", 1),
        ("No bank account", 1),
        ("Re-verification overdue", r"\d+"),
        ("Same account twice", 2),
    ):
        assert re.search(rf"{words}</span></td>\s*<td[^>]*>{count}</td>", table), words


def test_the_reviewer_who_sent_a_batch_back_sees_what_was_mended(scene: Scene) -> None:
    url = scene.prepared()
    scene.sign(scene.maker, url, "submit")
    scene.reviewer.send(f"{url}/send-back", {"reason": "账号有误"}, form_at=url)
    line = scene.read(Payment)[1]
    scene.households[0].head.account = "6217000000009876"
    scene.session.commit()
    scene.maker.send(f"{url}/lines/{line.id}/remove", form_at=url)
    scene.sign(scene.maker, url, "submit")
    page = scene.reviewer.get(url).get_data(as_text=True)
    assert "2 changes" in page
    assert "Line taken out" in page and "Account changed" in page and "**** 9876" in page
    assert "2 changes" not in scene.cashier.get(url).get_data(as_text=True), "who has not looked yet sees no change"


def test_other_units_see_no_batch(scene: Scene, sign_in: Callable) -> None:
    url = scene.prepared()
    stranger = sign_in(Role.REVIEWER, unit=scene.county)
    assert stranger.get(url).status_code == 404
    assert "六月生活救助" not in stranger.get("/batches").get_data(as_text=True)


def test_what_waits_for_me_stands_first(scene: Scene) -> None:
    session = scene.session
    maker = session.get_one(User, scene.maker.user_id)
    session.commit()
    scene.sign(scene.maker, scene.prepared(), "submit")
    for _ in range(3):
        make_batch(session, scene.project, scene.city, maker)
    session.commit()
    rows = re.findall(r"data-row.*?</tr>", scene.reviewer.get("/batches").get_data(as_text=True), re.DOTALL)
    assert "your turn" in rows[0]
    assert not any("your turn" in row for row in rows[1:])


@pytest.mark.parametrize("state", ["", "submitted", "draft", "nonsense"])
def test_the_list_can_be_walked_to_its_end(scene: Scene, state: str) -> None:
    session = scene.session
    maker = session.get_one(User, scene.maker.user_id)
    session.commit()
    scene.sign(scene.maker, scene.prepared(), "submit")
    for _ in range(60):
        make_batch(session, scene.project, scene.city, maker)
    session.commit()
    expected = {"": 61, "submitted": 1, "draft": 60, "nonsense": 61}[state]
    seen: list[str] = []
    url: str | None = f"/batches?state={state}"
    while url:
        page = scene.reviewer.get(url).get_data(as_text=True)
        assert f"{expected} batch{'' if expected == 1 else 'es'}" in page
        seen += re.findall(r'href="/batches/(\d+)"', page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        url = following.group(1).replace("&amp;", "&") if following else None
    assert len(seen) == len(set(seen)) == expected


@pytest.mark.parametrize("many", [0, 150])
def test_list_and_page_take_eight_statements_at_most(scene: Scene, statements: Callable, many: int) -> None:
    for _ in range(many):
        household = make_household(scene.session, scene.county)
        make_payment(scene.session, scene.project, scene.county, household=household)
    scene.session.commit()
    url = scene.prepared()
    for address, client in (("/batches", scene.reviewer), (url, scene.maker), (f"{url}?from=100", scene.maker)):
        with statements() as counter:
            assert client.get(address).status_code == 200
        shown = [sql for sql in counter.statements if "audit_" not in sql]
        assert len(shown) <= 8, shown


def test_everything_stands_in_chinese_too(scene: Scene, sign_in: Callable) -> None:
    url = scene.prepared()
    page = sign_in(Role.AUDITOR, unit=scene.city, locale="zh").get(url).get_data(as_text=True)
    assert "制单中" in page


def test_a_reviewer_reverses_a_payment_recorded_by_mistake(scene: Scene) -> None:
    url = scene.released()
    scene.cashier.send(f"{url}/results", {"paid_on": today().isoformat()})
    line = scene.read(Payment)[0]
    page = f"/payments/{line.id}"
    assert "Reverse this payment?" not in scene.cashier.get(page).get_data(as_text=True)
    assert scene.cashier.send(f"{page}/reversal", {"reason": "误登记"}, form_at=url).status_code == 403
    refused = scene.reviewer.send(f"{page}/reversal", {"reason": " "}, form_at=page)
    assert refused.status_code == 422
    assert "Write what is wrong" in refused.get_data(as_text=True)
    assert scene.reviewer.send(f"{page}/reversal", {"reason": "误登记"}, form_at=page).status_code == 302
    assert scene.read(Payment)[0].state is LineState.REVERSED
    shown = scene.reviewer.get(page).get_data(as_text=True)
    assert "误登记" in shown
    assert "Reverse this payment?" not in shown
