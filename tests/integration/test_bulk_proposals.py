"""One step for many files: nobody takes it alone, and every file in it is accounted for."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import IllegalStep, Invalid, NotAllowed, NotFound, Refused
from caseapp.domain.households.codes import HouseholdAction, HouseholdState
from caseapp.domain.households.proposals import FileOutcome, ProposalState
from caseapp.models.bulk_proposals import BulkProposal, ProposedFile
from caseapp.models.household_steps import HouseholdStep
from caseapp.models.households import Household
from caseapp.queries import bulk_proposals as lists
from caseapp.queries.worklist import Task, tasks
from caseapp.services import bulk_steps
from caseapp.services import household_steps as steps
from tests.factories.clock import NOW, TODAY
from tests.factories.households import make_household
from tests.factories.units import make_unit
from tests.factories.users import make_actor

S, A = HouseholdState, HouseholdAction


class Bench:
    """A unit with three reviewers, the last of them a unit above, and applications whose notice has run out."""

    def __init__(self, session: Session, files: int = 3) -> None:
        self.session = session
        top = make_unit(session)
        self.unit = make_unit(session, parent=top)
        self.first, self.second = (make_actor(session, Role.REVIEWER, self.unit) for _ in range(2))
        self.above = make_actor(session, Role.REVIEWER, top)
        self.files = [self._ended() for _ in range(files)]

    def _ended(self) -> Household:
        household = make_household(self.session, self.unit, state=S.ON_NOTICE)
        household.notice_starts_on, household.notice_ends_on = TODAY - timedelta(days=9), TODAY - timedelta(days=1)
        household.check_expires_on = TODAY + timedelta(days=90)
        self.session.flush()
        return household

    def propose(self, by: Any = None, action: A = A.APPROVE, **given: Any) -> bulk_steps.Proposed:
        seen = [(one.id, one.version) for one in given.pop("files", self.files)]
        told = {"reason": "公示期满", "today": TODAY, "now": NOW, **given}
        return bulk_steps.propose(self.session, by or self.first, action=action, files=seen, **told)

    def confirm(self, made: BulkProposal, by: Any = None, today: Any = TODAY) -> dict[FileOutcome, int]:
        return bulk_steps.confirm(self.session, by or self.second, proposal_id=made.id, today=today, now=NOW)


@pytest.fixture
def bench(session: Session) -> Bench:
    return Bench(session)


def test_each_file_keeps_its_own_rules_and_those_that_changed_are_left_out(session: Session, bench: Bench) -> None:
    fine, changed, own = bench.files
    proposal = bench.propose().made
    changed.note, own.updated_by = "后来补充", bench.second.id
    session.flush()
    kept = session.scalars(select(ProposedFile).where(ProposedFile.household_id == own.id)).one()
    kept.version = own.version
    counts = bench.confirm(proposal)
    assert counts == {FileOutcome.DONE: 1, FileOutcome.CHANGED: 1, FileOutcome.REFUSED: 1}
    assert [one.state for one in bench.files] == [S.ON_FILE, S.ON_NOTICE, S.ON_NOTICE]
    assert fine.approved_by == bench.second.id
    rows = lists.files_of(session, bench.first, proposal.id)
    assert [row.outcome for row in rows] == [FileOutcome.DONE, FileOutcome.CHANGED, FileOutcome.REFUSED]
    assert "somebody else must approve" in (rows[-1].refusal or "")
    noted = [event[2] for event in session.info["pending audit events"]]
    assert noted == ["proposal.make", "household.approve", "proposal.confirm"]


def test_nobody_confirms_or_turns_down_the_own_proposal_and_only_the_proposer_takes_it_back(
    session: Session, bench: Bench
) -> None:
    proposal = bench.propose().made
    given = {"proposal_id": proposal.id, "today": TODAY, "now": NOW}
    with pytest.raises(NotAllowed, match="somebody else"):
        bench.confirm(proposal, bench.first)
    with pytest.raises(NotAllowed):
        bulk_steps.refuse(session, bench.first, reason="不", **given)
    with pytest.raises(NotAllowed, match="Only who made"):
        bulk_steps.withdraw(session, bench.second, **given)
    with pytest.raises(NotAllowed):
        bench.propose(SYSTEM)
    with pytest.raises(NotAllowed):
        bench.confirm(proposal, make_actor(session, Role.CASEWORKER, bench.unit))
    with pytest.raises(NotFound):
        bench.confirm(proposal, make_actor(session, Role.REVIEWER, make_unit(session)))
    with pytest.raises(Invalid):
        bulk_steps.refuse(session, bench.second, reason=" ", **given)
    bulk_steps.withdraw(session, bench.first, **given)
    assert proposal.state is ProposalState.WITHDRAWN
    with pytest.raises(IllegalStep):
        bench.confirm(proposal)
    assert all(one.state is S.ON_NOTICE for one in bench.files)


@pytest.mark.parametrize("state", [ProposalState.CONFIRMED, ProposalState.REFUSED])
def test_the_database_refuses_a_decision_by_the_proposer(session: Session, bench: Bench, state: ProposalState) -> None:
    proposal = bench.propose().made
    proposal.state, proposal.decided_by, proposal.decided_at = state, bench.first.id, NOW
    with pytest.raises(IntegrityError, match="another_decides"):
        session.flush()


def test_a_proposal_runs_out_and_its_files_can_be_proposed_again(session: Session, bench: Bench) -> None:
    proposal = bench.propose().made
    with pytest.raises(Refused, match="None of these files"):
        bench.propose(bench.second)
    assert dict(tasks(session, bench.second, TODAY))[Task.PROPOSAL] == 1
    assert Task.PROPOSAL not in dict(tasks(session, bench.first, TODAY))
    later = proposal.expires_on + timedelta(days=1)
    assert Task.PROPOSAL not in dict(tasks(session, bench.second, later))
    with pytest.raises(IllegalStep, match="ran out"):
        bench.confirm(proposal, today=later)
    again = bench.propose(bench.second, today=later).made
    assert bench.confirm(again, bench.above, today=later)[FileOutcome.DONE] == 3


def test_only_what_the_queue_can_do_is_proposed_with_a_reason_for_files_as_they_are(
    session: Session, bench: Bench
) -> None:
    with pytest.raises(IllegalStep, match="one file at a time"):
        bench.propose(action=A.CLOSE)
    with pytest.raises(Invalid):
        bench.propose(reason=" ")
    stale = [(one.id, one.version) for one in bench.files]
    bench.files[0].note = "后来补充"
    session.flush()
    foreign = make_household(session, make_unit(session), state=S.ON_NOTICE)
    made = bulk_steps.propose(
        session, bench.first, action=A.APPROVE, files=[*stale, (foreign.id, foreign.version)], reason="公示期满",
        today=TODAY, now=NOW,
    )  # fmt: skip
    assert made.left_out == 1 and len(lists.files_of(session, bench.above, made.made.id)) == 2


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["propose", "confirm", "refuse", "withdraw", "touch"]),
        st.integers(0, 2),
        st.sampled_from([A.APPROVE, A.RETURN, A.NOTICE]),
        st.sets(st.integers(0, 2), min_size=1),
        st.integers(0, 4),
    ),
    min_size=3,
    max_size=14,
)


@settings(max_examples=12)
@given(MOVES)
def test_no_file_moves_in_bulk_without_two_people(session: Session, moves: list[tuple[Any, ...]]) -> None:
    """Whoever proposes and decides whatever, in whatever order: each step a file took has a proposer and another who
    confirmed it, and each file of a confirmed proposal is done or accounted for as left out."""
    with session.begin_nested() as point:
        bench = Bench(session)
        people, day = [bench.first, bench.second, bench.above], TODAY
        for move, who, action, chosen, days in moves:
            day += timedelta(days=days)
            latest = session.scalar(select(BulkProposal).order_by(BulkProposal.id.desc()).limit(1))
            before = [one.state for one in bench.files]
            try:
                with session.begin_nested():
                    act(bench, move, people[who], action, [bench.files[one] for one in chosen], latest, day)
                    session.flush()
            except Refused:
                session.expire_all()
            if move != "confirm":
                assert [one.state for one in bench.files] == before
        session.flush()
        done = select(ProposedFile, BulkProposal).join(BulkProposal).where(ProposedFile.outcome == FileOutcome.DONE)
        carried = {(row.household_id, proposal.action, proposal.decided_by) for row, proposal in session.execute(done)}
        taken = select(HouseholdStep.household_id, HouseholdStep.action, HouseholdStep.by)
        assert {tuple(row) for row in session.execute(taken)} == carried
        for proposal in session.scalars(select(BulkProposal)):
            rows = session.scalars(select(ProposedFile).where(ProposedFile.proposal_id == proposal.id)).all()
            decided = proposal.state is ProposalState.CONFIRMED
            assert all((row.outcome is not None) is decided for row in rows)
            assert not decided or proposal.decided_by not in (None, proposal.proposed_by)
        point.rollback()
    session.expunge_all()


def act(bench: Bench, move: str, by: Any, action: A, files: list[Household], latest: Any, day: Any) -> None:
    if move == "propose":
        bench.propose(by, action, files=files, today=day)
    elif move == "touch":
        files[0].note += "又"
    elif latest is None:
        raise Refused("nothing is proposed yet")
    elif move == "confirm":
        bench.confirm(latest, by, today=day)
    else:
        more = {"reason": "不"} if move == "refuse" else {}
        getattr(bulk_steps, move)(bench.session, by, proposal_id=latest.id, today=day, now=NOW, **more)


def test_a_single_file_still_takes_its_step_by_one_person(session: Session, bench: Bench) -> None:
    file = bench.files[0]
    bench.propose()
    steps.approve(session, bench.first, household_id=file.id, version=file.version, today=TODAY, now=NOW)
    session.flush()
    counts = bench.confirm(session.scalars(select(BulkProposal)).one())
    assert counts[FileOutcome.CHANGED] == 1 and counts[FileOutcome.DONE] == 2
