"""Sealing everything again with the newest key, step by step, while the program runs.

A column `<name>_sealed` is bound to `<table>.<name>:<uid>` of its row; that is all this needs to know.
What another transaction has sealed anew in the meantime is left as it is.
"""

from collections.abc import Iterator
from functools import partial

from sqlalchemy import Column, Table, func, select, update
from sqlalchemy.orm import Session

from caseapp.models import Base
from caseapp.models.attachments import Attachment, open_content, seal_content
from caseapp.models.sealing import ring
from caseapp.models.vouchers import Voucher
from caseapp.services.transaction import transact
from caseapp.services.vault import Vault

STEP = 500
"""Rows sealed again in one transaction."""


def sealed_columns() -> list[Column[bytes]]:
    """Every sealed column of every table, in a fixed order."""
    tables = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    return [column for table in tables for column in table.columns if column.name.endswith("_sealed")]


def binding(column: Column[bytes], uid: str) -> str:
    return f"{column.table.name}.{column.name.removesuffix('_sealed')}:{uid}"


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
    rows = session.execute(select(key, table.c.uid, column).where(column.is_not(None), old).order_by(key).limit(STEP))
    found = rows.all()
    for row_id, uid, value in found:
        bound = binding(column, uid)
        anew = ring().seal_bytes(ring().unseal_bytes(value, row=bound), row=bound)
        session.execute(update(table).where(key == row_id, column == value).values({column.name: anew}))
    return len(found)


def reseal_files(session: Session, vault: Vault) -> int:
    """The same for the files beside the database; gives how many were sealed again. A file that is gone is left to
    `attachments verify`; one that was changed raises Unsealable."""
    sealed = 0
    for kind in (Attachment, Voucher):
        for uid in list(session.scalars(select(kind.uid).order_by(kind.id))):
            content = vault.read(uid)
            if content is None or content[:1] == bytes([ring().current]):
                continue
            vault.replace(uid, seal_content(uid, open_content(uid, content)))
            sealed += 1
    return sealed
