"""绩效自评 on the page: computed points, other points only with a reason, forms that say what was chosen."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from caseapp.domain.access.roles import Role
from caseapp.domain.payments.codes import LineState
from caseapp.models.evaluations import Evaluation, EvaluationYear
from caseapp.models.projects import Indicator, Project
from caseapp.models.units import Unit
from tests.factories.households import make_household
from tests.factories.payments import make_batch, make_payment
from tests.factories.projects import make_project
from tests.factories.units import make_unit
from tests.factories.users import make_user

VALUE = re.compile(r'name="([^"]+)"[^>]*?value="([^"]*)"')


class Desk:
    """A project of 2025 with three rows: two of four households paid, a budget of 1,000 yuan, 600 of it out."""

    def __init__(self, session: Session, sign_in: Callable) -> None:
        self.session = session
        self.city: Unit = make_unit(session, name="唐山市总工会")
        self.project: Project = make_project(session, self.city, year=2025, budget_fen=100_000)
        rows = (
            ("产出指标", "数量指标", "受助户数", "≥4户", "count.households.any"),
            ("效益指标", "社会效益指标", "资金总量", "≥500元", "money.paid"),
            ("满意度指标", "服务对象满意度指标", "满意度", "有效保障", None),
        )
        for number, (level1, level2, name, target, measure) in enumerate(rows, 1):
            session.add(
                Indicator(
                    project=self.project,
                    row=number,
                    level1=level1,
                    level2=level2,
                    name=name,
                    description="",
                    target=target,
                    basis="",
                    measure=measure,
                )
            )
        maker = make_user(session, login="maker")
        batch = make_batch(session, self.project, self.city, maker)
        for _ in range(2):
            household = make_household(session, self.city)
            paid = {"amount_fen": 30_000, "state": LineState.PAID, "paid_on": date(2025, 6, 2)}
            make_payment(session, self.project, self.city, household=household, batch=batch, **paid)
        session.commit()
        self.url = f"/projects/2025/{self.project.code}/evaluation"
        self.officer = sign_in(Role.PERFORMANCE, unit=self.city)

    def typed(self, **changes: str) -> dict[str, str]:
        page = self.officer.get(self.url).get_data(as_text=True)
        known = {
            name: value for name, value in VALUE.findall(page) if name.startswith(("rows", "version", "as_of", "exec"))
        }
        return {**known, **changes}

    def saved(self) -> Evaluation | None:
        found = self.session.scalars(
            select(Evaluation).options(selectinload(Evaluation.lines)).execution_options(populate_existing=True)
        ).one_or_none()
        self.session.commit()
        return found


@pytest.fixture
def desk(world: Session, sign_in: Callable) -> Desk:
    return Desk(world, sign_in)


def test_the_page_shows_the_computed_points_and_what_they_rest_on(desk: Desk) -> None:
    page = desk.officer.get(desk.url).get_data(as_text=True)
    assert "25.00" in page and "not met: weight × actual ÷ target" in page
    assert "6.00" in page and "60.00%" in page
    assert "2 rows still lack a score or a reason." in page


def test_other_points_need_a_reason_and_keep_what_was_typed(desk: Desk) -> None:
    answer = desk.officer.send(desk.url, desk.typed(**{"rows-0-final": "30", "rows-1-weight": "三十"}))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and desk.saved() is None
    assert "These are not the computed points. Write the reason." in page
    assert "Write points with at most two decimals" in page and 'value="三十"' in page


def test_points_pass_no_weight_and_weights_make_a_hundred(desk: Desk) -> None:
    answer = desk.officer.send(desk.url, desk.typed(**{"rows-0-final": "51", "rows-0-reason": "x"}))
    assert "Points lie between 0 and 50.00." in answer.get_data(as_text=True)
    answer = desk.officer.send(desk.url, desk.typed(**{"rows-0-weight": "49"}))
    assert answer.status_code == 422 and "they must make 100" in answer.get_data(as_text=True)


def test_what_is_saved_is_scored_graded_and_printed(desk: Desk) -> None:
    told = {
        "rows-0-final": "30", "rows-0-reason": "两户因病推迟", "rows-2-final": "10", "rows-2-reason": "走访记录齐全",
        "achieved": "按计划完成",
    }  # fmt: skip
    assert desk.officer.send(desk.url, desk.typed(**told)).status_code == 302
    saved = desk.saved()
    assert saved is not None and [line.final for line in saved.lines] == [Decimal(30), None, Decimal(10)]
    for layout in ("national", "hebei"):
        text = desk.officer.get(f"{desk.url}/print?layout={layout}").get_data(as_text=True)
        assert ("76" in text and "两户因病推迟" in text) or layout == "hebei"
        assert "评价等级：中" in text and "按计划完成" in text and "得分由人工评定并附原因：受助户数、满意度。" in text
        for form in ("docx", "xlsx"):
            assert desk.officer.get(f"{desk.url}.{form}?layout={layout}").data[:2] == b"PK"


def test_a_second_tab_is_told_instead_of_overwriting(desk: Desk) -> None:
    first = desk.typed(achieved="一")
    assert desk.officer.send(desk.url, desk.typed(achieved="二")).status_code == 302
    answer = desk.officer.send(desk.url, first)
    assert answer.status_code == 409 and "一" in answer.get_data(as_text=True)
    saved = desk.saved()
    assert saved is not None and saved.achieved == "二"


def test_the_choices_of_a_year_change_its_points(desk: Desk) -> None:
    url = "/projects/2025/evaluation-choices"
    page = desk.officer.get(url).get_data(as_text=True)
    known = {name: value for name, value in VALUE.findall(page) if name != "csrf_token"}
    told = {**known, "ceiling": "ratio", "outside_range": "by_hand", "document_no": "唐财预〔2025〕9号"}
    wrong = desk.officer.send(url, {**told, "output": "60"})
    assert wrong.status_code == 422 and "they must make 100" in wrong.get_data(as_text=True)
    assert desk.officer.send(url, {**told, "output": "40", "benefit": "40"}).status_code == 302
    assert desk.session.scalar(select(EvaluationYear.output)) == 40
    desk.session.commit()
    assert "20.00" in desk.officer.get(desk.url).get_data(as_text=True)
    assert "唐财预〔2025〕9号" in desk.officer.get(f"{desk.url}/print").get_data(as_text=True)


def test_only_who_keeps_projects_may_score(desk: Desk, sign_in: Callable) -> None:
    reviewer = sign_in(Role.REVIEWER, unit=desk.city)
    page = reviewer.get(desk.url)
    assert page.status_code == 200 and 'name="rows-0-final"' not in page.get_data(as_text=True)
    assert reviewer.send(desk.url).status_code == 403
    stranger = sign_in(Role.PERFORMANCE, unit=make_unit(desk.session, name="别处"))
    desk.session.commit()
    assert stranger.get(desk.url).status_code == 404


def test_the_page_takes_few_statements(desk: Desk, statements: Callable) -> None:
    with statements() as counted:
        desk.officer.get(desk.url)
    assert len(counted.statements) <= 15


def test_the_department_adds_counts_and_makes_rates_anew(desk: Desk, statements: Callable) -> None:
    other = make_project(desk.session, desk.city, year=2025, name="劳模荣誉基金", budget_fen=300_000)
    made = {"level1": "产出指标", "level2": "数量指标", "description": "", "basis": ""}
    for number, measure in enumerate(("count.households.any", "rate.households"), 1):
        name = f"指标{number}"
        desk.session.add(Indicator(project=other, row=number, name=name, target="≥1户", measure=measure, **made))
    desk.session.commit()
    with statements() as counted:
        page = desk.officer.get("/projects/2025/evaluation?as_of=2025-12-31").get_data(as_text=True)
    assert len(counted.statements) <= 20
    assert "2户" in page and "0 ÷ 2" in page and "0.00%" in page
    totals = [Decimal(text) for text in re.findall(r"<strong>([\d.]+)</strong>", page)]
    assert f"{(totals[0] * 100_000 + totals[1] * 300_000) / 400_000:.2f}" in page
    for form in ("docx", "xlsx"):
        assert desk.officer.get(f"/projects/2025/evaluation.{form}").data[:2] == b"PK"


def test_a_budget_of_nothing_is_scored_by_hand_before_anything_is_handed_in(desk: Desk) -> None:
    desk.project.budgets[0].first_fen = desk.project.budgets[0].adjusted_fen = 0
    desk.session.commit()
    assert "3 rows still lack a score or a reason." in desk.officer.get(desk.url).get_data(as_text=True)
