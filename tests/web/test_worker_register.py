"""劳模名册: what the filters leave, masked by role, landscape, noted each time."""

from collections.abc import Callable
from io import BytesIO

import docx
import openpyxl
from docx.enum.section import WD_ORIENT
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.models.audit import AuditEvent
from tests.factories.model_workers import make_model_worker
from tests.factories.people import make_person
from tests.factories.units import make_unit


def test_the_register_holds_what_the_filters_leave_masked_by_role_and_noted(world: Session, sign_in: Callable) -> None:
    city = make_unit(world, name="唐山市总工会")
    alive = make_model_worker(world, city, person=make_person(world, name="赵铁柱"))
    make_model_worker(world, make_unit(world, name="别处"), person=make_person(world, name="外地人"))
    number = alive.person.id_number or ""
    world.commit()
    maker, auditor = sign_in(Role.CASEWORKER, unit=city), sign_in(Role.AUDITOR, unit=city)
    word = docx.Document(BytesIO(maker.get("/model-workers/register.docx").data))
    texts = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert word.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert "赵铁柱" in texts and "外地人" not in texts and not any(number in text for text in texts)
    sheet = openpyxl.load_workbook(BytesIO(auditor.get("/model-workers/register.xlsx").data)).active
    cells = [str(cell) for row in sheet.values for cell in row if cell]
    assert "赵铁柱" not in cells and any(cell.startswith("赵") for cell in cells)
    page = maker.get("/model-workers/register/print?alive=no").get_data(as_text=True)
    assert "已去世" in page and "共0人" in page and "赵铁柱" not in page
    noted = select(AuditEvent.action).where(AuditEvent.action == "model_worker.register")
    assert len(world.scalars(noted).all()) == 3
