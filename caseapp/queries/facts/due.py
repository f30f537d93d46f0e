"""Rates of service: who was due in the year, and who of them was paid. The paid are always among the due."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Subquery, and_, case, func, literal, or_, select, union, union_all
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.indicators.figure import Figure
from caseapp.domain.indicators.measures import Family, Measure, Roll
from caseapp.domain.indicators.slices import due_window
from caseapp.domain.model_workers.codes import Payer
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.model_workers import Honour, ModelWorker, ReliefApplication
from caseapp.models.payments import Payment
from caseapp.models.people import Person
from caseapp.models.special_groups import GroupListing
from caseapp.queries.facts.entries import MemberList, View, entry_columns, listed, shown_to
from caseapp.queries.facts.payments import Found
from caseapp.queries.facts.scope import Ask, Rows, begun, counted, due_units, prepared


def figures(session: Session, asks: Sequence[Ask]) -> Found:
    """In one statement for any number of projects."""
    wanted = tuple((ask, m) for ask in asks for m in ask.measures if m.family is Family.SERVED)
    if not wanted:
        return {}
    found: Found = {}
    for due, served, place in session.execute(_statement(wanted)):
        ask, measure = wanted[place]
        found[ask.scope.project_id, measure.key] = Figure.rate(int(served), int(due))
    return found


def members(session: Session, ask: Ask, measure: Measure, view: View) -> MemberList:
    """Everyone due, the ones not served too (their `count` is 0)."""
    parts = []
    if Roll.HOUSEHOLDS in measure.rolls:
        parts.append(_household_entries(ask, measure, view.actor))
    if measure.rolls - {Roll.HOUSEHOLDS}:
        parts.append(_person_entries(ask, measure, view.actor))
    return listed(session, select(union_all(*parts).subquery()), view)


@prepared
def _statement(wanted: tuple[tuple[Ask, Measure], ...]) -> Any:
    return union_all(*(_row(place, ask, measure) for place, (ask, measure) in enumerate(wanted)))


def _row(place: int, ask: Ask, measure: Measure) -> Rows:
    """Those due and those served. Files due are counted by an index alone, for there may be a hundred times as many as
    the project serves; of people, who are few, each one due stands beside the one paid, if any."""
    parts: list[Rows] = []
    if Roll.HOUSEHOLDS in measure.rolls:
        paid = _paid_households(ask, measure).subquery()
        parts.append(_both(func.count(), literal(0)).select_from(Household).where(*_on_file(ask)))
        served = _both(literal(0), func.count()).select_from(paid)
        parts.append(served.join(Household, Household.id == paid.c.household_id).where(*_on_file(ask)))
    if measure.rolls - {Roll.HOUSEHOLDS}:
        people = _due_persons(ask, measure).subquery()
        payees = _paid_persons(ask, measure).distinct().subquery()
        beside = people.outerjoin(payees, payees.c.person_id == people.c.person_id)
        parts.append(_both(func.count(), func.count(payees.c.person_id)).select_from(beside))
    rows = union_all(*parts).subquery()
    return _both(func.sum(rows.c.due), func.sum(rows.c.served)).add_columns(literal(place, Integer).label("place"))


def _both(due: Any, served: Any) -> Rows:
    return select(due.label("due"), served.label("served"))


def _on_file(ask: Ask) -> list[ColumnElement[bool]]:
    """On file on some day of the window, or on the one day that the slice names, in the project's units."""
    off, window = Household.off_file_on, due_window(ask.window, ask.slice.due)
    return [
        *begun(ask.window),
        Household.unit_id.in_(due_units(ask)),
        Household.on_file_on <= window.end,
        or_(off.is_(None), and_(off > window.start, off > Household.on_file_on)),
    ]


def _belongs(ask: Ask) -> ColumnElement[bool]:
    """A member's place in a household that reaches into the window."""
    left = HouseholdMember.left_on
    return and_(HouseholdMember.joined_on <= ask.window.end, or_(left.is_(None), left > ask.window.start))


def _paid_households(ask: Ask, measure: Measure) -> Any:
    """Paid as a household, or through a member without naming the file."""
    where = counted(ask.scope, ask.window, measure.kinds)
    named = select(Payment.household_id).where(where, Payment.household_id.is_not(None))
    return union(named, *(rows.where(where, _belongs(ask)) for rows in _through_members(HouseholdMember.household_id)))


def _through_members(*columns: Any) -> tuple[Rows, Rows]:
    """Payments in person to the members, and to those whom a merge found to be members under another row."""
    places = select(*columns).select_from(HouseholdMember)
    alike = places.join(Person, Person.same_as_id == HouseholdMember.person_id).where(Person.same_as_id.is_not(None))
    direct, named = Payment.person_id == HouseholdMember.person_id, Payment.person_id == Person.id
    in_person = Payment.household_id.is_(None)
    return places.join(Payment, direct).where(in_person), alike.join(Payment, named).where(in_person)


def _paid_persons(ask: Ask, measure: Measure) -> Rows:
    return select(Payment.person_id).where(counted(ask.scope, ask.window, measure.kinds))


