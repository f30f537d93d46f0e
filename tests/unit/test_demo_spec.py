"""The demo world before it meets a database: the same bytes, and nothing in it that the rules forbid."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.demo.acts import Act, CopyYear, LogAid, Prepare, Repay, Settle, Sign, TakeBack, UndoAid
from caseapp.demo.calendar import ANCHOR
from caseapp.demo.families import FEWEST, STANDING
from caseapp.demo.payroll import HARDSHIP, HONOUR, PROVINCIAL
from caseapp.demo.spec import World, draw, spec_bytes
from caseapp.domain import identity
from caseapp.domain.access.roles import Role
from caseapp.domain.accounts import luhn_fits, parse_account, parse_phone
from caseapp.domain.payments.codes import AidKind

GOLDEN = Path(__file__).parents[1] / "golden" / "demo-world.sha256"


@pytest.fixture(scope="module")
def world() -> World:
    return draw()


T = TypeVar("T", bound=Act)


def of_kind(world: World, kind: type[T]) -> list[T]:
    return [act for act in world.acts if isinstance(act, kind)]


def paid(world: World, year: int, project: int) -> list[LogAid]:
    """The lines of a project that stay paid; a re-payment stands for the line it repays."""
    logged = {act.line: act for act in of_kind(world, LogAid)}
    logged |= {act.line: logged[act.of] for act in of_kind(world, Repay)}
    settled = {act.batch: {line for line, _ in act.failed} for act in of_kind(world, Settle)}
    returned = {act.line for act in of_kind(world, TakeBack)}
    return [
        logged[line]
        for act in of_kind(world, Prepare)
        if act.batch in settled and (act.year, act.project) == (year, project)
        for line in act.lines
        if line not in settled[act.batch] and line not in returned
    ]


def test_the_same_seed_gives_the_bytes_kept_in_the_golden_file() -> None:
    assert hashlib.sha256(spec_bytes()).hexdigest() == GOLDEN.read_text().strip()


def test_another_process_draws_the_same_bytes() -> None:
    code = "import hashlib; from caseapp.demo.spec import spec_bytes; print(hashlib.sha256(spec_bytes()).hexdigest())"
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "America/New_York"}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert run.stdout.strip() == GOLDEN.read_text().strip()


def test_every_id_number_telephone_and_account_is_well_formed_and_nobodys_twice(world: World) -> None:
    people = [member.person for family in world.families for member in family.members]
    people += [worker.person for worker in world.workers]
    people += list({listing.person.id_number: listing.person for listing in world.listings}.values())
    for person in people:
        assert identity.parse(person.id_number) == person.id_number
        assert not person.phone or parse_phone(person.phone) == person.phone
        assert not person.account or (parse_account(person.account) and luhn_fits(person.account))
    for texts in ("id_number", "phone", "account"):
        given_texts = [getattr(person, texts) for person in people if getattr(person, texts)]
        shared = 1 if texts == "account" else 0  # the one card that two payees gave
        assert len(given_texts) == len(set(given_texts)) + shared


def test_the_registers_are_as_large_as_the_book_speaks_of(world: World) -> None:
    assert len(world.families) == FEWEST
    assert len(world.workers) == 320
    assert Counter(listing.year for listing in world.listings) == {2025: 300, 2026: 260}
    assert Counter(relief.year for relief in world.reliefs)[2025] == 134
    assert {post.role for post in world.staff} == set(Role)


def test_the_household_projects_of_2025_are_spent_to_the_fen(world: World) -> None:
    assert sum(line.amount_fen for line in paid(world, 2025, PROVINCIAL)) == 65_490_000
    assert sum(line.amount_fen for line in paid(world, 2025, HARDSHIP)) == 67_300_000
    assert sum(line.amount_fen for line in paid(world, 2025, HONOUR)) <= 140_000_000


def test_the_people_reached_in_2025_are_those_the_figures_tell_of(world: World) -> None:
    province = paid(world, 2025, PROVINCIAL)
    assert len(province) == 458
    assert len({line.to for line in province}) == 128 + 298
    assert len({line.to for line in paid(world, 2025, HARDSHIP)}) == STANDING - 1
    honour = paid(world, 2025, HONOUR)
    assert Counter(line.kind for line in honour) == {AidKind.HONOUR: 309, AidKind.RELIEF: 131}


def test_money_is_left_in_2026_for_a_visitor_to_give(world: World) -> None:
    for project, budget in ((PROVINCIAL, 65_490_000), (HARDSHIP, 67_300_000), (HONOUR, 140_000_000)):
        undone = {act.line for act in of_kind(world, UndoAid)}
        lines = [act for act in of_kind(world, LogAid) if (act.year, act.project) == (2026, project)]
        assert sum(line.amount_fen for line in lines if line.line not in undone) <= budget * 17 // 20


def test_three_people_sign_each_batch(world: World) -> None:
    signers: dict[str, set[str]] = {}
    for act in of_kind(world, Sign):
        signers.setdefault(f"{act.batch}:{act.action.value}", set()).add(act.by)
    for batch in {act.batch for act in of_kind(world, Settle)}:
        maker, checker, payer = (signers[f"{batch}:{step}"] for step in ("submit", "approve", "release"))
        assert not maker & checker and not maker & payer and not checker & payer


def test_nothing_happens_after_the_demos_present_or_at_a_weekend(world: World) -> None:
    assert max(act.on for act in world.acts) <= ANCHOR
    weekend = [act for act in world.acts if isinstance(act, LogAid | Sign | Settle) and act.on.weekday() > 4]
    assert weekend == []


def test_a_larger_world_leaves_2025_as_it_is(world: World) -> None:
    larger = draw(households=400)
    assert len(larger.families) == 400

    def until_2026(drawn: World) -> list[Act]:
        return [act for act in drawn.acts if act.on < date(2026, 1, 1)]

    assert until_2026(larger) == until_2026(world)
    assert larger.families[:FEWEST] == world.families


def test_a_world_too_small_for_its_figures_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 152"):
        draw(households=FEWEST - 1)


@settings(max_examples=15)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_every_seed_keeps_the_sums_and_the_days_in_order(seed: int) -> None:
    drawn = draw(seed)
    assert sum(line.amount_fen for line in paid(drawn, 2025, PROVINCIAL)) == 65_490_000
    assert sum(line.amount_fen for line in paid(drawn, 2025, HARDSHIP)) == 67_300_000
    assert sum(line.amount_fen for line in paid(drawn, 2025, HONOUR)) <= 140_000_000
    assert [act.on for act in drawn.acts] == sorted(act.on for act in drawn.acts)
    assert of_kind(drawn, CopyYear)[0].on < date(2026, 1, 1)


@settings(max_examples=15)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_aid_is_logged_only_while_the_file_is_in_force(seed: int) -> None:
    drawn = draw(seed)
    files = {family.key: family for family in drawn.families}
    for act in of_kind(drawn, LogAid):
        if act.to in files:
            assert files[act.to].on_file(act.on)
