"""The pages of a file's life: queue, bulk acts, public list, list for the check, passing on, working days."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import docx
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.households.codes import HouseholdState
from caseapp.models.audit import AuditEvent
from caseapp.models.households import Household
from caseapp.models.units import Unit
from caseapp.web.support.clock import today
from tests.factories.households import make_household
from tests.factories.people import make_person
from tests.factories.units import make_unit

SignIn = Callable[..., Any]
S = HouseholdState


def ended(world: Session, unit: Unit, **values: Any) -> Household:
    """A household whose notice has run out."""
    household = make_household(world, unit, state=S.ON_NOTICE, **values)
    household.notice_starts_on = today() - timedelta(days=10)
    household.notice_ends_on = today() - timedelta(days=1)
    household.check_expires_on = today() + timedelta(days=30)
    world.flush()
    return household


def version_of(world: Session, household: Household) -> str:
    world.refresh(household)
    version = str(household.version)
    world.commit()
    return version


def running(world: Session, unit: Unit, **values: Any) -> Household:
    household = ended(world, unit, **values)
    household.notice_ends_on = today() + timedelta(days=6)
    world.flush()
    return household


def test_many_are_approved_by_two_people_by_their_true_number_and_each_left_out_is_listed(
    world: Session, sign_in: SignIn
) -> None:
    unit = make_unit(world)
    files = [ended(world, unit) for _ in range(5)]
    first = sign_in(Role.REVIEWER, unit=unit)
    files[0].updated_by = first.user_id
    world.commit()
    queue = first.get("/households/queue?wait=approval").get_data(as_text=True)
    assert all(one.file_no in queue for one in files) and "you had a hand in it" in queue
    assert re.search(r'href="/households/queue\?wait=notice"\s*>Awaiting the notice', queue)
    url = "/households/queue/confirm?wait=approval&act=approve&all=1"
    asked = first.get(url).get_data(as_text=True)
    assert "Propose to put 4 files in force?" in asked and "Left out: 1" in asked
    chosen = re.search(r'name="chosen" value="([^"]+)"', asked)
    assert chosen
    act = "/households/queue/approve?wait=approval"
    again = first.send(act, {"chosen": chosen[1]}, form_at=url)
    assert again.status_code == 422 and "Write the reason." in again.get_data(as_text=True)
    files[1].note = "in the meantime"
    world.commit()
    proposed = first.send(act, {"chosen": chosen[1], "reason": "公示期满"}, form_at=url).location
    own = first.get(proposed).get_data(as_text=True)
    assert "1 file is left out" in own and "Take the proposal back" in own and "Turn down" not in own
    assert first.send(f"{proposed}/confirm", form_at=proposed).status_code == 403
    assert "proposed" in first.get("/households/queue?wait=approval").get_data(as_text=True)
    second = sign_in(Role.REVIEWER, unit=unit)
    files[2].note, files[3].updated_by = "later still", second.user_id
    world.commit()
    assert "Steps for many files to confirm" in second.get("/").get_data(as_text=True)
    seen = second.get(proposed).get_data(as_text=True)
    assert "Take this step for 1 file?" in seen and "2 files changed since the proposal" in seen
    done = second.send(f"{proposed}/confirm", form_at=proposed, follow_redirects=True).get_data(as_text=True)
    assert "The step is taken for 1 file. 2 files are left out." in done and "Changed since the proposal" in done
    assert second.send(f"{proposed}/confirm", form_at=proposed).status_code == 409
    world.expire_all()
    assert [one.state is S.ON_FILE for one in files] == [False, False, False, False, True]


def test_a_forged_bulk_act_proposes_no_other_units_file(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    mine, foreign = ended(world, unit), ended(world, make_unit(world, name="丰润区总工会"))
    chosen = f"{mine.id}:{mine.version},{foreign.id}:{foreign.version},x:1,9"
    client = sign_in(Role.REVIEWER, unit=unit)
    body = {"chosen": chosen, "reason": "公示期满"}
    page = client.send("/households/queue/approve?wait=approval", body, form_at="/households", follow_redirects=True)
    text = page.get_data(as_text=True)
    world.expire_all()
    assert mine.file_no in text and foreign.file_no not in text and "left out" not in text
    assert mine.state is foreign.state is S.ON_NOTICE


def test_a_return_of_several_is_turned_down_or_confirmed(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    files = [make_household(world, unit, state=S.CHECKED) for _ in range(2)]
    ids = "&".join(f"id={one.id}" for one in files)
    url = f"/households/queue/confirm?wait=notice&act=return&{ids}"
    chosen = ",".join(f"{one.id}:{one.version}" for one in files)
    first, second = (sign_in(Role.REVIEWER, unit=unit) for _ in range(2))
    for answer in ("refuse", "confirm"):
        body = {"chosen": chosen, "reason": "缺证明"}
        page = first.send("/households/queue/return?wait=notice", body, form_at=url).location
        assert second.send(f"{page}/refuse", form_at=page).status_code == 422
        second.send(f"{page}/{answer}", {"reason": "材料已齐"}, form_at=page)
    world.expire_all()
    assert {(one.state, one.return_reason) for one in files} == {(S.DRAFT, "缺证明")}
    roster = first.get("/households/proposals").get_data(as_text=True)
    assert "Turned down" in roster and "Confirmed and carried out" in roster
    outsider = sign_in(Role.REVIEWER, unit=make_unit(world))
    assert outsider.get(page).status_code == outsider.send(f"{page}/withdraw", form_at="/").status_code == 404


def test_the_public_list_masks_names_and_tells_nothing_else(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    household = running(world, unit, head=make_person(world, name="王桂兰", phone="13812345678"), size=2)
    foreign = running(world, make_unit(world, name="丰润区总工会"), head=make_person(world, name="赵别家"))
    client = sign_in(Role.REVIEWER, unit=unit)
    page = client.get("/households/public-notice?contact=0315-2800000").get_data(as_text=True)
    word = docx.Document(BytesIO(client.get("/households/public-notice.docx?contact=0315-2800000").data))
    text = "\n".join(
        [one.text for one in word.paragraphs] + [c.text for t in word.tables for r in t.rows for c in r.cells]
    )
    for shown in (page, text):
        assert "王*兰" in shown and household.file_no in shown and "0315-2800000" in shown
        hidden = ("王桂兰", "王小宝", "13812345678", household.address, household.main_cause.zh, foreign.file_no, "赵")
        assert not [word for word in hidden if word in shown]
        assert (household.head.id_number or "")[-4:] not in shown
    assert client.get("/households/public-notice?starts=2020-01-01").status_code == 404


def test_the_list_for_the_check_is_its_own_logged_act(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    household = make_household(world, unit, state=S.VISITED, size=2)
    client = sign_in(Role.CASEWORKER, unit=unit)
    page = "/households/queue?wait=check"
    sent = client.send("/households/check-list.xlsx", form_at=page)
    rows = CalamineWorkbook.from_filelike(BytesIO(sent.data)).get_sheet_by_index(0).to_python()
    numbers = {place.person.id_number for place in household.members}
    assert numbers <= {str(cell) for row in rows for cell in row}
    actions = [event.action for event in world.query(AuditEvent)]
    assert {"check_list.export", "household.check_out"} <= set(actions)
    world.commit()
    assert sign_in(Role.AUDITOR, unit=unit).send("/households/check-list.xlsx", form_at=page).status_code == 403


def test_objections_are_recorded_and_answered_on_the_steps_page(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    household = ended(world, unit)
    client, reviewer = sign_in(Role.CASEWORKER, unit=unit), sign_in(Role.REVIEWER, unit=unit)
    page = f"/households/{household.id}/steps"
    typed = {"raised_on": today().isoformat(), "text": "家中有车"}
    assert client.send(f"/households/{household.id}/objections", typed, form_at=page).status_code == 302
    text = reviewer.get(page).get_data(as_text=True)
    found = re.search(r'action="(/households/\d+/objections/\d+/answer)"', text)
    assert found and "家中有车" in text
    approve = f"/households/{household.id}/approve"
    refused = reviewer.send(approve, {"version": version_of(world, household)}, form_at=page)
    assert refused.status_code == 409 and "objection" in refused.get_data(as_text=True)
    assert reviewer.send(found[1], {"outcome": "dismissed", "answer": "系借用"}, form_at=page).status_code == 302
    assert reviewer.send(approve, {"version": version_of(world, household)}, form_at=page).status_code == 302


def test_a_file_is_offered_and_accepted(world: Session, sign_in: SignIn) -> None:
    top = make_unit(world)
    own, other = make_unit(world, parent=top, name="路北区总工会"), make_unit(world, parent=top, name="丰润区总工会")
    household = make_household(world, own)
    client, there = sign_in(Role.CASEWORKER, unit=own), sign_in(Role.CASEWORKER, unit=other)
    form = f"/households/{household.id}/transfer"
    typed = {"to": f"{other.id}.", "reason": "", "version": "1"}
    assert client.send(form, typed).status_code == 422
    assert client.send(form, {**typed, "reason": "迁居"}).status_code == 302
    assert "Offered to 丰润区总工会" in client.get(f"/households/{household.id}/steps").get_data(as_text=True)
    offers = there.get("/households/transfers").get_data(as_text=True)
    accept = re.search(r'action="(/households/transfers/\d+/accept)"', offers)
    assert accept and household.file_no in offers
    assert there.get(f"/households/{household.id}").status_code == 404
    assert there.send(accept[1], form_at="/households/transfers").status_code == 302
    assert there.get(f"/households/{household.id}").status_code == 200
    assert client.get(f"/households/{household.id}").status_code == 404


def test_a_household_that_fell_back_gets_a_linked_file(world: Session, sign_in: SignIn) -> None:
    unit = make_unit(world)
    old = make_household(world, unit, state=S.EXITED)
    client = sign_in(Role.CASEWORKER, unit=unit)
    page = f"/households/{old.id}"
    made = client.send(f"{page}/re-enter", {"version": "1"}, form_at=page, follow_redirects=True)
    text = made.get_data(as_text=True)
    assert f'href="/households/{old.id}"' in text and "Taken up again" in text


@pytest.mark.parametrize("act", ["visit", "check", "regularise", "follow-up", "re-enter", "transfer", "objections"])
def test_another_units_file_takes_no_step(world: Session, sign_in: SignIn, act: str) -> None:
    foreign = make_household(world, make_unit(world, name="丰润区总工会"), state=S.SUBMITTED)
    client = sign_in(Role.CASEWORKER, unit=make_unit(world))
    sent = client.send(f"/households/{foreign.id}/{act}", {"version": "1", "reason": "x"}, form_at="/households")
    assert sent.status_code == 404
    assert client.get(f"/households/{foreign.id}/steps").status_code == 404
    assert foreign.file_no not in client.get("/households/queue?wait=visit").get_data(as_text=True)


def test_the_administrator_sets_periods_and_days(world: Session, sign_in: SignIn) -> None:
    client = sign_in(Role.ADMINISTRATOR, unit=make_unit(world))
    page = "/working-days"
    periods = {"notice_days": "7", "follow_up_months": "6", "temporary_months": "3", "proposal_days": "5"}
    assert client.send(f"{page}/periods", {**periods, "notice_days": "4"}, form_at=page).status_code == 422
    assert client.send(f"{page}/periods", periods, form_at=page).status_code == 302
    assert client.send(f"{page}/set", {"day": "gestern"}, form_at=page).status_code == 422
    assert client.send(f"{page}/set", {"day": "2027-02-08", "worked": "0"}, form_at=page).status_code == 302
    text = client.get(page).get_data(as_text=True)
    assert "2027-02-08" in text and 'value="7"' in text
    assert client.send(f"{page}/forget", {"day": "2027-02-08"}, form_at=page).status_code == 302
    assert "2027-02-08" not in client.get(page).get_data(as_text=True)


@pytest.mark.parametrize("rows", [1, 40])
def test_the_queue_takes_few_statements_whatever_its_length(
    world: Session, sign_in: SignIn, statements: Callable[[], Any], rows: int
) -> None:
    unit = make_unit(world)
    for _ in range(rows):
        ended(world, unit)
    client = sign_in(Role.REVIEWER, unit=unit)
    with statements() as counter:
        assert client.get("/households/queue?wait=approval").status_code == 200
    assert len(counter.statements) <= 8, counter.statements
