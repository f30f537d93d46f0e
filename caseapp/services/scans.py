"""Scans and photos that prove an act: checked together, sealed, and kept in the vault with a row each."""

import hashlib
from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.domain.households.attachments import AT_ONCE, Sent, refusal, tidy_name, told
from caseapp.models.attachments import seal_content
from caseapp.models.sealing import ring
from caseapp.models.sessions import RecordPaper
from caseapp.models.vouchers import Voucher
from caseapp.services.vault import Vault

FIELD = "files"
Kept = TypeVar("Kept", Voucher, RecordPaper)


def refusals(files: Sequence[Sent]) -> list[Problem]:
    """Why these files are not taken, each and together."""
    problems = [problem for sent in files if (problem := refusal(sent, FIELD))]
    if len(files) > AT_ONCE:
        problems.append(Problem(FIELD, N_("Choose at most %(most)s files at once."), {"most": AT_ONCE}))
    return problems


def content_index(table: str, sent: Sent) -> bytes:
    """Tells the same content again without opening it."""
    return ring().blind(f"{table}.content", hashlib.sha256(sent.content).hexdigest())


def keep(
    session: Session,
    vault: Vault,
    kind: type[Kept],
    files: Sequence[Sent],
    *,
    known: Collection[bytes],
    none_sent: str,
    **of: Any,
) -> list[Kept]:
    """A row of `kind` with the columns `of` for each file; `known` are the contents that its owner has already.
    Raises Invalid with every problem. The caller records the act."""
    problems = refusals(files)
    if not files:
        problems.append(Problem(FIELD, none_sent))
    seen, rows = set(known), []
    for sent in files:
        index = content_index(kind.__tablename__, sent)
        if index in seen:
            problems.append(Problem(FIELD, N_("“%(name)s” is kept here already."), {"name": tidy_name(sent.name)}))
        seen.add(index)
        facts = {"content": told(sent.content), "name": tidy_name(sent.name), "size": len(sent.content)}
        rows.append(kind(content_index=index, **facts, **of))
    if problems:
        raise Invalid(problems)
    for row, sent in zip(rows, files, strict=True):
        session.add(row)
        vault.put(session, row.uid, seal_content(row.uid, sent.content))
    session.flush()
    return rows
