"""A group is consoled once in a period: list, draft, signatures, signed sheet, vouchers."""

import io
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from caseapp.domain.access.roles import Role
from caseapp.domain.payments.codes import AidKind, BatchState, LineState, PayMeans, Repeat
from caseapp.domain.special_groups.codes import SpecialGroup
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import ProjectBudget
from caseapp.models.vouchers import Voucher
from caseapp.web.support.clock import today
from tests.factories.listings import make_listing
from tests.factories.payments import make_standard
from tests.factories.people import make_person
from tests.factories.projects import make_project
from tests.factories.scans import picture
from tests.factories.units import make_unit
from tests.web.test_batches import SEEN

NAMES = ("孙秀英", "马建国", "郭玉珍")
PAGE = "/special-groups/consolation"
SCAN = picture("PNG")


class Round:
    """Three sanitation workers of a county on this year's list, and the city's three signers."""

    def __init__(self, session: Session, sign_in: Callable) -> None:
        self.session = session
        self.city = make_unit(session, name="唐山市总工会")
        self.county = make_unit(session, parent=self.city)
        self.project = make_project(session, self.city, year=today().year, name="困难职工送温暖")
        self.budget = session.scalars(select(ProjectBudget).where(ProjectBudget.project_id == self.project.id)).one()
        self.listings = [
            make_listing(session, self.county, person=make_person(session, name=name), year=today().year)
            for name in NAMES
        ]
        make_standard(session, AidKind.CONSOLATION, grade="sanitation", amount_fen=30_000, repeat=Repeat.YEAR)
        session.commit()
        self.maker = sign_in(Role.CASEWORKER, unit=self.city)
        self.reviewer = sign_in(Role.REVIEWER, unit=self.city)
        self.cashier = sign_in(Role.CASHIER, unit=self.city)

    def goods(self, **more: object) -> dict[str, object]:
        told = {
            "year": today().year,
            "group": SpecialGroup.SANITATION.value,
            "unit": "",
            "project": self.budget.id,
            "way": "goods",
            "gift_name": "米面油",
            "gift_count": "2",
            "gift_unit": "120",
        }
        return {**told, **more}

    def prepare(self, **more: object) -> TestResponse:
        chosen = [one.id for one in self.listings]
        told = {**self.goods(), "chosen": chosen, "title": "环卫工人慰问", **more}
        return self.maker.send(PAGE, told, form_at=f"{PAGE}?{urlencode(self.goods())}")

    def read(self, model: type) -> list:
        rows = list(self.session.scalars(select(model).order_by(model.id).execution_options(populate_existing=True)))
        self.session.commit()
        return rows

    def released(self) -> str:
        assert self.prepare().status_code == 302
        url = f"/batches/{self.read(Batch)[-1].id}"
        for client, act in ((self.maker, "submit"), (self.reviewer, "approve"), (self.cashier, "release")):
            page = client.get(url).get_data(as_text=True)
            found = SEEN.search(page)
            assert found, act
            answer = client.send(f"{url}/{act}", {"seen": found.group(1)}, form_at=url)
            assert answer.status_code == 302, act
        return url


@pytest.fixture
def round_(world: Session, sign_in: Callable) -> Round:
    return Round(world, sign_in)


def test_goods_become_one_line_a_person_worth_count_times_value(round_: Round) -> None:
    looked = round_.maker.get(PAGE, query_string=round_.goods()).get_data(as_text=True)
    assert all(name in looked for name in NAMES)
    assert round_.prepare().status_code == 302
    lines = round_.read(Payment)
    assert {(line.amount_fen, line.gift_name, line.gift_count, line.means) for line in lines} == {
        (24_000, "米面油", 2, PayMeans.SHEET)
    }
    assert {line.proposed_fen for line in lines} == {30_000} and len(lines) == 3
    assert round_.read(Batch)[-1].total_fen == 72_000


def test_whoever_had_it_in_the_period_is_left_out(round_: Round) -> None:
    assert round_.prepare(chosen=[round_.listings[0].id]).status_code == 302
    looked = round_.maker.get(PAGE, query_string=round_.goods()).get_data(as_text=True)
    assert "Left out" in looked and looked.index(NAMES[0]) > looked.index("Left out") > looked.index(NAMES[1])
    again = round_.prepare()
    assert again.status_code == 422 and "consoled a moment ago" in again.get_data(as_text=True)
    assert len(round_.read(Payment)) == 1


def test_every_problem_is_told_at_once_and_what_was_typed_stays(round_: Round) -> None:
    answer = round_.prepare(way="money", amount="", chosen=[], title="路北环卫")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Write an amount above zero." in page and "Choose at least one person." in page and "路北环卫" in page
    above = round_.prepare(gift_unit="400").get_data(as_text=True)
    assert "above the standard" in above
    assert round_.read(Payment) == []


def test_a_caseworker_of_another_unit_reaches_nobody_of_the_list(round_: Round, sign_in: Callable) -> None:
    elsewhere = make_unit(round_.session, parent=round_.city)
    round_.session.commit()
    page = sign_in(Role.CASEWORKER, unit=elsewhere).get(PAGE, query_string=round_.goods()).get_data(as_text=True)
    assert not any(name in page for name in NAMES)


def test_the_signed_sheet_settles_the_batch_and_keeps_its_scan(round_: Round) -> None:
    url = round_.released()
    lines = round_.read(Payment)
    sheet = f"{url}/sheet"
    signed = [line.id for line in lines[:2]]
    without = round_.cashier.send(sheet, {"signed": signed, "signed_on": today().isoformat()})
    text = without.get_data(as_text=True)
    assert without.status_code == 422 and "Write why the others did not sign." in text and "scan or photo" in text
    assert {line.state for line in round_.read(Payment)} == {LineState.OPEN} and round_.read(Voucher) == []
    told = {
        "signed": signed,
        "signed_on": today().isoformat(),
        "reason": "本人外出",
        "files": (io.BytesIO(SCAN), "签领.png"),
    }
    answer = round_.cashier.send(sheet, told, form_at=sheet)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    after = round_.read(Payment)
    assert [line.state for line in after] == [LineState.PAID, LineState.PAID, LineState.FAILED]
    assert after[2].failed_reason == "本人外出" and after[0].paid_on == today()
    assert round_.read(Batch)[-1].state is BatchState.SETTLED
    voucher = round_.read(Voucher)[0]
    seen = round_.reviewer.get(f"{url}/vouchers/{voucher.id}")
    assert seen.data == SCAN and seen.headers["Cache-Control"] == "no-store"


def test_a_voucher_is_not_there_for_another_unit(round_: Round, sign_in: Callable) -> None:
    url = round_.released()
    lines = [line.id for line in round_.read(Payment)]
    told = {"signed": lines, "signed_on": today().isoformat(), "files": (io.BytesIO(SCAN), "签领.png")}
    assert round_.cashier.send(f"{url}/sheet", told, form_at=f"{url}/sheet").status_code == 302
    elsewhere = make_unit(round_.session, parent=round_.city)
    round_.session.commit()
    stranger = sign_in(Role.CASEWORKER, unit=elsewhere)
    voucher = round_.read(Voucher)[0].id
    for path in (f"{url}/sheet", f"{url}/sheet.docx", f"{url}/sheet/print", f"{url}/vouchers/{voucher}"):
        assert stranger.get(path).status_code == 404, path
