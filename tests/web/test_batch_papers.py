"""发放花名册 and 审批表: masked for readers, in full for the cashier alone, and noted."""

from io import BytesIO

import docx
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from caseapp.models.audit import AuditEvent
from tests.factories.model_workers import make_model_worker
from tests.factories.payments import make_payment
from tests.factories.people import make_person
from tests.factories.users import make_user
from tests.web.test_batches import Scene, scene  # noqa: F401 - a fixture

ACCOUNT = "622202000000"


def noted(scene: Scene, action: str) -> list[int | None]:  # noqa: F811
    found = list(scene.session.scalars(select(AuditEvent.subject_id).where(AuditEvent.action == action)))
    scene.session.commit()
    return found


@pytest.fixture
def url(scene: Scene) -> str:  # noqa: F811
    return scene.released()


def test_the_roster_is_masked_for_who_reads_batches(scene: Scene, url: str) -> None:  # noqa: F811
    page = scene.reviewer.get(f"{url}/roster/print").get_data(as_text=True)
    assert "王桂兰" in page and "贰仟元整" in page and "复核：" in page
    assert ACCOUNT not in page
    cells = [
        cell.text
        for table in docx.Document(BytesIO(scene.reviewer.get(f"{url}/roster.docx").data)).tables
        for row in table.rows
        for cell in row.cells
    ]
    assert "2,000.00" in cells and not any(ACCOUNT in cell for cell in cells)
    assert noted(scene, "batch.papers") == [scene.batch.id] * 2


def test_only_the_cashier_gets_the_numbers_in_full(scene: Scene, url: str) -> None:  # noqa: F811
    for client in (scene.maker, scene.reviewer):
        assert client.send(f"{url}/roster/full", form_at=url).status_code == 403
    answer = scene.cashier.send(f"{url}/roster/full", form_at=url)
    sheet = load_workbook(BytesIO(answer.data)).active
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert ACCOUNT in texts
    assert all(isinstance(text, str) for text in texts), "numbers stay text"
    assert "&P" in sheet.oddFooter.center.text
    assert noted(scene, "batch.roster_in_full") == [scene.batch.id]


def test_the_approval_form_names_who_signed_and_when(scene: Scene, url: str) -> None:  # noqa: F811
    page = scene.reviewer.get(f"{url}/approval-form/print").get_data(as_text=True)
    batch = scene.batch
    for words in ("制单", "审批", "发放", "贰仟元整", batch.number, batch.submitted_digest or "?"):
        assert words in page
    assert scene.reviewer.get(f"{url}/approval-form.docx").status_code == 200


def test_the_roster_names_the_file_of_a_model_worker_and_the_bank_of_the_release(scene: Scene) -> None:  # noqa: F811
    worker = make_model_worker(scene.session, scene.city, person=make_person(scene.session, account="6222020000009"))
    worker.person.bank_name, file_no = "唐山银行", worker.file_no
    logger = make_user(scene.session, login="another")
    make_payment(scene.session, scene.project, scene.city, person=worker.person, logged_by=logger)
    scene.session.commit()
    url = scene.released()
    worker.person.bank_name = "后来的银行"
    scene.session.commit()
    page = scene.reviewer.get(f"{url}/roster/print").get_data(as_text=True)
    assert file_no in page and "唐山银行" in page and "后来的银行" not in page
