"""The log-aid page: the chosen beneficiary, the money, what the standard proposes and what speaks against it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.errors import Invalid
from caseapp.domain.payments.beneficiary import KINDS_FOR, Beneficiary
from caseapp.domain.payments.claims import school_year
from caseapp.domain.payments.codes import AidKind
from caseapp.domain.payments.grounds import Grounds
from caseapp.domain.payments.weighing import AidLine, Weighed, weigh
from caseapp.domain.periods import quarter_of
from caseapp.queries import aid as facts
from caseapp.queries.beneficiaries import Child, Profile, children, profile
from caseapp.queries.standards import Shelf, standards_on
from caseapp.web.aid.forms import AidForm
from caseapp.web.support.forms import worded
from caseapp.web.support.language import word, yuan


@dataclass(frozen=True)
class Desk:
    """Everything around one chosen beneficiary, read in six statements; `live` is all there is, `aid` this year's."""

    profile: Profile
    children: list[Child]
    live: list[AidLine]
    funds: list[facts.Fund]
    shelf: Shelf
    logged: list[facts.Logged]
    today: date

    @property
    def kinds(self) -> list[AidKind]:
        allowed = KINDS_FOR[self.profile.to.register]
        return [kind for kind in AidKind if kind in allowed]

    @property
    def aid(self) -> list[AidLine]:
        return [line for line in self.live if line.day.year == self.today.year]

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
    kinds = KINDS_FOR[to.register]
    return Desk(
        profile=chosen,
        children=children(session, chosen.household_id),
        live=facts.live_aid(session, person_id=chosen.person_id, household_id=chosen.household_id),
        funds=facts.funds_of_year(session, today.year, kinds),
        shelf=standards_on(session, kinds, today),
        logged=facts.last_logged(session, actor),
        today=today,
    )


def set_money(form: AidForm, to: Beneficiary, funds: list[facts.Fund]) -> None:
    """The choices that a sent form is held against."""
    form.project.choices = [
        (fund.budget_id, f"{fund.project}（{fund.year}） · {word(fund.source)} · {yuan(fund.free_fen)}")
        for fund in funds
        if fund.free_fen > 0
    ]
    form.kind.choices = worded(kind for kind in AidKind if kind in KINDS_FOR[to.register])


def set_choices(form: AidForm, desk: Desk) -> None:
    set_money(form, desk.profile.to, desk.funds)
    form.student.choices = [(one.person_id, _named(one)) for one in desk.children]
    now = school_year(desk.today)
    form.school_year.choices = [(year, f"{year}-{year + 1}") for year in (now, now - 1, now + 1)]


def _named(child: Child) -> str:
    return f"{child.name}（{child.born.year}）" if child.born else child.name


@dataclass(frozen=True)
class Advice:
    """What stands beside the amount: the working, the own part, and what calls for a reason."""

    fund: facts.Fund | None
    grounds: Grounds
    weighed: Weighed | None
    elsewhere: AidLine | None


def advise(desk: Desk, form: AidForm) -> Advice:
    """From what the form holds now; an impossible cost is as good as none."""
    kind = form.kind.data
    fund = next((fund for fund in desk.funds if fund.budget_id == form.project.data), None)
    try:
        grounds = form.grounds()
    except Invalid:
        grounds = Grounds()
    weighed = None
    if fund and isinstance(kind, AidKind):
        weighed = weigh(
            lambda one, grades: desk.shelf.of(one, fund.project_id, grades),
            kinds=desk.kinds,
            grade=desk.profile.grade,
            household_id=desk.profile.household_id,
            person_id=desk.profile.person_id,
            project_id=fund.project_id,
            kind=kind,
            amount_fen=form.amount.fen,
            grounds=grounds,
            day=desk.today,
            aid=desk.live,
            other_holder=desk.profile.other_holder,
        )
    return Advice(fund, grounds, weighed, _elsewhere(desk, fund, weighed) if fund else None)


def _elsewhere(desk: Desk, fund: facts.Fund, weighed: Weighed | None) -> AidLine | None:
    """The newest line of another project in this quarter, unless it is told already as the same kind."""
    told = weighed.same if weighed else ()
    return next(
        (
            line
            for line in desk.aid
            if line.project_id != fund.project_id
            and quarter_of(line.day) == quarter_of(desk.today)
            and line not in told
        ),
        None,
    )
