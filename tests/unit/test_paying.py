"""A project is offered for aid when its measures say that such aid is paid from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.indicators.catalogue import CATALOGUE
from caseapp.domain.indicators.match import match
from caseapp.domain.indicators.measures import Family
from caseapp.domain.indicators.paying import pays
from caseapp.domain.payments.beneficiary import KINDS_FOR, Register
from caseapp.domain.payments.codes import AidKind
from caseapp.readers.targets import read_targets
from tests.factories.books import BOOK

ALL = frozenset(AidKind)
HOUSEHOLD, WORKER = KINDS_FOR[Register.HOUSEHOLD], KINDS_FOR[Register.MODEL_WORKER]
rows = st.lists(st.none() | st.sampled_from(sorted(CATALOGUE)), max_size=7)
elsewhere = st.sampled_from(
    [m.key for m in CATALOGUE.values() if m.family in {Family.ACTIVITY, Family.REMITTANCE} or "last_a" in m.key]
)


def test_the_projects_of_2025_are_offered_to_whom_they_pay() -> None:
    offered = {
        register: [
            table.number
            for table in read_targets(BOOK.read_bytes()).projects
            if pays([match(table.name, table.purpose, line, 2025) for line in table.indicators], KINDS_FOR[register])
        ]
        for register in Register
    }
    assert offered == {
        Register.HOUSEHOLD: [5, 6],
        Register.MODEL_WORKER: [5, 6, 7],
        Register.SPECIAL_GROUP: [5, 6],
    }


def test_measures_that_name_kinds_leave_the_others_out() -> None:
    honour = ["count.persons.honour", "date.last_payment", "money.spent"]
    assert (pays(honour, WORKER), pays(honour, HOUSEHOLD)) == (True, False)
    assert pays(["rate.model_workers", "count.persons.living"], HOUSEHOLD)


@given(rows=rows, one=elsewhere)
def test_a_project_of_events_or_dues_is_left_out_unless_a_row_counts_payments(rows: list[str | None], one: str) -> None:
    paying = {Family.PAYMENTS, Family.DEPENDANTS, Family.REPEATS, Family.SERVED}
    counted = any(
        key in {"money.paid", "date.last_payment", "quarters.served"} or CATALOGUE[key].family in paying
        for key in rows
        if key
    )
    assert pays([*rows, one], ALL) == counted


@pytest.mark.parametrize(
    ("rows", "offered"),
    [([], True), ([None, None], True), ([None, "survey.satisfaction"], True), (["survey.satisfaction"], False)],
)
def test_where_nothing_tells_a_row_that_asks_for_its_measure_keeps_the_project(
    rows: list[str | None], offered: bool
) -> None:
    assert pays(rows, ALL) is offered


@given(rows=rows, few=st.sets(st.sampled_from(sorted(ALL))), more=st.sets(st.sampled_from(sorted(ALL))))
def test_asking_for_more_kinds_never_takes_a_project_away(
    rows: list[str | None], few: set[AidKind], more: set[AidKind]
) -> None:
    assert pays(rows, few) <= pays(rows, few | more)
