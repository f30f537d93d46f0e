"""An attacker with the whole database, hidden columns and row order included, and with the order in which people
answered, cannot tell whose an anonymous answer is."""

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.surveys.codes import QuestionKind
from caseapp.domain.surveys.questions import Option, Question
from caseapp.models import Base
from caseapp.models.engine import open_engine
from caseapp.services import answering, questionnaires, survey_import
from caseapp.services.transaction import transact
from tests.factories.answer_sheets import answers_file
from tests.factories.clock import NOW, TODAY
from tests.factories.projects import make_project
from tests.factories.surveys import Asked, make_asked
from tests.factories.units import make_unit

PEOPLE = 40
CHANCE = 11
"""Of 40 people a blind guess meets one on average, and more than this in one of a billion tries."""
PICKS = tuple(Option(f"opt{n}", f"选项{n}", "") for n in range(1, PEOPLE + 1))
QUESTIONS = (
    Question(
        "pick",
        QuestionKind.CHOICE,
        "选哪个？",
        "",
        tuple(Option(f"opt{n}", f"选项{n}", "") for n in range(1, PEOPLE + 1)),
    ),
    Question("words", QuestionKind.TEXT, "说说看", ""),
)
Dump = dict[str, list[dict[str, Any]]]


@pytest.fixture
def engine(database: str) -> Engine:
    return open_engine(database)


def ask(engine: Engine) -> Asked:
    with Session(engine) as session:

        def made() -> Asked:
            project = make_project(session, make_unit(session))
            asked = make_asked(session, project, names=PEOPLE, questions=QUESTIONS)
            session.expunge(asked.survey)
            return asked

        return transact(session, made)


def answer_all(engine: Engine, asked: Asked, order: Sequence[int]) -> None:
    """Each in transactions of their own; person n picks the n-th option and writes the n-th secret."""
    with Session(engine) as session:
        for number in order:
            code = asked.codes[number]
            for place, raw in ((1, f"opt{number}"), (2, f"秘密{number:03d}号")):
                transact(session, lambda p=place, r=raw, c=code: answering.save(session, c, place=p, raw=r))
            transact(session, lambda c=code: answering.send(session, c, today=TODAY, now=NOW))


def import_all(engine: Engine, asked: Asked, order: Sequence[int]) -> None:
    """One file, looked at and taken in: row by row in the order, with the n-th option and secret of person n."""
    headings = ("问卷编号", "作答方式", "作答日期", "1. 选哪个？", "2. 说说看")
    rows = [(str(n), "纸质问卷", TODAY.isoformat(), f"选项{n}", f"秘密{n:03d}号") for n in order]
    data = answers_file([dict(zip(headings, row, strict=True)) for row in rows], headings)
    sent = {"questionnaire_id": asked.survey.id, "data": data, "today": TODAY}
    with Session(engine) as session:
        transact(session, lambda: survey_import.look(session, SYSTEM, **sent))
        transact(session, lambda: survey_import.take(session, SYSTEM, now=NOW, **sent))


def close(engine: Engine, asked: Asked) -> None:
    with Session(engine) as session:
        transact(
            session,
            lambda: questionnaires.close_survey(
                session, SYSTEM, questionnaire_id=asked.survey.id, now=NOW, today=TODAY
            ),
        )


def dump(engine: Engine) -> Dump:
    """Every row of every table as it lies there, with what the database adds of its own."""
    found: Dump = {}
    with engine.connect() as connection:
        for table in Base.metadata.tables.values():
            hidden = "ctid::text AS hidden_ctid, xmin::text::bigint AS hidden_xmin, cmin::text AS hidden_cmin, *"
            if engine.dialect.name == "sqlite":
                with_rowid = table.dialect_options["sqlite"]["with_rowid"]
                hidden = "rowid AS hidden_rowid, *" if with_rowid and table.name not in {"answered_requests"} else "*"
            rows = connection.execute(text(f"SELECT {hidden} FROM {table.name}"))
            found[table.name] = [dict(row) for row in rows.mappings()]
    return found


