"""Aid standards: kept by the administrator on a page, ended but never rewritten once a payment rests on them."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.payments.codes import AidKind
from caseapp.models.aid_standards import AidStandard
from caseapp.models.units import Unit
from tests.factories.payments import make_payment, make_standard
from tests.factories.people import make_person
from tests.factories.projects import make_project
from tests.factories.units import make_unit

TYPED = {
    "kind": "medical", "project": "", "grade": "", "amount": "", "share_percent": "90", "band_from": "10000",
    "band_percent": "70", "floor": "", "cap": "", "yearly_cap": "20000", "cap_scope": "person", "repeat": "year",
    "times": "4", "stackable": "yes", "document_no": "唐工发〔2026〕1号", "valid_from": "2026-01-01", "valid_to": "",
}  # fmt: skip


@pytest.fixture
def city(world: Session) -> Unit:
    city = make_unit(world, name="唐山市总工会")
    world.commit()
    return city


def stored(session: Session) -> list[AidStandard]:
    session.expire_all()
    rows = list(session.scalars(select(AidStandard).order_by(AidStandard.id)))
    session.commit()
    return rows


def test_a_standard_is_written_and_read_back(world: Session, city: Unit, sign_in: Callable) -> None:
    client = sign_in(Role.ADMINISTRATOR, unit=city)
    assert client.send("/standards/new", TYPED).status_code == 302
    (row,) = stored(world)
    standard = row.read()
    assert (standard.share_of(1_000_000), standard.share_of(2_000_000)) == (900_000, 1_600_000)
    page = client.get("/standards?year=2026").get_data(as_text=True)
    assert "90% up to 10,000.00, then 70%" in page
    again = client.get(f"/standards/{row.id}/edit").get_data(as_text=True)
    assert all(f'value="{typed}"' in again for typed in ("90", "10000.00", "70", "20000.00"))


def test_every_problem_is_told_at_once(world: Session, city: Unit, sign_in: Callable) -> None:
    client = sign_in(Role.ADMINISTRATOR, unit=city)
    wrong = {"amount": "100", "band_percent": "", "times": "0", "document_no": "", "valid_to": "2025-01-01"}
    answer = client.send("/standards/new", TYPED | wrong)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Fill this in." in page
    answer = client.send("/standards/new", TYPED | wrong | {"document_no": "文"})
    page = answer.get_data(as_text=True)
    for said in ("Write either a fixed amount or a share", "second share needs", "number of times", "before the first"):
        assert said in page
    assert stored(world) == []


def test_a_standard_that_payments_rest_on_only_ends(world: Session, city: Unit, sign_in: Callable) -> None:
    standard = make_standard(world, AidKind.MEDICAL, amount_fen=None, share_percent=50, valid_from=date(2026, 1, 1))
    line = make_payment(world, make_project(world, city), city, person=make_person(world))
    line.standard_id = standard.id
    url = f"/standards/{standard.id}/edit"
    world.commit()
    client = sign_in(Role.ADMINISTRATOR, unit=city)
    same = {"share_percent": "50", "band_from": "", "band_percent": "", "yearly_cap": "", "cap_scope": "household"}
    same |= {"times": "1", "repeat": "quarter", "document_no": "唐工发〔2025〕3号", "version": "1"}
    assert client.send(url, TYPED | same | {"share_percent": "60"}).status_code == 409
    assert client.send(url, TYPED | same | {"valid_to": "2026-06-30"}).status_code == 302
    (row,) = stored(world)
    assert (row.valid_to, row.share_percent) == (date(2026, 6, 30), 50)


def test_a_year_is_copied_once(world: Session, city: Unit, sign_in: Callable) -> None:
    following, own = make_project(world, city, year=2026), make_project(world, city, year=2025)
    own.number, following_id = following.number, following.id
    make_standard(world, valid_to=date(2025, 12, 31), valid_from=date(2025, 1, 1))
    make_standard(world, AidKind.ONE_OFF)
    make_standard(world, AidKind.EDUCATION, project_id=own.id, valid_from=date(2025, 1, 1))
    world.commit()
    client = sign_in(Role.ADMINISTRATOR, unit=city)
    assert client.send("/standards/2025/copy", form_at="/standards?year=2025").status_code == 302
    copied = [row for row in stored(world) if row.valid_from == date(2026, 1, 1)]
    assert {row.kind for row in copied} == {AidKind.LIVING, AidKind.EDUCATION}
    assert {row.project_id for row in copied} == {None, following_id}
    assert client.send("/standards/2025/copy", form_at="/standards?year=2025").status_code == 409


def test_standards_are_read_by_all_who_read_files_and_written_by_one(city: Unit, sign_in: Callable) -> None:
    client = sign_in(Role.CASEWORKER, unit=city)
    assert client.get("/standards").status_code == 200
    assert client.get("/standards/new").status_code == 403
