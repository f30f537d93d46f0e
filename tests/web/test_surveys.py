"""The office's side of a survey: making, editing, drawing, printing slips, following up, closing."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import docx
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.clock import local_day
from caseapp.domain.households.codes import Category
from caseapp.domain.payments.codes import LineState
from caseapp.domain.surveys.codes import InvitationState, SurveyChannel, SurveyState
from caseapp.models.audit import AuditEvent
from caseapp.models.questionnaires import (
    NamedResponse,
    Questionnaire,
    QuestionnaireVersion,
    SurveyInvitation,
    WaitingBallot,
)
from caseapp.models.requests import AnsweredRequest
from tests.factories.books import load_book_2025
from tests.factories.clock import TODAY
from tests.factories.households import make_household
from tests.factories.payments import make_batch, make_payment
from tests.factories.surveys import GOOD, answer, make_asked, make_draft
from tests.factories.units import make_unit
from tests.factories.users import make_staff, make_user

PROJECT = 6


class Office:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.city = make_unit(session, name="唐山市总工会", code="408001")
        self.county = make_unit(session, parent=self.city)
        self.projects = load_book_2025(session)
        self.aid = self.projects[PROJECT]
        batch = make_batch(session, self.aid, self.county, make_user(session))
        for _ in range(20):
            paid = {"state": LineState.PAID, "paid_on": date(2025, 5, 5), "batch": batch}
            make_payment(session, self.aid, self.county, household=make_household(session, self.county), **paid)
        session.commit()

    def survey(self) -> Questionnaire:
        found = self.session.scalars(select(Questionnaire).execution_options(populate_existing=True)).one()
        self.session.commit()
        return found


@pytest.fixture
def office(world: Session) -> Office:
    return Office(world)


def new(office: Office, **changes: object) -> dict[str, object]:
    given = {"project_id": office.aid.id, "title": "困难职工满意度", "manner": "anonymous", "like_id": ""}
    return {**given, "purposes": ["satisfaction", "improvement"], **changes}


def sample(**changes: object) -> dict[str, object]:
    period = {"kind": "paid", "period_from": "2025-01-01", "period_to": "2025-12-31", "activity_id": "", "listed": ""}
    return {**period, "rule": "number", "confidence": "95", "margin": "5", "size": "12", "seed": "", **changes}


def test_a_survey_is_made_drawn_opened_printed_and_closed(office: Office, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=office.city)
    made = client.send("/surveys/new?year=2025", new(office))
    assert made.status_code == 302
    home = made.location
    weighed = client.send(f"{home}/sample/preview", sample(rule="precision"), form_at=f"{home}/sample")
    assert weighed.status_code == 200 and "20" in weighed.get_data(as_text=True)
    assert office.survey().seed is None
    assert client.send(f"{home}/sample", sample()).location == home
    assert client.send(f"{home}/open", form_at=home).status_code == 302
    printed = client.send(f"{home}/slips", {"printing": "0", "form": "print"}, form_at=home)
    lines = re.findall(r"[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{5}(?=<)", printed.get_data(as_text=True))
    codes = [first + second for first, second in zip(lines[::2], lines[1::2], strict=True)]
    assert len(codes) == 12 and printed.get_data(as_text=True).count("doc-square") == 12
    assert client.send(f"{home}/slips", {"printing": "0", "form": "print"}, form_at=home).status_code == 409
    for code in codes[:11]:
        answer(office.session, code, GOOD)
    office.session.commit()
    assert "11" in client.get(home).get_data(as_text=True)
    assert client.send(f"{home}/close", form_at=home).status_code == 302
    page = client.get(home).get_data(as_text=True)
    assert "100.00%" in page and "n=11" in page and "Too small a sample" in page
    assert office.survey().state is SurveyState.CLOSED
    events = set(office.session.scalars(select(AuditEvent.action)))
    assert {"survey.create", "survey.draw", "survey.open", "survey.slips", "survey.close"} <= events


def test_slips_as_word_have_their_squares_and_codes(office: Office, sign_in: Callable) -> None:
    survey = make_asked(office.session, office.aid, names=5).survey
    office.session.commit()
    client = sign_in(Role.PERFORMANCE, unit=office.city)
    home = f"/surveys/{survey.id}"
    given = client.send(f"{home}/slips", {"printing": "1", "form": "docx", "again": "yes"}, form_at=home)
    assert given.mimetype.endswith("wordprocessingml.document")
    word = docx.Document(BytesIO(given.data))
    assert len(word.inline_shapes) == 5
    assert word.tables[0].cell(0, 1).text.startswith("1 号　单位000")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Fill this in."),
        ({"purposes": []}, "Choose what to ask about."),
        ({"title": "长" * 129}, "128"),
    ],
)
def test_a_survey_that_cannot_be_made_says_why(
    office: Office, sign_in: Callable, changes: dict[str, object], sentence: str
) -> None:
    client = sign_in(Role.PERFORMANCE, unit=office.city)
    refused = client.send("/surveys/new?year=2025", new(office, **changes))
    assert refused.status_code == 422 and sentence in refused.get_data(as_text=True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"size": "0"}, "Say how many to ask."),
        ({"size": "21"}, "There are only 20"),
        ({"period_to": "2024-01-01"}, "ends before it begins"),
        ({"period_from": ""}, "from which day"),
        ({"kind": "attendees"}, "Choose an activity"),
        ({"kind": "listed"}, "one name a line"),
        ({"kind": "listed", "listed": "甲\n甲"}, "stands in the list twice"),
        ({"rule": "precision", "margin": "很小"}, "between 1 and 20"),
        ({"seed": "种子"}, "letters and digits"),
        ({"period_from": "2025-06-01"}, "Nobody stands in this frame"),
    ],
)
def test_a_sample_that_cannot_be_drawn_says_why_and_draws_nothing(
    office: Office, sign_in: Callable, changes: dict[str, object], sentence: str
) -> None:
    client = sign_in(Role.PERFORMANCE, unit=office.city)
    home = client.send("/surveys/new?year=2025", new(office)).location
    refused = client.send(f"{home}/sample", sample(**changes))
    assert refused.status_code == 422 and sentence in refused.get_data(as_text=True)
    assert office.survey().seed is None


def editor(page: str) -> dict[str, str]:
    """What the editor would send back unchanged."""
    sent: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (not re.search(r'type="checkbox"', tag) or " checked" in tag):
            sent[name.group(1)] = value.group(1) if value else ""
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        sent[name] = chosen.group(1) if chosen else ""
    return sent


def test_questions_are_edited_added_reordered_and_left_out(office: Office, sign_in: Callable) -> None:
    survey = make_draft(office.session, office.aid)
    office.session.commit()
    client = sign_in(Role.PERFORMANCE, unit=office.city)
    home = f"/surveys/{survey.id}/questions"
    sent = editor(client.get(home).get_data(as_text=True))
    sent["questions-1-leave_out"] = "y"
    sent |= {"questions-2-place": "0", "questions-8-kind": "yes_no", "questions-8-zh": "还会再来吗？"}
    sent |= {"questions-8-options-0-zh": "会", "questions-8-options-1-zh": "不会"}
    assert client.post(home, data=sent).location == home
    versions = office.session.scalars(select(QuestionnaireVersion).order_by(QuestionnaireVersion.number)).all()
    keys = [[one["zh"][:4] for one in version.questions] for version in versions]
    office.session.commit()
    assert keys[1][0] == "您觉得工" and keys[1][1] == "总的来说" and keys[1][-1] == "还会再来" and len(keys[1]) == 8
    stale = client.post(home, data=sent)
    assert stale.status_code == 409 and "还会再来吗？" in stale.get_data(as_text=True)


def test_a_question_that_cannot_be_asked_is_told_beside_its_field(office: Office, sign_in: Callable) -> None:
    survey = make_draft(office.session, office.aid)
    office.session.commit()
    client = sign_in(Role.PERFORMANCE, unit=office.city)
    home = f"/surveys/{survey.id}/questions"
    sent = editor(client.get(home).get_data(as_text=True))
    sent |= {"questions-0-leave_out": "y", "questions-2-zh": "", "questions-4-feeds": "satisfaction"}
    for place in range(3):
        sent.pop(f"questions-4-options-{place}-counts", None)
    refused = client.post(home, data=sent)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert 'id="questions-2-zh-error"' in page and 'id="questions-4-feeds-error"' in page


def test_the_list_of_who_has_answered_never_says_what(office: Office, sign_in: Callable) -> None:
    asked = make_asked(office.session, office.aid, names=6, is_anonymous=False)
    answer(office.session, asked.codes[2], {**GOOD, "wish": "独一无二的话"})
    office.session.commit()
    client = sign_in(Role.PERFORMANCE, unit=office.city)
    home = f"/surveys/{asked.survey.id}"
    second, third = (
        office.session.scalars(select(SurveyInvitation.name).where(SurveyInvitation.number == n)).one() for n in (2, 3)
    )
    office.session.commit()
    page = client.get(f"{home}/progress").get_data(as_text=True)
    assert second in page and "独一无二的话" not in page
    waiting = client.get(f"{home}/progress?state=waiting").get_data(as_text=True)
    assert second not in waiting and third in waiting
    gone = client.send(f"{home}/forms/3/drop", {"why": "unreached"}, form_at=f"{home}/progress")
    assert gone.status_code == 302
    states = dict(
        office.session.execute(select(SurveyInvitation.number, SurveyInvitation.state)).tuples().all()  # type: ignore[arg-type]
    )
    office.session.commit()
    assert states[3] is InvitationState.DROPPED
    assert client.send(f"{home}/forms/2/drop", {"why": "unreached"}, form_at=f"{home}/progress").status_code == 409
    assert client.send(f"{home}/forms/4/drop", {"why": "bored"}, form_at=f"{home}/progress").status_code == 409
    assert "survey.names" in set(office.session.scalars(select(AuditEvent.action)))


def test_names_of_other_counties_are_not_listed(office: Office, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=office.city)
    home = client.send("/surveys/new?year=2025", new(office)).location
    client.send(f"{home}/sample", sample())
    clerk = sign_in(Role.CASEWORKER, unit=make_unit(office.session, parent=office.city))
    page = clerk.get(f"{home}/progress").get_data(as_text=True)
    assert "12 more belong to units outside your reach" in page
    assert clerk.post(f"{home}/open").status_code in {403, 409}


def test_a_void_survey_needs_a_reason(office: Office, sign_in: Callable) -> None:
    survey = make_draft(office.session, office.aid)
    office.session.commit()
    client = sign_in(Role.PERFORMANCE, unit=office.city)
    home = f"/surveys/{survey.id}"
    assert client.send(f"{home}/void", {"reason": ""}, form_at=home).status_code == 422
    assert client.send(f"{home}/void", {"reason": "重复建立"}, form_at=home).status_code == 302
    assert "重复建立" in client.get(home).get_data(as_text=True)


def test_the_preview_shows_every_question_as_on_a_phone(office: Office, sign_in: Callable) -> None:
    survey = make_draft(office.session, office.aid)
    office.session.commit()
    page = sign_in(Role.AUDITOR, unit=office.city).get(f"/surveys/{survey.id}/preview").get_data(as_text=True)
    assert page.count('class="sheet"') == 8 and "All in all" in page


def test_the_figure_opens_to_the_survey_and_not_to_who_said_what(office: Office, sign_in: Callable) -> None:
    asked = make_asked(office.session, office.aid, names=6, is_anonymous=False)
    for code in asked.codes.values():
        answer(office.session, code, GOOD)
    office.session.commit()
    client = sign_in(Role.AUDITOR, unit=office.city)
    drill = client.get(f"/projects/2025/{office.aid.code}/measures/survey.satisfaction").get_data(as_text=True)
    assert f'href="/surveys/{asked.survey.id}"' in drill and "100.00%" in drill and "单位0001" not in drill
    assert "单位0001" not in client.get(f"/surveys/{asked.survey.id}").get_data(as_text=True)


def line(place: int, number: str, *answers: str, invalid: str = "") -> dict[str, str]:
    """One line of the grid; both ready sheets have eight questions."""
    given = {f"rows-{place}-a{at}": said for at, said in enumerate(answers)}
    return {f"rows-{place}-number": number, f"rows-{place}-invalid": invalid, **given}


def test_forms_are_typed_in_by_number_and_counted_once(office: Office, sign_in: Callable) -> None:
    asked = make_asked(office.session, office.aid, names=8, is_anonymous=False)
    answer(office.session, asked.codes[1], GOOD)
    office.session.commit()
    client = sign_in(Role.PERFORMANCE, unit=office.city)
    grid = f"/surveys/{asked.survey.id}/entry"
    head = {"channel": "visit", "day": TODAY.isoformat()}
    sent = {**line(0, "２", "1", "1", "2", "多来看看", "1", "2", "3", ""), **line(1, "4", invalid="several")}
    visitor = make_staff(office.session, Role.CASEWORKER, office.city, name="走访人")
    stranger = make_staff(office.session, Role.CASEWORKER, make_unit(office.session), name="外单位的人")
    office.session.commit()
    head["interviewer"] = str(visitor.id)
    assert client.send(grid, {**head, **sent}).location == f"{grid}?channel=visit&interviewer={visitor.id}"
    assert client.send(grid, {**head, **line(0, "5"), "interviewer": str(stranger.id)}).status_code == 422
    assert "外单位的人" not in client.get(grid).get_data(as_text=True)
    kept = {
        one.invitation.number: one for one in office.session.scalars(select(NamedResponse).order_by(NamedResponse.id))
    }
    assert kept[2].answers["manner"] == "fair" and kept[2].answers["wish"] == "多来看看" and kept[2].is_valid
    assert not kept[4].is_valid and kept[2].invitation.channel is SurveyChannel.VISIT
    assert kept[2].invitation.interviewer_id == visitor.id and kept[2].answered_on == TODAY
    office.session.commit()
    again = client.send(grid, {**head, **sent})
    assert again.status_code == 422 and again.get_data(as_text=True).count("cannot be given twice") >= 2


def test_a_line_that_cannot_be_taken_keeps_all_of_them_out(office: Office, sign_in: Callable) -> None:
    asked = make_asked(office.session, office.aid, names=8)
    answer(office.session, asked.codes[1], GOOD)
    office.session.commit()
    client = sign_in(Role.PERFORMANCE, unit=office.city)
    grid = f"/surveys/{asked.survey.id}/entry"
    good = ("1", "1", "1", "", "1", "1", "", "")
    sent = line(0, "2", *good) | line(1, "1", *good) | line(2, "2", *good) | line(3, "99", *good)
    sent |= line(4, "3", "5", "1", "1", "", "1", "1", "", "") | line(5, "4", "", "1", "1", "", "1", "1", "", "")
    refused = client.send(grid, {"channel": "paper", "day": TODAY.isoformat(), **sent})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422 and 'value="99"' in page
    for sentence in (
        "cannot be given twice",
        "stands in an earlier line",
        "no form of this number",
        "from 1 to 4",
        "Choose or write an answer first",
    ):
        assert sentence in page, sentence
    assert office.session.scalar(select(func.count(WaitingBallot.id))) == 1


def test_the_grid_leaves_no_moment_and_no_digest_of_an_anonymous_form(office: Office, sign_in: Callable) -> None:
    asked = make_asked(office.session, office.aid, names=8)
    office.session.commit()
    client = sign_in(Role.PERFORMANCE, unit=office.city)
    before = office.session.scalar(select(func.count(AuditEvent.seq)))
    office.session.commit()
    sent = {"channel": "paper", "day": TODAY.isoformat(), **line(0, "2", "1", "1", "1", "", "1", "1", "", "")}
    assert client.send(f"/surveys/{asked.survey.id}/entry", sent).status_code == 302
    assert office.session.scalar(select(func.count(AuditEvent.seq))) == before
    assert office.session.scalar(select(func.count(AnsweredRequest.key))) == 0


def test_a_closed_survey_tells_its_groups_but_no_small_one(office: Office, sign_in: Callable) -> None:
    client = sign_in(Role.PERFORMANCE, unit=office.city)
    home = client.send("/surveys/new?year=2025", new(office)).location
    client.send(f"{home}/sample", sample(rule="all"))
    invited = office.session.scalars(select(SurveyInvitation).order_by(SurveyInvitation.number)).all()
    for form in invited[:3]:
        form.category = Category.ACCIDENT
    office.session.commit()
    client.send(f"{home}/open", form_at=home)
    lines: dict[str, str] = {}
    for place, number in enumerate(range(1, 19)):
        lines |= line(place, str(number), "1" if number % 2 else "4", "1", "1", "", "1", "1", "", "")
    sent = {"channel": "paper", "day": local_day(datetime.now(UTC)).isoformat(), **lines}
    assert client.send(f"{home}/entry", sent).status_code == 302
    assert "By group" not in client.get(home).get_data(as_text=True)
    client.send(f"{home}/close", form_at=home)
    page = client.get(home).get_data(as_text=True)
    assert "By group" in page and "18" in page
    groups = page[page.index("By group") :]
    assert "Hardship by accident" not in groups and office.county.name in groups
    word = docx.Document(BytesIO(client.get(f"{home}/summary.docx").data))
    told = "\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    assert "意外致困" not in told and office.county.name in told and "20 份、18 份、18 份" in told
