"""Every change is kept with what was before and after, with who and when, and the trail holds its digest."""

import json
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.households.particulars import Housing
from caseapp.models.audit import AuditEvent
from caseapp.models.engine import open_engine
from caseapp.models.field_changes import FieldChange
from caseapp.models.households import Household
from caseapp.services import audit, households
from caseapp.services.transaction import transact
from tests.factories.clock import NOW, TODAY
from tests.factories.households import make_household
from tests.factories.people import make_person
from tests.factories.units import make_unit
from tests.factories.users import make_actor

FIELDS: dict[str, Any] = {
    "address": st.sampled_from(["", "路北区", "路南区"]),
    "housing": st.sampled_from([None, *Housing]),
    "is_single_parent": st.sampled_from([None, True, False]),
    "yearly_income_fen": st.sampled_from([None, 0, 1_200_000]),
    "started_work_on": st.sampled_from([None, date(1990, 1, 1), date(1999, 9, 9)]),
}
SHOWN = {"housing": lambda value: value and value.value, "started_work_on": lambda value: value and value.isoformat()}


def told(session: Session) -> dict[tuple[str, str], list[Any]]:
    return {(row.place, row.field): json.loads(row.pair or "") for row in session.scalars(select(FieldChange))}


def test_a_change_is_kept_with_its_event_and_numbers_are_masked_everywhere(database: str) -> None:
    engine = open_engine(database).execution_options(write=True)
    with Session(engine, expire_on_commit=False) as session:
        unit = make_unit(session)
        actor = make_actor(session, Role.CASEWORKER, unit)
        head = make_person(session, phone="13812345678", account="6222021234567890128")
        household = make_household(session, unit, head=head)
        session.commit()

        def act() -> None:
            row = session.get_one(Household, household.id)
            row.address, row.housing = "路南区新华道", Housing.BOUGHT
            row.head.phone, row.members[0].illness = "13987654321", "尿毒症"
            audit.record(session, actor, "household.amend", "household", row.id, now=NOW)
            row.note = "后补"

        transact(session, act)
        assert told(session) == {
            ("households", "address"): ["河北省唐山市路北区", "路南区新华道"],
            ("households", "housing"): ["rented", "bought"],
            ("households", "note"): ["", "后补"],
            ("household_members", "illness"): ["", "尿毒症"],
            ("people", "phone"): ["138****5678", "139****4321"],
        }
        events = list(session.scalars(select(AuditEvent).order_by(AuditEvent.seq)))
        assert [(one.action, one.actor_id) for one in events] == [
            ("household.amend", actor.id),
            ("person.amend", actor.id),
        ]
        assert events[0].details["fields"] == ["address", "housing", "illness", "note"]
        assert not any("13987654321" in json.dumps(one.details) for one in events)
        assert audit.verify(session) == []
        session.rollback()
        session.execute(update(FieldChange).where(FieldChange.field == "note").values(field="name"))
        session.commit()
        assert audit.verify(session) == ["the changes of event 1 are not those it tells of"]
        session.rollback()
        session.query(FieldChange).filter(FieldChange.place == "people").delete()
        session.commit()
        assert "the changes of event 2 are missing" in audit.verify(session)
    engine.dispose()


@settings(max_examples=25)
@given(edits=st.lists(st.fixed_dictionaries({}, optional=FIELDS), min_size=1, max_size=5))
def test_what_is_kept_leads_from_the_first_file_to_the_last(session: Session, edits: list[dict[str, Any]]) -> None:
    """Also when several acts share a transaction, and one of them is undone."""
    with session.begin_nested() as scene:
        session.info.clear()
        unit = make_unit(session)
        actor = make_actor(session, Role.CASEWORKER, unit)
        household = make_household(session, unit)
        session.info.clear()
        first = {name: getattr(household, name) for name in FIELDS}
        for turn, edit in enumerate(edits):
            with session.begin_nested() as part:
                for name, value in edit.items():
                    setattr(household, name, value)
                session.flush()
                if turn % 3 == 2:
                    part.rollback()
            audit.record(session, actor, "household.amend", "household", household.id, now=NOW)
        replayed = dict(first)
        for event in session.info["pending audit events"]:
            for change in event.changes:
                before, after = json.loads(change.pair)
                kept = replayed[change.field]
                assert SHOWN.get(change.field, lambda value: value)(kept) == before
                replayed[change.field] = {None: None}.get(after, after)
                if after is not None and change.field == "housing":
                    replayed[change.field] = Housing(after)
                if after is not None and change.field == "started_work_on":
                    replayed[change.field] = date.fromisoformat(after)
        assert replayed == {name: getattr(household, name) for name in FIELDS}
        session.info.clear()
        scene.rollback()


def test_a_new_file_tells_no_changes_and_who_joins_later_is_named(session: Session) -> None:
    unit = make_unit(session)
    actor = make_actor(session, Role.CASEWORKER, unit)
    household = make_household(session, unit)
    audit.record(session, actor, "household.register", "household", household.id, now=NOW)
    new = households.MemberFacts(
        households.people.PersonFacts("王小宝", make_person(session, name="王小宝").id_number or ""),
        households.Relation.CHILD,
    )
    households.add_member(
        session, actor, household_id=household.id, version=household.version, member=new, today=TODAY, now=NOW
    )
    registered, joined = session.info["pending audit events"][-2:]
    assert registered.changes == []
    assert {change.field: json.loads(change.pair) for change in joined.changes} == {
        "person_id": [None, "王小宝"],
        "size": [1, 2],
    }
