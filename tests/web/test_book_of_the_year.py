"""The seven projects of the book with a year of records: every figure is computed or typed, and opens to its list."""

import json
import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.cli import cli
from caseapp.models.users import User
from caseapp.queries.records import typed_of
from caseapp.services.figures import IndicatorFigure, figures_of
from caseapp.web.projects.rows import shown_of
from tests.factories.cookies import signed_in
from tests.web.conftest import PageClient, build_app
from tests.web.test_projects import text_of

pytestmark = pytest.mark.xdist_group("demo")
YEAR_END = date(2025, 12, 31)


@pytest.fixture
def app(demo_home: Path, tmp_path: Path) -> Flask:
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    return build_app(home, f"sqlite:///{home / 'caseapp.db'}")


@pytest.fixture
def client(app: Flask, world: Session) -> PageClient:
    client: PageClient = app.test_client()
    signed_in(client, world.scalars(select(User).where(User.login == "jixiao")).one())
    world.commit()
    return client


@pytest.fixture
def rows(world: Session) -> list[IndicatorFigure]:
    found = figures_of(world, 2025, as_of=YEAR_END)
    world.commit()
    return found


def test_seven_projects_have_43_figures_and_whatever_is_typed_has_its_finding_and_evidence(
    rows: list[IndicatorFigure], world: Session, client: PageClient
) -> None:
    assert len(rows) == 43 and len({row.project_code for row in rows}) == 7
    assert Counter(row.source for row in rows)["computed"] >= 40
    for row in rows:
        if row.source != "computed":
            [finding, *_] = typed_of(world, row.project_id, row.row)
            world.commit()
            page = text_of(client.get(f"/projects/2025/{row.project_code}/rows/{row.row}"))
            assert finding.words and finding.evidence in page and "Typed by hand" in page


def test_each_computed_figure_opens_to_a_list_that_makes_it_on_the_page_and_on_the_command_line(
    rows: list[IndicatorFigure], app: Flask, client: PageClient
) -> None:
    for row in rows:
        if row.source != "computed":
            continue
        said = CliRunner().invoke(cli, ("members", "2025", row.project_code, str(row.row), "--json"), obj=lambda: app)
        entries = json.loads(said.output)
        assert row.numerator in (None, sum(entry["count"] for entry in entries)), row.name
        assert row.denominator in (None, sum(entry["of"] for entry in entries)), row.name
        page = client.get(f"/projects/2025/{row.project_code}/rows/{row.row}")
        text = text_of(page)
        assert shown_of(row) in text and page.status_code == 200
        listed = re.search(r"–(\d+) of ([\d,]+)", text)
        assert listed, row.name
        assert int(listed[2].replace(",", "")) == len(entries) > 0, row.name


def test_each_number_of_a_department_goal_agrees_with_a_project_or_the_page_says_which_does_not(
    client: PageClient,
) -> None:
    page = text_of(client.get("/projects/2025/department"))
    agreed, open_ones = page.count(": the project says the same"), page.count("no indicator of the project says")
    assert agreed >= 3, page
    assert agreed + open_ones >= 6, page
