"""One wish for aid against the standard and what is there already: the claim, the proposal and the rules it breaks."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from caseapp.domain.errors import N_, Problem
from caseapp.domain.payments.anomalies import Anomaly
from caseapp.domain.payments.claims import claim, payee_key, payee_of, school_day
from caseapp.domain.payments.codes import AidKind, LineState, Repeat
from caseapp.domain.payments.grounds import Grounds
from caseapp.domain.payments.standards import Given, Proposal, Standard, breaches, cap_left, propose

REASONS = {
    Anomaly.ABOVE_STANDARD: N_("The amount is above the standard. Write the reason; the signers will see it."),
    Anomaly.ABOVE_CAP: N_("The amount is more than the yearly cap leaves. Write the reason; the signers will see it."),
    Anomaly.AGAIN: N_(
        "This project has already given “%(kind)s” here in this period. Write the reason for another one."
    ),
    Anomaly.SAME_KIND: N_(
        "Another project has already given “%(kind)s” here in this period. Write the reason for giving it twice."
    ),
    Anomaly.NOT_STACKABLE: N_(
        "The standard lets this stand beside no other kind of aid in a year. Write the reason; the signers will see it."
    ),
    Anomaly.OTHER_HOLDER: N_(
        "The account belongs neither to the payee nor to a recorded guardian. Write why; the signers will see it."
    ),
}
"""What is asked of whoever breaks the rule."""


@dataclass(frozen=True)
class AidLine:
    """One live line; its day is that of the payment, or of the logging while it is not yet paid."""

    id: int
    project_id: int
    project: str
    kind: AidKind
    amount_fen: int
    claim: str
    state: LineState
    day: date
    student: str | None

    def given(self, year: int) -> Given:
        return Given(
            self.project_id, self.kind, self.amount_fen, payee_of(self.claim), self.claim, self.day.year == year
        )


@dataclass(frozen=True)
class Weighed:
    """`claim` is that of the first line in the period; `same` are the lines that have it already, newest first."""

    standard: Standard | None
    proposal: Proposal | None
    left_fen: int | None
    claim: str
    same: tuple[AidLine, ...]
    breaches: tuple[Anomaly, ...]

    def unexplained(self, kind: AidKind) -> list[Problem]:
        return [Problem("reason", REASONS[one], {"kind": kind}) for one in self.breaches]


def weigh(
    choose: Callable[[AidKind, list[str]], Standard | None],
    *,
    kinds: Collection[AidKind],
    grade: str,
    household_id: int | None,
    person_id: int,
    project_id: int,
    kind: AidKind,
    amount_fen: int | None,
    grounds: Grounds,
    day: date,
    aid: Collection[AidLine],
    other_holder: bool = False,
) -> Weighed:
    """`choose` gives the standard of a kind for grades, weakest first; `amount_fen` None stands for the proposal."""
    schooling = grounds.schooling if kind is AidKind.EDUCATION else None
    grades = [grade, *([schooling.stage.value] if schooling else [])]
    standard = choose(kind, grades)
    alone = frozenset(one for one in kinds if (rule := choose(one, grades)) and not rule.stackable)
    payee = payee_key(household_id, person_id, schooling.student_id if schooling else None)
    repeat = standard.repeat if standard else Repeat.DAY
    on = school_day(schooling.year) if schooling and repeat is Repeat.SCHOOL_YEAR else day
    first = claim(payee, kind, repeat, on)
    given = [one.given(day.year) for one in aid]
    left = cap_left(standard, kind, payee, given)
    proposal = propose(standard, grounds.base_fen(kind), left) if standard else None
    wanted = amount_fen if amount_fen is not None else proposal.amount_fen if proposal else 0
    broken = breaches(
        standard,
        proposal,
        amount_fen=wanted,
        left_fen=left,
        project_id=project_id,
        kind=kind,
        claim=first,
        given=given,
        alone=alone,
    )
    same = tuple(one for one in aid if one.claim.partition("#")[0] == first)
    return Weighed(standard, proposal, left, first, same, (*broken, *((Anomaly.OTHER_HOLDER,) if other_holder else ())))
