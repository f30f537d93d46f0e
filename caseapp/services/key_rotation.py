"""Sealing everything again with the newest key, step by step, while the program runs.

A column `<name>_sealed` is bound to `<table>.<name>:<uid>` of its row unless its `info` says `bound_to` otherwise; one
that is `sealed_by` another key than the installation's is none of its business.
What another transaction has sealed anew in the meantime is left as it is.
"""

from collections.abc import Iterator
from functools import partial
from string import Formatter
from typing import Any

from sqlalchemy import Column, Table, func, select, update
from sqlalchemy.orm import Session

from caseapp.models import Base
from caseapp.models.attachments import Attachment, open_content, seal_content
from caseapp.models.sealing import ring
from caseapp.models.sessions import RecordPaper
from caseapp.models.vouchers import Voucher
from caseapp.services.transaction import transact
from caseapp.services.vault import Vault

STEP = 500
"""Rows sealed again in one transaction."""


def sealed_columns() -> list[Column[bytes]]:
    """Every column that holds what the installation's keys have sealed, in a fixed order."""
    tables = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    columns = [column for table in tables for column in table.columns]
    named = [column for column in columns if column.name == "sealed" or column.name.endswith("_sealed")]
    return [column for column in named if "sealed_by" not in column.info]


def binding(column: Column[bytes]) -> str:
    """What the column's values are bound to, with the names of columns of the same row in braces."""
    usual = f"{column.table.name}.{column.name.removesuffix('_sealed')}:{{uid}}"
    return str(column.info.get("bound_to", usual))


def named_in(column: Column[bytes]) -> list[Column[Any]]:
    """The columns that the binding names."""
    return [column.table.c[name] for _, name, _, _ in Formatter().parse(binding(column)) if name]


def reseal_columns(session: Session) -> Iterator[tuple[str, int]]:
    """Seal what older keys have sealed with the newest; gives (column, number of values) once a column is done."""
    for column in sealed_columns():
        sealed = 0
        while step := transact(session, partial(_step, session, column)):
            sealed += step
        yield f"{column.table.name}.{column.name}", sealed


def _step(session: Session, column: Column[bytes]) -> int:
    table: Table = column.table
    (key,) = table.primary_key.columns
    old = func.substr(column, 1, 1) != bytes([ring().current])
    rows = select(key.label("row_key"), column.label("value"), *named_in(column)).where(column.is_not(None), old)
    found = session.execute(rows.order_by(key).limit(STEP)).mappings().all()
    for row in found:
        bound = binding(column).format_map(row)
        anew = ring().seal_bytes(ring().unseal_bytes(row["value"], row=bound), row=bound)
        session.execute(update(table).where(key == row["row_key"], column == row["value"]).values({column.name: anew}))
    return len(found)


def reseal_files(session: Session, vault: Vault) -> int:
    """The same for the files beside the database; gives how many were sealed again. A file that is gone is left to
    `attachments verify`; one that was changed raises Unsealable."""
    sealed = 0
    for kind in (Attachment, Voucher, RecordPaper):
        for uid in list(session.scalars(select(kind.uid).order_by(kind.id))):
            content = vault.read(uid)
            if content is None or content[:1] == bytes([ring().current]):
                continue
            vault.replace(uid, seal_content(uid, open_content(uid, content)))
            sealed += 1
    return sealed
