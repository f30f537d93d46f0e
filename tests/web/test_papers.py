"""The pages of papers, visits and notes, on both databases."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.domain.households.codes import HouseholdState
from caseapp.extensions import db
from caseapp.models.attachments import Attachment
from caseapp.models.audit import AuditEvent
from tests.factories.households import make_household
from tests.factories.scans import pdf, picture
from tests.factories.units import make_unit
from tests.web.conftest import TOKEN, build_app

SignIn = Callable[..., Any]


@pytest.fixture(params=["sqlite", "postgres"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The app on a fresh database of each kind, with a home of its own."""
    made = build_app(tmp_path, request.getfixturevalue(f"make_{request.param}")())
    yield made
    with made.app_context():
        db.engine.dispose()


class Scene:
    def __init__(self, world: Session, sign_in: SignIn, app: Flask) -> None:
        self.world = world
        self.top = make_unit(world, name="唐山市总工会")
        self.unit = make_unit(world, parent=self.top)
        self.other = make_unit(world, parent=self.top, name="丰润区总工会")
        self.household = make_household(world, self.unit, state=HouseholdState.DRAFT)
        self.client = sign_in(Role.CASEWORKER, unit=self.unit)
        self.url = f"/households/{self.household.id}"
        self.folder = app.config["CASEAPP"].attachments

    def upload(self, *files: tuple[str, bytes], paper: str = "identity", **more: Any) -> Any:
        sent = [(io.BytesIO(content), name) for name, content in files]
        form = {"paper": paper, "files": sent}
        return self.client.send(f"{self.url}/papers", form, content_type="multipart/form-data", **more)

    @property
    def attached(self) -> list[Attachment]:
        found = self.world.query(Attachment).populate_existing().order_by(Attachment.id).all()
        self.world.commit()
        return found

    def looks(self) -> list[tuple[int | None, int | None]]:
        """Who looked at which attachment."""
        events = self.world.query(AuditEvent).order_by(AuditEvent.seq).all()
        self.world.commit()
        return [(event.subject_id, event.actor_id) for event in events if event.action == "attachment.view"]


@pytest.fixture
def scene(world: Session, sign_in: SignIn, app: Flask) -> Scene:
    return Scene(world, sign_in, app)


def test_several_papers_are_added_at_once_and_shown_with_a_preview(scene: Scene) -> None:
    files = ("身份证.jpg", picture()), ("户口.png", picture("PNG")), ("证明.pdf", pdf())
    answer = scene.upload(*files, follow_redirects=True)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "Files added: 3." in text
    assert text.count("data:image/jpeg;base64,") == 2 and all(name in text for name, _ in files)
    assert "Papers added" in scene.client.get(scene.url).get_data(as_text=True)


def test_a_renamed_program_is_refused_with_a_sentence_and_nothing_is_kept(scene: Scene) -> None:
    answer = scene.upload(("身份证.jpg", picture()), ("申请书.pdf", b"MZ\x90\x00" + b"\0" * 99))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "“申请书.pdf” is not a PDF, JPEG or PNG file, whatever it is called." in text
    assert scene.attached == [] and list(scene.folder.rglob("*.sealed")) == []


def test_nothing_chosen_and_no_kind_are_told_at_once(scene: Scene) -> None:
    answer = scene.client.send(f"{scene.url}/papers", {"paper": ""})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#paper"' in text and 'href="#files"' in text and "Choose a file." in text


def test_too_large_a_file_and_too_large_a_request_are_told_clearly(scene: Scene) -> None:
    answer = scene.upload(("大.pdf", pdf().ljust(10 * 1024**2 + 1)))
    assert answer.status_code == 422 and "“大.pdf” is larger than 10 MB." in answer.get_data(as_text=True)
    answer = scene.upload(("大.pdf", pdf().ljust(21 * 1024**2)))
    assert answer.status_code == 413 and "More than 20 MB were sent at once" in answer.get_data(as_text=True)
    assert scene.attached == []


def test_an_attachment_is_served_with_headers_that_let_nothing_run_and_the_look_is_logged(scene: Scene) -> None:
    content, drawn = pdf(), picture()
    scene.upload(("诊断证明.pdf", content), ("照片.jpg", drawn))
    paper, photo = scene.attached
    answer = scene.client.get(f"{scene.url}/papers/{paper.id}")
    assert (answer.data, answer.mimetype) == (content, "application/pdf")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("inline; filename")
    assert "%E8%AF%8A%E6%96%AD%E8%AF%81%E6%98%8E.pdf" in answer.headers["Content-Disposition"]
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src" not in policy
    answer = scene.client.get(f"{scene.url}/papers/{photo.id}?save=1")
    assert answer.data == drawn and answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert scene.looks() == [(paper.id, scene.client.user_id), (photo.id, scene.client.user_id)]


