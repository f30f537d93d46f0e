"""What lies on the staff's desks on the demo's last day: papers, a visit, an offered file, a re-entry, an import."""

import io
from datetime import date, datetime, timedelta

from PIL import Image, ImageDraw
from sqlalchemy import select

from caseapp.demo.assessed import FIRST
from caseapp.demo.calendar import ANCHOR, workday
from caseapp.demo.families import FamilySpec
from caseapp.demo.places import CITY, LUBEI, UNITS, caseworker_of
from caseapp.demo.scene import Scene
from caseapp.domain.households.attachments import Sent
from caseapp.domain.households.codes import HouseholdState
from caseapp.domain.households.papers import PaperKind
from caseapp.domain.households.visits import Proposal
from caseapp.domain.identity import check_digit
from caseapp.domain.rosters.households import HOUSEHOLD, LAYOUT, MEMBER
from caseapp.exporters.rosters import roster_workbook
from caseapp.models.households import Household
from caseapp.models.users import User
from caseapp.services import attachments, imports, re_entry, transfers, visits
from caseapp.services.vault import Vault

WORKER = "jingban"
PAPERS = ((PaperKind.IDENTITY, "身份证.png", (34, 94, 140)), (PaperKind.DIAGNOSIS, "诊断证明.png", (120, 60, 60)))


def fill_desks(scene: Scene, vault: Vault, now: datetime) -> None:
    """Of the assessed files, the oldest that the city's caseworker keeps has a folder to look into."""
    scene.session.flush()
    assessed = [one for one in list(scene.families.values())[:FIRST] if one.on_file(ANCHOR)]
    oldest = min((one for one in assessed if caseworker_of(one.unit) == WORKER), key=lambda one: one.applied_on)
    _papers(scene, vault, oldest, now)
    _visit(scene, vault, oldest, now)
    _offer(scene, now)
    _taken_up_again(scene, now)
    _roster(scene, oldest, now)


def _papers(scene: Scene, vault: Vault, family: FamilySpec, now: datetime) -> None:
    for paper, name, colour in PAPERS:
        attachments.add(
            scene.session,
            scene.actors[WORKER],
            vault,
            household_id=scene.ids[family.key],
            paper=paper,
            files=[Sent(name, drawn(colour))],
            now=now,
        )


def _visit(scene: Scene, vault: Vault, family: FamilySpec, now: datetime) -> None:
    facts = visits.VisitFacts(
        visited_on=workday(ANCHOR - timedelta(days=10)),
        visitors="孟雪梅、邵建平",
        findings="户主仍在治疗，配偶打零工，孩子在读。住房与登记一致，家中无大额财产。",
        proposal=Proposal.KEEP,
    )
    visits.record(
        scene.session,
        scene.actors[WORKER],
        vault,
        household_id=scene.ids[family.key],
        facts=facts,
        photos=[Sent("入户照片.png", drawn((70, 110, 70)))],
        today=ANCHOR,
        now=now,
    )


def _offer(scene: Scene, now: datetime) -> None:
    """A district passes a file to the city's caseworker, who has not answered yet."""
    giver = caseworker_of(LUBEI)
    [taker] = scene.session.scalars(select(User.id).where(User.login == WORKER))
    family = next(one for one in scene.families.values() if one.unit == LUBEI and one.on_file(ANCHOR))
    household = scene.session.get_one(Household, scene.ids[family.key])
    transfers.offer(
        scene.session,
        scene.actors[giver],
        household_id=household.id,
        version=household.version,
        to_unit_id=scene.units[CITY],
        to_user_id=taker,
        reason="户主已调入市直单位，由市总工会本级继续帮扶。",
        now=now,
    )


def _taken_up_again(scene: Scene, now: datetime) -> None:
    """返困: of the files that were left, the first of the city's caseworker."""
    left = select(Household).where(Household.state == HouseholdState.EXITED).order_by(Household.file_no)
    mine = {scene.ids[one.key] for one in scene.families.values() if caseworker_of(one.unit) == WORKER}
    old = next(one for one in scene.session.scalars(left) if one.id in mine)
    re_entry.re_enter(
        scene.session, scene.actors[WORKER], household_id=old.id, version=old.version, today=ANCHOR, now=now
    )


def _roster(scene: Scene, family: FamilySpec, now: datetime) -> None:
    """A file sent in and not applied: one household new, one to update, two with faults."""
    heads = [
        {
            "name": family.members[0].person.name,
            "id_number": family.members[0].person.id_number,
            "address": family.address + "（新址）",
            "health": family.members[0].health.zh,
            "work_state": family.members[0].work_state.zh,
            "unit": next(one.name for one in UNITS if one.code == family.unit),
            "category": family.category.zh,
            "main_cause": family.cause.zh,
            "monthly_income": f"{family.income_fen / 100:.2f}",
            "applied_on": family.applied_on.isoformat(),
        },
        _newcomer("柏松涛", 1),
        {**_newcomer("柯秀兰", 2), "category": "特别困难"},
        {**_newcomer("纪卫东", 3), "id_number": number(3)[:-1] + "A", "monthly_income": "六百九"},
    ]
    members = [
        {"head_id": number(1), "name": "柏小雨", "relation": "子女", "id_number": number(4), "health": "良好"},
        {"head_id": number(2), "name": "贺建军", "relation": "邻居", "id_number": number(5)},
    ]
    rows = (
        [[head.get(column.key, "") for column in HOUSEHOLD] for head in heads],
        [[member.get(column.key, "") for column in MEMBER] for member in members],
    )
    data = roster_workbook(LAYOUT, [rows])
    imports.take(
        scene.session, scene.actors[WORKER], name="2026年10月新申请名册.xlsx", data=data, today=ANCHOR, now=now
    )


def _newcomer(name: str, turn: int) -> dict[str, str]:
    return {
        "unit": UNITS[1].name,
        "name": name,
        "id_number": number(turn),
        "category": "相对困难",
        "main_cause": "患重特大疾病",
        "monthly_income": "865.50",
        "applied_on": "2026-10-26",
        "health": "良好",
        "address": f"{UNITS[1].name.removesuffix('总工会')}演示街{turn}号",
    }


def number(turn: int) -> str:
    """A number that nobody of the crowd has: their serials end before 998."""
    first17 = f"130200{date(1970 + turn, 3, 4 + turn):%Y%m%d}{998 + turn % 2}"
    return first17 + check_digit(first17)


def drawn(colour: tuple[int, int, int]) -> bytes:
    """A sheet of lines, as a scan of something would look from afar."""
    sheet = Image.new("RGB", (480, 320), "white")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((16, 16, 464, 64), fill=colour)
    for line in range(6):
        pen.line((32, 100 + 34 * line, 448 - 40 * (line % 3), 100 + 34 * line), fill=colour, width=6)
    kept = io.BytesIO()
    sheet.save(kept, "PNG")
    return kept.getvalue()