def whose(row: dict[str, Any]) -> int:
    """The truth the attacker is after: the number of the person who gave this answer."""
    said = str(row.get("words") or row["answers"])
    return int("".join(filter(str.isdigit, said)))


def columns_of(rows: list[dict[str, Any]]) -> list[str]:
    return list(rows[0]) if rows else []


def in_order(rows: list[dict[str, Any]], column: str | None) -> list[dict[str, Any]]:
    return rows if column is None else sorted(rows, key=lambda row: _sortable(row[column]))


def _sortable(value: Any) -> tuple[str, Any]:
    if isinstance(value, str) and value.startswith("(") and "," in value:
        return "place", tuple(int(part) for part in value.strip("()").split(","))
    if isinstance(value, int | float):
        return "number", value
    return type(value).__name__, repr(value) if not isinstance(value, str | bytes) else value


def best_guesses(people: Sequence[int], answers: list[dict[str, Any]]) -> int:
    """How many are met when people in some order are laid beside answers in their order, forwards or backwards."""
    truth = [whose(row) for row in answers]
    shift = len(people) - len(truth)
    runs = [list(people), list(reversed(people))]
    laid = [run[start : start + len(truth)] for run in runs for start in range(shift + 1)]
    return max(sum(a == b for a, b in zip(run, truth, strict=True)) for run in laid)


@pytest.mark.parametrize("answered", [answer_all, import_all], ids=["by phone", "from a file"])
@pytest.mark.parametrize("closed", [False, True], ids=["while open", "when closed"])
def test_no_order_of_rows_leads_from_answers_to_people(
    engine: Engine, closed: bool, answered: Callable[[Engine, Asked, Sequence[int]], None]
) -> None:
    asked = ask(engine)
    order = random.Random(7).sample(range(1, PEOPLE + 1), PEOPLE)
    answered(engine, asked, order)
    if closed:
        close(engine, asked)
    found = dump(engine)
    people = found["survey_invitations"]
    by_column = {column: [row["number"] for row in in_order(people, column)] for column in (None, *columns_of(people))}
    guesses = {**by_column, "the order in which they answered": order}
    for table in ("survey_ballots", "survey_remarks"):
        answers = found[table]
        assert len(answers) == (PEOPLE if closed else PEOPLE - 5)
        for column in (None, *columns_of(answers)):
            if column in {"answers", "words"}:  # sorting by the answer itself is no way to a person
                continue
            for name, numbers in guesses.items():
                met = best_guesses(numbers, in_order(answers, column))
                assert met <= CHANCE, f"{table} by {column} beside people by {name}: {met} of {PEOPLE} told"


def test_no_value_of_an_answer_stands_anywhere_else(engine: Engine) -> None:
    """No shared key: what a ballot's columns hold is found in no other table, save the survey it belongs to."""
    asked = ask(engine)
    answer_all(engine, asked, range(1, PEOPLE + 1))
    found = dump(engine)
    others = {
        str(value)
        for table, rows in found.items()
        if table not in {"survey_ballots", "survey_remarks"}
        for row in rows
        for column, value in row.items()
        if column != "questions"  # the options as such, for everybody
    }
    for table in ("survey_ballots", "survey_remarks"):
        for column in columns_of(found[table]):
            values = {str(row[column]) for row in found[table]}
            if column.startswith("hidden_") or len(values) == 1:
                continue  # the order of these is tried above; one value for all tells nobody apart
            assert not values & others, f"{table}.{column} leads to another table"
    ids = [row["id"] for row in found["survey_ballots"] + found["survey_remarks"]]
    assert len(set(ids)) == len(ids)