def test_a_tampered_file_is_refused_with_a_clear_page(scene: Scene) -> None:
    scene.upload(("诊断.pdf", pdf("诊断为恶性肿瘤")))
    [stored] = scene.folder.rglob("*.sealed")
    sealed = stored.read_bytes()
    assert b"PDF" not in sealed and "恶性肿瘤".encode() not in sealed
    stored.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    answer = scene.client.get(f"{scene.url}/papers/{scene.attached[0].id}")
    assert answer.status_code == 409
    assert "was changed outside the program" in answer.get_data(as_text=True)
    assert scene.looks() == []


def test_another_unit_gets_nothing_there(scene: Scene, sign_in: SignIn) -> None:
    scene.upload(("身份证.jpg", picture()))
    [kept] = scene.attached
    scene.client.send(
        f"{scene.url}/visits", {"visitors": "x", "findings": "y", "proposal": "none", "visited_on": "2025-01-02"}
    )
    scene.client.send(f"{scene.url}/notes", {"words": "z"}, form_at=f"{scene.url}/visits")
    own = make_household(scene.world, scene.other)
    foreign = sign_in(Role.CASEWORKER, unit=scene.other)
    for path in ("/papers", f"/papers/{kept.id}", "/visits"):
        there, nowhere = foreign.get(scene.url + path), foreign.get(f"/households/987654{path}")
        assert there.status_code == nowhere.status_code == 404
        assert TOKEN.sub("", there.get_data(as_text=True)) == TOKEN.sub(
            "", nowhere.get_data(as_text=True).replace("987654", str(scene.household.id))
        )
    assert foreign.get(f"/households/{own.id}/papers/{kept.id}").status_code == 404
    for path in (
        "/papers",
        f"/papers/{kept.id}/withdraw",
        "/visits",
        "/visits/1/withdraw",
        "/notes",
        "/notes/1/withdraw",
    ):
        for base in (scene.url, f"/households/{own.id}"):
            if base != scene.url and path in ("/papers", "/visits", "/notes"):
                continue
            sent = foreign.send(base + path, {"reason": "x", "words": "x"}, form_at="/households/new")
            assert sent.status_code == 404, base + path
    assert [row.withdrawn_at for row in scene.attached] == [None]


def test_a_reader_sees_the_papers_and_may_not_change_them(scene: Scene, sign_in: SignIn) -> None:
    scene.upload(("身份证.jpg", picture()))
    [kept] = scene.attached
    auditor = sign_in(Role.AUDITOR, unit=scene.top)
    text = auditor.get(f"{scene.url}/papers").get_data(as_text=True)
    assert "身份证.jpg" in text and "Withdraw" not in text and 'type="file"' not in text
    assert auditor.get(f"{scene.url}/papers/{kept.id}").status_code == 200
    sent = auditor.send(f"{scene.url}/papers/{kept.id}/withdraw", {"reason": "x"}, form_at=f"{scene.url}/papers")
    assert sent.status_code == 403
    administrator = sign_in(Role.ADMINISTRATOR, unit=scene.top)
    assert administrator.get(f"{scene.url}/papers/{kept.id}").status_code == 403


def test_a_withdrawn_attachment_is_named_with_its_reason_and_no_longer_served(scene: Scene) -> None:
    scene.upload(("错.jpg", picture()))
    [kept] = scene.attached
    page, url = f"{scene.url}/papers", f"{scene.url}/papers/{kept.id}"
    assert scene.client.send(f"{url}/withdraw", {"reason": " "}, form_at=page).status_code == 422
    assert scene.client.send(f"{url}/withdraw", {"reason": "别家的证件"}, form_at=page).status_code == 302
    text = scene.client.get(page).get_data(as_text=True)
    assert "别家的证件" in text and "data:image" not in text
    assert scene.client.get(url).status_code == 404
    assert len(list(scene.folder.rglob("*.sealed"))) == 1


def test_a_missing_paper_is_named_until_it_is_there(scene: Scene) -> None:
    before = scene.client.get(scene.url).get_data(as_text=True)
    assert "Papers missing" in before and "paper=application#add" in before
    chosen = scene.client.get(f"{scene.url}/papers?paper=application").get_data(as_text=True)
    assert '<option selected value="application">' in chosen
    assert f">{scene.household.file_no}</a>" in scene.client.get("/households?papers=missing").get_data(as_text=True)
    assert "Incomplete papers" in scene.client.get("/waiting/papers").get_data(as_text=True)
    for paper in ("application", "consent", "identity", "register", "diagnosis", "bills"):
        scene.upload((f"{paper}.pdf", pdf()), paper=paper)
    after = scene.client.get(f"{scene.url}/papers").get_data(as_text=True)
    assert "Papers missing" not in after and "Every required paper is in the file." in after
    assert scene.household.file_no not in scene.client.get("/households?papers=missing").get_data(as_text=True)
    assert "Incomplete papers" not in scene.client.get("/waiting/papers").get_data(as_text=True)


