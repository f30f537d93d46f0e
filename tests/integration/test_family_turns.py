"""Another head, a household that comes apart, and histories of both with merges: nobody twice, all counts right."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Invalid, Refused
from caseapp.domain.households.codes import LIVE_STATES, HouseholdState, Relation
from caseapp.domain.indicators.catalogue import CATALOGUE
from caseapp.domain.payments.codes import LineState
from caseapp.domain.periods import year_window
from caseapp.domain.units import UnitPath
from caseapp.models.engine import open_engine
from caseapp.models.household_merges import HouseholdMerge
from caseapp.models.household_pairs import HouseholdPair
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.payments import Payment
from caseapp.models.projects import Project
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.queries import facts
from caseapp.services import family_turns, households, likeness, merging, re_entry
from caseapp.services import household_steps as steps
from caseapp.services.merging import Joining
from caseapp.services.transaction import transact
from tests.factories.clock import NOW, TODAY
from tests.factories.households import make_household
from tests.factories.payments import make_batch, make_payment
from tests.factories.people import make_person
from tests.factories.projects import make_project
from tests.factories.units import make_unit
from tests.factories.users import make_actor

S = HouseholdState


def turn(session: Session, household: Household, **values: Any) -> dict[str, Any]:
    session.flush()
    where = {"household_id": household.id, "version": household.version, "today": TODAY, "now": NOW}
    return {**where, "day": TODAY, "reason": "离异", **values}


def present(household: Household) -> list[HouseholdMember]:
    return [place for place in household.members if place.left_on is None]


@pytest.mark.parametrize("leaves", [True, False])
def test_another_member_heads_the_file_and_unsigned_aid_follows(session: Session, leaves: bool) -> None:
    unit = make_unit(session)
    clerk = make_actor(session, Role.CASEWORKER, unit)
    household = make_household(session, unit, size=3)
    project = make_project(session, unit)
    line = make_payment(session, project, unit, household=household)
    head, second, child = household.members
    relations: dict[int, Relation | None] = {head.id: Relation.PARENT, child.id: Relation.SIBLING}
    family_turns.change_head(
        session, clerk, **turn(session, household, new_head=second.id, relations=relations, leaves=leaves)
    )
    assert household.head_id == second.person_id == line.person_id
    assert [place.relation for place in (head, second, child)] == [Relation.PARENT, Relation.HEAD, Relation.SIBLING]
    assert (household.size, head.live, head.left_on) == ((2, False, TODAY) if leaves else (3, True, None))


def test_a_turn_tells_everything_that_is_wrong_at_once(session: Session) -> None:
    unit = make_unit(session)
    clerk = make_actor(session, Role.CASEWORKER, unit)
    household = make_household(session, unit, size=2)
    head, child = household.members
    child.person.identify(None)
    with pytest.raises(Invalid) as told:
        family_turns.change_head(
            session, clerk,
            **turn(session, household, new_head=child.id, relations={}, leaves=False, day=date(2030, 1, 1), reason=""),
        )  # fmt: skip
    assert [one.field for one in told.value.problems] == ["new_head", f"relation-{head.id}", "day", "reason"]
    with pytest.raises(Invalid) as told:
        family_turns.split(
            session, clerk, **turn(session, household, leaving=[head.id], new_head=child.id, relations={})
        )
    assert [one.field for one in told.value.problems][:2] == ["leaving", "new_head"]


def test_who_splits_off_stands_in_a_linked_draft_and_what_was_paid_stays(session: Session) -> None:
    unit = make_unit(session)
    clerk = make_actor(session, Role.CASEWORKER, unit)
    household = make_household(session, unit, size=3)
    line = make_payment(session, make_project(session, unit), unit, household=household)
    _, second, third = household.members
    relations: dict[int, Relation | None] = {third.id: Relation.CHILD}
    new = family_turns.split(
        session, clerk,
        **turn(session, household, leaving=[second.id, third.id], new_head=second.id, relations=relations),
    )  # fmt: skip
    session.flush()
    assert (new.state, new.split_from_id, new.head_id, new.size) == (S.DRAFT, household.id, second.person_id, 2)
    assert household.size == 1 and not second.live and second.left_on == TODAY
    assert [(place.person_id, place.relation) for place in present(new)] == [
        (second.person_id, Relation.HEAD),
        (third.person_id, Relation.CHILD),
    ]
    assert line.household_id == household.id


class Town:
    """Some files of one unit and what random people do with them; `paid` is what the reference counts from."""

    def __init__(self, session: Session, clerk: Actor, reviewer: Actor, project: Project) -> None:
        self.session, self.clerk, self.reviewer, self.project = session, clerk, reviewer, project

    def files(self) -> list[Household]:
        return list(self.session.scalars(select(Household).order_by(Household.id)))

    def act(self, dice: random.Random) -> None:
        """One act of one person; what the rules refuse leaves no trace."""
        file = dice.choice(self.files())
        places = present(file)
        relations: dict[int, Relation | None] = dict.fromkeys([place.id for place in places], Relation.OTHER)
        chosen = dice.sample(places, dice.randint(1, len(places))) if places else []
        first = chosen[0].id if chosen else None
        given = turn(self.session, file)
        plain = {name: given[name] for name in ("household_id", "version", "today", "now")}
        match dice.choice(["head", "split", "merge", "merge", "undo", "undo", "leave", "close", "exit", "again"]):
            case "head":
                family_turns.change_head(
                    self.session, self.clerk, **given, new_head=first, relations=relations, leaves=dice.random() < 0.5
                )
            case "split":
                leaving = [place.id for place in chosen]
                family_turns.split(
                    self.session, self.clerk, **given, leaving=leaving, new_head=first, relations=relations
                )
            case "merge":
                self._merge(dice)
            case "undo":
                merging.undo(self.session, self.reviewer, merged_id=file.id, reason="误并", now=NOW)
            case "leave":
                households.remove_member(self.session, self.clerk, **plain, member_id=first or 0, left_on=TODAY)
            case "close":
                steps.close(self.session, self.reviewer, **plain, reason="迁出")
            case "exit":
                steps.exit_file(self.session, self.reviewer, **plain, reason="就业")
            case _:
                re_entry.re_enter(self.session, self.clerk, **plain)

    def _merge(self, dice: random.Random) -> None:
        pairs = self.session.scalars(select(HouseholdPair).order_by(HouseholdPair.id)).all()
        if not pairs:
            return
        pair = dice.choice(pairs)
        kept, merged = merging.kept_first(pair.low, pair.high)
        same = dice.random() < 0.5
        joining = {place.id: Joining(relation=Relation.OTHER) for place in present(merged)}
        if same and present(kept) and joining:
            joining[next(iter(joining))] = Joining(same_as=present(kept)[0].id)
        merging.merge(
            self.session, self.reviewer, pair_id=pair.id, seen=pair.digest, joining=joining, reason="一户两档", now=NOW
        )

    def check(self, paid: dict[int, tuple[int, int]], path: UnitPath) -> None:
        """`paid`: the household and person of each payment as first paid; standing merges say who they are now."""
        self.session.flush()
        self.session.expire_all()
        live = self.session.scalars(select(HouseholdMember.person_id).where(HouseholdMember.live)).all()
        assert len(live) == len(set(live)), "nobody in two live files"
        for file in self.files():
            assert any(place.live for place in file.members) is (file.state in LIVE_STATES)
            if file.state in LIVE_STATES:
                assert file.size == len(present(file)) == sum(place.live for place in file.members)
                assert [place.person_id for place in present(file) if place.relation is Relation.HEAD] == [file.head_id]
        owners = {payment: household for payment, (household, _) in paid.items()}
        standing = select(HouseholdMerge).where(HouseholdMerge.undone_at.is_(None)).order_by(HouseholdMerge.id)
        for merge in self.session.scalars(standing):
            owners = {one: merge.kept_id if own == merge.merged_id else own for one, own in owners.items()}
        measures = [CATALOGUE["count.households.any"], CATALOGUE["count.persons.any"]]
        scope = facts.ProjectScope(self.project.id, 2025, path)
        window = year_window(2025, date(2025, 12, 31))
        found = facts.figures(self.session, [facts.Ask(scope, tuple(measures), window)])
        figures = [found[self.project.id, measure.key].numerator for measure in measures]
        payees = set(self.session.scalars(select(Payment.person_id)))
        assert figures == [len(set(owners.values())), len(payees)]
        if self.session.scalar(standing) is None:
            assert payees == {person for _, person in paid.values()}


def founded(session: Session) -> tuple[Town, dict[int, tuple[int, int]], UnitPath]:
    """Three files that look alike, each with a payment."""
    unit = make_unit(session)
    clerk, reviewer = (make_actor(session, role, unit) for role in (Role.CASEWORKER, Role.REVIEWER))
    project = make_project(session, unit)
    batch = make_batch(session, project, unit, session.get_one(User, clerk.id))
    paid = {}
    for turn_, name in enumerate(("王桂兰", "赵敏", "李强")):
        head = make_person(session, name=name, phone="13900000001")
        file = make_household(session, unit, head=head, size=3, on_file_on=date(2024, 3, 1 + turn_))
        line = make_payment(
            session, project, unit, household=file, batch=batch, state=LineState.PAID, paid_on=date(2025, 3, 1)
        )
        paid[line.id] = (file.id, line.person_id)
        likeness.compare(session, file.id)
    return Town(session, clerk, reviewer, project), paid, unit.path


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6), length=st.integers(3, 14))
def test_random_histories_keep_everybody_once_and_the_counts_right(session: Session, seed: int, length: int) -> None:
    dice = random.Random(seed)
    with session.begin_nested() as point:
        town, paid, path = founded(session)
        for _ in range(length):
            try:
                with session.begin_nested():
                    town.act(dice)
                    session.flush()
            except Refused:
                session.expire_all()
            town.check(paid, path)
        point.rollback()
    session.expunge_all()


def test_eight_writers_at_once_keep_everybody_once_and_the_counts_right(database: str) -> None:
    engine = open_engine(database)
    with Session(engine) as first:
        kept = transact(first, lambda: _ids(*founded(first)))
    clerk, reviewer, project_id, paid, path = kept

    def write(seed: int) -> None:
        dice = random.Random(seed)
        with Session(engine) as own:
            for _ in range(5):
                try:
                    transact(own, lambda: Town(own, clerk, reviewer, own.get_one(Project, project_id)).act(dice))
                except Refused:
                    continue
                except (DBAPIError, StaleDataError):
                    own.rollback()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    with Session(engine) as last:
        Town(last, clerk, reviewer, last.get_one(Project, project_id)).check(paid, path)
        assert last.scalar(select(func.count(Unit.id))) == 1
    engine.dispose()


def _ids(town: Town, paid: dict[int, tuple[int, int]], path: UnitPath) -> tuple[Any, ...]:
    return town.clerk, town.reviewer, town.project.id, paid, path
