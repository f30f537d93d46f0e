"""Two files of one household become one; the merge is kept with all it takes to undo it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Refused, StaleView
from caseapp.domain.households.codes import (
    HOUSEHOLD_LIFE,
    UNMERGES,
    HouseholdAction,
    HouseholdState,
    Relation,
    TransferState,
)
from caseapp.models.assessments import AssessedMember
from caseapp.models.household_merges import HouseholdMerge
from caseapp.models.household_steps import HouseholdTransfer
from caseapp.models.households import Household, HouseholdMember
from caseapp.queries.reach import reached
from caseapp.services import audit, likeness, merged_lines
from caseapp.services.households import demand_open
from caseapp.services.membership import carried, one_file_each
from caseapp.services.step_keeping import keep
from caseapp.services.withdrawals import reason_of

FAR = date(9999, 12, 31)


@dataclass(frozen=True)
class Joining:
    """What becomes of one place of the merged file: the same person as a place of the kept one, or one more there."""

    same_as: int | None = None
    relation: Relation | None = None


class Begun(Protocol):
    """A file, as a row or as a page shows it."""

    @property
    def id(self) -> int: ...
    @property
    def on_file_on(self) -> date | None: ...


F = TypeVar("F", bound=Begun)


def kept_first(one: F, other: F) -> tuple[F, F]:
    """The file that is kept and the one merged into it: whichever was on file first, else was begun first.

    So the kept file was on file whenever the merged one was, and no rate loses a household.
    """
    first, second = sorted((one, other), key=lambda file: (file.on_file_on or FAR, file.id))
    return first, second


def merge(
    session: Session,
    actor: Actor,
    *,
    pair_id: int,
    seen: bytes,
    joining: Mapping[int, Joining],
    reason: str,
    now: datetime,
) -> HouseholdMerge:
    """`joining` tells of each present place of the merged file, by its id. Invalid names a place as `place-<id>`."""
    pair = likeness.open_pair(session, actor, Permission.FILE_APPROVE, pair_id=pair_id)
    if pair.digest != seen:
        raise StaleView(N_("One of the files has changed in the meantime. Look at both again."))
    why = reason_of(reason)
    kept, merged = kept_first(*_locked(session, pair.low_id, pair.high_id))
    demand_open(kept)
    before_state = merged.state
    HOUSEHOLD_LIFE.after(before_state, HouseholdAction.MERGE)
    _refuse_while_offered(session, merged)
    present = _plan(kept, merged, joining)
    before: dict[str, Any] = {
        "state": before_state.value,
        "on_file_on": merged.on_file_on.isoformat() if merged.on_file_on else None,
        "reverify_due_on": merged.reverify_due_on.isoformat() if merged.reverify_due_on else None,
    }
    persons = {
        place.person_id: session.get_one(HouseholdMember, same).person_id
        for place, how in present
        if (same := how.same_as) is not None
    }
    moved = merged_lines.take_over(session, actor, kept_id=kept.id, merged_id=merged.id, persons=persons, now=now)
    before["lines"] = moved.before
    before["persons"] = merged_lines.name_the_same(session, persons)
    with one_file_each(session):
        for place in merged.members:
            place.live = False
        session.flush()
        before["places"] = [[place.id, _join(session, kept, place, how)] for place, how in present]
        joined = sum(new is not None for _, new in before["places"])
        kept.size += joined
        kept.touch(actor.id, now)
        merged.on_file_on = merged.reverify_due_on = None
        keep(session, actor, merged, HouseholdAction.MERGE, now, note=why)
    made = HouseholdMerge(
        kept_id=kept.id, merged_id=merged.id, reason=why, merged_by=actor.id, merged_at=now, before=before
    )
    session.add(made)
    likeness.compare(session, kept.id)
    details = {"file": merged.id, "members": joined, "lines": len(moved.before), "doubled": moved.doubled}
    audit.record(session, actor, "household.took_over", "household", kept.id, now=now, **details)
    return made


def undo(session: Session, actor: Actor, *, merged_id: int, reason: str, now: datetime) -> HouseholdMerge:
    """Both files as they were; what was changed since goes with the person it was changed of."""
    actor.demand(Permission.FILE_APPROVE)
    done = session.scalar(
        select(HouseholdMerge)
        .join(Household, Household.id == HouseholdMerge.merged_id)
        .where(
            HouseholdMerge.merged_id == merged_id,
            HouseholdMerge.undone_at.is_(None),
            reached(actor, Permission.FILE_APPROVE, Household.unit_id),
        )
    )
    if done is None or not likeness.reaches_both(session, actor, Permission.FILE_APPROVE, done.kept_id, done.merged_id):
        raise NotFound(N_("There is no such merge."))
    why = reason_of(reason)
    files = {file.id: file for file in _locked(session, done.kept_id, done.merged_id)}
    kept, merged = files[done.kept_id], files[done.merged_id]
    demand_open(kept)
    session.refresh(done, with_for_update=True)
    if done.undone_at is not None:
        raise StaleView(N_("This merge has been undone already."))
    merged_lines.give_back(session, actor, kept_id=kept.id, merged_id=merged.id, before=done.before["lines"], now=now)
    merged_lines.name_as_before(session, done.before.get("persons", []))
    _separate(session, kept, merged, done.before["places"])
    with one_file_each(session):
        for place in merged.members:
            place.live = place.left_on is None
        merged.on_file_on = _day(done.before["on_file_on"])
        merged.reverify_due_on = _day(done.before["reverify_due_on"])
        kept.touch(actor.id, now)
        keep(session, actor, merged, UNMERGES[HouseholdState(done.before["state"])], now, note=why)
    done.undone_by, done.undone_at, done.undo_reason = actor.id, now, why
    likeness.compare(session, kept.id)
    likeness.compare(session, merged.id)
    audit.record(session, actor, "household.gave_back", "household", kept.id, now=now, file=merged.id)
    return done


def _locked(session: Session, *ids: int) -> list[Household]:
    """The files with their places as they stand now, in the order of their ids; nobody logs aid for them meanwhile."""
    rows = select(Household).where(Household.id.in_(ids)).order_by(Household.id).with_for_update(of=Household)
    found = list(session.scalars(rows.execution_options(populate_existing=True)))
    for file in found:
        session.expire(file, ["members"])
    return found


def _plan(kept: Household, merged: Household, joining: Mapping[int, Joining]) -> list[tuple[HouseholdMember, Joining]]:
    """Each present place of the merged file with what becomes of it; Invalid with every problem."""
    here = {place.id for place in kept.members if place.left_on is None}
    relations = [place.relation for place in kept.members if place.left_on is None]
    used: set[int] = set()
    plan, problems = [], []
    for place in merged.members:
        if place.left_on is not None:
            continue
        how = joining.get(place.id, Joining())
        field = f"place-{place.id}"
        if how.same_as is not None:
            if how.same_as not in here or how.same_as in used:
                problems.append((field, N_("Choose somebody of the kept file, nobody twice.")))
            used.add(how.same_as)
        elif how.relation in (None, Relation.HEAD):
            problems.append((field, N_("Choose the relation to the head, or who this is.")))
        elif how.relation is Relation.SPOUSE and Relation.SPOUSE in relations:
            problems.append((field, N_("A household has at most one spouse of the head.")))
        else:
            relations.append(how.relation)
        plan.append((place, how))
    if problems:
        raise Invalid([one for name, message in problems for one in Invalid.one(name, message).problems])
    return plan


def _join(session: Session, kept: Household, place: HouseholdMember, how: Joining) -> int | None:
    """The place made in the kept file, the day of joining kept; None for somebody who sits there already."""
    if how.same_as is not None:
        return None
    new = HouseholdMember(
        household=kept,
        person=place.person,
        relation=how.relation,
        joined_on=place.joined_on,
        live=True,
        **carried(place),
    )
    session.add(new)
    session.flush()
    return new.id


def _separate(session: Session, kept: Household, merged: Household, places: list[list[int | None]]) -> None:
    """Take the places that the merge made out of the kept file again."""
    made = [new for _, new in places if new is not None]
    if session.scalar(select(exists().where(AssessedMember.member_id.in_(made)))):
        raise Refused(N_("The kept file was assessed with these people since, so the merge cannot be undone."))
    for old_id, new_id in places:
        if new_id is None:
            continue
        old, new = session.get_one(HouseholdMember, old_id), session.get_one(HouseholdMember, new_id)
        if new.relation is Relation.HEAD:
            raise Refused(N_("Somebody of the merged file heads the kept one now. Change the head first."))
        if new.left_on is not None and old.relation is Relation.HEAD:
            raise Refused(N_("The head of the merged file has left since, so the merge cannot be undone."))
        for name, value in carried(new).items():
            setattr(old, name, value)
        old.left_on = new.left_on
        if new.left_on is None:
            kept.size -= 1
        else:
            merged.size -= 1
        kept.members.remove(new)
        session.delete(new)
    session.flush()


def _refuse_while_offered(session: Session, household: Household) -> None:
    offered = exists().where(
        HouseholdTransfer.household_id == household.id, HouseholdTransfer.state == TransferState.OFFERED
    )
    if session.scalar(select(offered)):
        raise Refused(N_("This file is offered to somebody already. Withdraw that offer first."))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