def _due_persons(ask: Ask, measure: Measure) -> Any:
    """Each person due, once, with a unit that keeps a record on the person."""
    rolls: dict[Roll, Rows] = {
        Roll.LISTED: _listed(ask, without_families=Roll.HOUSEHOLDS in measure.rolls),
        Roll.ENTITLED: _entitled(ask),
        Roll.RELIEF: _approved(ask),
    }
    parts = [rolls[roll] for roll in Roll if roll in rolls and roll in measure.rolls]
    rows = union(*parts).subquery()
    return select(rows.c.person_id, func.min(rows.c.unit_id).label("unit_id")).group_by(rows.c.person_id)


def _listed(ask: Ask, *, without_families: bool) -> Rows:
    rows = select(GroupListing.person_id, GroupListing.unit_id).where(
        *begun(ask.window), GroupListing.year == ask.scope.year, GroupListing.unit_id.in_(due_units(ask))
    )
    if not without_families:
        return rows
    at_home = (
        select(HouseholdMember.id)
        .join(Household, Household.id == HouseholdMember.household_id)
        .join(Person, HouseholdMember.person_id.in_([Person.id, Person.same_as_id]))
        .where(Person.id == GroupListing.person_id, *_on_file(ask), _belongs(ask))
    )
    return rows.where(~at_home.exists())


def _entitled(ask: Ask) -> Rows:
    """The rule of `domain.model_workers.entitlement`, as a condition."""
    start, end = ask.window.start, ask.window.end
    kept = select(Honour.id).where(
        Honour.model_worker_id == ModelWorker.id,
        or_(
            Honour.revoked_on.is_(None),
            and_(Honour.revoked_on > start, Honour.revoked_on > ModelWorker.retired_on),
        ),
    )
    return select(ModelWorker.person_id, ModelWorker.unit_id).where(
        *begun(ask.window),
        ModelWorker.unit_id.in_(due_units(ask)),
        ModelWorker.payer == Payer.CITY,
        ModelWorker.retired_on <= end,
        or_(ModelWorker.died_on.is_(None), ModelWorker.died_on >= start),
        kept.exists(),
    )


def _approved(ask: Ask) -> Rows:
    return (
        select(ModelWorker.person_id, ModelWorker.unit_id)
        .join(ReliefApplication, ReliefApplication.model_worker_id == ModelWorker.id)
        .where(
            *begun(ask.window),
            ModelWorker.unit_id.in_(due_units(ask)),
            ReliefApplication.year == ask.scope.year,
            ReliefApplication.approved_on <= ask.window.end,
        )
    )


def _household_entries(ask: Ask, measure: Measure, actor: Actor | None) -> Rows:
    paid = _sums(_household_money(ask, measure))
    columns = entry_columns(
        "household",
        id=Household.id,
        label=Person.name,
        code=Household.file_no,
        household_id=Household.id,
        person_id=Person.id,
        shown=shown_to(actor, Household.unit_id),
        sorted_by=Household.file_no,
        **_paid_facts(paid),
    )
    return (
        select(*columns)
        .select_from(Household)
        .join(Person, Person.id == Household.head_id)
        .join(paid, paid.c.owner == Household.id, isouter=True)
        .where(*_on_file(ask))
    )


def _person_entries(ask: Ask, measure: Measure, actor: Actor | None) -> Rows:
    due = _due_persons(ask, measure).subquery()
    paid = _sums(_money(Payment.person_id).where(counted(ask.scope, ask.window, measure.kinds)))
    columns = entry_columns(
        "person",
        id=Person.id,
        label=Person.name,
        person_id=Person.id,
        shown=shown_to(actor, due.c.unit_id),
        sorted_by=Person.name,
        **_paid_facts(paid),
    )
    return (
        select(*columns)
        .select_from(due)
        .join(Person, Person.id == due.c.person_id)
        .join(paid, paid.c.owner == Person.id, isouter=True)
    )


def _paid_facts(paid: Subquery) -> dict[str, Any]:
    """What a due one was paid; `count` 1 when anything."""
    return {
        "on": paid.c.last,
        "amount_fen": paid.c.amount_fen,
        "count": case((paid.c.owner.is_not(None), 1), else_=0),
        "times": func.coalesce(paid.c.times, 0),
    }


def _household_money(ask: Ask, measure: Measure) -> Rows:
    where = counted(ask.scope, ask.window, measure.kinds)
    named = _money(Payment.household_id).where(where, Payment.household_id.is_not(None))
    through = _through_members(*_columns(HouseholdMember.household_id))
    members = union(*(rows.where(where, _belongs(ask)) for rows in through))
    return select(union_all(named, select(members.subquery())).subquery())


def _money(owner: Any) -> Rows:
    return select(*_columns(owner))


def _columns(owner: Any) -> list[Any]:
    return [owner.label("owner"), Payment.id.label("payment"), Payment.paid_on, Payment.amount_fen]


def _sums(money: Rows) -> Subquery:
    """The payments of each owner, added up."""
    rows = money.subquery()
    return (
        select(
            rows.c.owner,
            func.max(rows.c.paid_on).label("last"),
            func.sum(rows.c.amount_fen).label("amount_fen"),
            func.count().label("times"),
        )
        .group_by(rows.c.owner)
        .subquery()
    )
