"""Scans and photos of a household file: taken in, opened and withdrawn; each noted in the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, Invalid, NotFound, Problem, Refused
from caseapp.domain.households.attachments import MOST, ContentKind, Sent, saved_name, tidy_name, told
from caseapp.domain.households.papers import PaperKind
from caseapp.models.attachments import Attachment, open_content, seal_content
from caseapp.models.households import Household
from caseapp.models.sealing import Unsealable
from caseapp.models.sessions import RecordPaper
from caseapp.models.visits import Visit
from caseapp.models.vouchers import Voucher
from caseapp.queries.reach import within
from caseapp.readers import pictures
from caseapp.services import audit
from caseapp.services.households import open_file
from caseapp.services.scans import FIELD, content_index, refusals
from caseapp.services.vault import Vault
from caseapp.services.withdrawals import reason_of


@dataclass(frozen=True)
class Opened:
    """An attachment's plain bytes with what a browser needs to know."""

    name: str
    kind: ContentKind
    content: bytes


def add(
    session: Session,
    actor: Actor,
    vault: Vault,
    *,
    household_id: int,
    paper: PaperKind | None,
    files: Sequence[Sent],
    now: datetime,
) -> list[Attachment]:
    """Take the files in as papers of one kind, all or none; raises Invalid with every problem."""
    household = open_file(session, actor, Permission.FILE_WRITE, household_id, None)
    problems = [] if paper else [Problem("paper", N_("Choose what kind of paper this is."))]
    if not files:
        problems.append(Problem(FIELD, N_("Choose a file.")))
    if problems or paper is None:
        raise Invalid([*problems, *refusals(files)])
    kept = keep(session, actor, vault, household, paper=paper, files=files, visit=None, now=now)
    audit.record(
        session,
        actor,
        "household.papers_added",
        "household",
        household.id,
        now=now,
        paper=paper.value,
        attachments=[one.id for one in kept],
    )
    return kept


def keep(
    session: Session,
    actor: Actor,
    vault: Vault,
    household: Household,
    *,
    paper: PaperKind,
    files: Sequence[Sent],
    visit: Visit | None,
    now: datetime,
) -> list[Attachment]:
    """Check, seal and write the files of a household the actor may change; the caller records the act."""
    problems = refusals(files)
    present = select(func.count()).where(Attachment.household_id == household.id, Attachment.withdrawn_at.is_(None))
    if (session.scalar(present) or 0) + len(files) > MOST:
        problems.append(Problem(FIELD, N_("A file holds at most %(most)s attachments."), {"most": MOST}))
    indexes = [content_index(Attachment.__tablename__, sent) for sent in files]
    problems += _already_there(session, household, paper, files, indexes)
    if problems:
        raise Invalid(problems)
    kept = [
        _attachment(actor, household, sent, paper=paper, index=index, visit=visit, now=now)
        for sent, index in zip(files, indexes, strict=True)
    ]
    session.add_all(kept)
    session.flush()
    for attachment, sent in zip(kept, files, strict=True):
        vault.put(session, attachment.uid, seal_content(attachment.uid, sent.content))
    return kept


def _already_there(
    session: Session, household: Household, paper: PaperKind, files: Sequence[Sent], indexes: Sequence[bytes]
) -> list[Problem]:
    same = select(Attachment.content_index).where(
        Attachment.household_id == household.id,
        Attachment.paper == paper,
        Attachment.withdrawn_at.is_(None),
        Attachment.content_index.in_(indexes),
    )
    seen = set(session.scalars(same))
    problems = []
    for sent, index in zip(files, indexes, strict=True):
        if index in seen:
            values: dict[str, object] = {"name": tidy_name(sent.name), "paper": paper}
            problems.append(Problem(FIELD, N_("“%(name)s” is already in this file as “%(paper)s”."), values))
        seen.add(index)
    return problems


def _attachment(
    actor: Actor,
    household: Household,
    sent: Sent,
    *,
    paper: PaperKind,
    index: bytes,
    visit: Visit | None,
    now: datetime,
) -> Attachment:
    kind, name = told(sent.content), tidy_name(sent.name)
    if kind is None:
        raise AssertionError("refused before")
    attachment = Attachment(
        household_id=household.id,
        visit_id=visit.id if visit else None,
        paper=paper,
        content=kind,
        name=name,
        size=len(sent.content),
        content_index=index,
    )
    if kind.is_picture:
        attachment.preview = pictures.preview(sent.content, kind, field=FIELD, name=name)
    attachment.touch(actor.id, now)
    return attachment


def opened(session: Session, actor: Actor, vault: Vault, *, household_id: int, attachment_id: int) -> Opened:
    """The plain bytes, for those who may read the file; NotFound for anything withdrawn or out of reach.

    Only reads: the door records the look.
    """
    actor.demand(Permission.FILE_READ)
    found = _find(session, actor, Permission.FILE_READ, household_id, attachment_id)
    return Opened(saved_name(found.name, found.content), found.content, unsealed(vault, found.uid))


def unsealed(vault: Vault, uid: str) -> bytes:
    """The plain bytes of one stored file; raises Refused when it is gone or was changed."""
    sealed = vault.read(uid)
    if sealed is None:
        raise Refused(N_("The stored file is gone. Tell the administrator: it must come back from the backup."))
    try:
        return open_content(uid, sealed)
    except Unsealable:
        raise Refused(
            N_("The stored file was changed outside the program, so it is not shown. Tell the administrator.")
        ) from None


def withdraw(
    session: Session, actor: Actor, *, household_id: int, attachment_id: int, reason: str, now: datetime
) -> None:
    """Hide an attachment for a reason; its bytes and its row stay."""
    open_file(session, actor, Permission.FILE_WRITE, household_id, None)
    attachment = _find(session, actor, Permission.FILE_WRITE, household_id, attachment_id)
    attachment.withdraw(actor.id, now, reason_of(reason))
    attachment.touch(actor.id, now)
    audit.record(
        session,
        actor,
        "household.paper_withdrawn",
        "household",
        household_id,
        now=now,
        paper=attachment.paper.value,
        attachments=[attachment.id],
    )


def names(session: Session) -> list[str]:
    """The names of all stored files: attachments, withdrawn ones too, vouchers and papers of activities."""
    return list(session.scalars(union_all(*(select(kind.uid) for kind in (Attachment, Voucher, RecordPaper)))))


def faults(session: Session, vault: Vault) -> list[str]:
    """What is wrong with the stored files, in plain sentences by their random names; opens every one."""
    found = []
    for name in names(session):
        sealed = vault.read(name)
        if sealed is None:
            found.append(f"{name} is gone")
            continue
        try:
            open_content(name, sealed)
        except Unsealable:
            found.append(f"{name} was changed outside the program")
    return found


def _find(session: Session, actor: Actor, permission: Permission, household_id: int, attachment_id: int) -> Attachment:
    statement = (
        select(Attachment)
        .join(Household, Household.id == Attachment.household_id)
        .where(
            Attachment.id == attachment_id,
            Attachment.household_id == household_id,
            Attachment.withdrawn_at.is_(None),
        )
    )
    attachment = session.scalar(within(statement, actor, permission, Household.unit_id))
    if attachment is None:
        raise NotFound(N_("There is no such attachment."))
    return attachment
