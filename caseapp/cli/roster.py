"""`caseapp roster`: a roster taken in from a file, or given out as one."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from caseapp.cli.statistics import gather
from caseapp.cli.support import database, now, today
from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.errors import Problem
from caseapp.domain.imports import RosterKind, RowState, Verdict
from caseapp.queries.imports import standing
from caseapp.readers.rosters import Fault
from caseapp.services import imports
from caseapp.services.exports import REGISTERS
from caseapp.services.giving_out import give_out
from caseapp.services.marked_copy import marked_copy
from caseapp.services.roster_kinds import ROSTERS
from caseapp.services.transaction import transact


@click.group(name="roster")
def roster() -> None:
    """Rosters in and out as workbooks."""


@roster.command(name="import")
@click.argument("kind", type=click.Choice([kind.value for kind in ROSTERS]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only check and tell; write nothing to the database.")
@click.option("--report", type=click.Path(path_type=Path), help="Write a copy of FILE here with every fault marked.")
@click.option("--new-only", is_flag=True, help="Leave what is on record as it is.")
def import_roster(kind: str, file: Path, dry_run: bool, report: Path | None, new_only: bool) -> None:
    """Take in FILE (xlsx or csv): the records without a fault; the others are told, and exit status 1."""
    data, of = file.read_bytes(), RosterKind(kind)
    with database() as session:
        found = imports.look(session, SYSTEM, data=data, today=today(), kind=of)
        for fault in found.faults:
            click.echo(_said(fault), err=True)
        if report is not None:
            report.write_bytes(marked_copy(data, found.roster, found.faults, _reason))
        counts = {verdict: sum(one.verdict is verdict for one in found.planned) for verdict in Verdict}
        click.echo(", ".join(f"{count} {verdict.value}" for verdict, count in counts.items()))
        if not dry_run and counts[Verdict.NEW] + counts[Verdict.CHANGED]:
            session.rollback()
            import_id = transact(session, lambda: _begin(session, file.name, data, of, new_only=new_only))
            run(import_id)
            done = standing(session, import_id).states
            click.echo(f"{done.get(RowState.DONE, 0)} taken in, {done.get(RowState.REFUSED, 0)} refused")
            counts[Verdict.FAULTY] += done.get(RowState.REFUSED, 0)
    if found.faults or counts[Verdict.FAULTY]:
        raise click.exceptions.Exit(1)


@roster.command(name="export")
@click.argument("kind", type=click.Choice([kind.value for kind in REGISTERS]))
@click.argument("out", type=click.Path(path_type=Path))
def export_roster(kind: str, out: Path) -> None:
    """Write everybody of that register to OUT (xlsx), the numbers in full; noted in the audit trail."""
    with database() as session:

        def act() -> bytes:
            register, why = REGISTERS[RosterKind(kind)], "caseapp roster export"
            return give_out(session, SYSTEM, register, conditions=[], reason=why, in_full=True, now=now())

        data = transact(session, act)
    out.write_bytes(data)
    out.chmod(0o600)


def run(import_id: int) -> None:
    """Advance an import to its end, each step a transaction of its own."""
    with database() as session:
        while transact(session, lambda: imports.advance(session, import_id=import_id, today=today(), now=now())):
            session.expunge_all()
        gather()


def _begin(session: Session, name: str, data: bytes, kind: RosterKind, *, new_only: bool) -> int:
    import_id = imports.take(session, SYSTEM, name=name, data=data, today=today(), now=now(), kind=kind).id
    if new_only:
        imports.decide_all(session, SYSTEM, import_id=import_id, verdict=Verdict.CHANGED, skip=True)
    imports.start(session, SYSTEM, import_id=import_id, now=now())
    return import_id


def _reason(fault: Fault) -> str:
    told = str(Problem(None, fault.message, fault.values))
    return f"{fault.heading}: {told}" if fault.heading else told


def _said(fault: Fault) -> str:
    return f"{fault.place.sheet} {fault.place.cell} {_reason(fault)}"