def test_a_file_leaves_nothing_but_marks_at_the_forms_and_the_mixed_answers(engine: Engine) -> None:
    """Neither the file, nor its rows, nor an event of the trail; and no moment of it."""
    asked = ask(engine)
    before = dump(engine)
    import_all(engine, asked, range(PEOPLE, 0, -1))
    after = dump(engine)
    touched = {table for table, rows in after.items() if rows != before[table]}
    sides = {"survey_invitations", "survey_ballots", "survey_remarks", "survey_waiting_ballots", "survey_boxes"}
    assert touched == sides
    forms = [{row["id"]: row for row in found["survey_invitations"]} for found in (before, after)]
    told = {"state", "channel", "interviewer_id", "hidden_ctid", "hidden_xmin", "hidden_cmin"}
    for number, row in forms[1].items():
        assert {name for name, value in row.items() if value != forms[0][number][name]} <= told


def test_all_answers_of_the_box_were_written_by_one_transaction(engine: Engine) -> None:
    asked = ask(engine)
    answer_all(engine, asked, range(1, 12))
    found = dump(engine)
    ballots = found["survey_ballots"]
    assert len(ballots) == 5
    if engine.dialect.name == "postgresql":
        assert len({row["hidden_xmin"] for row in ballots}) == 1
        close(engine, asked)
        after = dump(engine)
        assert len({row["hidden_xmin"] for row in after["survey_ballots"]}) == 1
        assert len({row["hidden_xmin"] for row in after["survey_invitations"]}) == 1


def test_what_is_half_said_or_on_the_tray_cannot_be_read(engine: Engine) -> None:
    """Before the mixing everything is sealed: a dump shows neither words nor picks, and every sealed piece is of one
    length, so that long answers do not stand out."""
    asked = ask(engine)
    answer_all(engine, asked, range(1, 5))
    with Session(engine) as session:
        transact(session, lambda: answering.save(session, asked.codes[9], place=2, raw="秘密009号" * 40))
        transact(session, lambda: answering.save(session, asked.codes[10], place=1, raw="opt10"))
    found = dump(engine)
    everything = repr({table: rows for table, rows in found.items() if table != "questionnaire_versions"})
    assert "秘密" not in everything and "opt10" not in everything
    for code in asked.codes.values():
        assert code not in everything
    sealed = [row["sealed"] for row in found["survey_waiting_ballots"]]
    drafts = [row["draft_sealed"] for row in found["survey_invitations"] if row["draft_sealed"]]
    assert len(sealed) == 4 and len({len(one) for one in sealed}) == 1
    assert len(drafts) == 2 and len({len(one) for one in drafts}) == 1
    assert not [row for row in found["audit_events"] if "answer" in row["action"]]


def test_a_draft_opens_with_no_other_code_and_in_no_other_row(engine: Engine) -> None:
    asked = ask(engine)
    with Session(engine) as session:
        transact(session, lambda: answering.save(session, asked.codes[1], place=1, raw="opt1"))
        transact(session, lambda: answering.save(session, asked.codes[2], place=1, raw="opt2"))
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(
            text(
                "UPDATE survey_invitations SET draft_sealed ="
                " (SELECT draft_sealed FROM survey_invitations WHERE number = 1) WHERE number = 2"
            )
        )
    with Session(engine) as session:
        assert answering.visit(session, asked.codes[1]).answers == {"pick": "opt1"}
        assert answering.visit(session, asked.codes[2]).answers == {}


def test_no_column_of_an_answer_tells_when_or_who() -> None:
    for name in ("survey_ballots", "survey_remarks", "survey_waiting_ballots", "survey_boxes"):
        table = Base.metadata.tables[name]
        kinds = {column.name: column.type.python_type.__name__ for column in table.columns}
        assert not {"datetime", "date"} & set(kinds.values()), f"{name} knows a day or a moment"
        assert [key.column.table.name for key in table.foreign_keys] == ["questionnaires"]
    for name in ("survey_ballots", "survey_remarks", "survey_waiting_ballots"):
        assert Base.metadata.tables[name].dialect_options["sqlite"]["with_rowid"] is False
    moments = [
        column.name
        for column in Base.metadata.tables["survey_invitations"].columns
        if column.type.python_type.__name__ in {"date", "datetime"}
    ]
    assert moments == []
