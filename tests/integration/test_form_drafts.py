"""Drafts of forms: their writer's alone, one for each form, sealed, and gone after thirty days."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Invalid
from caseapp.models.engine import open_engine
from caseapp.models.form_drafts import FormDraft
from caseapp.services import form_drafts
from caseapp.services.transaction import transact
from tests.factories.clock import NOW
from tests.factories.units import make_unit
from tests.factories.users import make_actor

FORM = "household.edit:7"
TYPED = (("name", "庞桂英"), ("members-0-name", ""), ("together", "1"), ("together", "2"))


def test_a_draft_is_its_writers_alone_and_the_last_one_stands(session: Session) -> None:
    unit = make_unit(session)
    mine, other = (make_actor(session, Role.CASEWORKER, unit) for _ in range(2))
    form_drafts.keep(session, mine, form=FORM, fields=[("name", "旧")], now=NOW)
    form_drafts.keep(session, mine, form=FORM, fields=TYPED, now=NOW + timedelta(minutes=1))
    form_drafts.keep(session, mine, form="household.new", fields=[], now=NOW)
    found = form_drafts.find(session, mine, form=FORM, now=NOW)
    assert found and found.fields == TYPED and found.saved_at == NOW + timedelta(minutes=1)
    assert form_drafts.find(session, other, form=FORM, now=NOW) is None
    form_drafts.drop(session, other, form=FORM)
    assert form_drafts.find(session, mine, form=FORM, now=NOW)
    form_drafts.drop(session, mine, form=FORM)
    assert form_drafts.find(session, mine, form=FORM, now=NOW) is None
    with pytest.raises(Invalid):
        form_drafts.keep(session, mine, form=FORM, fields=[("note", "长" * form_drafts.LONGEST)], now=NOW)


def test_what_lies_in_the_database_is_sealed_and_leaves_after_its_time(session: Session) -> None:
    mine = make_actor(session, Role.CASEWORKER, make_unit(session))
    for form, ago in ((FORM, form_drafts.KEPT_FOR), ("household.new", form_drafts.KEPT_FOR - timedelta(days=1))):
        form_drafts.keep(session, mine, form=form, fields=TYPED, now=NOW - ago)
    assert all("庞桂英".encode() not in sealed for sealed in session.scalars(select(FormDraft.body_sealed)))
    assert form_drafts.find(session, mine, form=FORM, now=NOW) is None
    assert form_drafts.expire(session, NOW) == 1
    assert session.scalars(select(FormDraft.form)).all() == ["household.new"]


def test_two_tabs_that_save_their_first_draft_at_once_both_keep_one(database: str) -> None:
    engine, tabs = open_engine(database), 4
    with Session(engine) as session:
        mine = transact(session, lambda: make_actor(session, Role.CASEWORKER, make_unit(session)))
    gate = Barrier(tabs)

    def save(tab: int) -> None:
        with Session(engine) as own:
            for form in range(10):
                gate.wait(20)
                fields = [("name", str(tab))]
                transact(own, lambda: form_drafts.keep(own, mine, form=f"{FORM}:{form}", fields=fields, now=NOW))  # noqa: B023

    with ThreadPoolExecutor(tabs) as pool:
        list(pool.map(save, range(tabs)))
    with Session(engine) as session:
        assert len(session.scalars(select(FormDraft.form)).all()) == 10
    engine.dispose()
