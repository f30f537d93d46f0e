"""One row of past years' payments against what the house knows: its project-year, its payee, the rule of repeats."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from caseapp.domain import names
from caseapp.domain.access.actor import Actor
from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.domain.payments.claims import claim
from caseapp.domain.payments.codes import AidKind, BatchState, FundSource, Repeat
from caseapp.models.payments import Batch
from caseapp.models.projects import Project
from caseapp.queries.standards import Shelf, standards_on
from caseapp.readers.rosters.lines import Said
from caseapp.services.past_payees import PastPayees, Whom
from caseapp.services.said import day_of, word_of

T = TypeVar("T")
LIMITS = {"voucher_no": 64, "reason": 500}
LARGEST_HOUSEHOLD = 30
REQUIRED = {
    "voucher_no": N_("Write the voucher number."),
    "project": N_("Write the project."),
    "paid_on": N_("Write the day of payment."),
    "kind": N_("Write the kind of aid."),
    "amount": N_("Write the amount."),
    "name": N_("Write the name."),
}


@dataclass(frozen=True)
class PastPayment:
    """A sound row. `claim` is that of the first of its period."""

    whom: Whom
    project: Project
    source: FundSource
    kind: AidKind
    amount_fen: int
    paid_on: date
    voucher_no: str
    household_size: int | None
    reason: str
    claim: str

    @property
    def mark(self) -> tuple[object, ...]:
        """What tells one payment from every other."""
        return self.project.id, self.whom.household_id, self.whom.person.id, self.kind, self.paid_on, self.voucher_no


class PastRows:
    """What the rows may name: projects by code or name, payees, the standards of a day."""

    def __init__(self, session: Session, actor: Actor, heads: Sequence[dict[str, Said]], today: date) -> None:
        self._session, self._today = session, today
        self._payees = PastPayees(session, actor, heads)
        self._shelves: dict[date, Shelf] = {}
        self._projects: dict[tuple[int, str], list[Project]] = {}
        years = {day.year for said in heads if (day := day_of(said.get("paid_on")))}
        found = select(Project).where(Project.year.in_(years)).order_by(Project.id)
        for project in session.scalars(found.options(selectinload(Project.budgets))):
            for name in {names.normal(project.code), names.normal(project.name)}:
                self._projects.setdefault((project.year, name), []).append(project)
        signed = select(Batch.project_id).where(Batch.state != BatchState.CANCELLED).distinct()
        self._with_batches = set(session.scalars(signed))

    def read(self, said: dict[str, Said]) -> PastPayment:
        """Raises Invalid with every problem of the row."""
        problems = [Problem(key, message) for key, message in REQUIRED.items() if key not in said]
        problems += _odd(said)
        paid_on, kind = day_of(said.get("paid_on")), word_of(AidKind, said.get("kind"))
        project = source = whom = None
        if paid_on and "project" in said:
            project = _tried(problems, lambda: self._project(said, paid_on))
        if project:
            source = _tried(problems, lambda: _source(said, project))
        if kind and "name" in said:
            whom = _tried(problems, lambda: self._payees.of(said, kind))
        if problems or not (project and source and whom and kind and paid_on):
            raise Invalid(problems)
        size = said.get("household_size")
        standard = self._shelf(paid_on).of(kind, project.id, [whom.grade])
        return PastPayment(
            whom,
            project,
            source,
            kind,
            int(said["amount"]),
            paid_on,
            str(said["voucher_no"]),
            int(size) if size is not None else None,
            str(said.get("reason", "")),
            claim(whom.key, kind, standard.repeat if standard else Repeat.DAY, paid_on),
        )

    def _project(self, said: dict[str, Said], paid_on: date) -> Project:
        """The project of the year of payment, if that year is over and never paid through a batch here."""
        if paid_on.year >= self._today.year:
            raise Invalid.one(
                "paid_on", N_("Only payments of years that are over are taken in; this year's go through batches.")
            )
        found = self._projects.get((paid_on.year, names.normal(str(said["project"]))), [])
        if len(found) != 1:
            message = (
                N_("Several projects have this name. Write the code.")
                if found
                else N_("There is no project of this code or name in %(year)s. Load that year's targets book first.")
            )
            raise Invalid.one("project", message, year=paid_on.year)
        if found[0].id in self._with_batches:
            message = N_("This project paid through batches here in %(year)s; its payments are on record already.")
            raise Invalid.one("project", message, year=paid_on.year)
        return found[0]

    def _shelf(self, day: date) -> Shelf:
        if day not in self._shelves:
            self._shelves[day] = standards_on(self._session, AidKind, day)
        return self._shelves[day]


def _tried(problems: list[Problem], act: Callable[[], T]) -> T | None:
    try:
        return act()
    except Invalid as invalid:
        problems += invalid.problems
        return None


def _odd(said: dict[str, Said]) -> list[Problem]:
    problems = []
    for key, most in LIMITS.items():
        if len(str(said.get(key, ""))) > most:
            problems.append(Problem(key, N_("At most %(most)s characters."), {"most": most}))
    if said.get("amount") == 0:
        problems.append(Problem("amount", N_("Write an amount above zero.")))
    if not 1 <= int(said.get("household_size", 1)) <= LARGEST_HOUSEHOLD:
        values: dict[str, object] = {"most": LARGEST_HOUSEHOLD}
        problems.append(Problem("household_size", N_("Write a number from 1 to %(most)s."), values))
    return problems


def _source(said: dict[str, Said], project: Project) -> FundSource:
    """What the row says; else the project's first source."""
    sources = [budget.source for budget in project.budgets]
    wanted = word_of(FundSource, said.get("source"))
    if wanted is not None and wanted not in sources:
        raise Invalid.one("source", N_("The project has no money from this source."))
    return wanted or (sources or [FundSource.FISCAL])[0]
