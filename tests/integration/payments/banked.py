"""A released batch of many lines with its file for the bank."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.payments.bank_files import BankColumn, BankFact, Delimiter, Encoding, FileKind, Layout
from caseapp.models.bank_files import BankFile, BankResult
from caseapp.models.payments import Batch, Payment
from caseapp.models.projects import Project
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.services import bank_files, bank_results, bank_templates
from caseapp.services.bank_matching import SentFile
from caseapp.services.bank_templates import TemplateFacts
from tests.factories.clock import NOW, TODAY
from tests.factories.payments import make_payment
from tests.factories.people import make_person
from tests.integration.payments.house import House

F = BankFact
FACTS = (F.SERIAL, F.REFERENCE, F.HOLDER, F.ACCOUNT, F.BANK, F.AMOUNT_YUAN, F.ID_NUMBER, F.PURPOSE)


def layout(*facts: BankFact, kind: FileKind = FileKind.XLSX, **changed: Any) -> Layout:
    columns = tuple(BankColumn(fact, fact.zh) for fact in facts or FACTS)
    return Layout(kind, changed.get("encoding", Encoding.UTF8), changed.get("delimiter", Delimiter.COMMA), columns)


class Bank:
    """`amounts` are the lines of the released batch, each to a person of its own."""

    def __init__(self, session: Session, *amounts: int, facts: Layout | None = None) -> None:
        self.session = session
        self.house = House(session, budget_fen=sum(amounts) + 1_000_000)
        unit, project = session.get_one(Unit, self.house.county_id), session.get_one(Project, self.house.project_id)
        logger = session.get_one(User, self.house.second_maker.id)
        for turn, amount in enumerate(amounts, 1):
            person = make_person(session, name=f"收款人{turn}", account=f"62220200{turn:011d}")
            make_payment(session, project, unit, person=person, amount_fen=amount, logged_by=logger)
        self.batch = self.sign(self.house.prepare())
        self.template = bank_templates.add(
            session, self.house.cashier, now=NOW,
            facts=TemplateFacts("工行代发", self.house.city_id, TODAY, None, facts or layout()),
        )  # fmt: skip

    def sign(self, batch: Batch) -> Batch:
        self.house.submit(batch)
        self.house.approve(batch)
        self.house.release(batch)
        return batch

    def make(self, batch: Batch | None = None) -> BankFile:
        return bank_files.make(
            self.session, self.house.cashier, batch_id=(batch or self.batch).id, template_id=self.template.id, now=NOW
        )

    def hand_out(self, file: BankFile, reason: str = "") -> bytes:
        handed = bank_files.hand_out(self.session, self.house.cashier, file_id=file.id, reason=reason, now=NOW)
        return handed.content

    def sent(self, file: BankFile) -> SentFile:
        return bank_results.sent_file(self.session, file)

    def take(self, file: BankFile, data: bytes, name: str = "结果.xlsx") -> BankResult:
        return bank_results.take(self.session, self.house.cashier, file_id=file.id, name=name, data=data, now=NOW)

    def apply(self, kept: BankResult) -> int:
        return bank_results.apply(self.session, self.house.cashier, result_id=kept.id, now=NOW, today=TODAY)

    def lines(self, batch: Batch | None = None) -> list[Payment]:
        statement = select(Payment).where(Payment.batch_id == (batch or self.batch).id).order_by(Payment.id)
        return list(self.session.scalars(statement.execution_options(populate_existing=True)))

    def states(self) -> list[tuple[object, ...]]:
        return [(line.id, line.state, line.paid_on, line.returned_on, line.failed_reason) for line in self.lines()]
