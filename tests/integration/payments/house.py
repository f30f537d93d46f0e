"""A small federation to pay from: three signers, a project with money, people to aid."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.payments.beneficiary import Beneficiary, Register
from caseapp.domain.payments.codes import AidKind, FundSource
from caseapp.domain.payments.grounds import Event
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import ProjectBudget
from caseapp.services import aid, batches, signing
from tests.factories.clock import NOW, TODAY
from tests.factories.households import make_household
from tests.factories.people import make_person
from tests.factories.projects import make_project
from tests.factories.units import make_unit
from tests.factories.users import make_actor

FISCAL = FundSource.FISCAL


@dataclass
class House:
    session: Session
    budget_fen: int = 1_000_000
    households: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        session = self.session
        city = make_unit(session, name="唐山市总工会")
        county = make_unit(session, parent=city)
        self.city_id, self.county_id = city.id, county.id
        self.maker = make_actor(session, Role.CASEWORKER, city, name="张经办")
        self.second_maker = make_actor(session, Role.CASEWORKER, city, name="刘经办")
        self.county_maker = make_actor(session, Role.CASEWORKER, county, name="县经办")
        self.reviewer = make_actor(session, Role.REVIEWER, city, name="李审批")
        self.second_reviewer = make_actor(session, Role.REVIEWER, city, name="赵审批")
        self.cashier = make_actor(session, Role.CASHIER, city, name="王财务")
        self.project_id = make_project(session, city, budget_fen=self.budget_fen).id
        for number in range(3):
            head = make_person(session, account=f"622202000000000{number}")
            self.households.append(make_household(session, county, head=head, size=2).id)

    @property
    def budget(self) -> ProjectBudget:
        statement = select(ProjectBudget).where(ProjectBudget.project_id == self.project_id)
        return self.session.scalars(statement.execution_options(populate_existing=True)).one()

    def log(
        self,
        amount_fen: int = 100_000,
        *,
        household: int = 0,
        kind: AidKind = AidKind.LIVING,
        actor: Actor | None = None,
        now: datetime = NOW,
        reason: str = "",
    ) -> Payment:
        logged = aid.log_aid(
            self.session,
            actor or self.maker,
            to=Beneficiary(Register.HOUSEHOLD, self.households[household]),
            project_id=self.project_id,
            source=FISCAL,
            kind=kind,
            amount_fen=amount_fen,
            day=TODAY,
            now=now,
            reason=reason,
            event=Event("住院", TODAY) if kind is AidKind.ONE_OFF else None,
        )
        return self.session.get_one(Payment, logged.id)

    def prepare(self, *line_ids: int, actor: Actor | None = None) -> Batch:
        return batches.prepare(
            self.session,
            actor or self.maker,
            project_id=self.project_id,
            source=FISCAL,
            title="六月生活救助",
            now=NOW,
            line_ids=line_ids or None,
        )

    def seen(self, batch: Batch) -> str:
        return signing.seen_digest(self.session, batch.id)

    def submit(self, batch: Batch, actor: Actor | None = None) -> None:
        signing.submit(self.session, actor or self.maker, batch_id=batch.id, seen=self.seen(batch), now=NOW)

    def approve(self, batch: Batch, actor: Actor | None = None) -> None:
        signing.approve(self.session, actor or self.reviewer, batch_id=batch.id, seen=self.seen(batch), now=NOW)

    def release(self, batch: Batch, actor: Actor | None = None) -> None:
        signing.release(self.session, actor or self.cashier, batch_id=batch.id, seen=self.seen(batch), now=NOW)

    def released(self, *amounts: int) -> Batch:
        """A released batch with one line for each amount."""
        for number, amount in enumerate(amounts or (100_000,)):
            self.log(amount, household=number)
        batch = self.prepare()
        self.submit(batch)
        self.approve(batch)
        self.release(batch)
        return batch
