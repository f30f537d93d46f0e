"""The bank in the demo world: a template, the files of two batches, and what the bank answered."""

import csv
from io import StringIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.demo.acts import Settle
from caseapp.demo.places import CITY
from caseapp.demo.scene import FROM, Instant, Scene
from caseapp.domain.access.actor import SYSTEM, Actor
from caseapp.domain.payments.bank_files import BankColumn, BankFact, Delimiter, Encoding, FileKind, Layout
from caseapp.models.bank_files import BankFile
from caseapp.models.payments import Batch
from caseapp.models.units import Unit
from caseapp.queries.bank_files import templates_for
from caseapp.services import bank_files, bank_results, bank_templates
from caseapp.services.bank_templates import TemplateFacts

THROUGH_THE_BANK = frozenset({"2025年劳模荣誉金", "2026年二季度生活、医疗救助"})
"""The titles of the batches that went to the bank as a file."""
NAME = "工商银行批量代发"
HEADINGS = {
    BankFact.SERIAL: "序号",
    BankFact.REFERENCE: "客户流水号",
    BankFact.HOLDER: "收款户名",
    BankFact.ACCOUNT: "收款账号",
    BankFact.BANK: "收款银行",
    BankFact.AMOUNT_YUAN: "金额（元）",
    BankFact.ID_NUMBER: "证件号码",
    BankFact.PURPOSE: "用途",
}


def keep_template(session: Session, at: Instant) -> None:
    unit = session.scalars(select(Unit.id).where(Unit.code == CITY)).one()
    columns = tuple(BankColumn(fact, heading) for fact, heading in HEADINGS.items())
    layout = Layout(FileKind.XLSX, Encoding.UTF8, Delimiter.COMMA, columns)
    bank_templates.add(session, SYSTEM, facts=TemplateFacts(NAME, unit, FROM, None, layout), now=at.now)


def send(scene: Scene, actor: Actor, batch_id: int, at: Instant) -> None:
    """The file of a released batch, made and taken to the bank, when the batch is one of those."""
    session = scene.session
    batch = session.get_one(Batch, batch_id)
    if batch.title in THROUGH_THE_BANK:
        template = templates_for(session, batch.unit.path, at.today)[0]
        file = bank_files.make(session, actor, batch_id=batch_id, template_id=template.id, now=at.now)
        bank_files.hand_out(session, actor, file_id=file.id, reason="", now=at.now)


def answered(act: Settle, scene: Scene, actor: Actor, at: Instant) -> bool:
    """Whether the batch went through the bank; its answer is then taken in."""
    session = scene.session
    file = session.scalar(select(BankFile).where(BankFile.batch_id == scene.ids[act.batch]))
    if file is None:
        return False
    failed = {scene.ids[line]: reason for line, reason in act.failed}
    buffer = StringIO(newline="")
    sheet = csv.writer(buffer)
    sheet.writerow(("客户流水号", "收款户名", "收款账号", "金额", "处理结果", "交易日期", "失败原因"))
    for line in bank_results.sent_file(session, file).lines:
        why = failed.get(line.id, "")
        told = ("失败", "", why) if why else ("成功", at.today.isoformat(), "")
        sheet.writerow((line.reference, min(line.names), line.account, f"{line.amount_fen / 100:.2f}", *told))
    name, data = f"{file.number}回盘.csv", buffer.getvalue().encode("gb18030")
    kept = bank_results.take(session, actor, file_id=file.id, name=name, data=data, now=at.now)
    bank_results.apply(session, actor, result_id=kept.id, now=at.now, today=at.today)
    return True
