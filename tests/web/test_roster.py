"""The roster's comforts: columns, views, lists of one click, print, and notices for many at once."""

import io
from collections.abc import Callable
from typing import Any

import docx
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.households.codes import HouseholdState
from caseapp.models.saved_views import SavedView
from tests.factories.households import make_household
from tests.factories.units import make_unit

SignIn = Callable[..., Any]


def text_of(client: Any, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    text: str = answer.get_data(as_text=True)
    return text


def test_the_columns_chosen_stay_while_sorting_and_filtering(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    make_household(world, unit)
    client = sign_in(Role.AUDITOR, unit=unit)
    text = text_of(client, "/households?show=housing&show=income&state=on_file")
    assert 'data-label="Housing"' in text and 'data-label="Main cause"' not in text
    assert "show=housing&amp;show=income" in text
    assert 'data-label="Main cause"' in text_of(client, "/households?show=nothing")


def test_a_view_is_kept_for_its_user_without_the_words_searched_for(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    client, other = sign_in(Role.CASEWORKER, unit=unit), sign_in(Role.CASEWORKER, unit=unit)
    body = {"name": "逾期", "query": "q=王桂兰&due=overdue&show=unit&show=due&after=x~1"}
    answer = client.send("/households/views", body, form_at="/households")
    assert answer.location == "/households?due=overdue&show=unit&show=due"
    assert client.send("/households/views", {**body, "query": "stale=year"}, form_at="/households").status_code == 302
    view = world.query(SavedView).one()
    assert view.query == "stale=year"
    world.commit()
    assert "逾期" in text_of(client, "/households") and "逾期" not in text_of(other, "/households")
    remove = f"/households/views/{view.id}/remove"
    assert other.send(remove, form_at="/households").status_code == 404
    assert client.send(remove, form_at="/households").status_code == 302
    assert client.send("/households/views", {"name": " "}, form_at="/households").status_code == 422


def test_never_aided_lists_files_in_force_without_any_payment_that_stayed(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    make_household(world, unit, file_no="TS-8001")
    make_household(world, unit, file_no="TS-8002", state=HouseholdState.DRAFT)
    text = text_of(sign_in(Role.AUDITOR, unit=unit), "/households?aided=never")
    assert "TS-8001" in text and "TS-8002" not in text
    assert 'aria-current="page">Never aided' in text


def test_the_print_view_holds_every_row_of_the_filtered_list(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    for turn in range(60):
        make_household(world, unit, file_no=f"TS-80{turn:02d}")
    make_household(world, unit, file_no="TS-8999", state=HouseholdState.DRAFT)
    text = text_of(sign_in(Role.AUDITOR, unit=unit), "/households/print?state=on_file&show=size")
    assert text.count(">TS-80") == 60 and "TS-8999" not in text and "<thead>" in text and "60 households" in text


def test_all_that_match_are_counted_over_every_page_before_notices_are_printed(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    made = [make_household(world, unit) for _ in range(55)]
    make_household(world, unit, state=HouseholdState.DRAFT)
    client = sign_in(Role.CASEWORKER, unit=unit)
    assert "All 56 that match, on every page" in text_of(client, "/households")
    assert "Print 55 notices" in text_of(client, "/households/notices?all=1")
    assert "Print 1 notices" in text_of(client, f"/households/notices?pick={made[0].id}")
    paper = docx.Document(io.BytesIO(client.get("/households/notices.docx?all=1").data))
    titles = [one.text for one in paper.paragraphs if "复核通知书" in one.text]
    assert len(titles) == 55
    nobody = client.get("/households/notices.docx")
    assert nobody.status_code in {409, 422} and "None of these files" in nobody.get_data(as_text=True)
