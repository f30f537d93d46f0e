"""Answers from a workbook: all that is wrong at once, all of it or nothing, and the same file again for nothing."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Invalid, NotFound, Refused
from caseapp.domain.surveys.codes import InvalidReason, InvitationState, SurveyChannel
from caseapp.exporters.rosters import roster_template
from caseapp.models.projects import Project
from caseapp.models.questionnaires import NamedResponse, Questionnaire, SurveyInvitation
from caseapp.queries import questionnaires as lists
from caseapp.queries.survey_counts import returns_of
from caseapp.services import carried_files, survey_import
from caseapp.services.survey_import import Findings
from tests.factories.answer_sheets import ASKED, COLUMNS, SHEET, answers_file, row
from tests.factories.clock import NOW, TODAY
from tests.factories.projects import make_project
from tests.factories.surveys import GOOD, answer, make_asked
from tests.factories.units import make_unit
from tests.factories.users import make_actor, make_staff


@pytest.fixture
def project(session: Session) -> Project:
    return make_project(session, make_unit(session))


def look(session: Session, survey: Questionnaire, data: bytes, actor: object = SYSTEM) -> Findings:
    return survey_import.look(session, actor, questionnaire_id=survey.id, data=data, today=TODAY)  # type: ignore[arg-type]


def take(session: Session, survey: Questionnaire, data: bytes) -> int:
    return survey_import.take(session, SYSTEM, questionnaire_id=survey.id, data=data, now=NOW, today=TODAY)


def given(session: Session) -> dict[int, NamedResponse]:
    kept = session.execute(select(SurveyInvitation.number, NamedResponse).join(NamedResponse.invitation))
    return {row[0]: row[1] for row in kept}


def test_each_answer_comes_in_with_channel_interviewer_day_and_whether_it_counts(
    session: Session, project: Project
) -> None:
    asked = make_asked(session, project, names=8, is_anonymous=False)
    worker = make_staff(session, Role.CASEWORKER, project.unit, name="王桂兰")
    names = dict(lists.waiting_forms(session, SYSTEM, asked.survey))
    rows = [
        row("1", "不满意", "否", 姓名=names[1], 作答方式="电话", 调查员=worker.login),
        row(2, "1", "2", 作答日期="2025年6月16日", 调查员="王桂兰"),
        row(asked.codes[3], "Fairly satisfied", "no", 作答方式="扫码或链接"),
        row("4", "", "", "", "", "", "", 无效原因="主要问题未答"),
        row("5", 作答方式="", 作答日期="", **dict.fromkeys(ASKED, "")),
    ]
    assert take(session, asked.survey, answers_file(rows)) == 4
    kept = given(session)
    assert kept[1].answers == {**GOOD, "satisfied": "not", "arrived": "no", "relieved": "medical"}
    assert kept[2].answers["satisfied"] == "very" and kept[2].answered_on == date(2025, 6, 16)
    assert kept[3].answers["satisfied"] == "fairly"
    assert (kept[4].is_valid, kept[4].invalid_reason) == (False, InvalidReason.EMPTY)
    forms = {number: one.invitation for number, one in kept.items()}
    assert (forms[1].channel, forms[1].interviewer_id) == (SurveyChannel.TELEPHONE, worker.id)
    assert (forms[2].channel, forms[2].interviewer_id) == (SurveyChannel.PAPER, worker.id)
    assert (forms[3].channel, forms[3].interviewer_id) == (SurveyChannel.LINK, None)
    returns = returns_of(session, asked.survey)
    assert (returns.answered, returns.valid, returns.invalid) == (4, 3, 1)
    event = session.info["pending audit events"][-1]
    assert (event.action, event.details) == ("survey.import", {"rows": 4})


@pytest.mark.parametrize("is_anonymous", [False, True], ids=["named", "anonymous"])
def test_the_same_file_again_changes_nothing(session: Session, project: Project, is_anonymous: bool) -> None:
    asked = make_asked(session, project, names=12, is_anonymous=is_anonymous)
    answer(session, asked.codes[1], GOOD)
    data = answers_file([row(number, "不满意") for number in range(1, 12)])
    assert take(session, asked.survey, data) == 10
    before = returns_of(session, asked.survey)
    found = look(session, asked.survey, data)
    assert (len(found.fresh), found.already, found.faults) == (0, 11, ())
    assert take(session, asked.survey, data) == 0
    assert returns_of(session, asked.survey) == before and before.answered == 11
    if not is_anonymous:
        assert given(session)[1].answers["satisfied"] == "very"


def test_everything_wrong_is_told_at_once_at_its_cell_and_nothing_comes_in(session: Session, project: Project) -> None:
    asked = make_asked(session, project, names=9, is_anonymous=False)
    rows = [
        row("1"),
        row("99"),
        row("1"),
        row("2", 姓名="别人"),
        row("3", 作答方式="飞鸽传书"),
        row("4", 作答方式=""),
        row("5", 调查员="没有这个人"),
        row("6", 作答日期="2026-01-01"),
        row("7", 作答日期="六月"),
        row("8", "很好", "5"),
        row("9", "", 无效原因=""),
        row(""),
    ]
    data = answers_file(rows)
    found = look(session, asked.survey, data)
    assert [one.place.cell for one in found.faults] == [
        "A3", "A4", "B5", "C6", "C7", "D8", "E9", "E10", "G11", "H11", "G12", "A13",
    ]  # fmt: skip
    assert "满意、基本满意" in found.faults[8].values["allowed"]  # type: ignore[operator]
    with pytest.raises(Refused, match="has errors"):
        take(session, asked.survey, data)
    assert given(session) == {}
    assert session.scalar(select(func.count()).where(SurveyInvitation.state == InvitationState.ANSWERED)) == 0


def test_a_name_beside_a_form_that_has_none_is_no_error(session: Session, project: Project) -> None:
    """Those at an activity have numbers only."""
    asked = make_asked(session, project, names=2, is_anonymous=False)
    session.execute(SurveyInvitation.__table__.update().values(name=""))  # type: ignore[attr-defined]
    found = look(session, asked.survey, answers_file([row("1", 姓名="李桂兰")]))
    assert (len(found.fresh), found.faults) == (1, ())


def test_columns_may_stand_in_any_order_and_a_missing_one_is_said_once(session: Session, project: Project) -> None:
    asked = make_asked(session, project, names=3)
    turned = answers_file([row("1"), row("2")], columns=(*COLUMNS[::-1], *ASKED[::-1]))
    assert len(look(session, asked.survey, turned).fresh) == 2
    short = look(session, asked.survey, answers_file([row("1"), row("2")], columns=(*COLUMNS[:4], *ASKED[1:])))
    assert [(one.place.row, one.heading) for one in short.faults] == [(1, "作答日期"), (1, ASKED[0])]
    with pytest.raises(Invalid):
        look(session, asked.survey, answers_file([{"单位": "甲"}], columns=("单位", "人数")))


def test_the_template_lists_the_forms_still_out_and_names_only_where_the_survey_does(
    session: Session, project: Project
) -> None:
    for is_anonymous in (True, False):
        asked = make_asked(session, make_project(session, project.unit), names=3, is_anonymous=is_anonymous)
        answer(session, asked.codes[1], GOOD)
        forms = lists.waiting_forms(session, SYSTEM, asked.survey)
        rows = [[str(number), *([] if is_anonymous else [name])] for number, name in forms]
        data = roster_template(survey_import.sheet_of(session, asked.survey).layout, rows)
        sheet = openpyxl.load_workbook(BytesIO(data))[SHEET]
        assert [cell.value for cell in sheet[2]][:3] == ["2", None if is_anonymous else rows[0][1], None]
        assert {cell.number_format for line in sheet["A1:L3"] for cell in line if cell.value} == {"@"}
        assert ("姓名" in [cell.value for cell in sheet[1]]) is not is_anonymous
        found = look(session, asked.survey, data)
        assert (found.untouched, found.fresh, found.faults) == (2, (), ())


def test_who_sees_the_survey_but_not_the_unit_takes_nothing_in_for_it(session: Session, project: Project) -> None:
    asked = make_asked(session, project, names=2, is_anonymous=False)
    county = make_unit(session, parent=project.unit)
    session.execute(SurveyInvitation.__table__.update().values(unit_id=county.id))  # type: ignore[attr-defined]
    elsewhere = make_actor(session, Role.CASEWORKER, make_unit(session, parent=project.unit))
    data = answers_file([row("1")])
    with pytest.raises((NotFound, Refused)):
        look(session, asked.survey, data, make_actor(session, Role.CASEWORKER, make_unit(session)))
    found = look(session, asked.survey, data, elsewhere)
    assert [one.message for one in found.faults] == ["This form is of a unit outside your reach."]
    assert len(look(session, asked.survey, data, make_actor(session, Role.CASEWORKER, county)).fresh) == 1


def test_the_carried_file_opens_for_its_sender_and_its_survey_only(session: Session, project: Project) -> None:
    mine, other = (make_actor(session, Role.PERFORMANCE, project.unit, name=name) for name in ("李明霞", "赵秀英"))
    sealed = carried_files.seal(b"rows", "survey_import", 7, mine)
    assert carried_files.unseal(sealed, "survey_import", 7, mine) == b"rows"
    for survey_id, actor, carried in ((8, mine, sealed), (7, other, sealed), (7, mine, sealed.swapcase())):
        with pytest.raises(Refused, match="too old"):
            carried_files.unseal(carried, "survey_import", survey_id, actor)
