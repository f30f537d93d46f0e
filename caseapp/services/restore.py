"""Putting a backup into an empty database of either kind: all of it in one transaction, or nothing."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Enum, ForeignKeyConstraint, Table, exists, func, insert, select, text
from sqlalchemy.orm import Session
from sqlalchemy.schema import AddConstraint, DropConstraint

from caseapp.domain.errors import N_, Refused
from caseapp.models import Base
from caseapp.services.backup import FORMAT, MANIFEST, understood
from caseapp.services.vault import Vault

AT_ONCE = 1000
"""Rows of one insert."""


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The backup's archive; raises Refused when it is none, or was cut short."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (OSError, zipfile.BadZipFile) as error:
        raise Refused(N_("%(file)s cannot be read as a backup: %(why)s"), file=path.name, why=str(error)) from None


def checked(archive: zipfile.ZipFile, revision: str) -> dict[str, Any]:
    """The manifest, once every entry has the digest it names; raises Refused for a changed, incomplete or other one."""
    names = set(archive.namelist())
    if MANIFEST not in names:
        raise Refused(N_("This is no backup of this program: it has no manifest."))
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if manifest.get("format") != FORMAT or manifest.get("revision") != revision:
        raise Refused(
            N_("The backup was made by another version (tables %(theirs)s, here %(ours)s): use that version."),
            theirs=str(manifest.get("revision")),
            ours=revision,
        )
    for name, digest in manifest["sha256"].items():
        if name not in names or _digest(archive, name) != digest:
            raise Refused(N_("The backup is damaged at %(name)s: take an older one."), name=name)
    return manifest


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as entry:
        while piece := entry.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def demand_empty(session: Session) -> None:
    """Raises Refused when any table holds a row."""
    for table in Base.metadata.sorted_tables:
        if session.scalar(select(exists().select_from(table))):
            raise Refused(N_("The database is not empty: restore into a new one, or move this one away first."))


def put(session: Session, vault: Vault, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> int:
    """Insert every row and write every file; gives the number of rows. The caller's transaction is one for writing."""
    connection = session.connection()
    count = 0
    with _references_at_the_end(connection):
        for table in Base.metadata.sorted_tables:
            if table.name in manifest["rows"]:
                count += _fill(connection, table, archive)
    for name in manifest["sha256"]:
        folder, _, uid = name.partition("/")
        if folder == "attachments":
            vault.put(session, uid, archive.read(name))
    return count


def _fill(connection: Connection, table: Table, archive: zipfile.ZipFile) -> int:
    words = {column.name: column.type.enum_class for column in table.columns if isinstance(column.type, Enum)}
    count = 0
    with archive.open(f"tables/{table.name}.jsonl") as entry:
        rows = ({name: understood(value) for name, value in json.loads(line).items()} for line in entry)
        while step := list(islice(rows, AT_ONCE)):
            for row in step:
                row.update({name: kind(row[name]) for name, kind in words.items() if kind and row[name] is not None})
            connection.execute(insert(table), step)
            count += len(step)
    return count


@contextmanager
def _references_at_the_end(connection: Connection) -> Iterator[None]:
    """Rows may refer to rows that come later; every reference is checked before the transaction ends."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        yield
        return
    keys = [
        one
        for table in Base.metadata.sorted_tables
        for one in table.constraints
        if isinstance(one, ForeignKeyConstraint)
    ]
    for key in keys:
        connection.execute(DropConstraint(key))
    yield
    for key in keys:
        connection.execute(AddConstraint(key))
    for table in Base.metadata.sorted_tables:
        _count_on(connection, table)


def _count_on(connection: Connection, table: Table) -> None:
    """The next id of a table follows its highest."""
    column = table.autoincrement_column
    if column is None:
        return
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
    highest = connection.scalar(select(func.max(column)))
    if sequence and highest:
        connection.execute(select(func.setval(sequence, highest)))
