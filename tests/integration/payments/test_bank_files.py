"""A bank's file: text cells, one number, the payees of the release, made once however many ask at once."""

import csv
import hashlib
from io import StringIO

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.errors import IllegalStep, Invalid, NotAllowed
from caseapp.domain.payments.bank_files import EXAMPLES, BankFact, Delimiter, Encoding, FileKind
from caseapp.exporters.bank_files import bank_file
from caseapp.models.bank_files import BankFile, BankHandout
from caseapp.models.engine import open_engine
from caseapp.models.people import Person
from caseapp.services import bank_files
from caseapp.services.transaction import transact
from tests.factories.clock import NOW
from tests.integration.payments.banked import Bank, layout
from tests.integration.payments.test_at_once import together

F = BankFact


def test_the_file_holds_the_payees_of_the_release_as_text(session: Session, tmp_path) -> None:  # type: ignore[no-untyped-def]
    bank = Bank(session, 240_000, 56_050)
    person = session.get_one(Person, bank.lines()[0].person_id)
    then, person.account = person.account, "6217999999999999"
    file = bank.make()
    path = tmp_path / "file.xlsx"
    path.write_bytes(bank.hand_out(file))
    heading, first, second = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert heading == [fact.zh for fact in (F.SERIAL, F.REFERENCE, F.HOLDER, F.ACCOUNT, F.BANK, F.AMOUNT_YUAN,
                                            F.ID_NUMBER, F.PURPOSE)]  # fmt: skip
    assert first[:6] == ["1", f"{file.number}-0001", "收款人1", then, "中国工商银行", "2400.00"]
    assert second[5] == "560.50" and all(isinstance(cell, str) for cell in (*first, *second))


def test_it_leaves_again_only_with_a_reason_and_is_the_very_same(session: Session) -> None:
    bank = Bank(session, 100, 200)
    file = bank.make()
    first = bank.hand_out(file)
    with pytest.raises(Invalid):
        bank.hand_out(file, "  ")
    assert bank.hand_out(file, "银行未收到") == first
    assert hashlib.sha256(first).hexdigest() == file.digest
    assert bank.make().id == file.id
    handed = session.scalars(select(BankHandout).order_by(BankHandout.ordinal)).all()
    assert [(one.ordinal, one.reason) for one in handed if one.file_id == file.id] == [(1, ""), (2, "银行未收到")]


def test_only_the_cashier_of_the_unit_makes_it_and_only_after_the_release(session: Session) -> None:
    bank = Bank(session, 100)
    for actor in (bank.house.maker, bank.house.reviewer):
        with pytest.raises(NotAllowed):
            bank_files.make(session, actor, batch_id=bank.batch.id, template_id=bank.template.id, now=NOW)
    draft = bank.house.log(100)
    with pytest.raises(IllegalStep):
        bank.make(bank.house.prepare(draft.id))


@pytest.mark.parametrize("encoding", list(Encoding))
@pytest.mark.parametrize("delimiter", list(Delimiter))
def test_text_is_written_as_the_bank_reads_it(encoding: Encoding, delimiter: Delimiter) -> None:
    made = layout(F.ACCOUNT, F.HOLDER, F.AMOUNT_FEN, kind=FileKind.CSV, encoding=encoding, delimiter=delimiter)
    text = bank_file(made, EXAMPLES).decode(encoding.value)
    rows = list(csv.reader(StringIO(text), delimiter=delimiter.sign))
    assert rows[1:] == [[one.account, one.holder, str(one.amount_fen)] for one in EXAMPLES]
    assert bank_file(made, EXAMPLES) == bank_file(made, EXAMPLES)


def test_many_who_ask_at_once_get_one_file_with_one_number(database: str) -> None:
    engine = open_engine(database)
    with Session(engine) as session:
        bank = transact(session, lambda: Bank(session, 100, 200))
        batch_id, template_id = bank.batch.id, bank.template.id
        cashier = bank.house.cashier

    def make(session: Session, number: int) -> None:
        file = bank_files.make(session, cashier, batch_id=batch_id, template_id=template_id, now=NOW)
        reason = f"第{number}次" if number else ""
        bank_files.hand_out(session, cashier, file_id=file.id, reason=reason, now=NOW)

    outcomes = together(engine, make, range(8))
    assert outcomes.count("done") >= 7
    with Session(engine) as session:
        assert session.scalar(select(func.count(BankFile.id))) == 1
        assert sorted(session.scalars(select(BankHandout.ordinal))) == list(range(1, outcomes.count("done") + 1))
    engine.dispose()
