"""Merging two files: payments and people once, nobody twice, and undone to the same rows."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Invalid, NotFound, Refused, StaleView
from caseapp.domain.households.codes import HouseholdState, Relation
from caseapp.domain.payments.beneficiary import Beneficiary, Register
from caseapp.domain.payments.codes import AidKind, FundSource, LineState
from caseapp.models.household_merges import HouseholdMerge
from caseapp.models.household_pairs import HouseholdPair
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.payments import Payment
from caseapp.models.people import Person
from caseapp.models.users import User
from caseapp.queries.invariants.registers import miscounted
from caseapp.services import aid, likeness, merging
from caseapp.services.merging import Joining
from tests.factories.clock import NOW, TODAY
from tests.factories.households import make_household, make_member
from tests.factories.payments import make_batch
from tests.factories.people import make_person
from tests.factories.projects import make_project
from tests.factories.units import make_unit
from tests.factories.users import make_actor

PHONE = "13900000001"
S = HouseholdState


class Twins:
    """Two files of one household: `kept` was on file first; both know the child, under two rows of the register."""

    def __init__(self, session: Session, *, merged_state: HouseholdState = S.ON_FILE) -> None:
        self.session = session
        self.unit = make_unit(session)
        self.clerk, self.reviewer = (make_actor(session, role, self.unit) for role in (Role.CASEWORKER, Role.REVIEWER))
        self.project = make_project(session, self.unit)
        maker = session.get_one(User, self.clerk.id)
        self.batch = make_batch(session, self.project, self.unit, maker)
        self.kept = self._file("王桂兰", date(2024, 3, 1), S.ON_FILE)
        self.merged = self._file("赵敏", date(2024, 9, 1), merged_state)
        likeness.compare(session, self.kept.id)

    def _file(self, name: str, on: date, state: HouseholdState) -> Household:
        head = make_person(self.session, name=name, phone=PHONE)
        return make_household(self.session, self.unit, head=head, on_file_on=on, state=state, size=2)

    @property
    def pair(self) -> HouseholdPair:
        return self.session.scalars(select(HouseholdPair)).one()

    def joining(self) -> dict[int, Joining]:
        head, child, *_ = self.merged.members
        return {head.id: Joining(relation=Relation.SPOUSE), child.id: Joining(same_as=self.kept.members[1].id)}

    def merge(self, **changes: Any) -> HouseholdMerge:
        given = {"joining": self.joining(), "seen": self.pair.digest, "reason": "夫妻分别建档", "now": NOW, **changes}
        return merging.merge(self.session, given.pop("by", self.reviewer), pair_id=self.pair.id, **given)

    def undo(self) -> None:
        merging.undo(self.session, self.reviewer, merged_id=self.merged.id, reason="误并", now=NOW)
        self.session.flush()

    def log(self, household: Household, kind: AidKind = AidKind.LIVING, **values: Any) -> Payment:
        logged = aid.log_aid(
            self.session, self.clerk, to=Beneficiary(Register.HOUSEHOLD, household.id), project_id=self.project.id,
            source=FundSource.FISCAL, kind=kind, amount_fen=100_000, day=TODAY, now=NOW, **values,
        )  # fmt: skip
        return self.session.get_one(Payment, logged.id)

    def pay(self, line: Payment) -> Payment:
        line.batch_id = self.batch.id
        line.state, line.paid_on = LineState.PAID, TODAY
        self.session.flush()
        return line


@pytest.fixture
def twins(session: Session) -> Twins:
    return Twins(session)


def rows(session: Session, *, without: tuple[str, ...] = ("version", "updated_at", "updated_by")) -> list[Any]:
    """Every file, place and payment, as the tables hold them."""
    session.flush()
    session.expire_all()
    found = []
    for model in (Household, HouseholdMember, Payment, Person):
        columns = [column for column in model.__table__.columns if column.name not in without]
        found += [tuple(row) for row in session.execute(select(*columns).order_by(model.id))]
    return found


def test_the_kept_file_has_the_people_and_the_payments_and_the_other_leads_to_it(twins: Twins) -> None:
    own, other = twins.log(twins.kept), twins.log(twins.merged, AidKind.CONSOLATION)
    twins.merge()
    twins.session.flush()
    assert (twins.merged.state, twins.merged.on_file_on) == (S.MERGED, None)
    assert twins.kept.size == 3 and [place.relation for place in twins.kept.members if place.live] == [
        Relation.HEAD,
        Relation.CHILD,
        Relation.SPOUSE,
    ]
    assert not any(place.live for place in twins.merged.members)
    assert other.household_id == own.household_id == twins.kept.id
    assert other.claim.startswith(f"h{twins.kept.id}:")
    with pytest.raises(Refused):
        twins.log(twins.merged, AidKind.LIVING)
    with pytest.raises(Invalid):
        twins.log(twins.kept, AidKind.CONSOLATION)


def test_the_same_aid_open_in_both_files_is_undone_first_and_paid_twice_counts_as_a_further_one(twins: Twins) -> None:
    twins.log(twins.kept)
    double = twins.log(twins.merged)
    with pytest.raises(Refused, match="logged for both"):
        twins.merge()
    twins.pay(double)
    twins.merge()
    assert double.claim.endswith("#2") and double.household_id == twins.kept.id
    twins.undo()
    assert double.claim.startswith(f"h{twins.merged.id}:") and "#" not in double.claim


@pytest.mark.parametrize("state", [S.SUBMITTED, S.TEMPORARY, S.ON_NOTICE])
def test_a_file_under_way_is_returned_before_it_is_merged(session: Session, state: HouseholdState) -> None:
    with pytest.raises(Refused):
        Twins(session, merged_state=state).merge()


def test_each_person_of_the_merged_file_is_placed_and_nobody_is_two(twins: Twins) -> None:
    head, child = twins.merged.members
    same = Joining(same_as=twins.kept.members[1].id)
    for joining in (
        {},
        {head.id: same, child.id: same},
        {head.id: Joining(relation=Relation.HEAD), child.id: same},
        {head.id: Joining(same_as=head.id), child.id: same},
        {head.id: Joining(relation=Relation.SPOUSE), child.id: Joining(relation=Relation.SPOUSE)},
    ):
        with pytest.raises(Invalid):
            twins.merge(joining=joining)


def test_only_a_reviewer_over_both_who_saw_them_as_they_are_merges(twins: Twins) -> None:
    stranger = make_actor(twins.session, Role.REVIEWER, make_unit(twins.session))
    for actor in (stranger, twins.clerk):
        with pytest.raises(NotFound):
            twins.merge(by=actor)
    with pytest.raises(StaleView):
        twins.merge(seen=b"x" * 32)
    with pytest.raises(Invalid):
        twins.merge(reason=" ")
    twins.merge()
    with pytest.raises(NotFound):
        merging.undo(twins.session, stranger, merged_id=twins.merged.id, reason="x", now=NOW)


def test_a_merge_is_undone_once_and_not_while_its_people_carry_the_kept_file(twins: Twins) -> None:
    twins.merge()
    place = twins.kept.members[2]
    place.relation, twins.kept.members[0].relation = Relation.HEAD, Relation.SPOUSE
    with pytest.raises(Refused, match="heads the kept one"):
        twins.undo()
    place.relation, twins.kept.members[0].relation = Relation.SPOUSE, Relation.HEAD
    twins.undo()
    with pytest.raises(NotFound):
        twins.undo()


def test_who_sits_in_another_live_file_by_now_holds_the_undoing_up(twins: Twins) -> None:
    twins.merge()
    make_household(twins.session, twins.unit, head=twins.merged.members[1].person)
    with pytest.raises(Invalid, match="already in a live household file"):
        twins.undo()


KINDS = st.sampled_from([AidKind.LIVING, AidKind.CONSOLATION])


@settings(max_examples=25)
@given(
    aided=st.lists(st.tuples(st.booleans(), KINDS, st.booleans()), max_size=6),
    same=st.booleans(),
    extra=st.integers(0, 2),
    draft=st.booleans(),
)
def test_merge_then_undo_gives_equal_rows(
    session: Session, aided: list[tuple[bool, AidKind, bool]], same: bool, extra: int, draft: bool
) -> None:
    with session.begin_nested() as point:
        twins = Twins(session)
        for _ in range(extra):
            make_member(session, twins.merged)
            twins.merged.size += 1
        for second, kind, paid in aided:
            line = twins.log(twins.merged if second else twins.kept, kind, reason="确有困难")
            if paid:
                twins.pay(line)
        if draft:
            twins.merged.state, twins.merged.on_file_on, twins.merged.reverify_due_on = S.DRAFT, None, None
        joining = {place.id: Joining(relation=Relation.CHILD) for place in twins.merged.members}
        if same:
            joining = joining | twins.joining()
        before = rows(session)
        try:
            with session.begin_nested():
                twins.merge(joining=joining)
        except Refused:
            assert rows(session) == before
        else:
            live = session.scalars(select(HouseholdMember.person_id).where(HouseholdMember.live)).all()
            assert len(live) == len(set(live))
            assert not list(miscounted(session))
            assert session.scalars(select(Payment.id).where(Payment.household_id == twins.merged.id)).all() == []
            twins.undo()
            assert rows(session) == before
        point.rollback()
    session.expunge_all()
