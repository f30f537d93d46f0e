"""The log-aid page: the chosen beneficiary, the money, what the standard proposes and what speaks against it."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.clock import LOCAL
from caseapp.domain.errors import Invalid
from caseapp.domain.payments.beneficiary import KINDS_FOR, Beneficiary
from caseapp.domain.payments.codes import AidKind, Repeat
from caseapp.domain.payments.standards import MedicalCost, Proposal, Standard, propose
from caseapp.queries import aid as facts
from caseapp.queries.beneficiaries import Profile, profile
from caseapp.queries.standards import standards_in_force
from caseapp.web.aid.forms import AidForm
from caseapp.web.support.language import word, yuan


@dataclass(frozen=True)
class Desk:
    """Everything around one chosen beneficiary, read in four statements."""

    profile: Profile
    aid: list[facts.AidLine]
    funds: list[facts.Fund]
    standards: dict[AidKind, Standard]
    logged: list[facts.Logged]
    today: date

    @property
    def kinds(self) -> list[AidKind]:
        allowed = KINDS_FOR[self.profile.to.register]
        return [kind for kind in AidKind if kind in allowed]

    @property
    def by_kind(self) -> list[tuple[AidKind, int]]:
        sums: dict[AidKind, int] = {}
        for line in self.aid:
            sums[line.kind] = sums.get(line.kind, 0) + line.amount_fen
        return [(kind, sums[kind]) for kind in AidKind if kind in sums]

    @property
    def by_project(self) -> list[tuple[str, int]]:
        sums: dict[str, int] = {}
        for line in self.aid:
            sums[line.project] = sums.get(line.project, 0) + line.amount_fen
        return sorted(sums.items())

    @property
    def total_fen(self) -> int:
        return sum(line.amount_fen for line in self.aid)

    def usual_fund(self) -> facts.Fund | None:
        """The one the actor used last, else the first with money left."""
        last = {line.budget_key: place for place, line in reversed(list(enumerate(self.logged)))}
        known = [fund for fund in self.funds if fund.free_fen > 0]
        return min(known, key=lambda f: last.get((f.project_id, f.source), len(last) + 10), default=None)


def open_desk(session: Session, actor: Actor, to: Beneficiary, today: date) -> Desk:
    chosen = profile(session, actor, to)
    start = datetime.combine(date(today.year, 1, 1), time(), LOCAL)
    return Desk(
        profile=chosen,
        aid=facts.aid_of_year(
            session, person_id=chosen.person_id, household_id=chosen.household_id, start=start, year=today.year
        ),
        funds=facts.funds_of_year(session, today.year, KINDS_FOR[to.register]),
        standards=standards_in_force(session, KINDS_FOR[to.register], chosen.grade, today),
        logged=facts.last_logged(session, actor),
        today=today,
    )


def set_choices(form: AidForm, desk: Desk) -> None:
    form.project.choices = [
        (fund.budget_id, f"{fund.project}（{fund.year}） · {word(fund.source)} · {yuan(fund.free_fen)}")
        for fund in desk.funds
        if fund.free_fen > 0
    ]
    form.kind.choices = [(kind.value, word(kind)) for kind in desk.kinds]


@dataclass(frozen=True)
class Advice:
    """What stands beside the amount: the working, the own part, and lines that call for a reason."""

    fund: facts.Fund | None
    proposal: Proposal | None
    cost: MedicalCost | None
    has_standard: bool
    again: facts.AidLine | None
    elsewhere: facts.AidLine | None


def advise(desk: Desk, form: AidForm) -> Advice:
    """From what the form holds now; an impossible cost is as good as none."""
    kind = form.kind.data
    fund = next((fund for fund in desk.funds if fund.budget_id == form.project.data), None)
    standard = desk.standards.get(kind)
    try:
        cost = form.cost()
    except Invalid:
        cost = None
    chosen = desk.profile
    again = None
    if fund and kind:
        again = facts.same_claim(
            desk.aid,
            project_id=fund.project_id,
            household_id=chosen.household_id,
            person_id=chosen.person_id,
            kind=kind,
            repeat=standard.repeat if standard else Repeat.DAY,
            day=desk.today,
        )
    return Advice(
        fund=fund,
        proposal=propose(standard, cost) if standard else None,
        cost=cost,
        has_standard=standard is not None,
        again=again,
        elsewhere=facts.from_other_project(desk.aid, fund.project_id, desk.today) if fund else None,
    )
