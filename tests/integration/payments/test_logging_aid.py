"""Logging one payment: kinds, standards, periods, reasons, reach; and taking it back."""

import pytest
from sqlalchemy.orm import Session

from caseapp.domain.errors import Invalid, NotFound, Refused
from caseapp.domain.payments.beneficiary import Beneficiary, Register
from caseapp.domain.payments.codes import AidKind, LineState, Repeat
from caseapp.domain.payments.standards import MedicalCost
from caseapp.models.households import Household
from caseapp.models.payments import Payment
from caseapp.models.units import Unit
from caseapp.services import aid
from tests.factories.clock import NOW, TODAY
from tests.factories.listings import make_listing
from tests.factories.model_workers import make_model_worker
from tests.factories.payments import make_standard
from tests.integration.payments.house import FISCAL, House


@pytest.fixture
def house(session: Session) -> House:
    return House(session)


def test_undo_takes_a_line_out_of_a_draft(house: House) -> None:
    line = house.log()
    house.log(household=1)
    batch = house.prepare()
    aid.undo(house.session, house.maker, line_id=line.id, now=NOW)
    assert (line.state, line.batch_id, batch.line_count) == (LineState.CANCELLED, None, 1)
    house.log()


def test_the_same_aid_twice_in_the_period_needs_a_reason(house: House) -> None:
    make_standard(house.session, amount_fen=240_000, repeat=Repeat.QUARTER)
    assert house.log().claim.endswith(":living:2025-Q2")
    with pytest.raises(Invalid, match="already given"):
        house.log()
    assert house.log(reason="二次住院").claim.endswith(":living:2025-Q2#2")


def test_more_than_the_standard_needs_a_reason(house: House) -> None:
    make_standard(house.session, amount_fen=240_000)
    with pytest.raises(Invalid, match="above the standard"):
        house.log(240_001)
    line = house.log(240_001, reason="特殊困难，领导班子研究")
    assert line.proposed_fen == 240_000


def test_the_standard_of_the_category_comes_before_the_general_one(house: House) -> None:
    make_standard(house.session, amount_fen=100)
    make_standard(house.session, amount_fen=200, grade="deep")
    assert house.log(50).proposed_fen == 200


def test_medical_aid_knows_its_cost(house: House) -> None:
    make_standard(house.session, AidKind.MEDICAL, amount_fen=None, share_percent=50, cap_fen=600_000)
    with pytest.raises(Invalid, match="total medical cost"):
        house.log(kind=AidKind.MEDICAL)
    logged = aid.log_aid(
        house.session,
        house.maker,
        to=Beneficiary(Register.HOUSEHOLD, house.households[0]),
        project_id=house.project_id,
        source=FISCAL,
        kind=AidKind.MEDICAL,
        amount_fen=600_000,
        day=TODAY,
        now=NOW,
        cost=MedicalCost(4_826_000, 3_190_000),
    )
    line = house.session.get_one(Payment, logged.id)
    assert (line.proposed_fen, line.medical_total_fen, line.medical_reimbursed_fen) == (600_000, 4_826_000, 3_190_000)


def test_every_register_has_its_kinds(house: House) -> None:
    city = house.session.get_one(Unit, house.city_id)
    worker, listing = make_model_worker(house.session, city), make_listing(house.session, city)
    cases = [
        (Beneficiary(Register.MODEL_WORKER, worker.id), AidKind.HONOUR, True),
        (Beneficiary(Register.MODEL_WORKER, worker.id), AidKind.LIVING, False),
        (Beneficiary(Register.SPECIAL_GROUP, listing.id), AidKind.CONSOLATION, True),
        (Beneficiary(Register.SPECIAL_GROUP, listing.id), AidKind.HONOUR, False),
        (Beneficiary(Register.HOUSEHOLD, house.households[0]), AidKind.RELIEF, False),
    ]
    for to, kind, allowed in cases:
        values = {"to": to, "kind": kind, "project_id": house.project_id, "source": FISCAL, "amount_fen": 100}
        if allowed:
            logged = aid.log_aid(house.session, house.maker, day=TODAY, now=NOW, **values)  # type: ignore[arg-type]
            line = house.session.get_one(Payment, logged.id)
            assert line.claim.startswith(f"p{line.person_id}:")
        else:
            with pytest.raises(Invalid, match="is not paid to"):
                aid.log_aid(house.session, house.maker, day=TODAY, now=NOW, **values)  # type: ignore[arg-type]


def test_only_households_on_file_are_aided(house: House) -> None:
    household = house.session.get_one(Household, house.households[0])
    household.state, household.off_file_on = type(household.state).EXITED, TODAY
    house.session.flush()
    with pytest.raises(Refused, match="on file"):
        house.log()


def test_nothing_is_logged_for_the_dead(house: House) -> None:
    worker = make_model_worker(house.session, house.session.get_one(Unit, house.city_id), died_on=TODAY)
    values = {"project_id": house.project_id, "source": FISCAL, "kind": AidKind.HONOUR, "amount_fen": 100}
    to = Beneficiary(Register.MODEL_WORKER, worker.id)
    with pytest.raises(Refused, match="died on 2025"):
        aid.log_aid(house.session, house.maker, to=to, day=TODAY, now=NOW, **values)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        aid.log_aid(house.session, house.county_maker, to=to, day=TODAY, now=NOW, **values)  # type: ignore[arg-type]


def test_aid_outside_ones_units_is_refused(house: House) -> None:
    city = house.session.get_one(Unit, house.city_id)
    worker = make_model_worker(house.session, city)
    with pytest.raises(NotFound):
        aid.log_aid(
            house.session,
            house.county_maker,
            to=Beneficiary(Register.MODEL_WORKER, worker.id),
            project_id=house.project_id,
            source=FISCAL,
            kind=AidKind.HONOUR,
            amount_fen=100,
            day=TODAY,
            now=NOW,
        )
