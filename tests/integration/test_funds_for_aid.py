"""Whom the log-aid screen offers which project of a loaded book."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from caseapp.domain.payments.beneficiary import KINDS_FOR, Register
from caseapp.models.projects import Indicator
from caseapp.queries.aid import funds_of_year
from tests.factories.books import load_book_2025
from tests.factories.units import make_unit


def offered(session: Session, register: Register) -> list[str]:
    return [fund.project for fund in funds_of_year(session, 2025, KINDS_FOR[register])]


def test_events_and_dues_are_not_offered_and_honour_money_only_to_model_workers(session: Session) -> None:
    make_unit(session, code="408001")
    projects = load_book_2025(session)
    assert offered(session, Register.HOUSEHOLD) == [projects[n].name for n in (5, 6)]
    assert offered(session, Register.MODEL_WORKER) == [projects[n].name for n in (5, 6, 7)]


def test_projects_whose_rows_all_ask_for_a_measure_stay_on_offer(session: Session) -> None:
    make_unit(session, code="408001")
    load_book_2025(session)
    session.execute(update(Indicator).values(measure=None))
    assert len(offered(session, Register.HOUSEHOLD)) == 7
