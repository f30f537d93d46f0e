"""What the bank answers is taken in whole or not at all, in any order, and twice is once."""

from collections import Counter
from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy.orm import Session

from caseapp.domain.payments.bank_answers import Effect
from caseapp.domain.payments.codes import BatchState, LineState
from caseapp.services import bank_results, sent_answers
from caseapp.services.marked_copy import marked_copy
from tests.factories.bank_answers import AnswerBook, answer_book, plant
from tests.factories.clock import TODAY
from tests.integration.payments.banked import Bank


def test_forty_faults_among_a_thousand_lines_are_all_named_and_nothing_is_recorded(session: Session) -> None:
    bank = Bank(session, *(10_000 + turn for turn in range(1000)))
    file = bank.make()
    book = answer_book(bank.sent(file))
    sound, turned = book.xlsx(), AnswerBook(book.file, [dict(row) for row in reversed(book.rows)]).xlsx()
    plant(book, 40, TODAY)
    assert len(book.planted) == 40 and len(book.kinds) >= 10
    before = bank.states()

    kept = bank.take(file, book.xlsx())
    found = bank_results.look(session, kept, TODAY)
    assert {fault.place.cell for fault in found.faults} == book.planted
    assert len(found.faults) == 40
    try:
        bank.apply(kept)
        raise AssertionError("applied in spite of its faults")
    except bank_results.Refused:
        pass
    assert bank.states() == before
    copy = marked_copy(sent_answers.content(kept), found.table, found.faults, lambda fault: fault.message)
    sheet = load_workbook(BytesIO(copy)).worksheets[0]
    coloured = {cell.coordinate for row in sheet.iter_rows(min_row=4, max_col=12) for cell in row
                if cell.fill.start_color.rgb == "FFFFC7CE"}  # fmt: skip
    assert coloured == book.planted

    good = bank.take(file, sound)
    assert bank_results.look(session, good, TODAY).counts == {Effect.PAY: 889, Effect.FAIL: 111}
    assert bank.apply(good) == 1000
    assert Counter(line.state for line in bank.lines()) == {LineState.PAID: 889, LineState.FAILED: 111}
    session.refresh(bank.batch)
    assert bank.batch.state is BatchState.SETTLED
    after = bank.states()
    assert bank.apply(good) == 0
    assert bank.take(file, sound).id == good.id
    assert bank.apply(bank.take(file, turned)) == 0
    assert bank.states() == after
