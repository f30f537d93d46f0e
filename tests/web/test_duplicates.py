"""The pages of likely duplicates: the work list, side by side, parted, told on the file."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.models.household_pairs import HouseholdPair
from caseapp.models.households import Household
from caseapp.models.units import Unit
from caseapp.services import likeness
from tests.factories.households import make_household
from tests.factories.people import make_person
from tests.factories.units import make_unit

SignIn = Callable[..., Any]
PHONE = "13900000001"


def alike(world: Session, *units: Unit) -> list[Household]:
    """A file in each unit, all heads with the same phone; compared and committed."""
    names = ("王桂兰", "赵敏", "李强")
    made = [
        make_household(world, unit, head=make_person(world, name=name, phone=PHONE), size=2)
        for unit, name in zip(units, names, strict=False)
    ]
    for household in made:
        likeness.compare(world, household.id)
    world.commit()
    return made


def the_pair(world: Session) -> tuple[int, str]:
    """Its number, and its digest as the page carries it."""
    pair = world.query(HouseholdPair).one()
    kept = (pair.id, pair.digest.hex())
    world.commit()
    return kept


def test_two_files_are_seen_side_by_side_and_parted_with_a_reason(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    first, second = alike(world, unit, unit)
    number, seen = the_pair(world)
    client = sign_in(Role.CASEWORKER, unit=unit)
    listed = client.get("/households/duplicates").get_data(as_text=True)
    assert first.file_no in listed and second.file_no in listed and "Same phone" in listed
    shown = client.get(f"/households/duplicates/{number}").get_data(as_text=True)
    assert "王桂兰" in shown and "赵敏" in shown and PHONE not in shown
    digest = {"digest": seen}
    address = f"/households/duplicates/{number}"
    assert client.send(f"{address}/part", {**digest, "reason": " "}, form_at=address).status_code == 422
    assert client.send(f"{address}/part", {"digest": "00", "reason": "x"}, form_at=address).status_code == 409
    assert client.send(f"{address}/part", {**digest, "reason": "同住的两家"}, form_at=address).status_code == 302
    assert first.file_no not in client.get("/households/duplicates").get_data(as_text=True)
    assert "同住的两家" in client.get(address).get_data(as_text=True)


def test_the_file_tells_of_its_likely_duplicate_also_in_another_unit_but_not_whose(
    world: Session, sign_in: SignIn
) -> None:
    city = make_unit(world, name="唐山市总工会")
    here, there = make_unit(world, parent=city), make_unit(world, parent=city, name="丰润区总工会")
    mine, other = alike(world, here, there)
    client = sign_in(Role.CASEWORKER, unit=here)
    for address in (f"/households/{mine.id}", "/households/duplicates"):
        text = client.get(address).get_data(as_text=True)
        assert "唐山市总工会" in text and "Same phone" in text
        assert "赵敏" not in text and other.file_no not in text and "丰润" not in text
    assert client.get(f"/households/duplicates/{the_pair(world)[0]}").status_code == 404
    chief = sign_in(Role.REVIEWER, unit=city)
    assert other.file_no in chief.get(f"/households/{mine.id}").get_data(as_text=True)


@pytest.mark.parametrize("pairs", [1, 20])
def test_the_list_takes_few_statements_whatever_its_length(
    world: Session, sign_in: SignIn, statements: Callable[[], Any], pairs: int
) -> None:
    unit = make_unit(world)
    for turn in range(pairs):
        for name in ("王桂兰", "赵敏"):
            household = make_household(world, unit, head=make_person(world, name=name, phone=f"139000{turn:05d}"))
        likeness.compare(world, household.id)
    world.commit()
    client = sign_in(Role.CASEWORKER, unit=unit)
    with statements() as counter:
        assert client.get("/households/duplicates").status_code == 200
    assert len(counter.statements) <= 8, counter.statements


def test_two_files_are_merged_and_separated_again_on_their_pages(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    first, second = alike(world, unit, unit)
    number, seen = the_pair(world)
    address = f"/households/duplicates/{number}"
    client = sign_in(Role.REVIEWER, unit=unit)
    text = client.get(address).get_data(as_text=True)
    named = {f"place-{place.id}": "as.other" for place in second.members}
    assert all(name in text for name in named)
    world.commit()
    sent = {**named, "digest": seen, "reason": "夫妻分别建档"}
    assert client.send(f"{address}/merge", {**sent, "reason": ""}, form_at=address).status_code == 422
    assert client.send(f"{address}/merge", sent, form_at=address).status_code == 302
    own = f"/households/{second.id}"
    assert first.file_no in client.get(own).get_data(as_text=True)
    assert client.send(f"{own}/unmerge", {"reason": "误并"}, form_at=own).status_code == 302
    world.expire_all()
    assert second.state.value == "on_file"


@pytest.mark.parametrize("form", ["head", "split"])
def test_the_forms_of_a_turn_show_and_tell_what_is_missing(world: Session, sign_in: SignIn, form: str) -> None:
    unit = make_unit(world)
    household = make_household(world, unit, size=3)
    world.commit()
    client = sign_in(Role.CASEWORKER, unit=unit)
    answer = client.send(f"/households/{household.id}/{form}", {"version": "1", "day": ""})
    assert answer.status_code == 422 and "Write the reason." in answer.get_data(as_text=True)
