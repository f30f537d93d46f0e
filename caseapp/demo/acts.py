"""What the demo's staff do, one small value an act: on which day, by whose hand. Money in fen."""

from dataclasses import dataclass
from datetime import date

from caseapp.domain.activities.codes import ActivityKind
from caseapp.domain.households.codes import HouseholdAction
from caseapp.domain.model_workers.codes import Channel, Finding
from caseapp.domain.payments.beneficiary import Register
from caseapp.domain.payments.codes import AidKind, BatchAction, SchoolStage
from caseapp.domain.surveys.codes import Answer, SurveyChannel, SurveyPurpose


@dataclass(frozen=True)
class Act:
    """`by` is a sign-in name of the staff."""

    on: date
    by: str


@dataclass(frozen=True)
class LoadBook(Act):
    """The first year's targets book, from the package's own file."""


@dataclass(frozen=True)
class CopyYear(Act):
    year_from: int
    year_to: int


@dataclass(frozen=True)
class TakeFile(Act):
    household: str


@dataclass(frozen=True)
class MoveFile(Act):
    household: str
    action: HouseholdAction
    reason: str = ""


@dataclass(frozen=True)
class Reverify(Act):
    household: str


@dataclass(frozen=True)
class TakeWorker(Act):
    worker: str


@dataclass(frozen=True)
class NoteDeath(Act):
    worker: str
    died_on: date


@dataclass(frozen=True)
class CheckLiveness(Act):
    """The same finding for all the workers named."""

    workers: tuple[str, ...]
    channel: Channel
    finding: Finding
    evidence: str


@dataclass(frozen=True)
class ApplyForRelief(Act):
    relief: str


@dataclass(frozen=True)
class ApproveRelief(Act):
    relief: str


@dataclass(frozen=True)
class ListPerson(Act):
    listing: str


@dataclass(frozen=True)
class SchoolSpec:
    """`member` counts the family's members from 0, the head first."""

    member: int
    stage: SchoolStage
    school: str


@dataclass(frozen=True)
class EventSpec:
    what: str
    happened_on: date


@dataclass(frozen=True)
class LogAid(Act):
    """`line` names the payment in later acts; `to` is the key of a household, worker or listing.

    `medical` is the total cost, what insurance paid back and the number of receipts.
    """

    line: str
    register: Register
    to: str
    year: int
    project: int
    kind: AidKind
    amount_fen: int
    medical: tuple[int, int, int] | None = None
    reason: str = ""
    schooling: SchoolSpec | None = None
    event: EventSpec | None = None


@dataclass(frozen=True)
class UndoAid(Act):
    line: str


@dataclass(frozen=True)
class Repay(Act):
    """The failed or returned line `of` once more, as `line`."""

    line: str
    of: str


@dataclass(frozen=True)
class Prepare(Act):
    """`unit` is the code of the unit whose batch it is."""

    batch: str
    year: int
    project: int
    title: str
    unit: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Sign(Act):
    batch: str
    action: BatchAction
    reason: str = ""


@dataclass(frozen=True)
class Settle(Act):
    """The bank's answer: the lines that failed, with the reason; every other line was paid on the act's day."""

    batch: str
    failed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class TakeBack(Act):
    """Paid money came back."""

    line: str


@dataclass(frozen=True)
class Reverse(Act):
    """A line recorded as paid by mistake."""

    line: str
    reason: str


@dataclass(frozen=True)
class HoldActivity(Act):
    """Planned for `planned_on`; held on the act's day, or still to come when `held` is false."""

    year: int
    project: int
    kind: ActivityKind
    title: str
    place: str
    planned_on: date
    held: bool = True
    participants: int = 0
    examined: int = 0
    passed: int = 0
    materials: int = 0
    reach: int = 0


@dataclass(frozen=True)
class Meet(Act):
    """A session of the activity of that title; held on the act's day with `people` on its list, of whom all but
    `failed` passed, or still to come on `planned_on`."""

    year: int
    project: int
    title: str
    topic: str
    place: str
    planned_on: date
    people: tuple[str, ...] = ()
    failed: int = 0


@dataclass(frozen=True)
class Spend(Act):
    year: int
    project: int
    amount_fen: int
    voucher_no: str
    subject: str


@dataclass(frozen=True)
class Remit(Act):
    year: int
    project: int
    quarter: int
    due_on: date
    amount_fen: int
    voucher_no: str


@dataclass(frozen=True)
class Survey(Act):
    year: int
    project: int
    purpose: SurveyPurpose
    title: str
    channel: str
    issued: int
    tallies: tuple[tuple[Answer, int], ...]


@dataclass(frozen=True)
class AskSurvey(Act):
    """Made from both ready sheets, drawn from the people paid in the year so far, and opened. `size` None: as many as
    95 percent and a margin of 5 ask for, 0: everybody."""

    survey: str
    year: int
    project: int
    title: str
    is_anonymous: bool
    size: int | None


@dataclass(frozen=True)
class DraftSurvey(Act):
    """Made, and not drawn yet."""

    year: int
    project: int
    title: str


@dataclass(frozen=True)
class ReturnForms(Act):
    """`satisfied`: satisfied, fairly, neutral, not; `better`: better, the same, worse; both add up to the forms that
    came back. The first `dropped` of those asked could not be reached."""

    survey: str
    channel: SurveyChannel
    satisfied: tuple[int, ...]
    better: tuple[int, ...]
    dropped: int = 0


@dataclass(frozen=True)
class CloseSurvey(Act):
    survey: str


@dataclass(frozen=True)
class FollowUp(Act):
    """Settles the grievances of a survey, save the last ones, which stay open until the days of `left`."""

    survey: str
    left: tuple[date, ...]


@dataclass(frozen=True)
class TypeFigure(Act):
    """`row` counts the indicators of the project's table from 1."""

    year: int
    project: int
    row: int
    words: str
    attained: bool
    evidence: str
