"""A consolation in goods on the demo's last day: drivers of the road carriers, signed for on a sheet, one not met."""

from datetime import datetime

from caseapp.demo.calendar import ANCHOR
from caseapp.demo.desk import drawn
from caseapp.demo.payroll import PROVINCIAL
from caseapp.demo.scene import Scene
from caseapp.domain.households.attachments import Sent
from caseapp.domain.payments.codes import FundSource, PayMeans
from caseapp.domain.payments.gifts import Gift
from caseapp.domain.special_groups.codes import SpecialGroup
from caseapp.queries.sheets import sheet_lines
from caseapp.services import consolation, sheets, signing
from caseapp.services.consolation import Consolation
from caseapp.services.vault import Vault

TAKERS = 8


def console_drivers(scene: Scene, vault: Vault, now: datetime) -> None:
    session, actors = scene.session, scene.actors
    wanted = Consolation(
        year=ANCHOR.year,
        group=SpecialGroup.DRIVER,
        unit_id=None,
        project_id=scene.project(ANCHOR.year, PROVINCIAL),
        source=FundSource.FISCAL,
        means=PayMeans.SHEET,
        amount_fen=None,
        gift=Gift("防寒用品", 1, 18_000),
    )
    entitled = consolation.propose(session, actors["jingban"], wanted=wanted, day=ANCHOR).entitled
    batch = consolation.prepare(
        session,
        actors["jingban"],
        wanted=wanted,
        chosen=[one.listing_id for one in entitled[:TAKERS]],
        title="2026年货车司机冬季慰问",
        reason="",
        day=ANCHOR,
        now=now,
    )
    for sign, who in ((signing.submit, "jingban"), (signing.approve, "shenpi"), (signing.release, "caiwu")):
        seen = signing.seen_digest(session, batch.id)
        sign(session, actors[who], batch_id=batch.id, seen=seen, now=now)
    takers = [line.id for line in sheet_lines(session, batch.id)]
    sheets.settle(
        session,
        actors["caiwu"],
        vault,
        batch_id=batch.id,
        signed=takers[:-1],
        signed_on=ANCHOR,
        reason="出车在外，未能到场",
        files=[Sent("签领表.png", drawn((90, 90, 140)))],
        now=now,
        today=ANCHOR,
    )
