"""A backup: one zip with every row, every sealed file and a manifest. It opens into either kind of database.

The rows are those of one moment (a snapshot of the database); files are copied after them, so that each record has its
file. What is sealed stays sealed: the keys are not in it.
"""

import base64
import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine, Table, select, union_all

from caseapp.models import Base
from caseapp.models.attachments import Attachment
from caseapp.models.sessions import RecordPaper
from caseapp.models.vouchers import Voucher
from caseapp.services.vault import Vault

FORMAT = 1
MANIFEST = "manifest.json"
KINDS: Mapping[str, Callable[[str], Any]] = {
    "bytes": base64.b64decode,
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "decimal": Decimal,
}


def write(engine: Engine, vault: Vault, folder: Path, *, revision: str, now: datetime, name: str) -> Path:
    """Write the backup of this moment into the folder and give its path; a file half-written has another name.

    Raises OSError when the folder cannot be written to, FileNotFoundError when a record's file is gone.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{name}.zip"
    beside = path.with_suffix(".part")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
            manifest: dict[str, Any] = {
                "format": FORMAT,
                "revision": revision,
                "at": now.isoformat(),
                "rows": {},
                "sha256": {},
            }
            with _one_moment(engine) as connection:
                for table in Base.metadata.sorted_tables:
                    with _entry(archive, f"tables/{table.name}.jsonl", manifest) as out:
                        manifest["rows"][table.name] = _rows(connection, table, out)
                kept = [select(kind.uid) for kind in (Attachment, Voucher, RecordPaper)]
                names = list(connection.scalars(union_all(*kept)))
            for one in names:
                with _entry(archive, f"attachments/{one}", manifest, stored=True) as out:
                    out.write(vault.path(one).read_bytes())
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return path


@contextmanager
def _one_moment(engine: Engine) -> Iterator[Connection]:
    options: dict[str, Any] = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


class _Hashing:
    """Writes through to a zip entry and keeps the digest of what went by."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out, self.digest = out, hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.digest.update(data)
        self.out.write(data)


@contextmanager
def _entry(
    archive: zipfile.ZipFile, name: str, manifest: dict[str, Any], *, stored: bool = False
) -> Iterator[_Hashing]:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with archive.open(info, "w", force_zip64=True) as out:
        hashing = _Hashing(out)
        yield hashing
    manifest["sha256"][name] = hashing.digest.hexdigest()


def _rows(connection: Connection, table: Table, out: _Hashing) -> int:
    count = 0
    rows = select(table).order_by(*table.primary_key.columns).execution_options(stream_results=True)
    for row in connection.execute(rows).mappings():
        out.write(json.dumps({name: told(value) for name, value in row.items()}, ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def told(value: Any) -> Any:
    """A column's value in JSON: bytes, moments, days and decimals carry their kind, a JSON value stands in a box."""
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, dict | list):
        return {"json": value}
    return getattr(value, "value", value)


def understood(value: Any) -> Any:
    """The reverse of `told`; words of enums are left as their text."""
    if not isinstance(value, dict):
        return value
    ((kind, inner),) = value.items()
    return inner if kind == "json" else KINDS[kind](inner)
