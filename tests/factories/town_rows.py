"""Invented worlds in the tables, beside each other: a batch of inserts a table, however many worlds."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.orm import Session

from caseapp.domain.imports import RosterKind
from caseapp.domain.payments.codes import BatchState, FundSource, LineState
from caseapp.models import Base
from caseapp.models.activities import Activity, Expense, Remittance
from caseapp.models.households import Household, HouseholdMember
from caseapp.models.imports import Import
from caseapp.models.model_workers import Honour, ModelWorker, ReliefApplication
from caseapp.models.payments import Batch, Payment
from caseapp.models.people import Person
from caseapp.models.projects import Project
from caseapp.models.sessions import ActivitySession, Attendant
from caseapp.models.special_groups import GroupListing
from caseapp.models.surveys import Survey, SurveyTally
from caseapp.models.units import Unit
from caseapp.models.users import User
from tests.factories.clock import NOW
from tests.factories.towns import RECORDED, YEAR, Place, Row, Town

_SIGNERS = {"prepared": 1, "edited": 1, "submitted": 1, "approved": 2, "released": 3}
_SIGNED = {f"{step}_by": who for step, who in _SIGNERS.items()} | {
    f"{step}_digest": "d" for step in ("submitted", "approved", "released")
}
_IN_ORDER = (
    *(Household, HouseholdMember, GroupListing, ModelWorker, Honour, ReliefApplication, Payment),
    *(Activity, ActivitySession, Attendant, Expense, Remittance, Survey, SurveyTally),
)


PAST = 1
"""The file that payments of past years came in with."""
_FILE = {"kind": RosterKind.PAYMENTS, "name": "历年.xlsx", "digest": "d", "content_sealed": b"x", "read_on": NOW.date()}


def lay_ground(session: Session, numbers: range) -> None:
    """What worlds of these numbers stand on: three signers, and units, people, projects and settled batches each."""
    towns = [Place(number) for number in numbers]
    _add(session, User, [{"id": n, "login": f"w{n}", "name": "签", "stamp": "x"} for n in (1, 2, 3)])
    _add(
        session,
        Unit,
        [{"id": n, "code": f"w{n}", "name": f"单位{n}", "path": path} for t in towns for n, path in t.paths.items()],
    )
    _add(session, Person, [{"id": n, "uid": f"w{n}", "name": f"王{n}", **RECORDED} for t in towns for n in t.people])
    _add(session, Import, [{**_FILE, "id": PAST, "uid": "w", **RECORDED}])
    shared = {"year": YEAR, "name": "项目", "printed_unit": "", "budget_fen": 1, "purpose": ""}
    _add(
        session,
        Project,
        [
            {**shared, "id": n, "number": n, "code": f"w{n}", "unit_id": t.units[1]}
            for t in towns
            for n in (t.project, t.other)
        ],
    )
    batch = {"source": FundSource.FISCAL, "title": "", "state": BatchState.SETTLED}
    batch |= {"prepared_at": NOW, "edited_at": NOW, **_SIGNED}
    _add(
        session,
        Batch,
        [
            {**batch, "id": n, "number": f"w{n}", "project_id": project, "unit_id": t.units[1]}
            for t in towns
            for n, project in t.batches.items()
        ],
    )


def lay(session: Session, towns: Sequence[Town]) -> None:
    for table in _IN_ORDER:
        rows = [row for town in towns for row in town.rows[table]]
        _add(session, table, [_carried(row) for row in rows] if table is Payment else rows)
    same = [{"one": one, "other": other} for town in towns for one, other in town.same.items()]
    if same:
        people = cast(Table, Person.__table__)
        known = update(people).where(people.c.id == bindparam("one")).values(same_as_id=bindparam("other"))
        session.connection().execute(known, same)


def _carried(line: Row) -> Row:
    """Every third line that may is one of past years: it came in with a file, and no batch carried it."""
    is_past = line["id"] % 3 == 0 and line["state"] in (LineState.PAID, LineState.REVERSED) and not line["repays_id"]
    own = {"batch_id": None, "history_import_id": PAST, "voucher_no": f"w{line['id']}"} if is_past else {}
    return {"history_import_id": None, "voucher_no": "", **line, **own}


def _add(session: Session, model: type[Base], rows: list[Row]) -> None:
    """RETURNING lets many rows share a statement on PostgreSQL too."""
    if rows:
        table = cast(Table, model.__table__)
        session.connection().execute(insert(table).returning(*table.primary_key), rows)