def test_a_paper_in_the_folder_is_not_missing_until_it_is_withdrawn(scene: Scene, sign_in: SignIn) -> None:
    page = f"{scene.url}/papers"
    assert scene.client.send(f"{page}/in-folder", {"held": []}, form_at=page).status_code == 422
    noted = {"held": ["application", "consent", "identity"], "place": "3 号柜"}
    assert scene.client.send(f"{page}/in-folder", noted, form_at=page).status_code == 302
    text = scene.client.get(page).get_data(as_text=True)
    assert "3 号柜" in text and "paper=application#add" not in text and "paper=register#add" in text
    again = scene.client.send(f"{page}/in-folder", noted, form_at=page, follow_redirects=True)
    assert "Papers noted: 0." in again.get_data(as_text=True)
    foreign = sign_in(Role.CASEWORKER, unit=scene.other)
    for path, form in (("/in-folder", noted), ("/in-folder/1/withdraw", {"reason": "x"})):
        assert foreign.send(page + path, form, form_at="/households/new").status_code == 404
    assert scene.client.send(f"{page}/in-folder/1/withdraw", {"reason": ""}, form_at=page).status_code == 422
    assert scene.client.send(f"{page}/in-folder/1/withdraw", {"reason": "未找到"}, form_at=page).status_code == 302
    text = scene.client.get(page).get_data(as_text=True)
    assert "paper=application#add" in text and "未找到" in text
    assert "Papers taken into the folder" in scene.client.get(scene.url).get_data(as_text=True)


def test_a_visit_with_photos_stands_on_its_page_and_in_the_timeline(scene: Scene) -> None:
    page = f"{scene.url}/visits"
    visit = {
        "visited_on": "2025-03-04",
        "visitors": "李明霞、王强",
        "findings": "住房漏雨\n孩子在读",
        "proposal": "keep",
    }
    photos = [(io.BytesIO(picture()), "屋顶.jpg"), (io.BytesIO(picture()), "厨房.jpg")]
    answer = scene.client.send(page, {**visit, "files": photos}, content_type="multipart/form-data")
    assert answer.status_code == 302 and "#visit-" in answer.location
    text = scene.client.get(page).get_data(as_text=True)
    assert "住房漏雨" in text and text.count("data:image/jpeg") == 2 and "Keep on file" in text
    overview = scene.client.get(scene.url).get_data(as_text=True)
    assert "Home visit" in overview and "2025-03-04" in overview and f"{page}#visit-" in overview
    number = answer.location.rpartition("-")[2]
    assert scene.client.send(f"{page}/{number}/withdraw", {"reason": "记错户"}, form_at=page).status_code == 302
    text = scene.client.get(page).get_data(as_text=True)
    assert "住房漏雨" not in text and "记错户" in text and "data:image" not in text


def test_what_is_wrong_with_a_visit_stands_beside_its_fields_and_what_was_typed_is_kept(scene: Scene) -> None:
    form = {"visited_on": "2999-01-01", "visitors": "李明霞", "findings": "", "proposal": "keep"}
    photo = [(io.BytesIO(b"GIF89a"), "动图.jpg")]
    answer = scene.client.send(f"{scene.url}/visits", {**form, "files": photo}, content_type="multipart/form-data")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'value="李明霞"' in text
    for field in ("visited_on", "findings", "files"):
        assert f'id="{field}-error"' in text, field


def test_a_note_carries_its_author_and_moment_and_goes_by_its_author_only(scene: Scene, sign_in: SignIn) -> None:
    page = f"{scene.url}/visits"
    assert scene.client.send(f"{scene.url}/notes", {"words": ""}, form_at=page).status_code == 422
    answer = scene.client.send(f"{scene.url}/notes", {"words": "已电话回访"}, form_at=page)
    number = answer.location.rpartition("-")[2]
    text = scene.client.get(page).get_data(as_text=True)
    assert "已电话回访" in text and "Note written" in scene.client.get(scene.url).get_data(as_text=True)
    reviewer = sign_in(Role.REVIEWER, unit=scene.unit)
    withdraw = f"{scene.url}/notes/{number}/withdraw"
    assert reviewer.send(withdraw, {"reason": "x"}, form_at=page).status_code == 404
    assert scene.client.send(withdraw, {"reason": "写错"}, form_at=page).status_code == 302
    text = scene.client.get(page).get_data(as_text=True)
    assert "已电话回访" not in text and "写错" in text


@pytest.mark.parametrize("tail", ["", "/papers", "/visits"])
def test_the_pages_take_few_statements(scene: Scene, statements: Callable[[], Any], tail: str) -> None:
    for _ in range(3):
        scene.upload(("身份证.jpg", picture()))
    with statements() as counter:
        assert scene.client.get(scene.url + tail).status_code == 200
    shown = [one for one in counter.statements if "audit_heads" not in one and "INSERT INTO audit" not in one]
    assert len(shown) <= 8, shown
