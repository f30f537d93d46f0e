"""Handing a table in: its life, who may take it, and how what was frozen differs from what stands now."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from caseapp.domain.errors import N_, NotAllowed
from caseapp.domain.labels import Word
from caseapp.domain.workflow import Machine


class Form(Word):
    TARGETS = "targets", "绩效目标表", "Target table"
    MONITOR = "monitor", "绩效运行监控表", "Monitoring table"
    EVALUATION = "evaluation", "绩效自评表", "Self-evaluation"


class SubmissionState(Word):
    DRAFT = "draft", "草稿", "Draft", "quiet"
    SUBMITTED = "submitted", "已报送待接收", "Submitted", "info"
    RETURNED = "returned", "已退回", "Returned", "warn"
    ACCEPTED = "accepted", "已接收", "Accepted", "good"


class SubmissionAction(Word):
    SUBMIT = "submit", "报送", "Submit"
    RETURN = "return", "退回", "Send back"
    ACCEPT = "accept", "接收", "Accept"


S, A = SubmissionState, SubmissionAction
SUBMISSION_LIFE = Machine[SubmissionState, SubmissionAction](
    "submission",
    S.DRAFT,
    {
        (S.DRAFT, A.SUBMIT): S.SUBMITTED,
        (S.SUBMITTED, A.RETURN): S.RETURNED,
        (S.SUBMITTED, A.ACCEPT): S.ACCEPTED,
        (S.RETURNED, A.SUBMIT): S.SUBMITTED,
    },
)


def refuse_own(actor_id: int | None, submitted_by: int | None) -> None:
    """Raises NotAllowed when the one who handed in also decides."""
    if actor_id is not None and actor_id == submitted_by:
        raise NotAllowed(N_("Who handed a table in cannot accept it or send it back; another person does."))


@dataclass(frozen=True)
class Member:
    """One thing a figure counts: `count` in its numerator, `of` in its denominator, with its day and money."""

    count: int
    of: int
    amount_fen: int | None
    on: date | None


@dataclass(frozen=True)
class MemberChange:
    """A member that came (`before` None), went (`now` None) or counts otherwise than when it was frozen."""

    key: str
    before: Member | None
    now: Member | None

    @property
    def effect(self) -> int:
        """What it adds to the numerator."""
        return (self.now.count if self.now else 0) - (self.before.count if self.before else 0)

    @property
    def effect_of(self) -> int:
        """What it adds to the denominator."""
        return (self.now.of if self.now else 0) - (self.before.of if self.before else 0)


def differences(before: Mapping[str, Member], now: Mapping[str, Member]) -> list[MemberChange]:
    """Every member that is not the same on both sides, in the order of the keys."""
    return [
        MemberChange(key, before.get(key), now.get(key))
        for key in sorted(before.keys() | now.keys())
        if before.get(key) != now.get(key)
    ]


def freeze_digest(parts: Iterable[object]) -> str:
    """SHA-256 over the parts in their order; each is plain data, dates as ISO text."""
    hashed = hashlib.sha256()
    for part in parts:
        line = json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
        hashed.update(line.encode() + b"\n")
    return hashed.hexdigest()
