"""What only shows across projects is found, told within reach, and remembered as right until it changes."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Invalid, NotAllowed, NotFound
from caseapp.domain.households.codes import HouseholdState
from caseapp.domain.payments.anomalies import Anomaly, kept
from caseapp.domain.payments.beneficiary import Beneficiary, Register
from caseapp.domain.payments.codes import AidKind, LineState, Repeat
from caseapp.domain.payments.findings import FindingKind
from caseapp.models.households import Household
from caseapp.models.payments import Payment
from caseapp.models.units import Unit
from caseapp.queries import aid_findings as pages
from caseapp.queries.aid_findings import Finding
from caseapp.queries.aid_history import history
from caseapp.queries.finding_keys import Asked, unseen
from caseapp.services import aid, aid_findings
from tests.factories.clock import NOW, TODAY
from tests.factories.payments import make_standard
from tests.factories.projects import make_project
from tests.factories.units import make_unit
from tests.factories.users import make_actor
from tests.integration.payments.house import House


def findings(session: Session, actor: Actor, today: date) -> list[Finding]:
    """Those to look at, then those called right."""
    return [one for seen in (False, True) for one in pages.findings(session, actor, today, seen=seen).rows]


@pytest.fixture
def house(session: Session) -> House:
    house = House(session)
    make_standard(session, amount_fen=240_000, repeat=Repeat.QUARTER)
    return house


def from_another_project(house: House, **more: object) -> Payment:
    own = house.project_id
    house.project_id = make_project(house.session, house.session.get_one(Unit, house.city_id)).id
    try:
        return house.log(**more)  # type: ignore[arg-type]
    finally:
        house.project_id = own


def test_the_same_kind_from_two_projects_needs_a_reason_and_is_found(house: House) -> None:
    house.log()
    with pytest.raises(Invalid, match="Another project"):
        from_another_project(house)
    later = from_another_project(house, reason="两处都需要")
    assert kept(later.breaches) == {Anomaly.SAME_KIND}
    (found,) = findings(house.session, house.reviewer, TODAY)
    assert (found.kind, found.key, len(found.lines)) == (FindingKind.DOUBLE, (later.id, later.id, 1), 2)
    assert house.session.scalar(select(unseen(house.reviewer, TODAY))) == 1
    aid.undo(house.session, house.maker, line_id=found.lines[1].payment_id, now=NOW)
    assert findings(house.session, house.reviewer, TODAY) == []


def test_a_card_of_two_payees_is_found_and_the_stranger_stays_unnamed(house: House) -> None:
    session = house.session
    one, other = (session.get_one(Household, house.households[number]) for number in (0, 1))
    other.head.account = one.head.account
    other.unit_id = make_unit(session, parent=session.get_one(Unit, house.city_id), name="丰南区总工会").id
    session.flush()
    house.log()
    house.log(household=1)
    (found,) = findings(session, house.reviewer, TODAY)
    assert (found.kind, found.key[2]) == (FindingKind.SAME_CARD, 2)
    county = make_actor(session, Role.REVIEWER, session.get_one(Unit, house.county_id))
    (told,) = findings(session, county, TODAY)
    assert {line.name for line in told.lines} == {one.head.name, None}
    stranger = make_actor(session, Role.REVIEWER, make_unit(session, name="别处"))
    assert findings(session, stranger, TODAY) == []
    assert session.scalar(select(unseen(stranger, TODAY))) == 0


def test_aid_after_leaving_the_file_is_found(house: House) -> None:
    house.log()
    household = house.session.get_one(Household, house.households[0])
    household.state, household.off_file_on = HouseholdState.CLOSED, TODAY
    house.session.flush()
    assert [one.kind for one in findings(house.session, house.reviewer, TODAY)] == [FindingKind.OFF_FILE]


def test_what_was_seen_and_called_right_stays_so_until_it_changes(house: House) -> None:
    session = house.session
    heads = [session.get_one(Household, one).head for one in house.households]
    for head in heads[1:]:
        head.account = heads[0].account
    session.flush()
    house.log()
    house.log(household=1)
    (found,) = findings(session, house.reviewer, TODAY)
    see = {"kind": found.kind, "key": found.key, "today": TODAY, "now": NOW}
    with pytest.raises(NotAllowed):
        aid_findings.see(session, house.maker, reason="本人", **see)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="why this is right"):
        aid_findings.see(session, house.reviewer, reason=" ", **see)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        aid_findings.see(session, house.reviewer, reason="夫妻", **see | {"key": (1, 1, 9)})  # type: ignore[arg-type]
    for _ in range(2):
        aid_findings.see(session, house.reviewer, reason="夫妻共用", **see)  # type: ignore[arg-type]
    (seen,) = findings(session, house.reviewer, TODAY)
    assert seen.seen is not None and (seen.seen.who, seen.seen.reason) == (house.reviewer.name, "夫妻共用")
    assert session.scalar(select(unseen(house.reviewer, TODAY))) == 0
    house.log(household=2)
    assert session.scalar(select(unseen(house.reviewer, TODAY))) == 1, "a third payee makes it a new finding"


def test_the_history_holds_every_project_and_ends_at_the_units_border(house: House) -> None:
    batch = house.released(100_000)
    from_another_project(house, reason="两处都需要")
    found = history(house.session, house.reviewer, Beneficiary(Register.HOUSEHOLD, house.households[0]))
    assert [line.state for line in found.lines] == [LineState.OPEN, LineState.OPEN]
    signed = next(line for line in found.lines if line.batch_number == batch.number)
    assert signed.signers == (house.maker.name, house.reviewer.name, house.cashier.name)
    assert sum(total for _, _, total in found.years()) == 200_000
    stranger = make_actor(house.session, Role.CASEWORKER, make_unit(house.session, name="别处"))
    with pytest.raises(NotFound):
        history(house.session, stranger, Beneficiary(Register.HOUSEHOLD, house.households[0]))


def test_pages_and_filters_count_truly_and_lose_no_finding(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four doubles and a card of two payees, a page of two at a time."""
    monkeypatch.setattr(pages, "PAGE", 2)
    session = house.session
    heads = [session.get_one(Household, one).head for one in house.households]
    heads[1].account = heads[0].account
    for kind in (AidKind.LIVING, AidKind.ONE_OFF):
        for number in range(2):
            house.log(household=number, kind=kind, reason="一")
            from_another_project(house, household=number, kind=kind, reason="二")
    session.flush()
    seen, after, rounds = [], None, 0
    while rounds == 0 or after:
        page = pages.findings(session, house.reviewer, TODAY, after=after)
        seen, after, rounds = [*seen, *page.rows], page.next, rounds + 1
        assert (page.open, page.called_right) == (5, 0)
    assert (len(seen), len({(one.kind, one.key) for one in seen}), rounds) == (5, 5, 3)
    own = {"project_id": house.project_id}
    for asked, count in (
        (Asked(kind=FindingKind.SAME_CARD), 1),
        (Asked(kind=FindingKind.DOUBLE), 4),
        (Asked(**own), 1),
        (Asked(unit_id=house.county_id), 5),
        (Asked(unit_id=make_unit(session, name="别处").id), 0),
        (Asked(state=LineState.OPEN), 5),
        (Asked(state=LineState.PAID), 0),
    ):
        page = pages.findings(session, house.reviewer, TODAY, asked)
        assert (page.open, len(page.rows)) == (count, min(count, 2)), asked
