"""The means check in the demo world: a list that went out, an answer that was taken in, and one with faults."""

import csv
from collections.abc import Iterable
from datetime import datetime
from io import StringIO

from caseapp.demo.calendar import ANCHOR
from caseapp.demo.scene import FROM, Scene
from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.households.means import Finding
from caseapp.models.check_lists import CheckList, CheckRule
from caseapp.queries.household_queue import ToCheck
from caseapp.services import check_answers, check_lists

CLERK = "jingban"
DAYS = 180
HEADINGS = ("姓名", "公民身份号码", "档案编号", "核对结论", "出具日期", "年收入", "存款余额", "机动车数", "核对情况")


def keep_validity(scene: Scene, now: datetime) -> None:
    rule = CheckRule(valid_from=FROM, days=DAYS, document_no="唐工发〔2023〕2号")
    rule.touch(SYSTEM.id, now)
    scene.session.add(rule)


def send_out_and_take_in(scene: Scene, now: datetime) -> None:
    """One household's head is to be looked at again, so its file waits; the second answer names two results wrongly."""
    taken = check_lists.take_out(scene.session, scene.actors[CLERK], today=ANCHOR, now=now)
    first = taken.people[0].household_id
    told = [one for one in taken.people if one.household_id == first]
    rows = [_row(one, Finding.REVIEW.zh if one is told[0] else Finding.FITS.zh) for one in told]
    _send(scene, taken.made, "核对反馈（第一批）.csv", rows, now, apply=True)
    rows = [_row(one, "情况不明" if one in taken.people[-2:] else Finding.FITS.zh) for one in taken.people]
    _send(scene, taken.made, "核对反馈（第二批）.csv", rows, now, apply=False)


def _row(one: ToCheck, finding: str) -> tuple[str, ...]:
    looked_at = "存款变动较大，建议复核" if finding == Finding.REVIEW.zh else ""
    return (one.name, one.id_number, one.file_no, finding, ANCHOR.isoformat(), "18600.00", "3250.40", "0", looked_at)


def _send(
    scene: Scene, made: CheckList, name: str, rows: Iterable[tuple[str, ...]], now: datetime, *, apply: bool
) -> None:
    buffer = StringIO(newline="")
    csv.writer(buffer).writerows((HEADINGS, *rows))
    session, actor, data = scene.session, scene.actors[CLERK], buffer.getvalue().encode("gb18030")
    kept = check_answers.take(session, actor, list_id=made.id, name=name, data=data, now=now)
    if apply:
        check_answers.apply(session, actor, answer_id=kept.id, now=now, today=ANCHOR)
