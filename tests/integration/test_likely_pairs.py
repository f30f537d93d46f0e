"""Likely duplicates: found by any sign, shown as far as one reaches, parted until a compared field changes."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Invalid, NotFound, StaleView
from caseapp.domain.households.codes import Category, Cause, Relation
from caseapp.domain.households.likeness import Sign
from caseapp.models.household_pairs import HouseholdPair
from caseapp.models.households import Household
from caseapp.models.units import Unit
from caseapp.queries import duplicates
from caseapp.queries.page import Wanted
from caseapp.services import households, likeness
from caseapp.services.household_facts import HouseholdFacts
from caseapp.services.membership import IN_TWO_FILES, MemberFacts
from caseapp.services.people import PersonFacts
from tests.factories.clock import NOW, TODAY
from tests.factories.people import resident_id
from tests.factories.units import make_unit
from tests.factories.users import make_actor

CARD, OTHER_CARD = "6222021001116245702", "6228480402564890018"


def register(session: Session, unit: Unit, *, address: str = "", **head: Any) -> Household:
    person = PersonFacts(**{"name": "王桂兰", "id_number": resident_id(), **head})
    facts = HouseholdFacts(
        unit_id=unit.id, category=Category.DEEP, main_cause=Cause.OTHER, monthly_income_fen=0, applied_on=TODAY,
        head=MemberFacts(person), address=address,
    )  # fmt: skip
    clerk = make_actor(session, Role.CASEWORKER, unit)
    return households.register(session, clerk, facts=facts, today=TODAY, now=NOW)


def pairs(session: Session) -> list[HouseholdPair]:
    return list(session.scalars(select(HouseholdPair).order_by(HouseholdPair.id)))


@pytest.mark.parametrize(
    ("one", "other", "signs"),
    [
        ({"account": CARD}, {"name": "李强", "account": CARD}, [Sign.ACCOUNT]),
        ({"phone": "13900000001"}, {"name": "李强", "phone": "13900000001"}, [Sign.PHONE]),
        (
            {"address": "唐山市路北区幸福里3号楼2单元501室"},
            {"name": "李强", "address": "路北区幸福里三号楼2-501"},
            [Sign.ADDRESS],
        ),
        ({}, {}, [Sign.NAME_AND_BIRTH]),
        (
            {"name": "张莉", "address": "建设路5号"},
            {"name": "张丽", "address": "建设路5号院"},
            [Sign.ADDRESS, Sign.NEAR_NAME],
        ),
        ({"name": "王桂兰"}, {"name": "王桂芝"}, []),
        ({"address": "河北省唐山市路北区"}, {"name": "李强", "address": "河北省唐山市路北区"}, []),
    ],
)
def test_each_sign_finds_its_pair_and_a_close_name_alone_does_not(
    session: Session, one: dict[str, Any], other: dict[str, Any], signs: list[Sign]
) -> None:
    unit = make_unit(session)
    register(session, unit, **one)
    register(session, unit, **other)
    assert [pair.signs for pair in pairs(session)] == ([signs] if signs else [])


def test_whoever_reaches_one_side_only_learns_whom_to_ask_and_nothing_more(session: Session) -> None:
    city = make_unit(session, name="唐山市总工会")
    here, there = make_unit(session, parent=city, name="路北区"), make_unit(session, parent=city, name="丰润区")
    mine = register(session, here, phone="13900000001")
    register(session, there, name="赵敏", phone="13900000001")
    clerk, chief = make_actor(session, Role.CASEWORKER, here), make_actor(session, Role.REVIEWER, city)
    stranger = make_actor(session, Role.CASEWORKER, make_unit(session))
    assert duplicates.roster(session, clerk, Wanted()).found == 0
    [told] = duplicates.elsewhere(session, clerk)
    assert (told.here.id, told.there, told.ask) == (mine.id, None, "唐山市总工会")
    assert "赵敏" not in repr(told) and "丰润" not in repr(told)
    assert duplicates.of_file(session, clerk, mine.id) == [told]
    [both] = duplicates.roster(session, chief, Wanted()).rows
    assert both.there is not None and {both.here.head, both.there.head} == {"王桂兰", "赵敏"}
    assert duplicates.elsewhere(session, chief) == duplicates.elsewhere(session, stranger) == []
    assert duplicates.seen(session, clerk, both.id) is None
    with pytest.raises(NotFound):
        likeness.part(session, clerk, pair_id=both.id, seen=pairs(session)[0].digest, reason="不是", now=NOW)


def test_not_the_same_is_remembered_until_a_compared_field_changes(session: Session) -> None:
    unit = make_unit(session)
    clerk = make_actor(session, Role.CASEWORKER, unit)
    household = register(session, unit, phone="13900000001")
    register(session, unit, name="李强", phone="13900000001")
    [pair] = pairs(session)

    def amend(**changes: Any) -> None:
        head = MemberFacts(PersonFacts(name="王桂兰"))
        facts = HouseholdFacts(unit.id, Category.DEEP, Cause.OTHER, 0, TODAY, head, address="", note="")
        households.amend(
            session, clerk, household_id=household.id, version=household.version, facts=replace(facts, **changes),
            today=TODAY, now=NOW,
        )  # fmt: skip

    with pytest.raises(StaleView):
        likeness.part(session, clerk, pair_id=pair.id, seen=b"x" * 32, reason="不是", now=NOW)
    with pytest.raises(Invalid):
        likeness.part(session, clerk, pair_id=pair.id, seen=pair.digest, reason=" ", now=NOW)
    likeness.part(session, clerk, pair_id=pair.id, seen=pair.digest, reason="同住的两家", now=NOW)
    amend(note="换了备注")
    assert duplicates.roster(session, clerk, Wanted()).rows == []
    amend(address="建设路5号")
    [again] = duplicates.roster(session, clerk, Wanted()).rows
    assert again.again
    seen = duplicates.seen(session, clerk, pair.id)
    assert seen is not None and seen[4] is not None
    assert (seen[4].reason, seen[4].stands) == ("同住的两家", False)


def test_a_pair_goes_when_its_sign_goes_and_the_whole_table_can_be_found_again(session: Session) -> None:
    unit = make_unit(session)
    clerk = make_actor(session, Role.CASEWORKER, unit)
    household = register(session, unit, account=CARD)
    register(session, unit, name="李强", account=CARD)
    session.delete(pairs(session)[0])
    assert likeness.compare_step(session, 0) is None
    assert len(pairs(session)) == 1
    facts = HouseholdFacts(
        unit.id, Category.DEEP, Cause.OTHER, 0, TODAY, MemberFacts(PersonFacts(name="王桂兰", account=OTHER_CARD))
    )
    households.amend(
        session, clerk, household_id=household.id, version=household.version, facts=facts, today=TODAY, now=NOW
    )
    assert pairs(session) == []


def test_nobody_joins_a_second_live_file_and_the_refusal_tells_nothing_of_the_other_unit(session: Session) -> None:
    """As head and as member, across units."""
    number = resident_id()
    first = register(session, make_unit(session, name="丰润区"), id_number=number)
    here = make_unit(session, name="路北区")
    clerk = make_actor(session, Role.CASEWORKER, here)
    mine = register(session, here, name="李强")
    again = PersonFacts(name="王桂兰", id_number=number)
    with pytest.raises(Invalid) as as_head:
        register(session, here, id_number=number)
    with pytest.raises(Invalid) as as_member:
        households.add_member(
            session, clerk, household_id=mine.id, version=mine.version, member=MemberFacts(again, Relation.SIBLING),
            today=TODAY, now=NOW,
        )  # fmt: skip
    for refusal in (as_head, as_member):
        assert [problem.message for problem in refusal.value.problems] == [IN_TWO_FILES]
        assert first.file_no not in str(refusal.value) and "丰润" not in str(refusal.value)
