"""Drafts of long forms: kept for their writer alone, gone once the form is saved or nobody comes back to them."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.errors import N_, Invalid
from caseapp.models.form_drafts import FormDraft

KEPT_FOR = timedelta(days=30)
"""From the last time it was saved."""
LONGEST = 200_000
"""Characters of a draft with the names of its fields: a form of 24 members has about 40,000."""


@dataclass(frozen=True)
class Draft:
    saved_at: datetime
    fields: tuple[tuple[str, str], ...]


def keep(session: Session, actor: Actor, *, form: str, fields: Iterable[tuple[str, str]], now: datetime) -> None:
    """Keep the fields in place of the actor's earlier draft of this form; raises Invalid when they are too long.
    The caller has made sure that the form is open to the actor."""
    body = json.dumps(list(fields), ensure_ascii=False)
    if len(body) > LONGEST:
        raise Invalid.one(None, N_("This is too long to be kept as a draft."))
    row = session.scalar(_own(actor, form).with_for_update())
    if row is None:
        with suppress(IntegrityError), session.begin_nested():  # two tabs may save their first at once
            session.add(FormDraft(user_id=actor.id, form=form, body="[]", saved_at=now))
        row = session.scalars(_own(actor, form).with_for_update()).one()
    row.body, row.saved_at = body, now
    session.flush()


def find(session: Session, actor: Actor, *, form: str, now: datetime) -> Draft | None:
    """The actor's own draft of the form; nobody else's is there."""
    row = session.scalar(_own(actor, form).where(FormDraft.saved_at > now - KEPT_FOR))
    if row is None:
        return None
    return Draft(row.saved_at, tuple((name, text) for name, text in json.loads(row.body or "[]")))


def drop(session: Session, actor: Actor, *, form: str) -> None:
    session.execute(delete(FormDraft).where(FormDraft.user_id == actor.id, FormDraft.form == form))


def expire(session: Session, now: datetime) -> int:
    """Drop the drafts nobody has saved for KEPT_FOR; gives how many."""
    old = session.scalars(select(FormDraft).where(FormDraft.saved_at <= now - KEPT_FOR).order_by(FormDraft.id)).all()
    for row in old:
        session.delete(row)
    session.flush()
    return len(old)


def _own(actor: Actor, form: str) -> Select[FormDraft]:
    return select(FormDraft).where(FormDraft.user_id == actor.id, FormDraft.form == form)
