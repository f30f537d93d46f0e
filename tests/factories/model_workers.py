import itertools
from datetime import date

from sqlalchemy.orm import Session

from caseapp.domain.model_workers.codes import HonourLevel, Payer, ReliefCause, WorkerState
from caseapp.models.model_workers import Honour, ModelWorker, ReliefApplication
from caseapp.models.people import Person
from caseapp.models.units import Unit
from tests.factories.clock import NOW
from tests.factories.people import make_person

_numbers = itertools.count(1)


def make_honour(
    session: Session,
    worker: ModelWorker,
    *,
    level: HonourLevel = HonourLevel.MUNICIPAL,
    year: int = 1998,
    revoked_on: date | None = None,
) -> Honour:
    honour = Honour(
        model_worker=worker,
        title="唐山市劳动模范",
        level=level,
        year=year,
        issuer="唐山市人民政府",
        revoked_on=revoked_on,
    )
    session.add(honour)
    session.flush()
    return honour


def make_model_worker(
    session: Session,
    unit: Unit,
    *,
    person: Person | None = None,
    work_state: WorkerState = WorkerState.RETIRED,
    level: HonourLevel = HonourLevel.MUNICIPAL,
    payer: Payer = Payer.CITY,
    retired_on: date | None = date(2015, 5, 1),
    died_on: date | None = None,
    honours: int = 1,
) -> ModelWorker:
    worker = ModelWorker(
        file_no=f"LM-9{next(_numbers):05d}",
        person=person or make_person(session, name="赵建国"),
        unit=unit,
        employer="开滦集团",
        work_state=work_state,
        treatment_level=level,
        payer=payer,
        retired_on=retired_on,
        died_on=died_on,
    )
    worker.touch(None, NOW)
    session.add(worker)
    session.flush()
    for turn in range(honours):
        make_honour(session, worker, level=level, year=1998 + turn)
    return worker


def make_relief_application(
    session: Session,
    worker: ModelWorker,
    *,
    year: int = 2025,
    amount_fen: int = 300_000,
    approved_on: date | None = None,
) -> ReliefApplication:
    application = ReliefApplication(
        model_worker=worker,
        year=year,
        cause=ReliefCause.LOW_INCOME,
        amount_fen=amount_fen,
        applied_on=date(year, 3, 1),
        approved_on=approved_on,
    )
    session.add(application)
    session.flush()
    return application
