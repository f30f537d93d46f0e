"""One step for many files takes two people: one proposes it, another confirms or refuses it."""

from datetime import date

from caseapp.domain.errors import N_, IllegalStep, NotAllowed
from caseapp.domain.households.codes import HouseholdAction
from caseapp.domain.labels import Word
from caseapp.domain.workflow import Machine

IN_BULK = (HouseholdAction.NOTICE, HouseholdAction.APPROVE, HouseholdAction.RETURN)
"""The steps that can be proposed for many files."""


class ProposalState(Word):
    WAITING = "waiting", "待确认", "Awaiting another's confirmation", "warn"
    CONFIRMED = "confirmed", "已确认办理", "Confirmed and carried out", "good"
    REFUSED = "refused", "已否决", "Turned down", "bad"
    WITHDRAWN = "withdrawn", "已撤回提议", "Taken back", "quiet"


class ProposalAction(Word):
    CONFIRM = "confirm", "确认办理", "Confirm"
    REFUSE = "refuse", "否决", "Turn down"
    WITHDRAW = "withdraw", "撤回提议", "Take back"


class FileOutcome(Word):
    """What became of one file when its proposal was confirmed."""

    DONE = "done", "已办理", "Done", "good"
    CHANGED = "changed", "提议后有变动，未办理", "Changed since the proposal, left out", "warn"
    REFUSED = "refused", "不符合条件，未办理", "Not possible, left out", "bad"


S, A = ProposalState, ProposalAction
PROPOSAL: Machine[ProposalState, ProposalAction] = Machine(
    "bulk_proposal",
    S.WAITING,
    {
        (S.WAITING, A.CONFIRM): S.CONFIRMED,
        (S.WAITING, A.REFUSE): S.REFUSED,
        (S.WAITING, A.WITHDRAW): S.WITHDRAWN,
    },
)


def decide(
    state: ProposalState, action: ProposalAction, *, proposed_by: int, by: int | None, expires_on: date, today: date
) -> ProposalState:
    """The state that follows. IllegalStep for what is decided already, or confirmed after its last day; NotAllowed for
    a proposer who confirms or refuses, and for anybody else who takes it back."""
    after = PROPOSAL.after(state, action)
    if action is A.WITHDRAW:
        if by != proposed_by:
            raise NotAllowed(N_("Only who made the proposal takes it back. You can turn it down."))
        return after
    if by is None or by == proposed_by:
        raise NotAllowed(N_("You made this proposal, so somebody else must confirm it or turn it down."))
    if action is A.CONFIRM and today > expires_on:
        raise IllegalStep(N_("This proposal ran out on %(day)s. Have it made again."), day=expires_on)
    return after
