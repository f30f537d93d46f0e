"""Making the demo world in an empty database: its staff, then everything they did, through the services.

Each act is its actor's own, on its own day; all of them are one transaction, so a demo that was
interrupted leaves nothing behind.
"""

import json
from datetime import UTC, datetime, time, timedelta
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp.demo.acts import Act
from caseapp.demo.adjusted import adjust_budgets
from caseapp.demo.alike import let_two_look_alike, put_down_twice
from caseapp.demo.assessed import assess_first_files, keep_rules
from caseapp.demo.bank import keep_template
from caseapp.demo.calendar import ANCHOR
from caseapp.demo.checked import keep_validity, send_out_and_take_in
from caseapp.demo.desk import fill_desks
from caseapp.demo.figures import FIGURES
from caseapp.demo.handed_in import hand_in
from caseapp.demo.honour_standards import keep_honour_standards
from caseapp.demo.money import MONEY
from caseapp.demo.monitored import keep_lights, say_why
from caseapp.demo.places import CITY, CITY_NAME, unit_name
from caseapp.demo.proposed import propose_approvals
from caseapp.demo.registers import REGISTERS
from caseapp.demo.rosters import send_rosters
from caseapp.demo.scene import FROM, Instant, set_scene
from caseapp.demo.sheets import console_drivers
from caseapp.demo.spec import World
from caseapp.demo.surveyed import SURVEYED
from caseapp.domain.access.actor import SYSTEM
from caseapp.domain.clock import LOCAL
from caseapp.domain.errors import N_, Refused
from caseapp.models.aid_standards import AidStandard
from caseapp.models.people import Person
from caseapp.models.projects import Project
from caseapp.models.requests import Setting
from caseapp.models.units import Unit
from caseapp.models.users import User
from caseapp.services import units, users
from caseapp.services.transaction import transact
from caseapp.services.vault import Vault

PASSWORD = "tangshan-demo-2025"  # noqa: S105
"""Shared by the demo's accounts and written on the sign-in page; they exist in a demo database only."""
DAY_BEGINS = time(8, 30)
DAY_ENDS = time(17, 0)
PACE = timedelta(seconds=20)
PERFORM = {**REGISTERS, **MONEY, **FIGURES, **SURVEYED}


def make_demo(session: Session, world: World, vault: Vault) -> None:
    """Fill an empty database with the world, its scans in the vault; Refused when it holds anything already."""
    for kind in (Person, Project, User):
        if session.scalar(select(func.count()).select_from(kind)):
            raise Refused(N_("This database already holds files or users, so the demo world is not put into it."))
    transact(session, lambda: _act_out(session, world, vault))


def _act_out(session: Session, world: World, vault: Vault) -> None:
    _open_house(session, world)
    scene = set_scene(session, world)
    keep_validity(scene, datetime.combine(FROM, DAY_BEGINS, LOCAL).astimezone(UTC))
    for act, at in _timed(world.acts):
        PERFORM[type(act)](act, scene, scene.actors[act.by], at)
    last = datetime.combine(ANCHOR, DAY_ENDS, LOCAL).astimezone(UTC)
    assess_first_files(scene, last)
    let_two_look_alike(scene, last)
    put_down_twice(scene, last)
    fill_desks(scene, vault, last)
    send_out_and_take_in(scene, last)
    propose_approvals(scene, last)
    console_drivers(scene, vault, last)
    send_rosters(scene, last)
    adjust_budgets(scene, last)
    keep_lights(scene, last)
    say_why(scene, last)
    hand_in(scene, last + timedelta(minutes=10))
    stored = {"password": PASSWORD, "accounts": accounts(world)}
    session.add(Setting(name="demo", value=json.dumps(stored, ensure_ascii=False)))


def _open_house(session: Session, world: World) -> None:
    now = datetime.combine(FROM, DAY_BEGINS, LOCAL).astimezone(UTC)
    parents: dict[str, Unit] = {CITY: units.federation(session, code=CITY, name=CITY_NAME)}
    for one in world.units:
        parents[one.code] = units.add_unit(
            session, SYSTEM, code=one.code, name=one.name, parent=parents[one.parent], now=now
        )
    keep_rules(session, now)
    keep_template(session, Instant(now, FROM))
    keep_honour_standards(session, now)
    hashed = None
    for staff in world.staff:
        user = users.add_user(session, SYSTEM, login=staff.login, name=staff.name, now=now)
        users.give_post(
            session, SYSTEM, user=user, unit=parents[staff.unit], role=staff.role, start=FROM, end=None, now=now
        )
        if hashed is None:
            users.set_password(user, PASSWORD)
            hashed = user.password_hash
        user.password_hash = hashed
    for rule in world.standards:
        standard = AidStandard(
            kind=rule.kind,
            grade=rule.grade,
            amount_fen=rule.amount_fen,
            share_percent=rule.share,
            cap_fen=rule.cap_fen,
            yearly_cap_fen=rule.yearly_cap_fen,
            repeat=rule.repeat,
            document_no=rule.document_no,
            valid_from=rule.valid_from,
            valid_to=rule.valid_to,
        )
        standard.touch(None, now)
        session.add(standard)


def _timed(acts: tuple[Act, ...]) -> list[tuple[Act, Instant]]:
    """The acts of a day follow each other from half past eight, local time."""
    return [
        (act, Instant((datetime.combine(day, DAY_BEGINS, LOCAL) + turn * PACE).astimezone(UTC), day))
        for day, of_day in groupby(acts, key=lambda act: act.on)
        for turn, act in enumerate(of_day)
    ]


def accounts(world: World) -> list[list[object]]:
    """[sign-in name, [role in Chinese, in English], person's name and, below the city, the unit]."""
    return [
        [
            one.login,
            [one.role.zh, one.role.en],
            one.name if one.unit == CITY else f"{one.name}（{unit_name(one.unit)}）",
        ]
        for one in world.staff
    ]
