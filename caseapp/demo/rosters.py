"""What the city's caseworker has sent in from files: a list of each register, and the payments of a year gone by."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from caseapp.demo.calendar import ANCHOR
from caseapp.demo.desk import WORKER, number
from caseapp.demo.families import FamilySpec
from caseapp.demo.honours import ENTITLED
from caseapp.demo.monitored import OFFICER
from caseapp.demo.places import CITY_NAME
from caseapp.demo.scene import Scene
from caseapp.domain.book import Book, IndicatorLine, ProjectTable
from caseapp.domain.imports import RosterKind
from caseapp.exporters.rosters import roster_workbook
from caseapp.services import imports, projects
from caseapp.services.roster_kinds import ROSTERS

YEAR = 2024
PROJECT = "困难职工帮扶专项资金"
BUDGET_FEN = 3_000_000
AMOUNT = "1500.00"
PAID = 8
_INDICATORS = (
    IndicatorLine("产出指标", "数量指标", "救助困难职工户数", "全年救助的家庭户数", "≥8户", "帮扶工作计划"),
    IndicatorLine("产出指标", "时效指标", "救助资金发放完成时间", "发放完成时间", "2024年12月底前", "帮扶工作计划"),
)


def send_rosters(scene: Scene, now: datetime) -> None:
    _model_workers(scene, now)
    _special_groups(scene, now)
    _past_payments(scene, now)


def _model_workers(scene: Scene, now: datetime) -> None:
    """One to update, one new, one with faults; not applied."""
    known = list(scene.workers.values())[ENTITLED - 1]
    new = {"unit": CITY_NAME, "name": "桑国栋", "id_number": number(11), "work_state": "在职", "payer": "市本级"}
    rows: list[Mapping[str, str]] = [
        {"name": known.person.name, "id_number": known.person.id_number, "employer": f"{known.employer}（改制后）"},
        new,
        {**new, "name": "覃秀英", "id_number": number(12)[:-1] + "A", "payer": "企业"},
    ]
    honours = [{"owner_id": number(11), "title": "唐山市劳动模范", "level": "市级", "year": "2022"}]
    _send(scene, RosterKind.MODEL_WORKERS, "2026年劳模名册.xlsx", [rows, honours], now)


def _special_groups(scene: Scene, now: datetime) -> None:
    """One to update, one new, one with a fault; not applied."""
    known = next(one for one in scene.listings.values() if one.year == ANCHOR.year)
    listed = {"year": str(ANCHOR.year), "special_group": known.group.zh, "unit": CITY_NAME}
    rows: list[Mapping[str, str]] = [
        {
            "year": str(ANCHOR.year),
            "special_group": known.group.zh,
            "name": known.person.name,
            "id_number": known.person.id_number,
            "employer": f"{known.employer}（二站）",
        },
        {**listed, "name": "阮小军", "id_number": number(13), "employer": "演示配送站"},
        {**listed, "name": "阮大军", "special_group": "外卖员", "employer": "演示配送站"},
    ]
    _send(scene, RosterKind.SPECIAL_GROUPS, "2026年新就业形态劳动者名单.xlsx", [rows], now)


def _past_payments(scene: Scene, now: datetime) -> None:
    """Applied, but for two rows with faults."""
    table = ProjectTable(
        number=1,
        code="DEMO2024P001",
        name=PROJECT,
        unit="唐山市总工会本级",
        budget_fen=BUDGET_FEN,
        fiscal_fen=BUDGET_FEN,
        other_fen=None,
        purpose="系统启用前一年的困难职工帮扶资金，发放数据由台账导入。",
        plan={3: Decimal(25), 6: Decimal(50), 10: Decimal(80), 12: Decimal(100)},
        goals=("及时足额发放帮扶资金。",),
        indicators=_INDICATORS,
    )
    book = Book(YEAR, "做好困难职工帮扶工作。", (), (), (table,))
    projects.load_book(scene.session, scene.actors[OFFICER], book=book, digest=f"demo {YEAR}", now=now)
    old = [one for one in scene.families.values() if one.on_file(date(YEAR, 1, 31))]
    rows = [_payment(place, one) for place, one in enumerate(old[:PAID], 1)]
    rows += [_payment(20, old[0]) | {"paid_on": "2025-03-08"}, _payment(21, old[1]) | {"amount": "壹仟"}]
    actor = scene.actors[WORKER]
    import_id = _send(scene, RosterKind.PAYMENTS, "2024年帮扶资金发放台账.xlsx", [rows], now)
    imports.start(scene.session, actor, import_id=import_id, now=now)
    while imports.advance(scene.session, import_id=import_id, today=ANCHOR, now=now):
        pass


def _payment(place: int, family: FamilySpec) -> dict[str, str]:
    head = family.members[0].person
    return {
        "voucher_no": f"2024-{3 * (place % 4) + 1:02d}月-记{place}",
        "paid_on": date(YEAR, 3 * (place % 4) + 1, 18).isoformat(),
        "project": PROJECT,
        "kind": "生活救助",
        "amount": AMOUNT,
        "name": head.name,
        "id_number": head.id_number,
        "household_size": str(len(family.members)),
    }


def _send(
    scene: Scene, kind: RosterKind, name: str, rows_of: Sequence[Sequence[Mapping[str, str]]], now: datetime
) -> int:
    layout = ROSTERS[kind].layout
    sheets = [
        [[row.get(column.key, "") for column in part.columns] for row in rows]
        for part, rows in zip(layout.sheets, rows_of, strict=True)
    ]
    data = roster_workbook(layout, [sheets])
    scene.session.flush()
    return imports.take(scene.session, scene.actors[WORKER], name=name, data=data, today=ANCHOR, now=now, kind=kind).id
