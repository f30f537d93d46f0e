"""预算调整 of the demo's running year: a project got more, and a wrong entry was taken back."""

from datetime import date, datetime

from caseapp.demo.calendar import ANCHOR
from caseapp.demo.scene import SOURCE, Scene
from caseapp.domain.payments.adjusting import REVERSED, Paper
from caseapp.models.adjustments import BudgetAdjustment
from caseapp.services import adjustments

CASHIER = "caiwu"
MORE = 20_000_000
WRONG = 5_000_000


def adjust_budgets(scene: Scene, now: datetime) -> None:
    more = Paper("唐财社〔2026〕58号", date(2026, 9, 15), "省级追加困难职工帮扶资金")
    wrong = Paper("唐财社〔2026〕61号", date(2026, 9, 28), "年中追加")
    _adjust(scene, 5, MORE, more, now)
    entry = _adjust(scene, 6, WRONG, wrong, now)
    back = Paper(f"{wrong.document_no}{REVERSED}", ANCHOR, "该文件属其他部门，误登记")
    adjustments.reverse(scene.session, scene.actors[CASHIER], adjustment_id=entry.id, paper=back, now=now)


def _adjust(scene: Scene, number: int, fen: int, paper: Paper, now: datetime) -> BudgetAdjustment:
    project = scene.project(ANCHOR.year, number)
    cashier = scene.actors[CASHIER]
    return adjustments.adjust(
        scene.session, cashier, project_id=project, source=SOURCE, amount_fen=fen, paper=paper, now=now
    )
